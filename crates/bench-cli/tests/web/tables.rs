use serde_json::Value;

use super::report::{Reader, folder};

/// The numbers of every row of every table, with the row's name.
const ROWS: &str = "[...document.querySelectorAll('tbody tr')].map((row) => [
    row.querySelector('th').textContent,
    [...row.querySelectorAll('[data-value]')].map((cell) => Number(cell.dataset.value)),
])";

/// The columns of the page's table, without the time.
const SCORES: [&str; 6] = [
    "inertia",
    "homogeneity",
    "completeness",
    "v_measure",
    "adjusted_rand",
    "adjusted_mutual_info",
];

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn tables_hold_the_numbers_of_the_results() {
    let results = std::fs::read_to_string(folder().join("results.json")).unwrap();
    let results: Value = serde_json::from_str(&results).unwrap();
    let mut reader = Reader::open();
    let rows = reader.ask(ROWS);
    let rows = rows.as_array().unwrap();

    let results = results["results"].as_array().unwrap();
    assert_eq!(results.len(), 6);
    for result in results {
        let init = result["init"].as_str().unwrap();
        let expected = SCORES.map(|score| result[score].as_f64().unwrap());
        let holds_all = |row: &&Value| {
            let numbers: Vec<f64> =
                row[1].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
            row[0].as_str().unwrap().contains(init)
                && expected.iter().all(|score| numbers.contains(score))
        };
        assert!(rows.iter().any(|row| holds_all(&row)), "{init} {expected:?} in {rows:?}");
    }
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn what_is_shown_is_what_is_held() {
    let mut reader = Reader::open();
    // A text may have another unit, so only those are compared that are plain numbers below 1.
    let cells = reader.ask(
        "[...document.querySelectorAll('td[data-value]')]
            .map((cell) => [cell.firstChild.textContent, Number(cell.dataset.value)])
            .filter(([text]) => /^-?0\\.\\d+$/.test(text))",
    );
    let cells = cells.as_array().unwrap();
    assert!(cells.len() > 20, "{cells:?}");
    for cell in cells {
        let (text, value) = (cell[0].as_str().unwrap(), cell[1].as_f64().unwrap());
        let decimals = text.split_once('.').unwrap().1.len();
        let expected = format!("{value:.decimals$}");
        // A number that rounds to 0 is shown without a sign.
        let digits = expected.strip_prefix('-').filter(|it| it.trim_matches(['0', '.']).is_empty());
        assert_eq!(text, digits.unwrap_or(&expected));
    }
}
