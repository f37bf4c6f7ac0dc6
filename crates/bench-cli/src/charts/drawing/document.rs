use svg::Document;
use svg::node::Text as Content;
use svg::node::element::{Description, Group, Rectangle, Text, Title};

/// The font that the PNG files are drawn with, then what the reader's system has.
const FONTS: &str = "Inter, system-ui, Segoe UI, Helvetica, Arial, DejaVu Sans, sans-serif";

/// The size of most words, in user units.
pub(crate) const FONT_SIZE: f64 = 12.0;

/// The part of a line of text that stands at its `x`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Side {
    Start,
    Middle,
    End,
}

/// An empty white page of `width × height` user units.
///
/// `title` and `description` are what a screen reader says in place of the picture.
///
/// A dark page that holds the figure can change its colours by class: `paper` is white ground, `ink`
/// is black, `faint` is grey, `grid` is a pale line, `rim` is a white edge around something. Words have
/// theirs in `fill`, everything else of class `ink`, `faint`, `grid` or `rim` in `stroke`.
pub(crate) fn page(width: f64, height: f64, title: &str, description: &str) -> Document {
    let background = Rectangle::new().set("class", "paper").set("fill", "#fff");
    let background = background.set("width", width).set("height", height);
    Document::new()
        .set("viewBox", format!("0 0 {width} {height}"))
        .set("width", width)
        .set("height", height)
        .set("role", "img")
        .set("font-family", FONTS)
        .add(Title::new(one_line(title)))
        .add(Description::new().add(Content::new(one_line(description))))
        .add(background)
}

/// One line of text of the usual size, centred on `x` and standing on `y`.
pub(crate) fn caption(text: &str, x: f64, y: f64) -> Text {
    label(text, FONT_SIZE, x, y, Side::Middle)
}

/// One line of text standing on `y`.
pub(crate) fn label(text: &str, font_size: f64, x: f64, y: f64, side: Side) -> Text {
    let anchor = match side {
        Side::Start => "start",
        Side::Middle => "middle",
        Side::End => "end",
    };
    Text::new(one_line(text))
        .set("class", "ink")
        .set("fill", "#000")
        .set("x", rounded(x))
        .set("y", rounded(y))
        .set("font-size", font_size)
        .set("text-anchor", anchor)
}

/// Words of less weight, in grey.
pub(crate) fn faint(text: Text) -> Text {
    text.set("class", "faint").set("fill", "#555")
}

/// Lines that explain the first of them, which alone is black.
pub(crate) fn grey_after_first(group: Group, lines: impl Iterator<Item = Text>) -> Group {
    lines.enumerate().fold(group, |group, (number, line)| {
        group.add(if number == 0 { line } else { faint(line) })
    })
}

/// The name of a figure, on top of it.
pub(crate) fn heading(text: &str, x: f64) -> Text {
    label(text, 16.0, x, 24.0, Side::Middle).set("class", "ink heading").set("font-weight", 600)
}

/// A hundredth of a user unit is finer than any screen, and half as long as all the digits.
pub(crate) fn rounded(coordinate: f64) -> f64 {
    (coordinate * 100.0).round() / 100.0 + 0.0 // no minus before a zero
}

/// The `svg` crate escapes markup; XML has no way at all to write most control characters.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let unwritable = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    words.join(" ").replace(unwritable, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use roxmltree::Document as Xml;

    use super::*;

    #[test]
    fn any_text_is_escaped() {
        let text = "a < b & \"c\" > 'd' ]]> \u{0}\u{1b}\u{ffff} é\r\n\tsecond";
        let expected = "a < b & \"c\" > 'd' ]]> \u{fffd}\u{fffd}\u{fffd} é second";
        let page = page(10.0, 5.0, text, text).add(caption(text, 0.0, 0.0)).to_string();
        let xml = Xml::parse(&page).unwrap();
        for name in ["title", "desc", "text"] {
            let element = xml.descendants().find(|node| node.has_tag_name(name)).unwrap();
            assert_eq!(element.text().unwrap().trim(), expected, "{name}");
        }
    }

    #[test]
    fn a_page_says_what_it_shows() {
        let page = page(10.0, 5.5, "A title", "What is to be seen").to_string();
        let xml = Xml::parse(&page).unwrap();
        let root = xml.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        assert_eq!(root.attribute("viewBox"), Some("0 0 10 5.5"));
        assert_eq!(root.first_element_child().unwrap().text(), Some("A title"));
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!(rounded(1.0 / 3.0).to_string(), "0.33");
        assert_eq!(rounded(-0.001).to_string(), "0");
        assert_eq!(rounded(12.0).to_string(), "12");
    }
}
