//! Every class of bad file, once, at the command line: exit code 1, nothing on standard output, and a
//! line that names the file and the place in it.

use crate::program::{Files, fails, json, kmeans_bench};
use digits_data::Samples;
use digits_data::files::write_table;

/// A file, and what the error must say beside the file's name.
type Case = (&'static str, &'static [u8], &'static [&'static str]);

const NPY: &[u8] = b"\x93NUMPY\x01\x00\x46\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }         \n";

const CASES: [Case; 19] = [
    ("ragged.csv", b"a,b\n1,2\n3\n", &["line 3"]),
    ("text.csv", b"a,b\n1,2\n3,three\n", &["line 3", "column 1", "three"]),
    ("nan.csv", b"a,b\n1,2\n3,nan\n", &["line 3", "column 1"]),
    ("infinite.csv", b"a,b\n1,2\ninf,3\n", &["line 3", "column 0"]),
    ("overflow.csv", b"a,b\n1,2\n1e999,3\n", &["line 3", "column 0", "1e999"]),
    ("bom.csv", b"\xef\xbb\xbfa,b\n1,2\n3,x\n", &["line 3", "column 1"]),
    ("crlf.csv", b"a,b\r\n1,2\r\n3,x\r\n", &["line 3", "column 1"]),
    ("quote.csv", b"a,b\n1,2\n\"3,4\n5,6\n", &["line 3"]),
    ("nul.csv", b"a,b\n1,2\n3,\x004\n", &["line 3"]),
    ("utf16.csv", b"\xff\xfea\0,\0b\0\n\x001\0,\x002\0\n", &["UTF-16", "half a character"]),
    ("utf16-no-mark.csv", b"a\0,\0b\0\n\x001\0,\x002\0\n\0", &["byte 0", "UTF-16"]),
    ("empty.csv", b"", &["expected"]),
    ("header.csv", b"a,b\n", &["expected"]),
    ("cut.npy", b"\x93NUMPY\x01\x00\x46\x00{'descr'", &["byte"]),
    ("lying.npy", NPY, &["byte"]),
    ("huge.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\x7f{'descr': '<f8'", &["byte"]),
    ("lying.idx", b"\x00\x00\x08\x02\x7f\xff\xff\xff\x00\x00\x00\x02\x01\x02", &["byte"]),
    ("cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\xd4\x49", &["compressed"]),
    (
        "damaged.csv.gz",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff\xff",
        &["compressed"],
    ),
];

#[test]
fn each_is_told_in_a_line_with_its_place() {
    let files = Files::new(&[]);
    for (name, bytes, says) in CASES {
        files.write(name, bytes);
        let path = files.path(name);
        for command in [&["pca", &path, "--n-components", "1"][..], &["sweep", &path, "--k", "2"]] {
            assert_is_told(&fails(command, 1), &path, says);
        }
        assert_is_told(
            &fails(&["evaluate", "--true", &path, "--pred", &path, "--data", &path], 1),
            &path,
            &[],
        );
    }
}

#[test]
fn a_folder_and_a_file_that_is_not_there() {
    let files = Files::new(&[]);
    let folder = files.folder().to_str().unwrap().to_owned();
    let missing = files.path("missing.csv");
    for (path, says) in [(&folder, "it is a folder"), (&missing, "no such file; check the path")] {
        let message = fails(&["pca", path, "--n-components", "1"], 1);
        assert_is_told(&message, path, &[says]);
        assert!(message.starts_with(&format!("error: cannot read {path}: ")), "{message}");
    }
}

/// A file, and the end of the error.
#[test]
fn a_damaged_or_foreign_file_is_told_with_what_to_do() {
    const FLAT: &[u8] = b"\x93NUMPY\x01\x00\x46\x00{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }            \n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    const WORDS: &[u8] = b"\x93NUMPY\x01\x00\x46\x00{'descr': '<U8', 'fortran_order': False, 'shape': (3, 2), }          \n";
    let anew = "copy or download it again, or write it anew";
    let cases: [(&str, &[u8], &[&str], &str); 11] = [
        ("lying.npy", NPY, &[], anew),
        ("cut.npy", &NPY[..20], &[], anew),
        ("flat.npy", FLAT, &[], "X.reshape(-1, 1)"),
        ("words.npy", WORDS, &[], "`X.astype(float)`"),
        ("cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\xd4\x49", &[], anew),
        ("cut.npz", b"PK\x03\x04rest", &[], anew),
        ("book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &[], "save the table as CSV or NPY"),
        ("a.csv.zst", b"\x28\xb5\x2f\xfd\0", &[], "unpack it first"),
        ("text.npy", b"1,2\n3,4\n", &[], "give the file the name of its format"),
        ("a.csv", b"1,2\n3,4\n", &["--array", "X"], "leave out `--array`"),
        ("flat.npy", FLAT, &["--delimiter", ","], "leave out `--delimiter`"),
    ];
    let files = Files::new(&[]);
    for (name, bytes, more, remedy) in cases {
        files.write(name, bytes);
        let path = files.path(name);
        let message = fails(&[&["pca", &path, "--n-components", "1"], more].concat(), 1);
        assert_is_told(&message, &path, &[remedy]);
    }
    let message = fails(&["predict", "a.csv", "--model", &files.path("m.json")], 1);
    assert!(message.ends_with("; check the path\n"), "{message}");
}

#[test]
fn marks_and_line_ends_that_do_no_harm_are_read() {
    let files = Files::new(&[]);
    for (name, bytes) in [
        ("bom.csv", &b"\xef\xbb\xbfa,b\n1,2\n3,5\n4,1\n"[..]),
        ("crlf.csv", b"a,b\r\n1,2\r\n3,5\r\n4,1\r\n"),
        ("quotes.csv", b"\"a\",\"b, c\"\n\"1\",2\n3,\"5\"\n4,1\n"),
        ("no-end.csv", b"a,b\n1,2\n3,5\n4,1"),
    ] {
        files.write(name, bytes);
        let found = json(&["pca", &files.path(name), "--n-components", "1"]);
        assert_eq!(found["n_samples"], 3, "{name}");
        assert_eq!(found["mean"][0], 8.0 / 3.0, "{name}");
    }
}

#[test]
fn a_number_too_large_for_f32_is_told_from_an_infinite_one() {
    let files = Files::new(&[]);
    let path = files.path("large.npy");
    let samples = Samples::from_rows(&[[1.0, 2.0], [1e300, 4.0]]).unwrap();
    write_table(&path, samples.view(), None).unwrap();
    let pca = ["pca", &path, "--n-components", "1"];
    let message = fails(&[&pca[..], &["--precision", "f32"]].concat(), 1);
    assert_is_told(&message, &path, &["fits f32", "a number that is inf as f32"]);
}

#[test]
fn an_empty_file_of_labels_has_no_labels() {
    let files = Files::new(&[("empty.txt", "")]);
    let path = files.path("empty.txt");
    let message = fails(&["evaluate", "--true", &path, "--pred", &path], 1);
    assert_is_told(&message, &path, &["expected labels"]);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_takes_no_more_is_named() {
    use std::process::{Command, Stdio};
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut program = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
    let output = program.arg("datasets").stdout(full).stderr(Stdio::piped()).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.starts_with("error: cannot write to standard output\n"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_a_file_as_good_as_any() {
    let table = b"a,b\n1,2\n3,5\n4,1\n";
    for pipe in ["-", "/dev/stdin"] {
        let arguments = ["pca", pipe, "--n-components", "1", "--format", "json"];
        let output = kmeans_bench(&arguments).write_stdin(&table[..]).assert().success();
        let found: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
        assert_eq!((&found["file"], &found["n_samples"]), (&"stdin".into(), &3.into()));
    }
    let empty = kmeans_bench(&["pca", "-", "--n-components", "1"]).write_stdin("").assert();
    let message = String::from_utf8(empty.code(1).get_output().stderr.clone()).unwrap();
    assert_is_told(message.trim_end(), "/dev/stdin", &["rows"]);
}

#[track_caller]
fn assert_is_told(message: &str, path: &str, says: &[&str]) {
    assert!(message.starts_with("error: ") && message.lines().count() == 1, "{path}: {message}");
    assert!(message.contains(path), "{path}: {message}");
    for word in says {
        assert!(message.contains(word), "{path}: {word:?} in {message}");
    }
}

#[test]
fn a_report_does_not_replace_its_table() {
    let text = "x,y\n1,2\n2,1\n9,8\n8,9\n";
    let files = Files::new(&[("plane.svg", text)]);
    let (table, folder) = (files.path("plane.svg"), files.path("."));
    for command in
        [&["fit", &table, "-k", "2"][..], &["compare", &table, "-k", "2", "--seeds", "1"]]
    {
        let message = fails(&[command, &["--report", &folder]].concat(), 2);
        assert!(message.contains("an output would overwrite the input"), "{message}");
        assert_eq!(files.read("plane.svg"), text);
    }
}
