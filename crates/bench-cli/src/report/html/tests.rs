use std::collections::HashSet;

use roxmltree::{Document as Xml, Node, ParsingOptions};
use serde_json::Value;

use super::*;
use crate::charts::PlaneLook;
use crate::report::document::{
    Block, Cell, Column, Figure, Plane, PlaneRound, PlaneRun, PlaneSample, Row, Section, Table,
};

/// Names that would be markup, end an element, or cannot be written at all.
const HOSTILE: &str =
    "</script></style><img src=x onerror=alert(1)> \"'&amp; ]]> <!-- \u{0}\u{1b}\u{7f}\u{ffff} é";

fn figure(name: &str) -> Block {
    let svg = format!("<svg role=\"img\"><title>{name}</title><desc>It shows</desc><path/></svg>");
    Block::Figure(Figure { name: name.into(), caption: format!("Look at {name}"), svg })
}

fn table(text: &str) -> Table {
    let cell = |text: &str, value, is_best| Cell { text: text.into(), value, is_best };
    Table {
        caption: text.into(),
        columns: ["init", "inertia", text]
            .map(|name| Column { name: name.into(), help: name.into() })
            .into(),
        rows: vec![
            Row {
                name: "k-means++".into(),
                cells: vec![
                    cell("69545", Some(69_545.123_456_789), false),
                    cell(text, None, false),
                ],
            },
            Row {
                name: text.into(),
                cells: vec![cell("0.1", Some(0.1 + 0.2), true), cell("–", Some(f64::NAN), false)],
            },
        ],
    }
}

fn plane(text: &str) -> Plane {
    let points = vec![[0.0, 0.0], [1.0, 0.5], [9.0, 9.0], [10.0, 9.0]];
    let round = |number: usize, centers: [[f64; 2]; 2], labels: [u32; 4]| PlaneRound {
        number,
        cluster_centers: centers.into(),
        labels: labels.into(),
        inertia: 12.5,
    };
    let run = |name: &str, last: [f64; 2]| PlaneRun {
        name: name.into(),
        rounds: vec![
            round(0, [[0.0, 0.0], [1.0, 0.5]], [0, 1, 1, 1]),
            round(1, [[0.0, 0.0], [7.0, 6.0]], [0, 0, 1, 1]),
            round(2, [[0.5, 0.25], last], [0, 0, 1, 1]),
        ],
    };
    Plane {
        caption: text.into(),
        name: "plane".into(),
        look: PlaneLook::Regions,
        title: text.into(),
        subtitle: text.into(),
        axes: [text, text].map(String::from),
        samples: (0..points.len())
            .map(|row| PlaneSample { row: 3 * row, true_label: (row > 0).then(|| text.into()) })
            .collect(),
        points,
        image_width: Some(2),
        pixels: (0..16).map(f64::from).collect(),
        runs: vec![
            run(text, [9.5, 9.0]),
            PlaneRun { name: "of no rounds".into(), rounds: Vec::new() },
            run("random", [8.0, 8.0]),
        ],
    }
}

/// A report with two of everything.
fn report(text: &str) -> Report {
    let blocks = || {
        vec![
            Block::Text(text.into()),
            Block::Code(text.into()),
            Block::Table(table(text)),
            figure("one"),
            Block::Plane(Box::new(plane(text))),
        ]
    };
    let section = |id| Section { id, heading: text.into(), blocks: blocks() };
    Report {
        title: text.into(),
        question: text.into(),
        answer: text.into(),
        sections: vec![section("first"), section("second")],
    }
}

/// Parses the page as XML, after removing our own script and style, which are not XML.
fn parsed<T>(page: &str, look: impl FnOnce(&Xml) -> T) -> T {
    let xml = page.replacen(SCRIPT, "", 1).replacen(STYLE, "", 1);
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    look(&Xml::parse_with_options(&xml, options).unwrap_or_else(|error| panic!("{error}: {xml}")))
}

fn elements<'a>(xml: &'a Xml, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    xml.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

fn attributes<'a>(xml: &'a Xml, name: &'a str) -> impl Iterator<Item = &'a str> {
    xml.descendants().filter_map(move |node| node.attribute(name))
}

fn moves(xml: &Xml) -> Vec<Value> {
    let scripts = elements(xml, "script").filter(|script| script.attribute("type").is_some());
    scripts.map(|script| serde_json::from_str(&text(script)).unwrap()).collect()
}

#[test]
fn names_of_any_kind_are_text() {
    let shown = HOSTILE.replace(is_unwritable, "\u{fffd}");
    let page = page(&report(HOSTILE)).unwrap();
    parsed(&page, |xml| {
        for name in ["h1", "h2", "p", "code", "caption", "th", "td", "dt", "dd", "figcaption"] {
            assert!(elements(xml, name).any(|node| text(node).contains(&shown)), "{name}");
        }
        assert_eq!(elements(xml, "img").count(), 0);
        assert_eq!(elements(xml, "script").count(), 3, "ours, and the data of two planes");
        assert!(
            xml.descendants()
                .flat_map(|node| node.attributes())
                .all(|attribute| !attribute.name().starts_with("on"))
        );
        for moves in moves(xml) {
            // JSON can say what HTML cannot.
            let label = moves["true_labels"][0].as_str().unwrap();
            assert_eq!(label.replace(is_unwritable, "\u{fffd}"), shown);
        }
    });
}

#[test]
fn ids_are_unique_and_what_points_to_one_finds_it() {
    let page = page(&report("text")).unwrap();
    parsed(&page, |xml| {
        let ids: Vec<&str> = attributes(xml, "id").collect();
        let distinct: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{ids:?}");
        let links = attributes(xml, "href").map(|link| link.strip_prefix('#').unwrap());
        let labels = ["aria-labelledby", "aria-describedby", "for"]
            .into_iter()
            .flat_map(|name| attributes(xml, name))
            .flat_map(str::split_whitespace);
        let pointers: Vec<&str> = links.chain(labels).collect();
        assert!(pointers.len() > 15);
        assert!(pointers.iter().all(|id| distinct.contains(id)), "{pointers:?} {ids:?}");
    });
}

#[test]
fn numbers_are_held_in_full() {
    let page = page(&report("text")).unwrap();
    parsed(&page, |xml| {
        let numbers: Vec<f64> =
            attributes(xml, "data-value").map(|value| value.parse().unwrap()).collect();
        let each = [69_545.123_456_789, 0.1 + 0.2];
        assert_eq!(numbers, [each, each].concat(), "not a number is no value");
    });
}

#[test]
fn the_best_is_marked_for_eyes_and_ears() {
    let page = page(&report("text")).unwrap();
    parsed(&page, |xml| {
        let is_best = |cell: &Node<'_, '_>| cell.attribute("class").unwrap_or("").contains("best");
        let best: Vec<String> = elements(xml, "td").filter(is_best).map(text).collect();
        assert_eq!(best, ["0.1 (best)"; 2]);
    });
}

#[test]
fn what_is_empty_is_left_out() {
    let empty = vec![
        Block::Text("  ".into()),
        Block::Code(String::new()),
        Block::Table(Table { rows: Vec::new(), ..table("") }),
        Block::Figure(Figure { name: "none".into(), caption: "none".into(), svg: String::new() }),
        Block::Plane(Box::default()),
        Block::Plane(Box::new(Plane { runs: Vec::new(), ..plane("") })),
        Block::Plane(Box::new(Plane { points: Vec::new(), ..plane("") })),
    ];
    let section = |id, blocks| Section { id, heading: "heading".into(), blocks };
    let mut report = Report {
        sections: vec![section("empty", empty), section("full", vec![Block::Text("x".into())])],
        ..Report::default()
    };
    let headings = |report: &Report| {
        parsed(&page(report).unwrap(), |xml| {
            elements(xml, "section")
                .map(|section| section.attribute("id").unwrap().to_owned())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(headings(&report), ["full"]);
    report.sections.pop();
    assert!(headings(&report).is_empty());
    parsed(&page(&report).unwrap(), |xml| assert_eq!(elements(xml, "nav").count(), 0));
}

#[test]
fn the_plane_is_drawn_as_its_last_round() {
    let page = page(&report("text")).unwrap();
    parsed(&page, |xml| {
        let class = |name: &str, attribute: &str| -> Vec<String> {
            let of_class = xml.descendants().filter(|node| node.attribute("class") == Some(name));
            of_class.map(|node| node.attribute(attribute).unwrap().to_owned()).collect()
        };
        let moves = moves(xml);
        let last = |moves: &Value, part: &str| moves["runs"][0]["rounds"][2][part].clone();
        let regions: Vec<Value> = moves.iter().map(|moves| last(moves, "regions")).collect();
        assert_eq!(
            serde_json::json!(class("region", "points")),
            Value::from(
                regions.iter().flat_map(|r| r.as_array().unwrap().clone()).collect::<Vec<_>>()
            )
        );
        let centers: Vec<String> = moves
            .iter()
            .flat_map(|moves| last(moves, "centers").as_array().unwrap().clone())
            .map(|center| {
                format!(
                    "translate({} {})",
                    center[0].as_f64().unwrap(),
                    center[1].as_f64().unwrap()
                )
            })
            .collect();
        assert_eq!(class("cross", "transform"), centers);
        let shown: Vec<String> = xml
            .descendants()
            .filter(|node| node.attribute("class") == Some("state"))
            .map(text)
            .collect();
        assert_eq!(
            shown,
            ["text, iteration 2 of 2: inertia 12.5; 0 of 4 samples (0.0 %) changed cluster."; 2]
        );
    });
}

#[test]
fn the_script_is_told_all_rounds() {
    let page = page(&report("text")).unwrap();
    parsed(&page, |xml| {
        let moves = moves(xml).remove(0);
        assert_eq!(moves["runs"].as_array().unwrap().len(), 2, "those with rounds");
        let run = &moves["runs"][0];
        assert_eq!(run["labels"], serde_json::json!({ "width": 1, "text": "0111" }));
        let rounds = run["rounds"].as_array().unwrap();
        let parts = |part: &str| -> Vec<&Value> {
            rounds.iter().map(|round| &round[part]["text"]).collect()
        };
        assert_eq!(parts("changed"), ["", "1", ""]);
        assert_eq!(parts("labels"), ["", "0", ""]);
        assert_eq!(rounds[0]["state"], "text, first centres: inertia 12.5.");
        assert_eq!(
            rounds[1]["state"],
            "text, iteration 1 of 2: inertia 12.5; 1 of 4 samples (25.0 %) changed cluster."
        );
        assert_eq!(moves["rows"], serde_json::json!([0, 3, 6, 9]));
        assert_eq!(moves["true_label"]["text"], "0111");
        assert_eq!(moves["image"], serde_json::json!({ "width": 2, "height": 2 }));
        assert_eq!(moves["pixels"]["text"].as_str().unwrap().len(), 16);
    });
}

#[test]
fn the_clusters_of_a_fit_are_drawn_with_its_numbers() {
    let plane = Plane { look: PlaneLook::Clusters, ..plane("text") };
    let blocks = vec![Block::Plane(Box::new(plane))];
    let sections = vec![Section { id: "plane", heading: "Plane".into(), blocks }];
    let page = page(&Report { sections, ..Report::default() }).unwrap();
    parsed(&page, |xml| {
        let moves = moves(xml).remove(0);
        assert_eq!(moves["names"], serde_json::json!(["0", "1"]));
        assert_eq!(moves["runs"][0]["rounds"][0]["regions"], serde_json::json!([]));
        let place = |sample: usize| {
            let [x, y] = [0, 1].map(|axis| moves["points"][sample][axis].as_f64().unwrap());
            format!("M{x} {y}h0")
        };
        let of_class = xml.descendants().filter(|node| node.attribute("class") == Some("members"));
        let drawn: Vec<&str> = of_class.map(|node| node.attribute("d").unwrap()).collect();
        assert_eq!(drawn, [place(0) + &place(1), place(2) + &place(3)]);
    });
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let refused = |block: Block| {
        let section = Section { id: "a", heading: "A".into(), blocks: vec![block] };
        page(&Report { sections: vec![section], ..Report::default() }).unwrap_err().to_string()
    };
    let mut ragged = table("t");
    ragged.rows[1].cells.pop();
    assert!(refused(Block::Table(ragged)).contains("has 2 cells for 3 columns"));
    let mut short = plane("t");
    short.samples.pop();
    assert!(refused(Block::Plane(Box::new(short))).contains("4 points, 3 samples"));
    let mut unlike = plane("t");
    unlike.runs[2].rounds[1].labels.pop();
    assert!(refused(Block::Plane(Box::new(unlike))).contains("3 labels for 4 points"));
    let mut twice = report("t");
    twice.sections[1].id = "first";
    assert!(page(&twice).unwrap_err().to_string().contains("\"first\""));
}

#[test]
fn nothing_is_asked_of_the_network() {
    let page = page(&report("text")).unwrap();
    parsed(&page, |xml| {
        let policy = attributes(xml, "content").find(|content| content.contains("default-src"));
        assert!(policy.unwrap().starts_with("default-src 'none'; style-src 'sha256-"));
        assert_eq!(attributes(xml, "src").count(), 0);
        assert!(attributes(xml, "href").all(|link| link.starts_with('#')));
    });
    for address in ["//", "url(", "@import", "import("] {
        let code = SCRIPT.lines().filter(|line| !line.trim_start().starts_with("//"));
        let found: Vec<&str> =
            code.chain(STYLE.lines()).filter(|line| line.contains(address)).collect();
        assert_eq!(found, [""; 0]);
    }
}

#[test]
fn a_page_of_many_samples_is_small() {
    let n_samples = 1797;
    let mut plane = plane("text");
    let place = |row: usize| [(row * 37 % 1000) as f64 / 7.0, (row * 91 % 1000) as f64 / 7.0];
    plane.points = (0..n_samples).map(place).collect();
    plane.samples = (0..n_samples)
        .map(|row| PlaneSample { row, true_label: Some((row % 10).to_string()) })
        .collect();
    plane.image_width = Some(8);
    plane.pixels = (0..n_samples * 64).map(|pixel| (pixel % 17) as f64).collect();
    let round = |number: usize| PlaneRound {
        number,
        cluster_centers: (0..10).map(|cluster| place(cluster * 50 + number)).collect(),
        labels: (0..n_samples)
            .map(|row| u32::try_from((row / (number + 1)) % 10).unwrap())
            .collect(),
        inertia: 1.0,
    };
    let run = PlaneRun { name: "a run".into(), rounds: (0..20).map(round).collect() };
    plane.runs = vec![run; 3];
    let blocks = vec![Block::Plane(Box::new(plane))];
    let sections = vec![Section { id: "plane", heading: "Plane".into(), blocks }];
    let page = page(&Report { sections, ..Report::default() }).unwrap();
    // Almost every label changes in every round here; of the digits few do.
    assert!(page.len() < 700_000, "{}", page.len());
}
