use anyhow::{Context as _, Result, bail};
use roxmltree::Node;
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect,
    Stroke, StrokeDash, Transform,
};

use super::font::Weight;
use super::outline::outline;

/// A place on the page: its transform, and the pixels that may be painted (`None` for all).
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) transform: Transform,
    pub(super) clip: Option<&'a Mask>,
}

/// Paints everything inside an element, in the order in which it stands there.
pub(super) fn paint_children(node: Node, place: Place, pixmap: &mut Pixmap) -> Result<()> {
    node.children().filter(Node::is_element).try_for_each(|child| paint(child, place, pixmap))
}

/// Returns a number that an element must have.
pub(super) fn number(node: Node, name: &str) -> Result<f32> {
    let number = node.attribute(name).and_then(|text| text.parse().ok());
    number.with_context(|| format!("<{}> has no {name}", node.tag_name().name()))
}

fn paint(node: Node, mut place: Place, pixmap: &mut Pixmap) -> Result<()> {
    if node.attribute("visibility") == Some("hidden") {
        return Ok(());
    }
    if let Some(text) = node.attribute("transform") {
        place.transform = place.transform.pre_concat(transform(text)?);
    }
    match node.tag_name().name() {
        "title" | "desc" => Ok(()),
        "g" => paint_group(node, place, pixmap),
        "svg" => paint_inner(node, place, pixmap),
        _ => match shape(node)? {
            Some(path) => paint_path(&path, node, place, pixmap),
            None => Ok(()),
        },
    }
}

/// A translucent group is painted separately, so that its parts do not show through each other.
fn paint_group(node: Node, place: Place, pixmap: &mut Pixmap) -> Result<()> {
    let opacity = optional(node, "opacity", 1.0)?;
    if opacity >= 1.0 {
        return paint_children(node, place, pixmap);
    }
    let mut layer = Pixmap::new(pixmap.width(), pixmap.height()).context("it has no pixels")?;
    paint_children(node, place, &mut layer)?;
    let paint = PixmapPaint { opacity, ..PixmapPaint::default() };
    pixmap.draw_pixmap(0, 0, layer.as_ref(), &paint, Transform::identity(), None);
    Ok(())
}

/// A nested document clips everything beyond its edges.
fn paint_inner(node: Node, place: Place, pixmap: &mut Pixmap) -> Result<()> {
    let (x, y) = (number(node, "x")?, number(node, "y")?);
    let mut inside = Mask::new(pixmap.width(), pixmap.height()).context("it has no pixels")?;
    if let Some(frame) = rectangle(node)? {
        inside.fill_path(&frame, FillRule::Winding, true, place.transform);
    }
    let transform = place.transform.pre_translate(x, y);
    paint_children(node, Place { transform, clip: Some(&inside) }, pixmap)
}

fn shape(node: Node) -> Result<Option<Path>> {
    let mut path = PathBuilder::new();
    match node.tag_name().name() {
        "rect" => return rectangle(node),
        "circle" => {
            let (x, y) = (optional(node, "cx", 0.0)?, optional(node, "cy", 0.0)?);
            path.push_circle(x, y, number(node, "r")?);
        }
        "line" => {
            path.move_to(number(node, "x1")?, number(node, "y1")?);
            path.line_to(number(node, "x2")?, number(node, "y2")?);
        }
        "polygon" => {
            let corners = numbers(node.attribute("points").unwrap_or_default())?;
            for corner in corners.chunks_exact(2) {
                if path.is_empty() {
                    path.move_to(corner[0], corner[1]);
                } else {
                    path.line_to(corner[0], corner[1]);
                }
            }
            path.close();
        }
        "path" => return outline(node.attribute("d").unwrap_or_default()),
        "text" => return words(node),
        other => bail!("no figure has a <{other}>"),
    }
    Ok(path.finish())
}

fn rectangle(node: Node) -> Result<Option<Path>> {
    let (x, y) = (optional(node, "x", 0.0)?, optional(node, "y", 0.0)?);
    let (width, height) = (number(node, "width")?, number(node, "height")?);
    let is_seen = width > 0.0 && height > 0.0;
    let rectangle = Rect::from_xywh(x, y, width, height).filter(|_| is_seen);
    Ok(rectangle.map(PathBuilder::from_rect))
}

fn words(node: Node) -> Result<Option<Path>> {
    let text: Vec<&str> = node.text().unwrap_or_default().split_whitespace().collect();
    let is_bold = inherited(node, "font-weight").is_some_and(|weight| weight == "600");
    let weight = if is_bold { Weight::SemiBold } else { Weight::Regular };
    let line = weight.line(&text.join(" "))?;
    let size = optional(node, "font-size", 16.0)?;
    let before = match inherited(node, "text-anchor") {
        Some("middle") => line.width / 2.0,
        Some("end") => line.width,
        _ => 0.0,
    };
    let x = optional(node, "x", 0.0)? - before * size;
    let place = Transform::from_row(size, 0.0, 0.0, size, x, optional(node, "y", 0.0)?);
    Ok(line.outline.and_then(|outline| outline.transform(place)))
}

fn paint_path(path: &Path, node: Node, place: Place, pixmap: &mut Pixmap) -> Result<()> {
    let fill = colour(node, "fill", "fill-opacity", "#000")?;
    let stroke = colour(node, "stroke", "stroke-opacity", "none")?;
    let line = line(node)?;
    let is_stroke_first = node.attribute("paint-order") == Some("stroke");
    for is_stroke in [is_stroke_first, !is_stroke_first] {
        let Some(paint) = (if is_stroke { &stroke } else { &fill }) else { continue };
        if is_stroke {
            pixmap.stroke_path(path, paint, &line, place.transform, place.clip);
        } else {
            pixmap.fill_path(path, paint, FillRule::Winding, place.transform, place.clip);
        }
    }
    Ok(())
}

/// The colour of a fill or a stroke, `None` for `none`.
fn colour(node: Node, name: &str, opacity: &str, default: &str) -> Result<Option<Paint<'static>>> {
    let text = inherited(node, name).unwrap_or(default);
    if text == "none" {
        return Ok(None);
    }
    let digits = text.strip_prefix('#').and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let [_, red, green, blue] = match (digits, text.len()) {
        // One digit stands for two equal ones.
        (Some(x), 4) => [0, x >> 8 & 15, x >> 4 & 15, x & 15].map(|digit| digit * 17),
        (Some(x), 7) => x.to_be_bytes().map(u32::from),
        _ => bail!("no figure has the colour {text}"),
    };
    let [red, green, blue] = [red, green, blue].map(|channel| channel as f32 / 255.0);
    let alpha = optional(node, opacity, 1.0)?;
    let mut paint = Paint::default();
    paint.set_color(
        Color::from_rgba(red, green, blue, alpha).context("no figure has this opacity")?,
    );
    paint.anti_alias = inherited(node, "shape-rendering") != Some("crispEdges");
    Ok(Some(paint))
}

fn line(node: Node) -> Result<Stroke> {
    let dashes = numbers(inherited(node, "stroke-dasharray").unwrap_or_default())?;
    let line_cap = match inherited(node, "stroke-linecap") {
        Some("round") => LineCap::Round,
        Some("square") => LineCap::Square,
        _ => LineCap::Butt,
    };
    let is_round = |name| inherited(node, name) == Some("round");
    Ok(Stroke {
        width: optional(node, "stroke-width", 1.0)?,
        line_cap,
        line_join: if is_round("stroke-linejoin") { LineJoin::Round } else { LineJoin::Miter },
        dash: StrokeDash::new(dashes, 0.0),
        ..Stroke::default()
    })
}

/// `translate(x y)`, `scale(s)` and `rotate(degrees x y)`, one after the other.
fn transform(text: &str) -> Result<Transform> {
    let mut transform = Transform::identity();
    for step in text.split_terminator(')') {
        let (name, list) = step.split_once('(').context("a transform has no numbers")?;
        transform = transform.pre_concat(match (name.trim(), numbers(list)?.as_slice()) {
            ("translate", &[x, y]) => Transform::from_translate(x, y),
            ("scale", &[scale]) => Transform::from_scale(scale, scale),
            ("rotate", &[degrees, x, y]) => Transform::from_rotate_at(degrees, x, y),
            _ => bail!("no figure has the transform {text}"),
        });
    }
    Ok(transform)
}

fn numbers(text: &str) -> Result<Vec<f32>> {
    let numbers = text.split([' ', ',']).filter(|number| !number.is_empty());
    numbers
        .map(|number| number.parse().with_context(|| format!("{number} is not a number")))
        .collect()
}

/// A number of the element, or of the nearest element around it that has one.
fn optional(node: Node, name: &str, default: f32) -> Result<f32> {
    let text = if is_inherited(name) { inherited(node, name) } else { node.attribute(name) };
    let parse = |text: &str| text.parse().with_context(|| format!("{name} {text} is not a number"));
    text.map_or(Ok(default), parse)
}

/// True for attributes that come from surrounding elements: sizes and line widths, but not places
/// and group opacity.
fn is_inherited(name: &str) -> bool {
    name.starts_with("stroke") || name.starts_with("fill") || name == "font-size"
}

fn inherited<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.ancestors().find_map(|ancestor| ancestor.attribute(name))
}

#[cfg(test)]
mod tests {
    use super::super::sketch;

    /// The green channel at `[x, y]` of a page 32 user units wide, two pixels per unit.
    fn green(body: &str, [x, y]: [u32; 2]) -> u8 {
        let start = r#"<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">"#;
        let pixmap = sketch(&format!("{start}{body}</svg>")).unwrap();
        pixmap.pixel(2 * x, 2 * y).unwrap().green()
    }

    const SQUARE: &str = r#"<rect x="8" y="8" width="8" height="8"/>"#;

    #[test]
    fn shapes_stand_where_transforms_put_them() {
        assert_eq!((green(SQUARE, [12, 12]), green(SQUARE, [20, 12])), (0, 255));
        let moved = format!(r#"<g transform="translate(8 0) scale(1)">{SQUARE}</g>"#);
        assert_eq!((green(&moved, [12, 12]), green(&moved, [20, 12])), (255, 0));
        let turned = format!(r#"<g transform="rotate(90 8 8)">{SQUARE}</g>"#);
        assert_eq!((green(&turned, [12, 12]), green(&turned, [4, 12])), (255, 0));
    }

    #[test]
    fn parts_of_a_group_do_not_show_through_each_other() {
        let group = format!(r#"<g opacity="0.5">{SQUARE}{SQUARE}</g>"#);
        assert!((126..=129).contains(&green(&group, [12, 12])));
        let apart = r#"<rect x="8" y="8" width="8" height="8" fill-opacity="0.5"/>"#.repeat(2);
        assert!((62..=66).contains(&green(&apart, [12, 12])));
    }

    #[test]
    fn an_inner_document_cuts_off_what_reaches_past_its_edges() {
        let frame = r#"x="4" y="4" width="8" height="8""#;
        let inner = format!("<svg {frame}>{SQUARE}</svg>");
        assert_eq!((green(&inner, [14, 14]), green(SQUARE, [14, 14])), (255, 0));
        let inner = format!(r#"<svg {frame}><g transform="translate(-4 -4)">{SQUARE}</g></svg>"#);
        assert_eq!((green(&inner, [10, 10]), green(&inner, [14, 14])), (0, 255));
    }

    #[test]
    fn colours_and_lines_are_those_of_the_elements_around() {
        let line =
            r##"<g stroke="#0f0" stroke-width="8"><line x1="0" y1="16" x2="32" y2="16"/></g>"##;
        assert_eq!((green(line, [16, 13]), green(line, [16, 22])), (255, 255));
        let line = line.replace("#0f0", "#004000");
        assert_eq!((green(&line, [16, 13]), green(&line, [16, 22])), (64, 255));
        let hidden = SQUARE.replace("<rect", r#"<rect visibility="hidden""#);
        assert_eq!(green(&hidden, [12, 12]), 255);
    }

    #[test]
    fn what_no_figure_has_is_an_error() {
        let start = r#"<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">"#;
        let bodies = [
            "<ellipse/>",
            "<rect/>",
            r#"<path d="M0 0h9" fill="red"/>"#,
            r#"<path d="M0 0h9" transform="skewX(3)"/>"#,
            r##"<path d="M0 0h9" stroke="#000" stroke-width="x"/>"##,
        ];
        for body in bodies {
            assert!(sketch(&format!("{start}{body}</svg>")).is_err(), "{body}");
        }
    }
}
