use std::fmt::Write as _;

use super::colours::TerminalColours;
use super::greys::Greys;

/// Characters between two images.
const GAP: usize = 2;
/// An image is at most this many characters wide; one with more pixels is made smaller.
const WIDEST: usize = 32;
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
/// What sets a terminal's own colours again.
const RESET: &str = "\x1b[0m";

/// Images side by side, each under a line of words, in as many rows as the terminal's width makes of
/// them.
///
/// With colours a character shows two pixels, one above the other, white for the smallest value of an image
/// and black for its largest, as on paper. Without, two characters side by side show one pixel, denser
/// where the value is larger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImageBlocks<'a> {
    pub(crate) images: &'a [BlockImage],
    /// Pixels in a row of an image.
    pub(crate) image_width: usize,
    /// Characters in a line.
    pub(crate) terminal_width: usize,
    pub(crate) colours: TerminalColours,
}

/// One image.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BlockImage {
    /// Above it: the cluster's number and size, say. What is wider than the image is cut off.
    pub(crate) heading: String,
    /// Row by row, as many as in every other image.
    pub(crate) pixels: Vec<f64>,
}

impl ImageBlocks<'_> {
    /// Lines that end in a line break; `None` unless the pixels of every image make the same whole rows.
    pub(crate) fn to_text(self) -> Option<String> {
        let n_pixels = self.images.first().map_or(0, |image| image.pixels.len());
        let is_even = self.images.iter().all(|image| image.pixels.len() == n_pixels);
        if !is_even || !n_pixels.is_multiple_of(self.image_width) {
            return None;
        }
        let images: Vec<(&str, Greys)> =
            self.images.iter().map(|image| (image.heading.as_str(), self.greys(image))).collect();
        let n_columns = images.first().map_or(1, |(_, greys)| self.n_columns(greys));
        let mut text = String::new();
        for (number, row) in images.chunks(n_columns).enumerate() {
            if number > 0 {
                text.push('\n');
            }
            self.write_row(row, &mut text);
        }
        Some(text)
    }

    fn n_columns(&self, greys: &Greys) -> usize {
        ((self.terminal_width + GAP) / (self.column(greys) + GAP)).max(1)
    }

    fn column(&self, greys: &Greys) -> usize {
        let of_image = greys.width * self.characters_a_pixel();
        let headings = self.images.iter().map(|image| image.heading.chars().count());
        let widest = headings.max().unwrap_or_default().min(WIDEST);
        of_image.max(widest).min(self.terminal_width.max(of_image))
    }

    fn characters_a_pixel(&self) -> usize {
        if self.colours == TerminalColours::None { 2 } else { 1 }
    }

    fn greys(&self, image: &BlockImage) -> Greys {
        let most = WIDEST.min(self.terminal_width) / self.characters_a_pixel();
        Greys::of(&image.pixels, self.image_width).shrunk(most.max(1))
    }

    fn write_row(&self, row: &[(&str, Greys)], text: &mut String) {
        let Some(column) = row.first().map(|(_, greys)| self.column(greys)) else { return };
        let headings = row.iter().map(|(heading, _)| {
            let heading: String = heading.chars().take(column).collect();
            let room = column - heading.chars().count();
            format!("{heading}{}", " ".repeat(room))
        });
        let headings: Vec<String> = headings.collect();
        text.push_str(headings.join(&" ".repeat(GAP)).trim_end());
        text.push('\n');
        let pixels_a_line = if self.colours == TerminalColours::None { 1 } else { 2 };
        let height = row.iter().map(|(_, greys)| greys.height()).max().unwrap_or_default();
        for y in (0..height).step_by(pixels_a_line) {
            let mut line = String::new();
            for (number, (_, greys)) in row.iter().enumerate() {
                if number > 0 {
                    let room = column - greys.width * self.characters_a_pixel() + GAP;
                    line.push_str(&" ".repeat(room));
                }
                self.write_line(greys, y, &mut line);
            }
            text.push_str(if self.colours == TerminalColours::None {
                line.trim_end()
            } else {
                &line
            });
            text.push('\n');
        }
    }

    fn write_line(&self, greys: &Greys, y: usize, line: &mut String) {
        let row = |y: usize| greys.darkness.chunks(greys.width).nth(y);
        let Some(upper) = row(y) else { return };
        if self.colours == TerminalColours::None {
            let shades = upper.iter().map(|&darkness| SHADES[step(darkness, SHADES.len())]);
            shades.for_each(|shade| line.extend([shade, shade]));
            return;
        }
        let mut last = None;
        for (x, &darkness) in upper.iter().enumerate() {
            // Below the last row of an odd number there is white.
            let below = row(y + 1).map_or(0.0, |row| row[x]);
            let colours = self.colour_codes(darkness, below);
            if last.as_ref() != Some(&colours) {
                line.push_str(&colours);
                last = Some(colours);
            }
            line.push('▀');
        }
        line.push_str(RESET);
    }

    /// The upper pixel is the colour of the character, the lower one that of its ground.
    fn colour_codes(&self, upper: f64, lower: f64) -> String {
        let mut codes = String::new();
        for (layer, darkness) in [(38, upper), (48, lower)] {
            // Writing to a string cannot fail.
            let _ = match self.colours {
                TerminalColours::TrueColour => {
                    let grey = 255 - step(darkness, 256);
                    write!(codes, "\x1b[{layer};2;{grey};{grey};{grey}m")
                }
                // 232 is all but black, 255 all but white.
                _ => write!(codes, "\x1b[{layer};5;{}m", 255 - step(darkness, 24)),
            };
        }
        codes
    }
}

/// From 0 to `n_steps - 1`, in equal steps.
fn step(darkness: f64, n_steps: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to n_steps")]
    let step = (darkness * n_steps as f64) as usize;
    step.min(n_steps - 1)
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
