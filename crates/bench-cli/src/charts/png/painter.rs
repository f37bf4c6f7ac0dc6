use anyhow::{Context as _, Result, bail};
use roxmltree::Node;
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect,
    Stroke, StrokeDash, Transform,
};

use super::font::Weight;
use super::outline::outline;

/// Paints everything inside an element, in the order in which it stands there.
///
/// `clip` holds the pixels that may be touched, all of them without one.
pub(super) fn paint_children(
    node: Node,
    place: Transform,
    clip: Option<&Mask>,
    pixmap: &mut Pixmap,
) -> Result<()> {
    node.children().filter(Node::is_element).try_for_each(|child| paint(child, place, clip, pixmap))
}

/// Returns a number that an element must have.
pub(super) fn number(node: Node, name: &str) -> Result<f32> {
    let number = node.attribute(name).and_then(|text| text.parse().ok());
    number.with_context(|| format!("<{}> has no {name}", node.tag_name().name()))
}

fn paint(node: Node, place: Transform, clip: Option<&Mask>, pixmap: &mut Pixmap) -> Result<()> {
    if node.attribute("visibility") == Some("hidden") {
        return Ok(());
    }
    let place = match node.attribute("transform") {
        Some(text) => place.pre_concat(transform(text)?),
        None => place,
    };
    match node.tag_name().name() {
        "title" | "desc" => Ok(()),
        "g" => paint_group(node, place, clip, pixmap),
        "svg" => paint_inner(node, place, pixmap),
        _ => match shape(node)? {
            Some(path) => paint_path(&path, node, place, clip, pixmap),
            None => Ok(()),
        },
    }
}

/// A group that things show through is painted apart, so that its parts do not show through each other.
fn paint_group(
    node: Node,
    place: Transform,
    clip: Option<&Mask>,
    pixmap: &mut Pixmap,
) -> Result<()> {
    let opacity = optional(node, "opacity", 1.0)?;
    if opacity >= 1.0 {
        return paint_children(node, place, clip, pixmap);
    }
    let mut layer = Pixmap::new(pixmap.width(), pixmap.height()).context("it has no pixels")?;
    paint_children(node, place, clip, &mut layer)?;
    let paint = PixmapPaint { opacity, ..PixmapPaint::default() };
    pixmap.draw_pixmap(0, 0, layer.as_ref(), &paint, Transform::identity(), None);
    Ok(())
}

/// A document in the document cuts off what reaches past its edges.
fn paint_inner(node: Node, place: Transform, pixmap: &mut Pixmap) -> Result<()> {
    let (x, y) = (number(node, "x")?, number(node, "y")?);
    let mut inside = Mask::new(pixmap.width(), pixmap.height()).context("it has no pixels")?;
    if let Some(frame) = rectangle(node)? {
        inside.fill_path(&frame, FillRule::Winding, true, place);
    }
    paint_children(node, place.pre_translate(x, y), Some(&inside), pixmap)
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

fn paint_path(
    path: &Path,
    node: Node,
    place: Transform,
    clip: Option<&Mask>,
    pixmap: &mut Pixmap,
) -> Result<()> {
    let fill = colour(node, "fill", "fill-opacity", "#000")?;
    let stroke = colour(node, "stroke", "stroke-opacity", "none")?;
    let line = stroke.map(|paint| Ok::<_, anyhow::Error>((paint, line(node)?))).transpose()?;
    let is_stroke_first = node.attribute("paint-order") == Some("stroke");
    for is_stroke in [is_stroke_first, !is_stroke_first] {
        if is_stroke && let Some((paint, line)) = &line {
            pixmap.stroke_path(path, paint, line, place, clip);
        }
        if !is_stroke && let Some(paint) = &fill {
            pixmap.fill_path(path, paint, FillRule::Winding, place, clip);
        }
    }
    Ok(())
}

/// The colour of a fill or a stroke; `None` if there is none.
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
    let is_round = |name| inherited(node, name) == Some("round");
    Ok(Stroke {
        width: optional(node, "stroke-width", 1.0)?,
        line_cap: if is_round("stroke-linecap") { LineCap::Round } else { LineCap::Butt },
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
    numbers.map(|number| number.parse().with_context(|| format!("{number} is no number"))).collect()
}

/// A number of the element, or of the nearest element around it that has one.
fn optional(node: Node, name: &str, default: f32) -> Result<f32> {
    let text = if is_inherited(name) { inherited(node, name) } else { node.attribute(name) };
    let parse = |text: &str| text.parse().with_context(|| format!("{name} {text} is no number"));
    text.map_or(Ok(default), parse)
}

/// Sizes and widths of lines are those of the elements around; places and group opacity are not.
fn is_inherited(name: &str) -> bool {
    name.starts_with("stroke") || name.starts_with("fill") || name == "font-size"
}

fn inherited<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.ancestors().find_map(|ancestor| ancestor.attribute(name))
}
