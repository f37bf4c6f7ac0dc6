use flate2::Crc;
use serde_json::Value;

/// The field that holds the checksum, and so cannot be part of it.
const FIELD: &str = "checksum";

/// The CRC-32 of the values of a document, which does not depend on their layout: a JSON file and an
/// archive of one model have the same.
///
/// docs/MODEL.md describes the bytes: a letter per value, numbers as `f64`, lengths as `u64`, both
/// little endian, keys sorted.
pub(super) fn of(document: &Value) -> String {
    let mut crc = Crc::new();
    value(&mut crc, document, Some(FIELD));
    format!("crc32:{:08x}", crc.sum())
}

/// Adds a value, an object without one of its fields.
fn value(crc: &mut Crc, value_: &Value, without: Option<&str>) {
    match value_ {
        Value::Null => crc.update(b"z"),
        Value::Bool(true) => crc.update(b"t"),
        Value::Bool(false) => crc.update(b"f"),
        Value::Number(number) => {
            crc.update(b"n");
            crc.update(&number.as_f64().unwrap_or(f64::NAN).to_le_bytes());
        }
        Value::String(text) => string(crc, text),
        Value::Array(items) => {
            length(crc, b"a", items.len());
            for item in items {
                value(crc, item, None);
            }
        }
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(key, _)| Some(key.as_str()) != without);
            let mut fields: Vec<(&String, &Value)> = fields.collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            length(crc, b"o", fields.len());
            for (key, field) in fields {
                string(crc, key);
                value(crc, field, None);
            }
        }
    }
}

fn string(crc: &mut Crc, text: &str) {
    length(crc, b"s", text.len());
    crc.update(text.as_bytes());
}

fn length(crc: &mut Crc, letter: &[u8], length: usize) {
    crc.update(letter);
    crc.update(&(length as u64).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_that_of_the_described_bytes() {
        let bytes = [
            &b"o"[..],
            &2_u64.to_le_bytes(),
            b"s",
            &1_u64.to_le_bytes(),
            b"a",
            b"a",
            &3_u64.to_le_bytes(),
            b"n",
            &1.5_f64.to_le_bytes(),
            b"z",
            b"t",
            b"s",
            &2_u64.to_le_bytes(),
            "é".as_bytes(),
            b"f",
        ]
        .concat();
        let mut crc = Crc::new();
        crc.update(&bytes);
        let document = json!({ "é": false, "checksum": "whatever", "a": [1.5, null, true] });
        assert_eq!(of(&document), format!("crc32:{:08x}", crc.sum()));
    }

    #[test]
    fn whatever_changes_changes_it() {
        let document = json!({ "a": [[1.0, 2.0], [3.0, 4.0]], "b": { "c": 1 } });
        for other in [
            json!({ "a": [[1.0, 2.0], [3.0, 4.000_000_000_000_001]], "b": { "c": 1 } }),
            json!({ "a": [[1.0, 2.0, 3.0], [4.0]], "b": { "c": 1 } }),
            json!({ "a": [[1.0, 2.0], [3.0, 4.0]], "b": { "d": 1 } }),
            json!({ "a": [[1.0, 2.0], [3.0, 4.0]] }),
        ] {
            assert_ne!(of(&document), of(&other));
        }
        let whole = json!({ "a": [[1, 2], [3, 4]], "b": { "c": 1.0 } });
        assert_eq!(of(&document), of(&whole), "1 and 1.0 are one number");
    }
}
