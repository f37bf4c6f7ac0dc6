//! Text that a terminal shows as it is. Names of files, features and labels may hold characters that
//! colour a terminal, rename its window or turn the direction of a line.

use std::io::{self, Write};

/// Escapes such characters in one cell or line: `\u{1b}`, `\n`.
pub(crate) fn plain(text: &str) -> String {
    escaped(text, is_unseen, |c| c.escape_default().to_string())
}

/// Escapes them in a text of several lines. All text for people passes here on its way out.
pub(crate) fn plain_lines(text: &str) -> String {
    escaped(text, |c| c != '\n' && is_unseen(c), |c| c.escape_default().to_string())
}

/// Escapes them in a JSON document as JSON does, so that its values stay the same.
pub(crate) fn plain_json(text: &str) -> String {
    // All of them have four digits.
    escaped(text, |c| c != '\n' && is_unseen(c), |c| format!("\\u{:04x}", u32::from(c)))
}

/// Escapes JSON on its way. `serde_json` writes every piece of a string at once, so no character is cut.
pub(crate) struct PlainJson<W>(pub(crate) W);

impl<W: Write> Write for PlainJson<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match str::from_utf8(bytes) {
            Ok(text) if !text.is_ascii() || text.contains('\u{7f}') => {
                self.0.write_all(plain_json(text).as_bytes())?;
            }
            _ => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escaped(text: &str, is_meant: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_meant(c) {
            plain += &escape(c);
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Controls, marks of direction, and characters without width that hide in a name.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{61c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_a_terminal() {
        let name = "a\u{1b}]0;x\u{7}b\u{9b}31m\u{202e}c\r\né";
        let cell = r"a\u{1b}]0;x\u{7}b\u{9b}31m\u{202e}c\r\né";
        assert_eq!(plain(name), cell);
        assert_eq!(plain_lines(name), cell.replace("\\n", "\n"));
    }

    #[test]
    fn json_keeps_its_values() {
        let value = serde_json::json!({ "a\u{202e}": ["\u{9b}\u{1b}[31m", "\u{feff}é"] });
        let text = plain_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.chars().any(|c| c != '\n' && is_unseen(c)), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);

        let mut on_the_way = Vec::new();
        serde_json::to_writer_pretty(PlainJson(&mut on_the_way), &value).unwrap();
        assert_eq!(String::from_utf8(on_the_way).unwrap(), text);
    }
}
