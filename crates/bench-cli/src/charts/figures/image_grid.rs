use svg::node::element::Group;

use super::Captioned;
use crate::charts::drawing::{
    FONT_SIZE, caption, fitted, grey_after_first, group, heading, image, page, rounded, text_width,
    widest,
};

const HEADING: f64 = 44.0;
/// The longer side of an image.
const IMAGE: f64 = 72.0;
const GAP: f64 = 18.0;
const LINE: f64 = 16.0;
/// The widest that a line under an image may be.
const WORDS: f64 = 150.0;

/// Images with a few lines of words under each.
///
/// Every image has its own scale, from white for its smallest value to black for its largest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImageGrid<'a> {
    pub(crate) title: &'a str,
    /// Pixels in a row of an image.
    pub(crate) image_width: usize,
    /// Images in a row of the figure.
    pub(crate) n_columns: usize,
    /// The images, which must all have the same size.
    pub(crate) images: &'a [Captioned],
}

impl ImageGrid<'_> {
    /// The text of an SVG file; `None` unless the pixels of every image make the same whole rows.
    pub(crate) fn to_svg(self) -> Option<String> {
        let n_pixels = self.images.first().map_or(0, |image| image.values.len());
        let is_even = self.images.iter().all(|image| image.values.len() == n_pixels);
        if !is_even || !n_pixels.is_multiple_of(self.image_width) {
            return None;
        }
        let layout = Layout::new(&self, n_pixels);
        let height = HEADING + layout.row * self.images.len().div_ceil(layout.n_columns) as f64;
        let (n_images, words) = (self.images.len(), Captioned::words(self.images));
        let description = format!("{n_images} images; darker is larger. {words}");
        let width = rounded(layout.width);
        let title = fitted(self.title, 16.0, width - GAP);
        let svg = page(width, rounded(height), self.title, &description)
            .add(heading(&title, layout.width / 2.0));
        let images = self.images.iter().enumerate();
        let svg = images.fold(svg, |svg, (number, image)| svg.add(layout.draw(number, image)));
        Some(svg.to_string())
    }
}

struct Layout {
    n_columns: usize,
    column: f64,
    row: f64,
    image_width: usize,
    image_height: f64,
    /// User units per pixel.
    scale: f64,
    /// Left edge of the first column.
    left: f64,
    width: f64,
}

impl Layout {
    fn new(grid: &ImageGrid, n_pixels: usize) -> Self {
        let n_columns = grid.n_columns.clamp(1, grid.images.len().max(1));
        let height = n_pixels.checked_div(grid.image_width).unwrap_or_default();
        let scale = IMAGE / grid.image_width.max(height).max(1) as f64;
        let words = widest(grid.images.iter().flat_map(|image| &image.lines), FONT_SIZE);
        let column = words.clamp(IMAGE, WORDS) + GAP;
        let n_lines = grid.images.iter().map(|image| image.lines.len()).max().unwrap_or_default();
        let image_height = height as f64 * scale;
        let images = column * n_columns as f64 + GAP;
        let width = images.max(text_width(grid.title, 16.0).min(600.0) + 2.0 * GAP);
        Self {
            n_columns,
            column,
            row: image_height + LINE * n_lines as f64 + GAP,
            image_width: grid.image_width,
            image_height,
            scale,
            left: (width - images) / 2.0 + GAP,
            width,
        }
    }

    fn draw(&self, number: usize, captioned: &Captioned) -> Group {
        let left = self.left + self.column * (number % self.n_columns) as f64;
        let middle = left + (self.column - GAP) / 2.0;
        let top = HEADING + self.row * (number / self.n_columns) as f64;
        let image = image(&captioned.values, self.image_width, self.scale, middle, top);
        let lines = captioned.lines.iter().zip(1_u32..).map(|(line, number)| {
            let y = top + self.image_height + LINE * f64::from(number);
            caption(&fitted(line, FONT_SIZE, WORDS), middle, y)
        });
        grey_after_first(group("captioned").add(image), lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{checked, of_class, read, texts};
    use digits_data::load_digits;

    fn draw(images: &[Captioned], image_width: usize, n_columns: usize) -> Option<String> {
        ImageGrid { title: "Images", image_width, n_columns, images }.to_svg().map(checked)
    }

    #[test]
    fn digits_have_their_words_below_them() {
        let digits = load_digits().unwrap();
        let images: Vec<Captioned> = digits
            .samples()
            .view()
            .rows()
            .take(12)
            .map(|pixels| Captioned::of(pixels, &["178 samples", "mostly <4>"]))
            .collect();
        let svg = draw(&images, 8, 5).unwrap();
        assert!(svg.len() < 30_000, "{}", svg.len());
        let xml = read(&svg);
        let drawn = of_class(&xml, "captioned");
        assert_eq!(drawn.len(), 12);
        assert_eq!(texts(drawn[0]), ["178 samples", "mostly <4>"]);
        let tops = |place: &roxmltree::Node| {
            let place = place.attribute("transform").unwrap().split(['(', ' ', ')']).nth(2);
            place.unwrap().parse::<f64>().unwrap()
        };
        let tops: Vec<f64> = of_class(&xml, "image").iter().map(tops).collect();
        assert_eq!(tops[..5], [tops[0]; 5]);
        assert!(tops[5] > tops[0] && tops[10] > tops[5], "{tops:?}");
    }

    #[test]
    fn pixels_must_make_the_same_whole_rows() {
        let two = |first: usize, second: usize| {
            [first, second].map(|n| Captioned::of(&vec![1.0; n], &[]))
        };
        assert_eq!(draw(&two(6, 6), 4, 5), None);
        assert_eq!(draw(&two(6, 6), 0, 5), None);
        assert_eq!(draw(&two(6, 9), 3, 5), None);
        assert!(draw(&two(6, 6), 3, 5).is_some());
    }

    #[test]
    fn anything_is_drawn() {
        let long = "a very long line that has no room at all";
        let odd = [f64::NAN, f64::MAX];
        assert!(draw(&[], 8, 0).is_some());
        assert!(draw(&[Captioned::of(&odd, &[long])], 1, 9).is_some());
        assert!(draw(&[Captioned::of(&[], &[])], 8, 3).is_some());
    }
}
