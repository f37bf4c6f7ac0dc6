use digits_data::Scalar;

/// Where samples are looked at from: their mean is the origin, and their largest value is near 1.
///
/// No score here changes when all samples are shifted or scaled, but its arithmetic does: a shift
/// of 1e9 costs a squared norm all its digits, and values of 1e200 overflow when squared. The scale
/// is a power of two, so that it costs no bit, and it is applied before the sums of the mean.
/// Differences of less than 1e-162 of the largest value count as none.
#[derive(Debug)]
pub(crate) struct Frame {
    scale: f64,
    mean: Vec<f64>,
}

impl Frame {
    /// `rows` are not empty and all of one length.
    pub(crate) fn new<'a, F: Scalar>(rows: impl Iterator<Item = &'a [F]> + Clone) -> Self {
        let values = rows.clone().flatten().map(|x| x.to_f64().abs());
        let scale = power_of_two_over(values.fold(0.0, f64::max));
        let mut mean: Vec<f64> = Vec::new();
        let mut n_samples: usize = 0;
        for row in rows {
            mean.resize(row.len(), 0.0);
            for (sum, x) in mean.iter_mut().zip(row) {
                *sum += x.to_f64() * scale;
            }
            n_samples += 1;
        }
        for sum in &mut mean {
            *sum /= n_samples as f64;
        }
        Self { scale, mean }
    }

    pub(crate) fn n_features(&self) -> usize {
        self.mean.len()
    }

    /// The features of one sample, seen from here.
    pub(crate) fn see<'a, F: Scalar>(&'a self, row: &'a [F]) -> impl Iterator<Item = f64> + 'a {
        row.iter().zip(&self.mean).map(|(x, mean)| x.to_f64() * self.scale - mean)
    }
}

/// 2⁻ᵉ for the largest 2ᵉ that is not above `largest`; e is held to −1000…1022, within which 2⁻ᵉ is
/// a normal number.
fn power_of_two_over(largest: f64) -> f64 {
    let biased_exponent = largest.to_bits() >> 52;
    f64::from_bits((2046 - biased_exponent.clamp(23, 2045)) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_a_power_of_two_that_brings_the_largest_value_near_1() {
        for largest in [1.0, 1.5, 2.0, 3e-300, 1e200, 1e-12, f64::from(f32::MAX)] {
            let scale = power_of_two_over(largest);
            assert!((1.0..2.0).contains(&(largest * scale)), "{largest}");
            assert_eq!(scale.to_bits() << 12, 0, "a power of two");
        }
        assert!((2.0..4.0).contains(&(f64::MAX * power_of_two_over(f64::MAX))));
        assert!(power_of_two_over(f64::from_bits(1)).is_normal());
        assert!(power_of_two_over(0.0).is_normal());
    }

    #[test]
    fn the_mean_is_the_origin_even_where_a_plain_sum_overflows() {
        let rows = [[f64::MAX, 1e308], [f64::MAX, 0.0], [f64::MAX, -1e308]];
        let frame = Frame::new(rows.iter().map(<[f64; 2]>::as_slice));
        let seen: Vec<f64> = rows.iter().flat_map(|row| frame.see(row)).collect();
        assert!(seen.iter().all(|x| x.is_finite()), "{seen:?}");
        assert!(seen.iter().step_by(2).all(|x| x.abs() < 1e-15), "{seen:?}");
    }
}
