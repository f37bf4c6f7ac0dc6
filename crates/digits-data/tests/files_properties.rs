//! Properties of all files: no bytes make a reader panic, and every written file is read back.

mod properties {
    use std::collections::HashMap;
    use std::fs;
    use std::path::Path;
    use std::sync::LazyLock;

    use digits_data::files::{
        ArrayData, ColumnOptions, Columns, Header, Missing, NamedArray, TableOptions, read_column,
        read_labels, read_table, write_arrays, write_labels, write_table,
    };
    use digits_data::{Samples, Scalar};
    use proptest::prelude::*;

    fn try_all(contents: &[u8], name: &str, options: &TableOptions) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, contents).unwrap();
        let _ = read_table::<f32>(&path, options);
        let _ = read_labels(&path, &ColumnOptions::new());
        let _ = read_column(&path, &ColumnOptions::new());
        if let Ok(table) = read_table::<f64>(&path, options) {
            let n_samples = table.samples.n_samples();
            assert_eq!(table.labels.map_or(n_samples, |labels| labels.len()), n_samples);
            assert_eq!(table.kept_rows.map_or(n_samples, |kept| kept.len()), n_samples);
        }
    }

    fn any_options() -> impl Strategy<Value = TableOptions> {
        let header = prop::sample::select(vec![Header::Auto, Header::Yes, Header::No]);
        let label = prop::option::of(prop::sample::select(vec!["0", "1", "a"]));
        let columns = prop::sample::select(vec!["!9", "0..2", "1", "!0", "b,a"]);
        let delimiter = prop::option::of(any::<u8>());
        let missing = prop::sample::select(vec![Missing::Error, Missing::DropRows]);
        (header, label, columns, any::<bool>(), delimiter, missing).prop_map(
            |(header, label, columns, all, delimiter, missing)| TableOptions {
                header,
                label_column: label.map(|label| label.parse().unwrap()),
                columns: if all { Columns::All } else { columns.parse().unwrap() },
                delimiter,
                missing,
                ..TableOptions::new()
            },
        )
    }

    /// A good file of each kind, made once.
    static WRITTEN: LazyLock<HashMap<&str, Vec<u8>>> = LazyLock::new(|| {
        let names = ["a.csv", "a.npy", "a.npz", "a.csv.gz", "a.npy.gz", "a.idx"];
        names.into_iter().map(|name| (name, written(name))).collect()
    });

    fn written(name: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let samples = Samples::from_rows(&[[1.5, -2.0, 3.0], [4.0, 5.0, 6e-9]]).unwrap();
        if name.ends_with("npz") {
            let data = ArrayData::F64(samples.as_slice());
            let array = NamedArray { name: "X", shape: &[2, 3], data };
            write_arrays(&path, &[array]).unwrap();
        } else if name.ends_with("idx") {
            return [&[0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3][..], &[1, 2, 3, 4, 5, 6]].concat();
        } else {
            write_table(&path, samples.view(), None).unwrap();
        }
        fs::read(&path).unwrap()
    }

    /// Numbers of every size, and those at the edges.
    fn bits<F: Scalar>() -> impl Strategy<Value = F> {
        let edges = vec![0.0, -0.0, 5e-324, f64::MIN_POSITIVE, F::MAX, -F::MAX, 0.1, 1e16, 1e-5];
        prop_oneof![
            3 => any::<f64>().prop_map(F::from_f64),
            1 => prop::sample::select(edges).prop_map(F::from_f64),
            1 => any::<i32>().prop_map(|x| F::from_f64(f64::from(x) / 16.0)),
        ]
        .prop_filter("finite", |x| x.is_finite())
    }

    fn round_trip<F: Scalar>(values: &[F], n_features: usize, path: &Path) {
        let n_samples = values.len() / n_features;
        let kept = values[..n_samples * n_features].to_vec();
        let samples = Samples::new(kept, n_samples, n_features).unwrap();
        write_table(path, samples.view(), None).unwrap();
        let table = read_table::<F>(path, &TableOptions::new()).unwrap();
        let bytes = |samples: &Samples<F>| {
            samples.as_slice().iter().map(|x| x.to_f64().to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(table.samples.shape(), samples.shape());
        assert_eq!(bytes(&table.samples), bytes(&samples));
    }

    proptest! {
        #[test]
        fn random_bytes_are_no_reason_to_panic(
            contents in prop::collection::vec(any::<u8>(), 0..300),
            magic in prop::sample::select(vec![
                &b""[..], b"\x93NUMPY\x01\0\x3b\0", b"PK\x03\x04", b"\0\0\x08\x02\0\0\0",
                b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\xef\xbb\xbf",
            ]),
            name in prop::sample::select(vec!["a.csv", "a.npy", "a.npz", "a", "a.tsv.gz"]),
            options in any_options(),
        ) {
            try_all(&[magic, &contents].concat(), name, &options);
        }

        #[test]
        fn random_text_is_no_reason_to_panic(
            contents in "([ab01.eE+\\-,;|\" \t\r\n?]|nan|inf|NA|1e9){0,60}",
            options in any_options(),
        ) {
            try_all(contents.as_bytes(), "a.csv", &options);
        }

        #[test]
        fn changed_files_are_no_reason_to_panic(
            name in prop::sample::select(vec!["a.csv", "a.npy", "a.npz", "a.csv.gz", "a.npy.gz", "a.idx"]),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in prop::option::of(any::<prop::sample::Index>()),
            options in any_options(),
        ) {
            let mut contents = WRITTEN[name].clone();
            for (at, byte) in changes {
                let at = at.index(contents.len());
                contents[at] = byte;
            }
            if let Some(cut) = cut {
                contents.truncate(cut.index(contents.len()));
            }
            try_all(&contents, name, &options);
        }

        #[test]
        fn samples_come_back_to_the_bit(
            double in prop::collection::vec(bits::<f64>(), 6..60),
            single in prop::collection::vec(bits::<f32>(), 6..60),
            n_features in 1_usize..6,
            name in prop::sample::select(vec!["a.csv", "a.tsv", "a.npy", "a.csv.gz", "a.npy.gz"]),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            round_trip(&double, n_features, &path);
            round_trip(&single, n_features, &path);
        }

        #[test]
        fn labels_come_back(
            words in prop::collection::vec("\u{feff}{0,2}[a-z,;\"' é]{0,6}x", 1..20),
            numbers in prop::collection::vec(any::<i64>(), 1..20),
            name in prop::sample::select(vec!["labels.csv", "labels.npy", "labels.txt.gz"]),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let header = ColumnOptions { header: Header::No, ..ColumnOptions::new() };
            let trimmed: Vec<_> = words.iter().map(|word| word.trim().to_owned()).collect();
            let path = folder.path().join("labels.csv");
            write_labels(&path, &trimmed).unwrap();
            let comma = ColumnOptions { delimiter: Some(b','), ..header.clone() };
            prop_assert_eq!(read_labels(&path, &comma).unwrap(), trimmed);
            let texts: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            let path = folder.path().join(name);
            write_labels(&path, &numbers).unwrap();
            prop_assert_eq!(&read_labels(&path, &ColumnOptions::new()).unwrap(), &texts);
        }
    }
}
