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

/// The name, or as much of its beginning and its end as has room, around an ellipsis. Names that begin
/// alike stay different.
pub(crate) fn fitted_name(name: &str, font_size: f64, most: f64) -> String {
    if text_width(name, font_size) <= most {
        return name.to_owned();
    }
    let half = (most / font_size - width_of('…')) / 2.0;
    let n_fitting = |letters: &mut dyn Iterator<Item = char>| {
        let mut room = half;
        letters
            .take_while(|&c| {
                room -= width_of(c);
                room >= 0.0
            })
            .count()
    };
    let n_letters = name.chars().count();
    let n_first = n_fitting(&mut name.chars());
    let n_last = n_fitting(&mut name.chars().rev()).min(n_letters - n_first);
    let first: String = name.chars().take(n_first).collect();
    let last: String = name.chars().skip(n_letters - n_last).collect();
    format!("{}…{}", first.trim_end(), last.trim_start())
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

    #[test]
    fn long_names_that_begin_alike_stay_different() {
        let name = |number: usize| format!("a rather long name of question {number}");
        assert_ne!(fitted_name(&name(17), 12.0, 100.0), fitted_name(&name(18), 12.0, 100.0));
        for most in [0.0, 10.0, 40.0, 100.0] {
            let cut = fitted_name(&name(17), 12.0, most);
            assert!(cut.contains('…'), "{cut}");
            assert!(most < 12.0 || text_width(&cut, 12.0) <= most, "{cut} in {most}");
        }
        assert_eq!(fitted_name("k-means++", 12.0, 100.0), "k-means++");
    }
}
