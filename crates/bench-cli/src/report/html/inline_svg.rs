/// Makes an SVG file part of a page. Its title and description get ids that begin with `id`, so a screen
/// reader finds them.
///
/// The figure must have no other ids, because they could clash with those of the page.
pub(super) fn inline_svg(svg: &str, id: &str) -> String {
    // The XML declaration before the element is for files.
    let element = svg.find("<svg").map_or(svg, |start| &svg[start..]);
    let mut named = element.to_owned();
    let mut ids = Vec::new();
    for name in ["title", "desc"] {
        let (start, tag) = (format!("<{name}>"), format!("<{name} id=\"{id}-{name}\">"));
        if named.contains(&start) {
            named = named.replacen(&start, &tag, 1);
            ids.push(format!("{id}-{name}"));
        }
    }
    let root = format!("<svg aria-labelledby=\"{}\"", ids.join(" "));
    named.replacen("<svg", &root, 1)
}

/// The title of an SVG file, escaped as it stands there.
pub(super) fn title_of(svg: &str) -> &str {
    let title = svg.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    title.map_or("", |(title, _)| title.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_description_have_names_that_the_figure_points_to() {
        let file =
            "<?xml version=\"1.0\"?>\n<svg role=\"img\"><title>T</title><desc>D</desc><g/></svg>\n";
        let expected = "<svg aria-labelledby=\"a-title a-desc\" role=\"img\"><title id=\"a-title\">\
                        T</title><desc id=\"a-desc\">D</desc><g/></svg>\n";
        assert_eq!(inline_svg(file, "a"), expected);
    }

    #[test]
    fn the_title_stays_escaped() {
        assert_eq!(title_of("<svg><title>\nA &amp; b\n</title><g/></svg>"), "A &amp; b");
        assert_eq!(title_of("<svg/>"), "");
    }

    #[test]
    fn only_the_first_of_each_is_named() {
        let file = "<svg><title>T</title><g><title>of a part</title></g><svg/></svg>";
        let expected = "<svg aria-labelledby=\"a-title\"><title id=\"a-title\">T</title><g><title>\
                        of a part</title></g><svg/></svg>";
        assert_eq!(inline_svg(file, "a"), expected);
    }
}
