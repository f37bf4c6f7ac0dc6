//! Rearranges samples, one after another, into panels, feature by feature.

use digits_data::Scalar;

use super::lanes::LANES;
use super::vectorized::vectorized;

/// Number of features transposed together: two cache lines of `f32`.
const WIDTH: usize = 32;

/// Room to transpose some features of a panel. Lanes past the last sample are zero.
pub(super) struct TransposeRoom<F> {
    centred: [[F; LANES]; WIDTH],
    /// Lanes that may hold a sample of an earlier panel.
    n_used: usize,
}

impl<F: Scalar> TransposeRoom<F> {
    pub(super) fn new() -> Self {
        Self { centred: [[F::ZERO; LANES]; WIDTH], n_used: 0 }
    }
}

/// Fills a panel, strip after strip, with `(samples − offset)·scale`; the lanes past the last sample are
/// zero.
pub(super) fn pack_panel<'a, F: Scalar, S: Scalar>(
    room: &mut TransposeRoom<F>,
    panel: &mut [F],
    strip: usize,
    samples: &(impl ExactSizeIterator<Item = &'a [S]> + Clone),
    offset: &[f64],
    scale: f64,
) {
    vectorized(
        #[inline(always)]
        || {
            let n_samples = samples.len();
            if n_samples < room.n_used {
                room.centred = [[F::ZERO; LANES]; WIDTH];
            }
            room.n_used = n_samples;
            for (part, offset) in offset.chunks(WIDTH).enumerate() {
                let first = part * WIDTH;
                let parts = samples.clone().map(|sample| &sample[first..][..offset.len()]);
                transpose(&mut room.centred, parts, offset, scale);
                for (number, panel) in
                    panel.chunks_exact_mut(panel.len() / LANES * strip).enumerate()
                {
                    let rows = panel[first * strip..].chunks_exact_mut(strip);
                    for (row, centred) in rows.zip(&room.centred[..offset.len()]) {
                        row.copy_from_slice(&centred[number * strip..][..strip]);
                    }
                }
            }
        },
    );
}

/// Writes `(samples − offset)·scale`, one feature per row.
///
/// It is a function so that the compiler knows that its arguments do not overlap.
#[inline(always)]
fn transpose<'a, F: Scalar, S: Scalar>(
    centred: &mut [[F; LANES]; WIDTH],
    samples: impl Iterator<Item = &'a [S]>,
    offset: &[f64],
    scale: f64,
) {
    for (lane, sample) in samples.enumerate() {
        for ((centred, &x), &offset) in centred.iter_mut().zip(sample).zip(offset) {
            centred[lane] = F::from_f64((x.to_f64() - offset) * scale);
        }
    }
}
