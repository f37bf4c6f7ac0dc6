//! The report as every command that has one writes it. How the page behaves in a browser is
//! `cargo xtask web-test`.
#![allow(clippy::unwrap_used, reason = "a panic here is a failed test")]

mod program;

use std::fs;
use std::path::Path;

use program::{Files, fails, prints};

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
        page.contains("18 of 18 reproducible figures equal those of the page"),
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
    assert!(!page.contains("reproducible figures"), "another seed, other figures");
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
        let output = program::kmeans_bench(&asked).output().unwrap();
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
fn a_width_that_does_not_fit_is_refused() {
    let files = Files::new(&[("x.csv", "1,2,3\n4,5,6\n7,8,8\n")]);
    let (file, out) = (files.path("x.csv"), files.path("out"));
    let asked = ["fit", &file, "--header", "no", "-k", "2", "--report", &out, "--image-width", "2"];
    assert!(fails(&asked, 1).contains("3 features cannot be images that are 2 pixels wide"));
    let asked = ["fit", &file, "--header", "no", "-k", "2", "--image-width", "3"];
    assert!(fails(&asked, 2).contains("--report"), "{}", fails(&asked, 2));
}
