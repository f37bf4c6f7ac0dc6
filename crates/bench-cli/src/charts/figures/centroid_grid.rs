use digits_data::SamplesView;

use crate::charts::drawing::{Side, image, label, page};

const N_COLUMNS: usize = 5;
/// The longer side of an image.
const IMAGE: f64 = 96.0;
const GAP: f64 = 20.0;
const CAPTION: f64 = 22.0;
const FONT_SIZE: f64 = 14.0;

/// Cluster centres as images, five in a row, each under its cluster's number.
///
/// Every image has its own scale, from white for its smallest value to black for its largest, as
/// matplotlib's `imshow` has with the colours `binary`. An image of one value is white.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CentroidGrid<'a> {
    /// `(n_clusters, n_pixels)`, the pixels of an image row by row.
    pub(crate) cluster_centers: SamplesView<'a>,
    /// Pixels in a row of an image.
    pub(crate) image_width: usize,
}

impl CentroidGrid<'_> {
    /// The text of an SVG file; `None` unless the pixels make whole rows.
    pub(crate) fn to_svg(self) -> Option<String> {
        let (n_clusters, n_pixels) = self.cluster_centers.shape();
        if !n_pixels.is_multiple_of(self.image_width) {
            return None;
        }
        let (n_columns, n_rows) = (n_clusters.min(N_COLUMNS), n_clusters.div_ceil(N_COLUMNS));
        let (width, height) = (self.image_width, n_pixels / self.image_width);
        let scale = IMAGE / width.max(height) as f64;
        let column_width = IMAGE + GAP;
        let row_height = CAPTION + height as f64 * scale + GAP;
        let svg = page(
            n_columns as f64 * column_width + GAP,
            n_rows as f64 * row_height + GAP,
            "Cluster centres",
            &format!("The centres of {n_clusters} clusters as images; darker is larger."),
        );
        let centers = self.cluster_centers.rows().enumerate();
        let svg = centers.fold(svg, |svg, (cluster, center)| {
            let middle = GAP + (cluster % N_COLUMNS) as f64 * column_width + IMAGE / 2.0;
            let top = GAP + (cluster / N_COLUMNS) as f64 * row_height;
            let name = format!("Cluster {cluster}");
            let name = label(&name, FONT_SIZE, middle, top + FONT_SIZE, Side::Middle);
            svg.add(name).add(image(center, width, scale, middle, top + CAPTION))
        });
        Some(svg.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{of_class, parts, read, texts};
    use digits_data::load_digits;

    fn draw(values: &[f64], n_clusters: usize, image_width: usize) -> Option<String> {
        let cluster_centers = SamplesView::new(values, n_clusters, values.len() / n_clusters);
        CentroidGrid { cluster_centers: cluster_centers.unwrap(), image_width }.to_svg()
    }

    #[test]
    fn ten_digits_are_two_rows_of_five() {
        let digits = load_digits().unwrap();
        let cluster_centers = digits.samples().view().slice(0..10).unwrap();
        let svg = CentroidGrid { cluster_centers, image_width: 8 }.to_svg().unwrap();
        assert!(svg.len() < 50_000, "{}", svg.len());

        let xml = read(&svg);
        assert_eq!(texts(xml.root()), (0..10).map(|i| format!("Cluster {i}")).collect::<Vec<_>>());
        let places = |coordinate| {
            let texts = parts(xml.root(), "text").into_iter();
            let mut all: Vec<_> = texts.map(|text| text.attribute(coordinate).unwrap()).collect();
            all.sort_unstable();
            all.dedup();
            all.len()
        };
        assert_eq!((places("x"), places("y")), (5, 2));

        let images = of_class(&xml, "image");
        assert_eq!(images.len(), 10);
        for image in images {
            assert_eq!(parts(image, "rect").len(), 2);
        }
    }

    #[test]
    fn pixels_must_make_whole_rows() {
        for image_width in [0, 4, 5, 12, usize::MAX] {
            assert_eq!(draw(&[1.0; 12], 2, image_width), None);
        }
        for image_width in [1, 2, 3, 6] {
            let svg = draw(&[1.0; 12], 2, image_width).unwrap();
            assert_eq!(of_class(&read(&svg), "image").len(), 2);
        }
    }
}
