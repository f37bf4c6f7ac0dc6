//! Pictures as PNG: a figure's SVG text in, the bytes of a file out.
//!
//! Pixels are the same everywhere: the letters are our own, and no font of the system is read.

mod font;
mod outline;
mod painter;

use anyhow::{Context as _, Result, ensure};
use painter::Place;
use png::{BitDepth, ColorType, Compression, Encoder};
use roxmltree::Document;
use tiny_skia::{Color, Pixmap, Transform};

/// Pixels per user unit: sharp on paper, and on a screen of high resolution.
const SCALE: f32 = 2.0;
/// Longest side of a picture, in pixels. A taller figure has fewer pixels per user unit.
const LONGEST: f32 = 16_000.0;

/// Returns the bytes of a PNG file: the picture on white ground, two pixels per user unit.
///
/// Reads the elements that our figures hold, not all of SVG. A character that the font lacks is drawn as an
/// empty box.
///
/// # Errors
///
/// If the text is no figure, or holds an element that no figure has.
pub(crate) fn to_png(svg: &str) -> Result<Vec<u8>> {
    let pixmap = draw(svg, LONGEST).context("cannot draw a figure as PNG")?;
    encode(&pixmap).context("cannot write a figure as PNG")
}

fn draw(svg: &str, longest: f32) -> Result<Pixmap> {
    let xml = Document::parse(svg)?;
    let root = xml.root_element();
    ensure!(root.has_tag_name((SVG, "svg")), "the text is not SVG");
    let (width, height) = (painter::number(root, "width")?, painter::number(root, "height")?);
    let scale = SCALE.min(longest / width.max(height));
    ensure!(scale.is_finite() && scale > 0.0, "it is {width} × {height}");
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most `longest`"
    )]
    let [columns, rows] = [width, height].map(|side| (side * scale).round().max(1.0) as u32);
    let mut pixmap = Pixmap::new(columns, rows).context("it has no pixels")?;
    pixmap.fill(Color::WHITE);
    let place = Place { transform: Transform::from_scale(scale, scale), clip: None };
    painter::paint_children(root, place, &mut pixmap)?;
    Ok(pixmap)
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// Nothing shows through a figure, so three channels are enough.
fn encode(pixmap: &Pixmap) -> Result<Vec<u8>> {
    let pixels = pixmap.pixels();
    let channels: Vec<u8> =
        pixels.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&channels)?;
    writer.finish()?;
    Ok(bytes)
}

/// Draws a figure with few pixels, which shows at little cost that the painter knows all its elements.
#[cfg(test)]
pub(crate) fn sketch(svg: &str) -> Result<Pixmap> {
    draw(svg, 64.0)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

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
        let pixmap = draw(&words("I"), LONGEST).unwrap();
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
        assert_eq!(darkest(&draw(&words(" "), LONGEST).unwrap()), 255);
    }

    #[test]
    fn bytes_are_those_of_a_png() {
        let svg = words("k-means++");
        let pixmap = draw(&svg, LONGEST).unwrap();
        let bytes = to_png(&svg).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut channels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut channels).unwrap();
        assert_eq!((info.width, info.height), (200, 60));
        let drawn = pixmap.pixels().iter();
        let drawn: Vec<u8> = drawn.flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
        assert_eq!(channels, drawn);
    }

    /// Pixels depend on nothing but the figure, the fonts and this version of tiny-skia.
    #[test]
    fn pixels_are_the_same_everywhere() {
        let pixmap = draw(&words("Ward 69 513"), LONGEST).unwrap();
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
        let pixmap = draw(svg, LONGEST).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (5, 16_000));
    }

    #[test]
    fn what_is_no_figure_is_an_error() {
        for text in ["", "<svg", "<html/>"] {
            assert!(to_png(text).is_err(), "{text}");
        }
    }
}
