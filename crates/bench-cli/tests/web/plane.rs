use digits_data::load_digits;
use serde_json::{Value, json};

use super::report::Reader;

const SLIDER: &str = "#two-numbers .plane input[type='range']";
const ROUND: &str =
    "Number(document.querySelector(\"#two-numbers .plane input[type='range']\").value)";

/// The positions of all crosses and regions.
const DRAWN: &str = "({
    crosses: [...document.querySelectorAll('#two-numbers .plane .cross')].map((e) => e.getAttribute('transform')),
    regions: [...document.querySelectorAll('#two-numbers .plane .region')].map((e) => e.getAttribute('points')),
})";

#[track_caller]
fn assert_moved(before: &Value, after: &Value) {
    for part in ["crosses", "regions"] {
        assert_ne!(before[part], after[part], "{part} stay where they are");
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn the_slider_moves_the_centroids() {
    let mut without_script = Reader::open_without_script();
    let served = without_script.ask(DRAWN);
    let n_clusters =
        without_script.ask("document.querySelectorAll('#two-numbers .plane .cross').length");
    assert!(n_clusters.as_u64().unwrap() >= 2, "{n_clusters}");
    assert_eq!(
        without_script.ask("document.querySelector('#two-numbers .plane .controls').hidden"),
        true
    );

    let mut reader = Reader::open();
    let last = reader.ask(ROUND).as_u64().unwrap();
    assert!(last >= 2, "{last} rounds");
    assert_eq!(reader.ask(DRAWN), served, "the last round is what stands there without a script");
    let state = reader.text("#two-numbers .plane .state");

    reader.tab_to(SLIDER);
    reader.press("Home");
    assert_eq!(reader.ask(ROUND), 0);
    let mut before = reader.ask(DRAWN);
    assert_moved(&before, &served);
    assert_ne!(reader.text("#two-numbers .plane .state"), state);
    for round in 1..=last {
        reader.press("ArrowRight");
        assert_eq!(reader.ask(ROUND), round);
        let now = reader.ask(DRAWN);
        assert!(now != before || round == last, "nothing moves in round {round}");
        before = now;
    }
    assert_eq!(before, served);
    assert_eq!(reader.text("#two-numbers .plane .state"), state);
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn the_slider_colours_the_samples_of_the_fit() {
    const MEMBERS: &str =
        "[...document.querySelectorAll('#plane .members')].map((e) => e.getAttribute('d'))";
    let served = Reader::open_without_script().ask(MEMBERS);
    let mut reader = Reader::open();
    assert_eq!(reader.ask(MEMBERS), served, "the last round is what stands there without a script");
    reader.tab_to("#plane .plane input[type='range']");
    reader.press("Home");
    let first = reader.ask(MEMBERS);
    assert_ne!(first, served);
    let n_dots = |members: &Value| members.to_string().matches('M').count();
    assert_eq!((n_dots(&first), n_dots(&served)), (1797, 1797));
    reader.press("End");
    assert_eq!(reader.ask(MEMBERS), served);
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn every_initialisation_can_be_chosen() {
    let mut reader = Reader::open();
    let names = reader.ask(
        "[...document.querySelectorAll('#two-numbers .plane fieldset label')].map((l) => l.textContent.trim())",
    );
    let names = names.as_array().unwrap().clone();
    assert_eq!(names.len(), 3);
    let mut seen = vec![reader.ask(DRAWN)];
    reader.tab_to("#two-numbers .plane input[type='radio']");
    for name in &names[1..] {
        reader.press("ArrowDown");
        let state = reader.text("#two-numbers .plane .state");
        assert!(state.starts_with(name.as_str().unwrap()), "{state}");
        let drawn = reader.ask(DRAWN);
        for other in &seen {
            assert_moved(other, &drawn);
        }
        seen.push(drawn);
        // A run has its own number of rounds, and begins at the last.
        assert_eq!(
            reader.ask(ROUND),
            reader.ask(&format!("Number(document.querySelector({}).max)", json!(SLIDER)))
        );
    }
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn pointing_at_a_sample_shows_it() {
    let digits = load_digits().unwrap();
    let mut reader = Reader::open();
    let n_clusters =
        reader.ask("document.querySelectorAll('#two-numbers .plane .cross').length").as_u64();
    for cluster in 0..n_clusters.unwrap() {
        let [x, y] = sample_near(&mut reader, cluster);
        reader.point_at(1.0, 1.0);
        reader.point_at(x, y);
        let row: usize = reader.text("#two-numbers .facts .row").parse().unwrap();
        assert_eq!(
            reader.text("#two-numbers .facts .true-label"),
            digits.labels()[row].to_string()
        );
        let letter = char::from(b'A' + u8::try_from(cluster).unwrap());
        assert_eq!(reader.text("#two-numbers .facts .cluster"), letter.to_string());
        assert_image(&mut reader, digits.samples().view().row(row));
        assert_eq!(
            reader.ask(
                "Number(document.querySelector(\"#two-numbers .plane input[type='number']\").value)"
            ),
            row
        );
    }
    reader.was_quiet();
}

/// Scrolls a cluster's cross into view. Returns the window position of the sample nearest to a cluster's
/// cross.
fn sample_near(reader: &mut Reader, cluster: u64) -> [f64; 2] {
    let place = reader.ask(&format!(
        "(() => {{
            const plane = document.querySelector('#two-numbers .plane');
            const cross = plane.querySelector(\".cross[data-cluster='{cluster}']\");
            cross.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            const toScreen = plane.querySelector('.pick').getScreenCTM();
            const onScreen = ([x, y]) => new DOMPoint(x, y).matrixTransform(toScreen);
            const [cx, cy] = cross.getAttribute('transform').match(/-?[\\d.]+/g).map(Number);
            const {{ points }} = JSON.parse(plane.querySelector('script').textContent);
            const distance = ([x, y]) => Math.hypot(x - cx, y - cy);
            const nearest = points.reduce((a, b) => (distance(b) < distance(a) ? b : a));
            const {{ x, y }} = onScreen(nearest);
            return [x, y];
        }})()"
    ));
    [0, 1].map(|axis| place[axis].as_f64().unwrap())
}

/// The canvas holds the sample's pixels, white where it is 0 and black where it is 16.
#[track_caller]
fn assert_image(reader: &mut Reader, sample: &[f64]) {
    let pixels = reader.ask(
        "(() => {
            const copy = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true });
            copy.drawImage(document.querySelector('#two-numbers .facts canvas'), 0, 0);
            return [...copy.getImageData(0, 0, 8, 8).data].filter((_, place) => place % 4 === 0);
        })()",
    );
    let pixels = pixels.as_array().unwrap();
    assert_eq!(pixels.len(), sample.len());
    for (pixel, value) in pixels.iter().zip(sample) {
        let expected = 255.0 * (1.0 - value / 16.0);
        // They come in 64 steps.
        assert!((pixel.as_f64().unwrap() - expected).abs() <= 3.0, "{pixels:?} {sample:?}");
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn samples_can_be_stepped_through_without_a_mouse() {
    let digits = load_digits().unwrap();
    let mut reader = Reader::open();
    reader.tab_to("#two-numbers .plane input[type='number']");
    let rows = reader
        .ask("JSON.parse(document.querySelector('#two-numbers .plane script').textContent).rows");
    let row = |place: usize| rows[place].as_u64().unwrap().to_string();
    assert_eq!(reader.text("#two-numbers .facts .row"), row(0));
    for (key, place) in [("ArrowUp", 1), ("ArrowUp", 2), ("ArrowDown", 1), ("ArrowDown", 0)] {
        let before = reader.ask("document.querySelector('#two-numbers .facts canvas').toDataURL()");
        reader.press(key);
        assert_eq!(reader.text("#two-numbers .facts .row"), row(place));
        let image = reader.ask("document.querySelector('#two-numbers .facts canvas').toDataURL()");
        assert_ne!(image, before);
    }
    reader.press("ArrowDown");
    assert_eq!(
        reader.text("#two-numbers .facts .row"),
        row(0),
        "there is nothing before the first"
    );
    reader.ask("document.activeElement.select()");
    reader.call("Input.insertText", &json!({ "text": row(100) }));
    assert_eq!(reader.text("#two-numbers .facts .row"), row(100));
    let digit = digits.labels()[row(100).parse::<usize>().unwrap()];
    assert_eq!(reader.text("#two-numbers .facts .true-label"), digit.to_string());
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn it_plays_from_the_seeding_to_the_end() {
    let mut reader = Reader::open();
    let served = reader.ask(DRAWN);
    let watched = reader.ask(&format!(
        "new Promise((done) => {{
            const rounds = [];
            const button = document.querySelector('#two-numbers .rounds button');
            new MutationObserver(() => {{
                rounds.push({ROUND});
                if (button.textContent === 'Play') done(rounds);
            }}).observe(document.querySelector('#two-numbers .plane'), {{ subtree: true, childList: true }});
            button.click();
        }})"
    ));
    let mut rounds: Vec<u64> =
        watched.as_array().unwrap().iter().filter_map(Value::as_u64).collect();
    rounds.dedup();
    let last = reader.ask(ROUND).as_u64().unwrap();
    let expected: Vec<u64> = (0..=last).collect();
    assert!(rounds.ends_with(&expected), "{rounds:?}");
    assert_eq!(reader.ask(DRAWN), served);

    // It stops where it is told to.
    reader.click("#two-numbers .rounds button");
    assert_eq!(reader.ask(ROUND), 0);
    assert_eq!(reader.text("#two-numbers .rounds button"), "Pause");
    reader.click("#two-numbers .rounds button");
    assert_eq!(reader.text("#two-numbers .rounds button"), "Play");
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn less_motion_leaves_the_slider() {
    let mut reader = Reader::open();
    let is_hidden =
        "document.querySelector('#two-numbers .rounds button').checkVisibility() === false";
    assert_eq!(reader.ask(is_hidden), false);
    reader.emulate("screen", "light", "reduce");
    assert_eq!(reader.ask(is_hidden), true);
    reader.tab_to(SLIDER);
    reader.press("Home");
    assert_eq!(reader.ask(ROUND), 0);
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn paper_has_the_last_round() {
    let mut reader = Reader::open();
    let served = reader.ask(DRAWN);
    reader.tab_to("#two-numbers .plane input[type='radio']");
    reader.press("ArrowDown");
    reader.tab_to(SLIDER);
    reader.press("Home");
    let chosen = reader.ask(DRAWN);
    assert_moved(&chosen, &served);
    reader.ask(&format!(
        "addEventListener('beforeprint', () => {{ globalThis.onPaper = {DRAWN}; }})"
    ));
    reader.print("report.pdf");
    assert_eq!(reader.ask("globalThis.onPaper"), served);
    assert_eq!(reader.ask(DRAWN), chosen, "it goes on where it was");
    reader.was_quiet();
}
