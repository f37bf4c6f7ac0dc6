"use strict";

// Light or dark: follows the system until the button is pressed.

function followTheme(button) {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
  });
  system.addEventListener("change", show);
  show();
  button.hidden = false;
}

// Whole numbers are written one after the other, each as some digits to the base 64.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/** The numbers from place `start` to before `end`. */
function read({ width, text }, start = 0, end = text.length / width) {
  const numbers = [];
  for (let place = start; place < end; place += 1) {
    let number = 0;
    for (let digit = place * width; digit < (place + 1) * width; digit += 1) {
      number = number * DIGITS.length + DIGITS.indexOf(text[digit]);
    }
    numbers.push(number);
  }
  return numbers;
}

/** The labels of every iteration of a run. The page holds only the first ones, and what changes. */
function labelsOfRounds({ labels, rounds }) {
  let current = read(labels);
  return rounds.map((round) => {
    current = current.slice();
    const now = read(round.labels);
    read(round.changed).forEach((sample, place) => { current[sample] = now[place]; });
    return current;
  });
}

// Tables and figures that are wider than the page say that they scroll.

function showThatItScrolls(box) {
  const hint = document.createElement("p");
  hint.className = "more";
  hint.textContent = "Scroll sideways to see all of it \u2192";
  hint.hidden = true;
  box.before(hint);
  const update = () => {
    const scrolls = box.scrollWidth > box.clientWidth + 1;
    hint.hidden = !scrolls;
    box.classList.toggle("scrolls", scrolls);
    box.toggleAttribute("data-end", box.scrollLeft + box.clientWidth >= box.scrollWidth - 1);
    // Users without a mouse scroll with the arrow keys.
    if (scrolls) box.tabIndex = 0;
  };
  box.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(box);
  update();
}

// A plane: the iterations of its runs, and one sample.

/** How near a pointer must come to a sample, in pixels of the screen. */
const REACH = 20;
const MILLISECONDS_PER_ITERATION = 700;

function animatePlane(plane) {
  const find = (selector) => plane.querySelector(selector);
  const moves = JSON.parse(find("script[type='application/json']").textContent);
  const runs = moves.runs.map((run) => ({ ...run, labels: labelsOfRounds(run) }));
  const runButtons = [...plane.querySelectorAll("input[type='radio']")];
  const slider = find("input[type='range']");
  const rowInput = find("input[type='number']");
  const playButton = find(".rounds button");
  const state = find(".state");
  const pick = find(".pick");
  const regions = new Map([...plane.querySelectorAll(".region")].map((e) => [e.dataset.cluster, e]));
  const members = new Map([...plane.querySelectorAll(".members")].map((e) => [e.dataset.cluster, e]));
  const crosses = new Map([...plane.querySelectorAll(".cross")].map((e) => [e.dataset.cluster, e]));
  let shown = { run: 0, round: Number(slider.max), sample: 0 };
  let timer = null;

  function show(change) {
    shown = { ...shown, ...change };
    const { run, round } = shown;
    const { centers, regions: corners, state: sentence } = runs[run].rounds[round];
    const dots = centers.map(() => "");
    if (members.size > 0) {
      runs[run].labels[round].forEach((cluster, sample) => {
        const [x, y] = moves.points[sample];
        dots[cluster] += `M${x} ${y}h0`;
      });
    }
    centers.forEach(([x, y], cluster) => {
      crosses.get(String(cluster))?.setAttribute("transform", `translate(${x} ${y})`);
      regions.get(String(cluster))?.setAttribute("points", corners[cluster]);
      members.get(String(cluster))?.setAttribute("d", dots[cluster]);
    });
    // Setting the same text again would have it read out again.
    if (state.textContent !== sentence) state.textContent = sentence;
    slider.max = runs[run].rounds.length - 1;
    slider.value = round;
    runButtons.forEach((button, number) => { button.checked = number === run; });
    showSample();
  }

  function showSample() {
    const { run, round, sample } = shown;
    const cluster = String(runs[run].labels[round][sample]);
    const [x, y] = moves.points[sample];
    pick.setAttribute("cx", x);
    pick.setAttribute("cy", y);
    pick.classList.add("chosen");
    const say = (selector, text) => {
      const element = find(selector);
      if (element && element.textContent !== text) element.textContent = text;
    };
    say(".row", String(moves.rows[sample]));
    say(".true-label", moves.true_labels[read(moves.true_label, sample, sample + 1)[0] - 1] ?? "none");
    say(".cluster", moves.names[cluster]);
    colour(find(".swatch"), cluster);
    if (moves.image) drawImage(find("canvas"), sample);
  }

  function colour(swatch, cluster) {
    const [member, region] = [members.get(cluster), regions.get(cluster)];
    swatch.style.background = member?.getAttribute("stroke") ?? region?.getAttribute("fill") ?? "none";
    // As the dots of the cluster, round or square.
    swatch.style.borderRadius = member?.getAttribute("stroke-linecap") === "round" ? "50%" : "0";
  }

  function drawImage(canvas, sample) {
    const { width, height } = moves.image;
    const image = new ImageData(width, height);
    read(moves.pixels, sample * width * height, (sample + 1) * width * height).forEach((value, pixel) => {
      const grey = 255 - (255 * value) / (DIGITS.length - 1);
      image.data.set([grey, grey, grey, 255], 4 * pixel);
    });
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  // Iterations

  const lastRound = (run = shown.run) => runs[run].rounds.length - 1;

  function pause() {
    clearInterval(timer);
    timer = null;
    playButton.textContent = "Play";
    state.setAttribute("aria-live", "polite");
  }

  function play() {
    // A screen reader could not keep up with one sentence per iteration.
    state.setAttribute("aria-live", "off");
    playButton.textContent = "Pause";
    if (shown.round === lastRound()) show({ round: 0 });
    timer = setInterval(() => {
      show({ round: Math.min(shown.round + 1, lastRound()) });
      if (shown.round === lastRound()) pause();
    }, MILLISECONDS_PER_ITERATION);
  }

  playButton.addEventListener("click", () => (timer === null ? play() : pause()));
  slider.addEventListener("input", () => {
    pause();
    show({ round: Number(slider.value) });
  });
  runButtons.forEach((button, run) => button.addEventListener("change", () => {
    pause();
    show({ run, round: lastRound(run) });
  }));
  // Users who want less motion have the slider.
  const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");
  const offerPlaying = () => {
    if (lessMotion.matches) pause();
    playButton.hidden = lessMotion.matches;
  };
  lessMotion.addEventListener("change", offerPlaying);
  offerPlaying();

  // Samples

  /** The place of the row, or of the nearest that is drawn. */
  function sampleOfRow(row) {
    const distance = (sample) => Math.abs(moves.rows[sample] - row);
    return moves.rows.reduce((best, _, sample) => (distance(sample) < distance(best) ? sample : best), 0);
  }

  function showPicked(sample) {
    rowInput.value = moves.rows[sample];
    show({ sample });
  }

  rowInput.addEventListener("input", () => {
    if (rowInput.value !== "") show({ sample: sampleOfRow(rowInput.valueAsNumber) });
  });
  rowInput.addEventListener("change", () => { rowInput.value = moves.rows[shown.sample]; });
  rowInput.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return;
    // The browser would step to the next row, but that sample may not be drawn.
    event.preventDefault();
    showPicked(Math.min(Math.max(shown.sample + step, 0), moves.rows.length - 1));
  });

  function point(event) {
    const toScreen = pick.getScreenCTM();
    if (!toScreen) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(toScreen.inverse());
    let nearest = { sample: -1, distance: REACH / toScreen.a };
    moves.points.forEach(([px, py], sample) => {
      const distance = Math.hypot(px - x, py - y);
      if (distance < nearest.distance) nearest = { sample, distance };
    });
    if (nearest.sample >= 0 && nearest.sample !== shown.sample) showPicked(nearest.sample);
  }
  const picture = find(".picture");
  picture.addEventListener("pointermove", point);
  picture.addEventListener("pointerdown", point);

  // A print shows what the page showed before the script ran.
  let before = null;
  addEventListener("beforeprint", () => {
    pause();
    before = shown;
    show({ run: 0, round: lastRound(0) });
  });
  addEventListener("afterprint", () => { if (before) show(before); });

  show({});
  find(".controls").hidden = false;
}

followTheme(document.getElementById("theme"));
document.querySelectorAll(".plane").forEach(animatePlane);
document.querySelectorAll(".table, .picture").forEach(showThatItScrolls);
