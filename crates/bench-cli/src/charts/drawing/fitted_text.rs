/// The approximate width of a line of text, in user units, a little wider than in the fonts that a
/// figure names.
///
/// A figure cannot know the reader's font, so letters have one of four widths.
pub(crate) fn text_width(text: &str, font_size: f64) -> f64 {
    text.chars().map(width_of).sum::<f64>() * font_size
}

/// The width of the longest of several lines; 0 of none.
pub(crate) fn widest<'a>(lines: impl IntoIterator<Item = &'a String>, font_size: f64) -> f64 {
    lines.into_iter().map(|line| text_width(line, font_size)).fold(0.0, f64::max)
}

/// The text, or as much of its beginning as has room, and an ellipsis.
pub(crate) fn fitted(text: &str, font_size: f64, most: f64) -> String {
    if text_width(text, font_size) <= most {
        return text.to_owned();
    }
    let mut room = most / font_size - width_of('…');
    let fits = |c: &char| {
        room -= width_of(*c);
        room >= 0.0
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// The width of a character, in units of the font size.
fn width_of(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' | ' ' => 0.31,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 0.96,
        'A'..='Z' | '0'..='9' | '+' | '=' | '<' | '>' | '~' | '#' | '&' => 0.74,
        // East Asian characters are as wide as they are high.
        '\u{1100}'.. if !('\u{1e00}'..='\u{2fff}').contains(&c) => 1.0,
        _ => 0.63,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_and_says_so() {
        assert_eq!(fitted("k-means++", 12.0, 100.0), "k-means++");
        let long = "a name that goes on and on and on";
        for most in [0.0, 10.0, 40.0, 100.0] {
            let cut = fitted(long, 12.0, most);
            assert!(cut.ends_with('…') && long.starts_with(cut.trim_end_matches('…')), "{cut}");
            assert!(most < 12.0 || text_width(&cut, 12.0) <= most, "{cut} in {most}");
        }
        assert_eq!(fitted("", 12.0, 0.0), "");
    }
}
