//! From samples, one after another, to panels, feature by feature.

use digits_data::Scalar;

use super::panels::LANES;
use super::vectorized::vectorized;

/// Zeroed memory that begins where a cache line does: a register's load then never takes two lines.
///
/// The system hands out zeroed pages when they are first written to, which is when the threads
/// that fill them do so side by side.
#[derive(Debug, Clone)]
pub(super) struct Aligned<F> {
    values: Vec<F>,
    start: usize,
    len: usize,
}

/// In bytes, on every processor that matters here.
pub(super) const CACHE_LINE: usize = 64;

impl<F: Scalar> Aligned<F> {
    pub(super) fn zeroed(len: usize) -> Self {
        let slack = CACHE_LINE / size_of::<F>();
        let values = vec![F::ZERO; len + slack];
        // The offset may be unknowable, as it is under an interpreter; any will do.
        let start = values.as_ptr().align_offset(CACHE_LINE).min(slack);
        Self { values, start, len }
    }

    /// Makes it `len` values, whatever they are.
    pub(super) fn resize(&mut self, len: usize) {
        if self.start + len <= self.values.len() {
            self.len = len;
        } else {
            *self = Self::zeroed(len);
        }
    }

    pub(super) fn as_slice(&self) -> &[F] {
        &self.values[self.start..][..self.len]
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [F] {
        &mut self.values[self.start..][..self.len]
    }
}

/// Features that are turned around together: two cache lines of `f32`.
const WIDTH: usize = 32;

/// Fills a block, strip after strip, with `(samples − offset)·scale`; the lanes past the last sample are
/// zero.
pub(super) fn pack_block<'a, F: Scalar, S: Scalar>(
    block: &mut [F],
    strip: usize,
    samples: &(impl Iterator<Item = &'a [S]> + Clone),
    offset: &[f64],
    scale: f64,
) {
    vectorized(
        #[inline(always)]
        || {
            let mut centred = [[F::ZERO; LANES]; WIDTH];
            for (part, offset) in offset.chunks(WIDTH).enumerate() {
                let first = part * WIDTH;
                for (lane, sample) in samples.clone().enumerate() {
                    let sample = &sample[first..][..offset.len()];
                    for ((centred, &x), &offset) in centred.iter_mut().zip(sample).zip(offset) {
                        centred[lane] = F::from_f64((x.to_f64() - offset) * scale);
                    }
                }
                for (number, block) in
                    block.chunks_exact_mut(block.len() / LANES * strip).enumerate()
                {
                    let rows = block[first * strip..].chunks_exact_mut(strip);
                    for (row, centred) in rows.zip(&centred[..offset.len()]) {
                        row.copy_from_slice(&centred[number * strip..][..strip]);
                    }
                }
            }
        },
    );
}
