use std::io::Read;

use crate::{Dataset, Error, Samples};

const DIGITS_CSV: &[u8] = include_bytes!("../data/digits.csv");

const N_PIXELS: usize = 64;
const N_CLASSES: u32 = 10;

/// The 1797 handwritten digits that scikit-learn's `load_digits` returns, in its order.
///
/// 64 features, an 8×8 image row by row, integers from 0 (white) to 16 (black); labels 0…9. They
/// are part of the crate, so nothing is read from disk or network.
///
/// # Errors
///
/// None in practice: the bundled file would have to be damaged.
///
/// # Source
///
/// E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
/// Repository, 1998, [doi:10.24432/C50P49](https://doi.org/10.24432/C50P49), CC BY 4.0; the
/// repository's test set.
///
/// ```
/// let digits = digits_data::load_digits()?;
/// assert_eq!(digits.samples().row(0)[..8], [0.0, 0.0, 5.0, 13.0, 9.0, 1.0, 0.0, 0.0]);
/// assert_eq!(digits.target_names()[digits.labels()[0] as usize], "0");
/// # Ok::<(), digits_data::Error>(())
/// ```
pub fn load_digits() -> Result<Dataset, Error> {
    read_digits(DIGITS_CSV, "the bundled digits.csv")
}

/// Reads a header, then rows of 64 pixels and the digit.
fn read_digits(source: impl Read, source_name: &str) -> Result<Dataset, Error> {
    let mut reader = csv::Reader::from_reader(source);
    let table_error = |error: csv::Error| Error::Table {
        source_name: source_name.to_owned(),
        message: error.to_string(),
    };
    let header = reader.headers().map_err(table_error)?;
    if header.len() != N_PIXELS + 1 {
        return Err(Error::Table {
            source_name: source_name.to_owned(),
            message: format!(
                "line 1 has {} fields where 64 pixels and a digit make 65",
                header.len()
            ),
        });
    }
    let feature_names = header.iter().take(N_PIXELS).map(str::to_owned).collect();

    let mut values = Vec::new();
    let mut labels = Vec::new();
    for record in reader.records() {
        let record = record.map_err(table_error)?;
        for field in 0..N_PIXELS {
            values.push(f64::from(read_integer(&record, field, 16, source_name)?));
        }
        labels.push(read_integer(&record, N_PIXELS, N_CLASSES - 1, source_name)?);
    }
    let samples = Samples::new(values, labels.len(), N_PIXELS)?;
    let target_names = (0..N_CLASSES).map(|digit| digit.to_string()).collect();
    Dataset::new("digits", samples, labels, feature_names, target_names)
}

/// `record` has as many fields as the header: the reader refuses any other.
fn read_integer(
    record: &csv::StringRecord,
    field: usize,
    largest: u32,
    source_name: &str,
) -> Result<u32, Error> {
    let text = &record[field];
    match text.parse() {
        Ok(value) if value <= largest => Ok(value),
        _ => Err(Error::Field {
            source_name: source_name.to_owned(),
            line: record.position().map_or(0, csv::Position::line),
            field: field + 1,
            expected: if largest == 16 {
                "a pixel, an integer from 0 to 16"
            } else {
                "a digit from 0 to 9"
            },
            found: text.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv_with(row: impl Fn(usize) -> String) -> Vec<u8> {
        let line = |field: fn(usize) -> String| -> String {
            (0..=N_PIXELS).map(field).collect::<Vec<_>>().join(",")
        };
        let header = line(|field| format!("column_{field}"));
        let fields: Vec<String> = (0..=N_PIXELS).map(row).collect();
        format!("{header}\n{}\n{}\n", line(|_| "7".into()), fields.join(",")).into_bytes()
    }

    #[test]
    fn there_are_1797_of_them() {
        let digits = load_digits().unwrap();
        assert_eq!(digits.samples().shape(), (1797, 64));
        assert_eq!(digits.n_classes(), 10);
        assert_eq!(digits.feature_names()[63], "pixel_7_7");
        let mut counts = [0; 10];
        for &label in digits.labels() {
            counts[label as usize] += 1;
        }
        // The class sizes scikit-learn documents and prints.
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        // numpy: load_digits().data.sum()
        let sum: f64 = digits.samples().as_slice().iter().sum();
        assert!((sum - 561_718.0).abs() < 0.5, "{sum}");
    }

    #[test]
    fn a_wrong_field_is_named() {
        let bad = |at: usize, text: &'static str| {
            csv_with(move |field| if field == at { text.into() } else { "3".into() })
        };
        for (at, text) in [(5, "17"), (5, "-1"), (0, "x"), (63, ""), (64, "10"), (64, "nan")] {
            let error = read_digits(bad(at, text).as_slice(), "test.csv").unwrap_err();
            let Error::Field { line, field, found, .. } = &error else { panic!("{error}") };
            assert_eq!((*line, *field, found.as_str()), (3, at + 1, text));
        }
    }

    #[test]
    fn ragged_short_and_empty_tables_are_errors() {
        let short = csv_with(|_| "3".into());
        let cut = &short[..short.len() - 4];
        let message = read_digits(cut, "cut.csv").unwrap_err().to_string();
        assert!(message.contains("cut.csv") && message.contains("line: 3"), "{message}");
        assert!(matches!(
            read_digits(&b"a,b,c\n1,2,3\n"[..], "narrow.csv"),
            Err(Error::Table { .. })
        ));
        assert!(read_digits(&b""[..], "empty.csv").is_err());
        assert!(read_digits(&b"\xff\xfe\x00"[..], "binary.csv").is_err());
    }
}
