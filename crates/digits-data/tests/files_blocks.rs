//! Tables read a block at a time are the tables read as a whole.

use std::fs;
use std::path::Path;

use digits_data::files::{
    Columns, Missing, Table, TableBlock, TableOptions, read_blocks, read_table, write_table,
};
use digits_data::{Error, Samples};

/// Compares blocks of every size up to 7 rows with the whole table, or the error with its error.
fn check(path: &Path, options: &TableOptions) {
    let whole = read_table::<f64>(path, options);
    for n_rows in 1..=7 {
        let mut values = Vec::new();
        let take = |block: TableBlock<'_, f64>| {
            assert!(block.samples.n_samples() > 0);
            values.extend_from_slice(block.samples.as_slice());
            Ok::<(), Error>(())
        };
        let rest = read_blocks(path, options, |_| n_rows, take);
        match (&whole, rest) {
            (Ok(whole), Ok(rest)) => {
                assert_eq!(values, whole.samples.as_slice(), "{options:?}");
                same_rest(whole, &rest);
            }
            // Of two faults, that of an earlier row may hide that of a later one.
            (Err(_), Err(_)) if matches!(options.missing, Missing::Values(_)) => {}
            (Err(error), Err(of_blocks)) => assert_eq!(error.to_string(), of_blocks.to_string()),
            (whole, rest) => panic!("{options:?}: {whole:?} as a whole, {rest:?} in blocks"),
        }
    }
}

fn same_rest(whole: &Table, rest: &Table<()>) {
    assert_eq!(whole.feature_names, rest.feature_names);
    assert_eq!(whole.feature_columns, rest.feature_columns);
    assert_eq!(whole.left_out, rest.left_out);
    assert_eq!(whole.likely_ids, rest.likely_ids);
    assert_eq!(whole.filled, rest.filled);
    assert_eq!(whole.fill_values, rest.fill_values);
    assert_eq!((&whole.ids, &whole.id_column), (&rest.ids, &rest.id_column));
    assert_eq!((&whole.labels, &whole.weights), (&rest.labels, &rest.weights));
    assert_eq!((whole.n_rows, &whole.kept_rows), (rest.n_rows, &rest.kept_rows));
    assert_eq!((&whole.format, whole.gzip), (&rest.format, rest.gzip));
    assert_eq!(whole.n_dropped_rows(), rest.n_dropped_rows());
}

/// Every treatment of missing values, with and without columns beside the features.
fn options(n_features: usize) -> Vec<TableOptions> {
    let values = Missing::Values(vec![0.5; n_features]);
    let treatments = [Missing::Error, Missing::DropRows, Missing::Mean, Missing::Median, values];
    let mut all = Vec::new();
    for missing in treatments {
        let plain = TableOptions { missing, ..TableOptions::new() };
        all.push(plain.clone());
        for column in ["0", "1", "2"] {
            let column = Some(column.parse().unwrap());
            let drop: Columns = "!0".parse().unwrap();
            all.push(TableOptions { label_column: column.clone(), ..plain.clone() });
            all.push(TableOptions { id_column: column.clone(), ..plain.clone() });
            all.push(TableOptions { weight_column: column, columns: drop, ..plain.clone() });
        }
    }
    all
}

#[test]
fn text_in_blocks_is_text_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let tables = [
        "a,b,c\n1,2,0.5\n2,3,1.5\n3,4,0\n4,5,1\n5,6,2\n6,8,3\n",
        "a,b,c\n1,,0.5\n,3,1.5\nNA,4,\n4,5,1\n5,NA,2\n6,8,3\n9,8,3\n",
        "a,b,c\n1,x,0.5\n2,y,1.5\n3,,0\n4,NA,1\n5,z,2\n",
        "a,b,c\n1,2,0.5\n2,3\n3,4,0\n",
        "a,b,c\n1,2,0.5\n2,inf,1\n3,4,0\n",
        "a,b,c\n,2,0.5\n,inf,1\n,4,0\n",
        "a\n1\n\n3\n\n\n4\n5\n6\n",
        "1 2 3\n4 5 6\n7 8 9\n1 2 3\n4 5 6\n7 8 9\n7 8 9\n1 2 3\n",
    ];
    for text in tables {
        fs::write(&path, text).unwrap();
        options(3).iter().chain(&options(2)).for_each(|options| check(&path, options));
    }
}

#[test]
fn arrays_in_blocks_are_arrays_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.npy");
    let values: Vec<f64> = (0..60).map(|at| f64::from(at * at % 17)).collect();
    write_table(&path, Samples::new(values, 20, 3).unwrap().view(), None).unwrap();
    let bytes = fs::read(&path).unwrap();
    let fortran = String::from_utf8_lossy(&bytes[..128]).replace("False", "True ");
    let starts = [bytes[..128].to_vec(), [&bytes[..10], &fortran.as_bytes()[12..]].concat()];
    for (start, odd) in starts
        .into_iter()
        .flat_map(|start| [f64::NAN, 1.0, f64::INFINITY].map(|odd| (start.clone(), odd)))
    {
        let mut bytes = [&start[..], &bytes[start.len()..]].concat();
        let places = if odd.is_infinite() { &[31][..] } else { &[4, 31, 32] };
        for at in places {
            bytes[128 + 8 * at..][..8].copy_from_slice(&odd.to_le_bytes());
        }
        fs::write(&path, &bytes).unwrap();
        options(3).iter().chain(&options(2)).for_each(|options| check(&path, options));
    }
    for length in [bytes.len() - 1, 130] {
        fs::write(&path, &bytes[..length]).unwrap();
        check(&path, &TableOptions::new());
    }
}

#[test]
fn an_error_of_the_taker_ends_the_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    fs::write(&path, "1,2\n3,4\n5,6\n").unwrap();
    let mut n_taken = 0;
    let refuse = |_: TableBlock<'_, f64>| {
        n_taken += 1;
        Err(Error::Empty { n_samples: 0, n_features: 2 })
    };
    let refused = read_blocks(&path, &TableOptions::new(), |_| 1, refuse);
    assert_eq!((refused, n_taken), (Err(Error::Empty { n_samples: 0, n_features: 2 }), 1));
}
