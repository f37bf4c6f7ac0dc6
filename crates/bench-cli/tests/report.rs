//! The report as every command that has one writes it. How the page behaves in a browser is
//! `cargo xtask web-test`.

use std::fs;
use std::path::Path;

use crate::program::{Files, fails, prints};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Reads the page, and checks that every figure beside it is there as SVG and PNG.
#[track_caller]
fn read_report(folder: &Path, figures: &[&str]) -> String {
    for figure in figures {
        let svg = fs::read_to_string(folder.join(format!("{figure}.svg"))).unwrap();
        roxmltree::Document::parse(&svg).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{figure}");
        let png = fs::read(folder.join(format!("{figure}.png"))).unwrap();
        assert!(png.starts_with(PNG), "{figure}");
    }
    let is_writing = |name: &str| name.starts_with(".writing-");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| is_writing(&name.to_string_lossy())));
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.len() < 3_000_000, "{}", page.len());
    assert!(!page.contains("src=\"http") && !page.contains("href=\"http"), "it needs no network");
    page
}

const OF_IMAGES: [&str; 7] =
    ["plane", "convergence", "seeds", "clusters", "contingency", "farthest", "silhouettes"];

#[test]
fn the_digits_have_a_page_that_holds_the_results() {
    let files = Files::new(&[]);
    let out = files.path("bench");
    prints(&["gallery", "--repeats", "1", "--seeds", "3", "--out", &out]);
    let page = read_report(&files.folder().join("bench"), &OF_IMAGES);
    read_report(&files.folder().join("bench"), &["between", "centroids", "pca_plane"]);
    assert!(
        page.contains("18 of 18 reproducible numbers equal those of the page"),
        "the page's values"
    );
    assert!(page.contains("Over 3 seeds"), "the answer");
    let results = fs::read_to_string(files.folder().join("bench/results.json")).unwrap();
    let results: serde_json::Value = serde_json::from_str(&results).unwrap();
    for row in results["results"].as_array().unwrap() {
        for score in ["inertia", "adjusted_rand", "silhouette"] {
            let value = row[score].as_f64().unwrap();
            assert!(page.contains(&format!("data-value=\"{value}\"")), "{score} {value}");
        }
    }
    let seeds = results["seeds"].as_array().unwrap();
    assert_eq!(seeds.iter().map(|init| init["runs"].as_array().unwrap().len()).sum::<usize>(), 9);
}

#[test]
fn the_page_says_nothing_of_what_the_page_does_not_ask() {
    let files = Files::new(&[]);
    let out = files.path("bench");
    prints(&["gallery", "--repeats", "1", "--seeds", "2", "--seed", "5", "--out", &out]);
    let page = read_report(&files.folder().join("bench"), &OF_IMAGES);
    assert!(!page.contains("reproducible numbers"), "another seed, other numbers");
}

/// Samples with labels, and a feature's name that a page must not believe.
fn table(files: &Files) -> String {
    let row = |row: u32| {
        let x = f64::from(row % 3) * 10.0 + f64::from(row) * 0.01;
        format!("{x},{},<b>{}</b>", x * x, row % 3)
    };
    let header = "</script><script>alert(1)</script>,width,species".to_owned();
    let lines: Vec<String> = std::iter::once(header).chain((0..60).map(row)).collect();
    files.write("table.csv", lines.join("\n").as_bytes());
    files.path("table.csv")
}

#[test]
fn every_command_writes_a_report_of_any_table() {
    let files = Files::new(&[]);
    let file = table(&files);
    let read = ["--label-column", "species"];
    let runs: [(&str, &[&str], &[&str]); 3] = [
        ("compare", &["--seeds", "3"], &["plane", "convergence", "seeds", "clusters"]),
        ("fit", &["--n-clusters", "3", "--scale", "standard"], &["plane", "clusters"]),
        ("sweep", &["--k", "2..4", "--gap-references", "2"], &["sweep", "plane", "silhouettes"]),
    ];
    for (command, arguments, figures) in runs {
        let out = files.path(command);
        prints(&[&[command, &file, "--report", &out], &read[..], arguments].concat());
        let page = read_report(&files.folder().join(command), figures);
        assert!(!page.contains("<script>alert"), "{command}");
        assert!(page.contains("table.csv"), "{command}");
    }
}

#[test]
fn odd_samples_have_a_report_too() {
    let one_feature = "0.5\n1.5\n3.5\n".repeat(10);
    let same = "1,2\n".repeat(20);
    let cases = [
        ("one feature", one_feature.as_str(), "3"),
        ("one cluster", "1,2\n3,4\n9,1\n5,5\n", "1"),
        ("as many clusters as samples", "1,2\n3,4\n9,1\n", "3"),
        ("one sample", "1,2\n", "1"),
        ("all the same", &same, "1"),
        ("huge", "1e300,0\n-1e300,1\n3e299,5\n", "1"),
    ];
    for (name, text, n_clusters) in cases {
        let files = Files::new(&[("x.csv", text)]);
        let (file, out) = (files.path("x.csv"), files.path("out"));
        let asked = ["fit", &file, "--header", "no", "-k", n_clusters, "--report", &out];
        let output = crate::program::kmeans_bench(&asked).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        if name == "huge" {
            assert_eq!(output.status.code(), Some(1), "{name}: {said}");
            assert!(!files.folder().join("out/report.html").exists(), "nothing half-written");
            continue;
        }
        assert!(output.status.success(), "{name}: {said}");
        read_report(&files.folder().join("out"), &["convergence", "clusters"]);
    }
}

#[test]
fn the_numbers_of_a_sentence_stand_in_a_table_beside_it() {
    let files = Files::new(&[]);
    let file = table(&files);
    let out = files.path("out");
    let asked = ["compare", &file, "--label-column", "species", "-k", "2", "--seeds", "4"];
    prints(&[&asked[..], &["--report", &out]].concat());
    let page = read_report(&files.folder().join("out"), &["plane"]);
    for part in [
        "Inertia against that of",
        "Wilcoxon&#39;s signed-rank test",
        "No test is made with pca",
        "Means over 4 seeds",
        "median of 4 fits",
        "Processor",
        "Date",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let answer = page.split_once("class=\"answer\">").unwrap().1.split_once("</p>").unwrap().0;
    let inertia =
        answer.split_once("smallest mean inertia, ").unwrap().1.split_once(". ").unwrap().0;
    assert!(page.contains(&format!(">{inertia}")), "{inertia} is in the table of means");
}

#[test]
fn a_width_that_does_not_fit_is_refused() {
    let files = Files::new(&[("x.csv", "1,2,3\n4,5,6\n7,8,8\n")]);
    let (file, out) = (files.path("x.csv"), files.path("out"));
    let asked = ["fit", &file, "--header", "no", "-k", "2", "--report", &out, "--image-width", "2"];
    assert!(fails(&asked, 1).contains("3 features cannot be images that are 2 pixels wide"));
    let asked = ["fit", &file, "--header", "no", "-k", "2", "--image-width", "3"];
    assert!(fails(&asked, 2).contains("--report"), "{}", fails(&asked, 2));
}

/// The labels of the last round, sample by sample, as the page's script reads them, and the row of each.
fn labels_on_the_page(page: &str) -> Vec<(usize, u32)> {
    const DIGITS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    let numbers = |digits: &serde_json::Value| -> Vec<usize> {
        let (width, text) = (digits["width"].as_u64().unwrap(), digits["text"].as_str().unwrap());
        let number = |digits: &[u8]| {
            let digit = |&digit: &u8| DIGITS.find(char::from(digit)).unwrap();
            digits.iter().map(digit).fold(0, |number, digit| number * 64 + digit)
        };
        text.as_bytes().chunks(usize::try_from(width).unwrap()).map(number).collect()
    };
    let moves = &page[page.find("<script type=\"application/json\">").unwrap()..];
    let moves = moves.split_once('>').unwrap().1.split_once("</script>").unwrap().0;
    let moves: serde_json::Value = serde_json::from_str(moves).unwrap();
    let run = &moves["runs"][0];
    let mut labels = numbers(&run["labels"]);
    for round in run["rounds"].as_array().unwrap() {
        let changed = numbers(&round["changed"]);
        for (sample, label) in changed.into_iter().zip(numbers(&round["labels"])) {
            labels[sample] = label;
        }
    }
    // The picture that stands there without a script has every sample among the members of its cluster.
    let members: Vec<&str> =
        page.split("<path ").filter(|it| it.contains("class=\"members\"")).collect();
    for (sample, &label) in labels.iter().enumerate() {
        let [x, y] = [0, 1].map(|axis| moves["points"][sample][axis].as_f64().unwrap());
        let of_cluster =
            members.iter().find(|it| it.contains(&format!("data-cluster=\"{label}\"")));
        assert!(of_cluster.unwrap().contains(&format!("M{x} {y}h0")), "sample {sample}");
    }
    let rows = moves["rows"].as_array().unwrap().iter();
    let rows = rows.map(|row| usize::try_from(row.as_u64().unwrap()).unwrap());
    rows.zip(labels.into_iter().map(|label| u32::try_from(label).unwrap())).collect()
}

/// A column of a file of labels, the row's number as its place.
fn labels_in(text: &str, column: &str) -> Vec<u32> {
    let mut lines = text.lines();
    let names = lines.next().unwrap().split(',').map(|name| name.trim_matches('"'));
    let place = names.clone().position(|name| name == column).unwrap_or_default();
    // A file without a header begins with the first label.
    let first = if names.clone().any(|name| name == column) { None } else { text.lines().next() };
    first
        .into_iter()
        .chain(lines)
        .map(|line| line.split(',').nth(place).unwrap().parse().unwrap())
        .collect()
}

#[test]
fn the_page_and_the_labels_file_have_one_numbering() {
    // Five features, overlapping: clusters of the plane would be others.
    let row = |row: u64| {
        let value =
            |feature: u64| (row * 7919 + feature * 104_729 + row * row * 31 * feature) % 1000;
        (0..5).map(|feature| value(feature).to_string()).collect::<Vec<_>>().join(",")
    };
    let text = "a,b,c,d,e\n".to_owned() + &(0..300).map(row).collect::<Vec<_>>().join("\n");
    let files = Files::new(&[("table.csv", &text)]);
    let (file, out, labels) =
        (files.path("table.csv"), files.path("out"), files.path("labels.csv"));
    prints(&[
        "fit",
        &file,
        "-k",
        "6",
        "--scale",
        "standard",
        "--report",
        &out,
        "--labels-out",
        &labels,
    ]);
    let labels = labels_in(&files.read("labels.csv"), "cluster");
    let page = read_report(&files.folder().join("out"), &["plane"]);
    let on_page = labels_on_the_page(&page);
    assert_eq!(on_page.len(), 300);
    for (row, label) in on_page {
        assert_eq!(label, labels[row], "row {row}");
    }
}

#[test]
fn the_digits_page_and_its_labels_file_have_one_numbering() {
    let files = Files::new(&[]);
    let out = files.path("bench");
    prints(&["gallery", "--repeats", "1", "--seeds", "2", "--out", &out]);
    let page = read_report(&files.folder().join("bench"), &["plane", "plane_clusters"]);
    let (_, column) = page.split_once("Its labels are the column &#34;").unwrap();
    let (column, _) = column.split_once("&#34; of labels.csv").unwrap();
    let labels = labels_in(&files.read("bench/labels.csv"), column);
    let on_page = labels_on_the_page(&page);
    assert_eq!(on_page.len(), 1797);
    for (row, label) in on_page {
        assert_eq!(label, labels[row], "row {row}");
    }
}

#[test]
fn the_plane_has_numbers_and_says_which_axis_is_stretched() {
    let rows: Vec<String> = (0..40).map(|row| format!("{},{}\n", 1000 * row, row % 7)).collect();
    let files = Files::new(&[("a.csv", &format!("x,y\n{}", rows.concat()))]);
    let out = files.path("report");
    prints(&["fit", &files.path("a.csv"), "-k", "2", "--report", &out]);
    let plane = files.read("report/plane.svg");
    for part in ["10k", "% of the variance, not stretched", "% of the variance, stretched "] {
        assert!(plane.contains(part), "{part}: {plane}");
    }
    // On a phone the page shows the titles itself, where they wrap.
    let page = files.read("report/report.html");
    let title =
        "<p class=\"title\" aria-hidden=\"true\"><b>The 2 clusters found from k-means++</b>";
    assert!(page.contains(title));
}
