# Fits k-means with R's own `kmeans` (Lloyd), one line of JSON in, one out, as ../python/worker.py
# describes. R reads no JSON by itself, and the requests are simple enough to be matched.

# The text or number of a field, wherever in the request it stands.
field <- function(request, name) {
  pattern <- paste0('"', name, '":("([^"]*)"|[^,}]*)')
  found <- regmatches(request, regexec(pattern, request))[[1]]
  if (length(found) == 0) NA else if (nzchar(found[3])) found[3] else found[2]
}

number <- function(request, name) as.numeric(field(request, name))

read_rows <- function(path, n_columns) {
  values <- readBin(path, "double", file.size(path) / 8, size = 8, endian = "little")
  matrix(values, ncol = n_columns, byrow = TRUE)
}

# Bytes in a line such as `VmHWM:      1234 kB`; NA where the system does not tell.
resident <- function(name) {
  lines <- tryCatch(readLines("/proc/self/status"), error = function(e) character())
  line <- grep(paste0("^", name, ":"), lines, value = TRUE)
  if (length(line) == 0) NA else 1024 * as.numeric(gsub("[^0-9]", "", line))
}

# Once garbage is collected, and the largest resident set so far is forgotten.
resident_after_reset <- function() {
  gc(full = TRUE)
  reset <- tryCatch({ cat("5", file = "/proc/self/clear_refs"); TRUE }, error = function(e) FALSE)
  if (reset) resident("VmRSS") else NA
}

load <- function(request) {
  if (field(request, "dtype") != "f64") return(NULL)
  read_rows(field(request, "path"), number(request, "n_features"))
}

fit <- function(samples, request) {
  if (is.null(samples)) stop("knows f64 only")
  if (is.na(field(request, "centers"))) stop("has no k-means++")
  if (field(request, "scale") == "true") stop("has no scaler")
  start <- read_rows(field(request, "centers"), ncol(samples))
  before <- if (field(request, "watch") == "true") resident_after_reset() else NA
  begin <- Sys.time()
  # It warns when it has not converged, as single rounds have not.
  model <- suppressWarnings(
    kmeans(samples, start, iter.max = number(request, "rounds"), algorithm = "Lloyd")
  )
  seconds <- as.numeric(Sys.time() - begin, units = "secs")
  memory <- if (is.na(before)) NA else resident("VmHWM") - before
  writeBin(as.vector(t(model$centers)), field(request, "centers_to"), endian = "little")
  memory <- if (is.na(memory)) "null" else sprintf("%.0f", max(memory, 0))
  # It counts a round more than it moves centres, up to the most that it may do.
  n_iter <- min(model$iter, number(request, "rounds"))
  sprintf('{"seconds": %.9f, "n_iter": %d, "memory": %s}', seconds, as.integer(n_iter), memory)
}

cannot <- function(error) sprintf('{"cannot": "%s"}', gsub('["\\\\\n]', " ", conditionMessage(error)))

reply <- function(text) {
  cat(text, "\n", sep = "")
  flush(stdout())
}

reply(sprintf('{"contenders": {"fit": ["R kmeans"]}, "about": "R %s, Lloyd"}', getRversion()))
requests <- file("stdin", "r")
samples <- NULL
while (length(request <- readLines(requests, 1)) > 0) {
  if (startsWith(request, '{"load"')) {
    samples <- load(request)
    reply("{}")
  } else {
    reply(tryCatch(fit(samples, request), error = cannot))
  }
}
