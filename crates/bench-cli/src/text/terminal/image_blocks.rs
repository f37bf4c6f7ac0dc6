use std::fmt::Write as _;

use super::colours::TerminalColours;
use super::greys::Greys;
use crate::text::range::step;

/// Characters between two images.
const GAP: usize = 2;
/// Largest width of an image in characters. An image with more pixels is shrunk.
const WIDEST: usize = 32;
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
/// Resets the terminal to its own colours.
const RESET: &str = "\x1b[0m";

/// Images side by side, each below a heading, in as many rows as the width of the terminal requires.
///
/// A coloured character shows two pixels, one above the other. The smallest value of an image is white
/// and its largest black. Without colours, two characters side by side show one pixel, denser for
/// larger values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImageBlocks<'a> {
    pub(crate) images: &'a [BlockImage],
    /// Width of an image in pixels.
    pub(crate) image_width: usize,
    /// Width of a line in characters.
    pub(crate) terminal_width: usize,
    pub(crate) colours: TerminalColours,
}

/// One image of [`ImageBlocks`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BlockImage {
    /// Words above the image, such as number and size of a cluster. They are cut off at its width.
    pub(crate) heading: String,
    /// Pixels row by row, as many as in every other image.
    pub(crate) pixels: Vec<f64>,
}

impl ImageBlocks<'_> {
    /// Lines with their line breaks. `None` unless all images have the same number of whole rows.
    pub(crate) fn to_text(self) -> Option<String> {
        let n_pixels = self.images.first().map_or(0, |image| image.pixels.len());
        let is_even = self.images.iter().all(|image| image.pixels.len() == n_pixels);
        if !is_even || !n_pixels.is_multiple_of(self.image_width) {
            return None;
        }
        let column = self.column();
        let blocks: Vec<Vec<String>> =
            self.images.iter().map(|image| self.block(image, column)).collect();
        let n_columns = ((self.terminal_width + GAP) / (column + GAP)).max(1);
        let rows: Vec<String> = blocks.chunks(n_columns).map(side_by_side).collect();
        Some(rows.join("\n"))
    }

    /// Width of an image with its heading, in characters.
    fn column(&self) -> usize {
        let of_image = self.image_width.min(self.most_pixels()) * self.characters_per_pixel();
        let headings = self.images.iter().map(|image| image.heading.chars().count());
        let widest = headings.max().unwrap_or_default().min(WIDEST);
        of_image.max(widest).min(self.terminal_width.max(of_image))
    }

    /// Largest width of an image in pixels.
    fn most_pixels(&self) -> usize {
        (WIDEST.min(self.terminal_width) / self.characters_per_pixel()).max(1)
    }

    fn characters_per_pixel(&self) -> usize {
        if self.colours == TerminalColours::None { 2 } else { 1 }
    }

    /// The heading and the lines of one image, each padded to the column.
    fn block(&self, image: &BlockImage, column: usize) -> Vec<String> {
        let heading: String = image.heading.chars().take(column).collect();
        let greys = Greys::of(&image.pixels, self.image_width).shrunk(self.most_pixels());
        let rows: Vec<&[f64]> = greys.darkness.chunks_exact(greys.width).collect();
        let lines: Vec<String> = match self.colours {
            TerminalColours::None => rows.iter().map(|row| shades(row)).collect(),
            _ => rows.chunks(2).map(|pair| self.half_blocks(pair)).collect(),
        };
        let room = " ".repeat(column.saturating_sub(greys.width * self.characters_per_pixel()));
        std::iter::once(format!("{heading:<column$}"))
            .chain(lines.into_iter().map(|line| line + &room))
            .collect()
    }

    /// Two rows of pixels as one line: the upper pixel colours the character, the lower one its
    /// background. A missing lower row is white.
    fn half_blocks(&self, rows: &[&[f64]]) -> String {
        let mut line = String::new();
        let mut last = None;
        for (x, &upper) in rows[0].iter().enumerate() {
            let lower = rows.get(1).map_or(0.0, |row| row[x]);
            let colours = self.colour_codes(upper, lower);
            if last.as_ref() != Some(&colours) {
                line.push_str(&colours);
                last = Some(colours);
            }
            line.push('▀');
        }
        line + RESET
    }

    fn colour_codes(&self, upper: f64, lower: f64) -> String {
        let mut codes = String::new();
        for (layer, darkness) in [(38, upper), (48, lower)] {
            // Writing to a string cannot fail.
            let _ = match self.colours {
                TerminalColours::TrueColour => {
                    let grey = 255 - step(darkness, 256);
                    write!(codes, "\x1b[{layer};2;{grey};{grey};{grey}m")
                }
                // Colours 232 (almost black) to 255 (almost white) are the 24 greys.
                _ => write!(codes, "\x1b[{layer};5;{}m", 255 - step(darkness, 24)),
            };
        }
        codes
    }
}

/// One row of pixels as pairs of characters.
fn shades(row: &[f64]) -> String {
    row.iter().flat_map(|&darkness| [SHADES[step(darkness, SHADES.len())]; 2]).collect()
}

/// Joins the lines of blocks with equal numbers of lines.
fn side_by_side(blocks: &[Vec<String>]) -> String {
    let line = |y: usize| {
        let pieces: Vec<&str> = blocks.iter().map(|block| block[y].as_str()).collect();
        pieces.join(&" ".repeat(GAP)).trim_end().to_owned() + "\n"
    };
    (0..blocks[0].len()).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(
        pixels: &[&[f64]],
        image_width: usize,
        terminal_width: usize,
        colours: TerminalColours,
    ) -> Option<String> {
        let images: Vec<BlockImage> = pixels
            .iter()
            .enumerate()
            .map(|(cluster, pixels)| BlockImage {
                heading: format!("{cluster}"),
                pixels: pixels.to_vec(),
            })
            .collect();
        ImageBlocks { images: &images, image_width, terminal_width, colours }.to_text()
    }

    fn visible_width(line: &str) -> usize {
        let mut pieces = line.split('\x1b');
        let plain = pieces.next().map_or(0, |piece| piece.chars().count());
        plain + pieces.map(|piece| piece.split_once('m').unwrap().1.chars().count()).sum::<usize>()
    }

    #[test]
    fn without_colours_dense_characters_are_large_values() {
        let text =
            draw(&[&[0.0, 1.0, 2.0, 3.0, 4.0, 0.0], &[1.0; 6]], 3, 80, TerminalColours::None);
        assert_eq!(text.unwrap(), "0       1\n  ░░▒▒\n▓▓██\n");
    }

    #[test]
    fn a_character_is_two_pixels_in_colour() {
        let text = draw(&[&[0.0, 1.0, 1.0, 0.0]], 2, 80, TerminalColours::TrueColour).unwrap();
        let expected = "0\n\x1b[38;2;255;255;255m\x1b[48;2;0;0;0m▀\
                        \x1b[38;2;0;0;0m\x1b[48;2;255;255;255m▀\x1b[0m\n";
        assert_eq!(text, expected);
        let text = draw(&[&[0.0, 1.0]], 1, 80, TerminalColours::Palette256).unwrap();
        assert_eq!(text, "0\n\x1b[38;5;255m\x1b[48;5;232m▀\x1b[0m\n");
    }

    #[test]
    fn images_stand_side_by_side_as_far_as_there_is_room() {
        let images = [&[1.0, 2.0, 3.0, 4.0][..]; 5];
        let n_rows = |width| {
            let text = draw(&images, 2, width, TerminalColours::None).unwrap();
            assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
            text.lines().filter(|line| line.starts_with(['0', '1', '2', '3', '4'])).count()
        };
        assert_eq!([4, 9, 10, 28, 80].map(n_rows), [5, 5, 3, 1, 1]);
    }

    #[test]
    fn pixels_must_make_the_same_whole_rows() {
        let draw = |pixels: &[&[f64]], width| draw(pixels, width, 80, TerminalColours::None);
        assert_eq!(draw(&[&[1.0; 6]], 4), None);
        assert_eq!(draw(&[&[1.0; 6]], 0), None);
        assert_eq!(draw(&[&[1.0; 6], &[1.0; 3]], 3), None);
        assert_eq!(draw(&[], 8).unwrap(), "");
    }

    #[test]
    fn a_large_image_is_made_smaller() {
        let pixels: Vec<f64> = (0..100 * 50).map(|i| f64::from(i % 100)).collect();
        for (colours, width, n_lines) in
            [(TerminalColours::None, 32, 8), (TerminalColours::TrueColour, 32, 8)]
        {
            let text = draw(&[&pixels], 100, 80, colours).unwrap();
            let lines: Vec<&str> = text.lines().skip(1).collect();
            assert_eq!(lines.len(), n_lines, "{text}");
            assert!(lines.iter().all(|line| visible_width(line) == width), "{text}");
        }
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn no_line_is_wider_than_the_terminal(
                image_width in 1_usize..70,
                height in 1_usize..9,
                n_images in 1_usize..9,
                terminal_width in 2_usize..120,
                palette in prop::sample::select(vec![
                    TerminalColours::None,
                    TerminalColours::Palette256,
                    TerminalColours::TrueColour,
                ]),
                values in prop::collection::vec(prop::num::f64::ANY, 70 * 9),
            ) {
                let pixels = &values[..image_width * height];
                let images = vec![pixels; n_images];
                let text = draw(&images, image_width, terminal_width, palette).unwrap();
                for line in text.lines() {
                    prop_assert!(visible_width(line) <= terminal_width, "{line:?}");
                }
            }
        }
    }
}
