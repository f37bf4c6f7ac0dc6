use super::*;

/// A file, what is in it, and what the message must have besides its name.
fn cases(folder: &Path) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let digits = fs::read(folder.join("digits.npy")).unwrap();
    let text = |text: &str| text.as_bytes().to_vec();
    let mut damaged_gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    damaged_gzip.extend([0xff; 40]);
    let huge = [
        b"\x93NUMPY\x01\x00\x76\x00".to_vec(),
        format!(
            "{:<117}\n",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999), }"
        )
        .into_bytes(),
        vec![0; 64],
    ];
    vec![
        ("ragged.csv", text("x,y\n1,2\n3\n"), "line 3"),
        ("words.csv", text("x,y\n1,2\n3,four\n"), "four"),
        ("nan.csv", text("x,y\n1,2\n3,nan\n"), "missing"),
        ("inf.csv", text("x,y\n1,2\n3,inf\n"), "line 3"),
        ("overflow.csv", text("x,y\n1,2\n3,1e999\n"), "line 3"),
        ("quote.csv", text("x,y\n1,\"2\n3,4\n"), "quote"),
        ("header.csv", text("x,y\n"), "found"),
        ("empty.csv", Vec::new(), "found"),
        ("nul.csv", b"x,y\n1,2\n3,\x004\n".to_vec(), "line 3"),
        ("utf16.csv", "x,y\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect(), "found"),
        ("short.npy", digits[..digits.len() / 2].to_vec(), "found"),
        ("header.npy", digits[..30].to_vec(), "found"),
        ("long.npy", [&digits[..], b"more"].concat(), "found"),
        ("huge.npy", huge.concat(), "found"),
        ("short.idx", vec![0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2], "found"),
        ("damaged.csv.gz", damaged_gzip, "found"),
        ("short.npz", b"PK\x03\x04rest".to_vec(), "found"),
    ]
}

#[test]
fn each_is_an_error_that_names_the_file_and_leaves_nothing() {
    let folder = folder();
    let path = folder.path();
    stdout(path, &["fit", "digits.npy", "-k", "2", "--model", "model.json"]);
    for (name, bytes, part) in cases(path) {
        fs::write(path.join(name), bytes).unwrap();
        let before = contents(path);
        for arguments in [
            &["fit", name, "-k", "2", "--model", "new.json", "--labels-out", "new.csv"][..],
            &["predict", name, "--model", "model.json", "--labels-out", "new.csv"],
            &["transform", name, "--model", "model.json", "--out", "new.csv"],
            &["compare", name, "-k", "2"],
        ] {
            let message = error(path, arguments);
            assert!(message.contains(name) && message.contains(part), "{arguments:?}: {message}");
        }
        assert_eq!(contents(path), before, "{name}");
    }
}

#[test]
fn a_file_that_is_not_there_or_a_folder() {
    let folder = folder();
    for name in ["missing.csv", "."] {
        assert!(error(folder.path(), &["fit", name, "-k", "2"]).contains(name));
    }
    let message =
        error(folder.path(), &["fit", "flowers.csv", "--label-column", "kind", "-k", "2"]);
    assert!(message.contains("kind"), "{message}");
    let labels = ["fit", "flowers.csv", "--columns", "0..1", "-k", "2", "--label-file"];
    let message = error(folder.path(), &[&labels[..], &["digits-labels.csv"]].concat());
    assert!(message.contains("1797 labels") && message.contains("30 rows"), "{message}");
}
