//! Pictures as PNG: the text of an SVG file in, the bytes of a file out.
//!
//! Pixels are the same everywhere: the [`fonts`] are our own, and no other ones are looked for.

mod encoding;
mod fonts;

use anyhow::{Context as _, Result, ensure};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::Tree;

/// Pixels a user unit: sharp on paper, and on a screen of high resolution.
const SCALE: f32 = 2.0;
/// The longer side of a picture at most, in pixels. A taller figure has fewer pixels a user unit.
const LONGEST: f32 = 16_000.0;

/// The bytes of a PNG file with the picture on white ground, two pixels a user unit.
pub(crate) fn to_png(svg: &str) -> Result<Vec<u8>> {
    encoding::encode(&draw(svg)?).context("cannot write a figure as PNG")
}

fn draw(svg: &str) -> Result<Pixmap> {
    let tree = Tree::from_str(svg, &fonts::options()).context("cannot draw a figure as PNG")?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = SCALE.min(LONGEST / width.max(height));
    ensure!(scale.is_finite(), "cannot draw a figure as PNG: it is {width} × {height}");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most LONGEST")]
    let [columns, rows] = [width, height].map(|side| (side * scale).round().max(1.0) as u32);
    let mut pixmap = Pixmap::new(columns, rows).context("a figure has no pixels")?;
    pixmap.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn darkest(pixmap: &Pixmap) -> u8 {
        pixmap.pixels().iter().map(|pixel| pixel.green()).min().unwrap()
    }

    fn words(text: &str) -> String {
        let start = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 30" font-family="Nobody has this, Inter""#;
        format!(
            r#"{start} width="100" height="30"><text x="2" y="24" font-size="20">{text}</text></svg>"#
        )
    }

    #[test]
    fn a_picture_has_two_pixels_a_unit_and_its_words() {
        let pixmap = draw(&words("I")).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (200, 60));
        assert_eq!(darkest(&pixmap), 0);
        let dark: Vec<usize> =
            (0..200 * 60).filter(|&i| pixmap.pixels()[i].green() < 128).collect();
        let columns = dark.iter().map(|i| i % 200);
        let rows = dark.iter().map(|i| i / 200);
        // The stem of an I of 20 units: about 29 pixels high, 4 wide, standing on y = 24.
        let (left, right) = (columns.clone().min().unwrap(), columns.max().unwrap());
        let (top, bottom) = (rows.clone().min().unwrap(), rows.max().unwrap());
        assert!(left >= 4 && right - left < 6, "{left} to {right}");
        assert!((18..=20).contains(&top) && (46..=48).contains(&bottom), "{top} to {bottom}");
    }

    #[test]
    fn empty_words_leave_white_ground() {
        assert_eq!(darkest(&draw(&words(" ")).unwrap()), 255);
    }

    #[test]
    fn bytes_are_those_of_a_png() {
        let svg = words("k-means++");
        let pixmap = draw(&svg).unwrap();
        let read = Pixmap::decode_png(&to_png(&svg).unwrap()).unwrap();
        assert_eq!((read.width(), read.height()), (200, 60));
        assert_eq!(read.data(), pixmap.data());
    }

    /// What is drawn depends on nothing but the figure, the fonts and this version of the library.
    #[test]
    fn pixels_are_the_same_everywhere() {
        let pixmap = draw(&words("Ward 69 513")).unwrap();
        let dark = pixmap.pixels().iter().filter(|pixel| pixel.green() < 128).count();
        let sum: u64 = pixmap
            .pixels()
            .iter()
            .zip(1..)
            .map(|(pixel, place)| place * u64::from(pixel.green()))
            .sum();
        assert_eq!((dark, sum), (1742, 15_374_413_624));
    }

    #[test]
    fn a_tall_picture_has_fewer_pixels_a_unit() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 32000" width="10" height="32000"/>"#;
        let pixmap = draw(svg).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (5, 16_000));
    }

    #[test]
    fn what_is_no_figure_is_an_error() {
        for text in ["", "<svg", "<html/>"] {
            assert!(to_png(text).is_err(), "{text}");
        }
    }
}
