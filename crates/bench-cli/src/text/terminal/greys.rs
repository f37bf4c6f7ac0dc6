use crate::text::range::shares;

/// An image in greys from 0, its smallest value, to 1, its largest.
pub(super) struct Greys {
    /// Values row by row.
    pub(super) darkness: Vec<f64>,
    pub(super) width: usize,
}

impl Greys {
    pub(super) fn of(pixels: &[f64], width: usize) -> Self {
        Self { darkness: shares(pixels).collect(), width: width.max(1) }
    }

    pub(super) fn height(&self) -> usize {
        self.darkness.len() / self.width
    }

    /// The image at most `most` pixels wide, in proportion. A pixel is the mean of those it replaces.
    pub(super) fn shrunk(self, most: usize) -> Self {
        if self.width <= most {
            return self;
        }
        let height = (self.height() * most).div_ceil(self.width);
        let part = |number: usize, of: usize, length: usize| {
            let start = number * length / of;
            start..((number + 1) * length / of).max(start + 1)
        };
        let mut darkness = Vec::with_capacity(most * height);
        for y in 0..height {
            for x in 0..most {
                let rows = part(y, height, self.height());
                let columns = part(x, most, self.width);
                let n_pixels = (rows.len() * columns.len()) as f64;
                let pixels = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
                let sum: f64 =
                    pixels.map(|(row, column)| self.darkness[row * self.width + column]).sum();
                darkness.push(sum / n_pixels);
            }
        }
        Self { darkness, width: most }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_together_is_its_mean() {
        let greys = Greys::of(&[0.0, 2.0, 4.0, 4.0, 0.0, 2.0, 4.0, 4.0], 4).shrunk(2);
        assert_eq!((greys.width, greys.height()), (2, 1));
        assert_eq!(greys.darkness, [0.25, 1.0]);
    }
}
