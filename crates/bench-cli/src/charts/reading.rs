//! Functions that inspect figures, for tests.

use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::png::sketch;

/// Parses a figure, and checks that its numbers are finite and that it can be drawn as PNG.
pub(crate) fn read(svg: &str) -> Document<'_> {
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    sketch(svg).unwrap();
    Document::parse(svg).unwrap()
}

/// The figure, once it has been read.
pub(crate) fn checked(svg: String) -> String {
    read(&svg);
    svg
}

pub(crate) fn of_class<'a>(xml: &'a Document, class: &str) -> Vec<Node<'a, 'a>> {
    xml.descendants().filter(|node| node.attribute("class") == Some(class)).collect()
}

pub(crate) fn parts<'a>(node: Node<'a, 'a>, tag: &str) -> Vec<Node<'a, 'a>> {
    node.descendants().filter(|part| part.has_tag_name(tag)).collect()
}

pub(crate) fn texts<'a>(node: Node<'a, 'a>) -> Vec<&'a str> {
    parts(node, "text").iter().map(|text| text.text().unwrap().trim()).collect()
}

pub(crate) fn number_of(node: Node, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// One attribute of all marks of a class.
pub(crate) fn numbers(xml: &Document, class: &str, tag: &str, name: &str) -> Vec<f64> {
    let marks = of_class(xml, class).into_iter().flat_map(|group| parts(group, tag));
    marks.map(|mark| number_of(mark, name)).collect()
}

/// Generates finite points of a plane: many near the middle, and some with extreme coordinates.
pub(crate) fn points() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let finite = POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO;
    let extreme = prop::sample::select(vec![f64::MAX, f64::MIN, f64::MIN_POSITIVE, 1e16]);
    let coordinate = prop_oneof![finite, extreme, -30.0..30.0];
    prop::collection::vec(prop::array::uniform2(coordinate), 1..15)
}
