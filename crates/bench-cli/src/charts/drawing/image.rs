use std::collections::BTreeMap;
use std::fmt::Write as _;

use svg::node::element::{Group, Path, Rectangle};

use super::document::rounded;
use super::marks::group;
use crate::text::range::{shares, step};

const WHITE: usize = 255;

/// An image centred on `x`, its upper edge at `top`, each pixel a square of `scale` user units.
///
/// Its smallest value is white and its largest black, as matplotlib's `imshow` has with the colours
/// `binary`. An image of one value is white; values that are not finite are as the smallest.
///
/// White stays white on a dark page too. All pixels of one grey are one path of strokes a pixel high, each
/// as long as the grey lasts in its row: pixels are many, and this takes the fewest bytes.
pub(crate) fn image(values: &[f64], width: usize, scale: f64, x: f64, top: f64) -> Group {
    let height = values.len().div_ceil(width.max(1));
    let (left, top) = (rounded(x - width as f64 * scale / 2.0), rounded(top));
    let frame = || Rectangle::new().set("width", width).set("height", height);
    // One user unit wide.
    let outline =
        frame().set("fill", "none").set("stroke", "#000").set("stroke-width", 1.0 / scale);
    let image = group("image")
        .set("shape-rendering", "crispEdges")
        .set("transform", format!("translate({left} {top}) scale({scale})"))
        .add(frame().set("fill", "#fff"));
    let strokes = strokes(values, width.max(1)).into_iter();
    let image = strokes.fold(image, |image, (grey, data)| {
        let colour = format!("#{grey:02x}{grey:02x}{grey:02x}");
        image.add(Path::new().set("stroke", colour).set("d", data))
    });
    image.add(outline)
}

/// The data of a path for each grey but white.
fn strokes(values: &[f64], width: usize) -> BTreeMap<usize, String> {
    let mut strokes: BTreeMap<usize, String> = BTreeMap::new();
    let greys: Vec<usize> = greys(values).collect();
    for (y, row) in greys.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run[0] != WHITE {
                // Writing to a string cannot fail.
                let _ = write!(strokes.entry(run[0]).or_default(), "M{x} {y}.5h{}", run.len());
            }
            x += run.len();
        }
    }
    strokes
}

/// 255 for the smallest value, 0 for the largest, in 256 equal steps between.
fn greys(values: &[f64]) -> impl Iterator<Item = usize> {
    shares(values).map(|share| WHITE - step(share, 256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_but_the_white_is_painted_once() {
        let values = [0.0, 9.0, 9.0, 0.0, 3.0, 9.0, 9.0, 9.0];
        let strokes = strokes(&values, 4);
        assert_eq!(strokes[&0], "M1 0.5h2M1 1.5h3");
        assert_eq!(strokes.len(), 2, "{strokes:?}");
        assert_eq!(strokes.values().nth(1).unwrap(), "M0 1.5h1");
    }

    /// matplotlib 3.11: `cm.binary(t)` for the same `t`.
    #[test]
    fn each_image_goes_from_white_to_black() {
        let values = [0.0, 0.25, 0.5, 0.999, 1.0];
        assert_eq!(greys(&values).collect::<Vec<_>>(), [255, 191, 127, 0, 0]);
        let moved = values.map(|x| 40.0 * x - 7.0);
        assert_eq!(greys(&moved).collect::<Vec<_>>(), [255, 191, 127, 0, 0]);
    }

    #[test]
    fn greys_of_any_numbers() {
        assert_eq!(greys(&[3.0, 3.0]).collect::<Vec<_>>(), [255, 255], "one value is white");
        assert_eq!(greys(&[f64::MIN, 0.0, f64::MAX]).collect::<Vec<_>>(), [255, 127, 0]);
        assert_eq!(greys(&[f64::NAN, 1.0, 2.0]).collect::<Vec<_>>(), [255, 255, 0]);
        assert_eq!(greys(&[f64::from_bits(4), 0.0]).collect::<Vec<_>>(), [0, 255]);
    }
}
