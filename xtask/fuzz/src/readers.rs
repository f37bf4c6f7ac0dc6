//! Files of all formats with all options: whole and in blocks they give the same table, and what was read
//! is read again after it is written.

use std::fs;
use std::path::Path;

use arbitrary::{Result, Unstructured};
use digits_data::files::{
    Columns, Header, Missing, TableOptions, holds_f32, read_blocks, read_table, write_table,
};
use digits_data::{Error, Samples, Scalar};

const NAMES: [&str; 9] =
    ["a.csv", "a.tsv", "a", "a.csv.gz", "a.npy", "a.npz", "a.idx", "a.parquet", "a.npy.gz"];

/// The first bytes choose the name and the options, the rest is the file.
pub fn check(bytes: &[u8]) {
    let _ = one(Unstructured::new(bytes));
}

fn one(mut bytes: Unstructured<'_>) -> Result<()> {
    let name = *bytes.choose(&NAMES)?;
    let options = options(&mut bytes)?;
    let rows = bytes.int_in_range(1..=4)?;
    let Ok(folder) = tempfile::tempdir() else { return Ok(()) };
    let path = folder.path().join(name);
    if fs::write(&path, bytes.take_rest()).is_err() {
        return Ok(());
    }
    let _ = holds_f32(&path, &options);
    let _ = read_table::<f32>(&path, &options);
    in_blocks_and_whole::<f64>(&path, &options, rows);
    Ok(())
}

fn options(bytes: &mut Unstructured<'_>) -> Result<TableOptions> {
    let column = |bytes: &mut Unstructured<'_>| -> Result<_> {
        Ok(bytes
            .choose(&[None, None, None, Some("0"), Some("1"), Some("a")])?
            .map(|c| c.parse().unwrap()))
    };
    let columns = *bytes.choose(&["", "", "", "!9", "0..2", "1", "!0", "b,a"])?;
    Ok(TableOptions {
        header: *bytes.choose(&[Header::Auto, Header::Yes, Header::No])?,
        delimiter: *bytes.choose(&[None, None, Some(b','), Some(b';'), Some(b'\t'), Some(b' ')])?,
        skip_lines: *bytes.choose(&[0, 0, 0, 1, 5])?,
        comment: *bytes.choose(&[None, None, Some(b'#')])?,
        id_column: column(bytes)?,
        label_column: column(bytes)?,
        weight_column: column(bytes)?,
        columns: if columns.is_empty() { Columns::All } else { columns.parse().unwrap() },
        missing: bytes
            .choose(&[Missing::Error, Missing::DropRows, Missing::Mean, Missing::Median])?
            .clone(),
        ..TableOptions::new()
    })
}

fn in_blocks_and_whole<F: Scalar>(path: &Path, options: &TableOptions, rows: usize) {
    let whole = read_table::<F>(path, options);
    let mut values = Vec::new();
    let blocks = read_blocks::<F, Error>(
        path,
        options,
        |_| rows,
        |block| {
            values.extend_from_slice(block.samples.as_slice());
            Ok(())
        },
    );
    match (whole, blocks) {
        (Ok(whole), Ok(_)) => {
            assert_eq!(bits(whole.samples.as_slice()), bits(&values));
            let n_samples = whole.samples.n_samples();
            assert_eq!(whole.labels.map_or(n_samples, |labels| labels.len()), n_samples);
            assert_eq!(whole.kept_rows.map_or(n_samples, |kept| kept.len()), n_samples);
            comes_back(&whole.samples, path.parent().unwrap());
        }
        (Err(whole), Err(blocks)) => assert_eq!(whole.to_string(), blocks.to_string()),
        // Replacing a missing value takes all others, which blocks do not have.
        (Ok(_), Err(_)) if matches!(options.missing, Missing::Mean | Missing::Median) => {}
        (whole, blocks) => panic!("whole: {:?}, in blocks: {:?}", whole.err(), blocks.err()),
    }
}

fn comes_back<F: Scalar>(samples: &Samples<F>, folder: &Path) {
    for name in ["again.csv", "again.npy"] {
        let path = folder.join(name);
        write_table(&path, samples.view(), None).unwrap();
        let again = read_table::<F>(&path, &TableOptions::new()).unwrap();
        assert_eq!(again.samples.shape(), samples.shape());
        assert_eq!(bits(again.samples.as_slice()), bits(samples.as_slice()));
    }
}

fn bits<F: Scalar>(values: &[F]) -> Vec<u64> {
    values.iter().map(|x| x.to_f64().to_bits()).collect()
}
