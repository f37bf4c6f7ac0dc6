use serde_json::{Value, json};

use super::report::Reader;

fn none() -> Value {
    json!([])
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn a_screen_reader_finds_its_way() {
    let mut reader = Reader::open();
    let levels = reader.ask(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((h) => Number(h.localName[1]))",
    );
    let levels: Vec<i64> =
        levels.as_array().unwrap().iter().map(|level| level.as_i64().unwrap()).collect();
    assert_eq!(levels[0], 1);
    assert!(levels[1..].iter().all(|&level| level > 1), "{levels:?}");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");

    let ids = "[...document.querySelectorAll('[id]')].map((e) => e.id)";
    let twice = format!("({ids}).filter((id, place, ids) => ids.indexOf(id) !== place)");
    assert_eq!(reader.ask(&twice), none());
    let lead_nowhere = reader.ask(
        "[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))
            .filter((href) => !document.getElementById(href.slice(1)))",
    );
    assert_eq!(lead_nowhere, none());
    assert_eq!(reader.ask("document.documentElement.lang"), "en");
    assert_eq!(
        reader.ask("document.querySelectorAll('nav a').length"),
        reader.ask("document.querySelectorAll('section').length")
    );
    reader.was_quiet();
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn tables_are_tables() {
    let mut reader = Reader::open();
    assert!(reader.ask("document.querySelectorAll('table').length").as_u64().unwrap() > 0);
    let lacking = reader.ask(
        "[...document.querySelectorAll('table')].filter((table) =>
            !table.caption.textContent.trim()
            || [...table.tHead.rows[0].cells].some((cell) => cell.scope !== 'col')
            || [...table.tBodies[0].rows].some((row) => row.cells[0].scope !== 'row')
            || [...table.tBodies[0].rows].some((row) => row.cells.length !== table.tHead.rows[0].cells.length)
        ).map((table) => table.outerHTML)",
    );
    assert_eq!(lacking, none());
    let best =
        reader.ask("[...document.querySelectorAll('td.best')].map((cell) => cell.textContent)");
    let best = best.as_array().unwrap();
    assert!(!best.is_empty());
    assert!(best.iter().all(|cell| cell.as_str().unwrap().contains("best")), "{best:?}");
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn everything_has_a_name() {
    let mut reader = Reader::open();
    let n_pictures = reader.ask("document.querySelectorAll('svg:not(svg svg), canvas').length");
    let tree = reader.call("Accessibility.getFullAXTree", &json!({}));
    let nodes: Vec<&Value> =
        tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] != true).collect();
    let names = |role: &str| -> Vec<&str> {
        let of_role = nodes.iter().filter(|node| node["role"]["value"] == role);
        of_role.map(|node| node["name"]["value"].as_str().unwrap_or_default()).collect()
    };
    assert_eq!(json!(names("image").len()), n_pictures);
    for role in
        ["image", "button", "slider", "spinbutton", "radio", "group", "region", "navigation"]
    {
        let names = names(role);
        assert!(!names.is_empty(), "there is no {role}");
        assert!(names.iter().all(|name| !name.trim().is_empty()), "{role}: {names:?}");
    }
    for landmark in ["main", "banner"] {
        assert_eq!(names(landmark).len(), 1, "{landmark}");
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn tab_reaches_every_control() {
    let mut reader = Reader::open();
    reader.press("Tab");
    assert_eq!(reader.ask("document.activeElement.className"), "skip", "the first is the shortcut");
    reader.press("Enter");
    assert_eq!(reader.ask("document.activeElement.localName"), "main");
    for control in [
        "#theme",
        "nav a",
        ".table",
        ".plane input[type='radio']",
        ".plane input[type='range']",
        ".plane input[type='number']",
        ".rounds button",
    ] {
        reader.tab_to(control);
        let outline = reader.ask("getComputedStyle(document.activeElement).outlineStyle");
        assert_eq!(outline, "solid", "{control} shows that it has the focus");
    }
    reader.was_quiet();
}
