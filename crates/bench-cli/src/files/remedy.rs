//! The option or the step that helps when a file cannot be read.

use std::io;

use digits_data::Error;
use digits_data::files::{Notation, ReadError, ReadErrorKind};

/// The remedy for an error of reading, if there is one.
pub(crate) fn remedy(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|cause| match (cause.downcast_ref(), cause.downcast_ref()) {
        (Some(Error::Read(error)), _) => of_reading(error),
        (_, Some(error)) => match io::Error::kind(error) {
            io::ErrorKind::PermissionDenied => Some("check its permissions".to_owned()),
            kind => of_system(kind),
        },
        _ => None,
    })
}

fn of_reading(error: &ReadError) -> Option<String> {
    use ReadErrorKind as Kind;
    let remedy = match error.kind {
        Kind::Value if !error.no_numbers.is_empty() => return Some(of_no_numbers(error)),
        Kind::UnknownWord => {
            "mend the word, fit the model anew with rows that have it, or leave the row out with `--na WORD \
             --missing drop-rows`"
        }
        Kind::TooManyWords => {
            "leave the column out of `--one-hot`; if it has keys, name it with `--id`"
        }
        Kind::Missing { .. } if error.expected == "a label" => {
            "leave out these rows with `--missing drop-rows`, or correct the file"
        }
        Kind::Missing { .. } => {
            "leave out these rows with `--missing drop-rows`, or replace the values with `--missing \
             mean` or `--missing median`"
        }
        Kind::AmbiguousHeader if error.expected.contains("columns to read (") => {
            "choose the features with `--columns` as shown, or say with `--id` that the column has the \
             keys of the rows"
        }
        Kind::AmbiguousHeader => {
            "say `--header yes` if the first row names the columns, `--header no` if it is a sample"
        }
        Kind::Ragged => {
            "name the delimiter with `--delimiter`, skip comments with `--comment '#'` or the first \
             lines with `--skip-lines N`, or correct this line"
        }
        Kind::Quote => "close the quote, or write two quotes for one within a field",
        Kind::Encoding => "save the file as UTF-8",
        Kind::Sparse => "save all values, for example with `np.save(\"X.npy\", matrix.toarray())`",
        Kind::Column if error.expected.starts_with("one column, ") => {
            "name it with `--true-column` or `--pred-column` (`evaluate` has these), or save it in a \
             file of its own"
        }
        Kind::Column => "check the names: a column has its exact name, or a number from 0",
        Kind::Infinite => "correct the number, or say that it is missing with `--na`",
        Kind::Io(kind) => return of_system(kind),
        Kind::Format => of_format(error),
        Kind::Compression if error.expected.starts_with("no compression") => {
            "write the file again without compression, or with Snappy, gzip or LZ4"
        }
        Kind::Header if error.expected.starts_with("two dimensions") => {
            "save it with a row for each sample, for example `X.reshape(-1, 1)` for one feature"
        }
        Kind::Header if error.expected.contains("fits memory") => "select fewer rows or columns",
        Kind::Compression | Kind::Truncated | Kind::TrailingData | Kind::Header => {
            "the file is damaged or cut off, so copy or download it again, or write it anew"
        }
        Kind::DataType => {
            "save the values as numbers, for example with `X.astype(float)`, or leave the column out with \
             `--columns`"
        }
        Kind::Empty if error.expected == "a column of numbers as a feature" => {
            "choose the features with `--columns`, make features of words with `--one-hot`, name the delimiter with `--delimiter`, or skip the \
             first lines with `--skip-lines N`"
        }
        _ => return None,
    };
    Some(remedy.to_owned())
}

fn of_system(kind: io::ErrorKind) -> Option<String> {
    let remedy = match kind {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "allow this user to read it",
        io::ErrorKind::IsADirectory => "name a file in it",
        _ => return None,
    };
    Some(remedy.to_owned())
}

/// The remedy for a file that has another format than it should have.
fn of_format(error: &ReadError) -> &'static str {
    let (expected, found) = (error.expected.as_str(), error.found.as_str());
    let says = |words: &str| expected.contains(words) || found.contains(words);
    let remedies = [
        ("gzip within gzip", "unpack it once with `gunzip`"),
        (" compression", "unpack it first"),
        (
            "a build with the feature",
            "build with `--features parquet`, or save the table as CSV or NPY",
        ),
        ("by itself", "unpack it, or save it in a file first"),
        ("has arrays by name", "leave out `--array`"),
        ("which has delimiters", "leave out `--delimiter`"),
        ("to which columns can be added", "write the clusters with `--labels-out`"),
        ("no .npy in this ZIP", "if it is a spreadsheet, save the table as CSV"),
        ("an array without encryption", "save it without a password"),
        ("stored or deflated", "write it with `np.savez` or `np.savez_compressed`"),
        ("an array", "name one of them with `--array`"),
        ("one array", "name one of them with `--array`"),
        ("a delimiter that", "name another with `--delimiter`"),
        ("(\"", "give the file the name of its format, or write it anew if it is damaged"),
    ];
    let remedy = remedies.into_iter().find(|(words, _)| says(words));
    remedy.map_or("save the table as CSV or NPY", |(_, remedy)| remedy)
}

fn of_no_numbers(error: &ReadError) -> String {
    let drop: Vec<String> = error.no_numbers.iter().map(|it| format!("!{}", it.column)).collect();
    let it = if drop.len() == 1 { "it" } else { "them" };
    let leave_out = match error.n_numeric {
        0 => "choose other columns with `--columns`".to_owned(),
        _ => format!("leave {it} out with `--columns {}`", quoted(&drop.join(","))),
    };
    let reading = |reading: &Notation| match options(reading).as_str() {
        "" => {
            "the usual notation, without options such as `--decimal` and `--thousands`".to_owned()
        }
        options => format!("`{options}`"),
    };
    let readings: Vec<String> = error.readings.iter().map(reading).collect();
    match readings.as_slice() {
        [] => leave_out,
        [one] => match words_alone(&error.readings) {
            Some(words) => {
                format!(
                    "if {words} stands for a missing value, read {it} with {one}; or {leave_out}"
                )
            }
            None => format!("read {it} with {one}, or {leave_out}"),
        },
        all => format!("read {it} with {}, whichever is meant, or {leave_out}", all.join(" or ")),
    }
}

/// Returns the words of the only reading, if it is the usual notation with words for missing values.
fn words_alone(readings: &[Notation]) -> Option<String> {
    let [reading] = readings else { return None };
    let usual = Notation { missing_words: reading.missing_words.clone(), ..Notation::new() };
    let has_words = !reading.missing_words.is_empty();
    (has_words && *reading == usual).then(|| reading.missing_words.join(" or "))
}

/// The options that give a notation.
fn options(notation: &Notation) -> String {
    let Notation { decimal, checks_points, thousands, minus, strip, missing_words } = notation;
    let mut options = Vec::new();
    let mark =
        |mark: char| if mark == ' ' { "space".to_owned() } else { quoted(&mark.to_string()) };
    if *decimal != '.' || !checks_points {
        options.push(format!("--decimal {}", mark(*decimal)));
    }
    options.extend(thousands.map(|thousands| format!("--thousands {}", mark(thousands))));
    options.extend(minus.map(|minus| format!("--minus {}", mark(minus))));
    if !strip.is_empty() {
        options.push(format!("--strip {}", quoted(&strip.join(","))));
    }
    if !missing_words.is_empty() {
        options.push(format!("--na {}", quoted(&missing_words.join(","))));
    }
    options.join(" ")
}

/// A text as a shell reads it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ",.%_-+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notation_is_shown_as_a_shell_reads_it() {
        let notation = Notation {
            decimal: ',',
            checks_points: true,
            thousands: Some(' '),
            minus: Some('−'),
            strip: vec!["$".into(), "%".into()],
            missing_words: vec!["not known".into()],
        };
        let expected = "--decimal , --thousands space --minus '−' --strip '$,%' --na 'not known'";
        assert_eq!(options(&notation), expected);
        let apostrophe = Notation { thousands: Some('\''), ..Notation::new() };
        assert_eq!(options(&apostrophe), r"--thousands ''\'''");
    }
}
