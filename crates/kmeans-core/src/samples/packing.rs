use std::ops::Range;

use digits_data::{SamplesView, Scalar};
use linalg_pca::distance::{LANES, Panels};

use crate::Error;

/// Bytes of samples that are packed at a time. They stay in the second-level cache.
const PACKED_BYTES: usize = 256 << 10;

/// Samples as the kernel reads them: packed once, or a few at a time on their way to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed<'a, F: Scalar, P: Scalar> {
    /// All of them, if they are packed once.
    pub(crate) whole: Option<&'a Panels<P>>,
    pub(super) samples: SamplesView<'a, F>,
    pub(super) offset: &'a [f64],
    /// A factor of all coordinates.
    pub(crate) scale: f64,
}

impl<F: Scalar, P: Scalar> Packed<'_, F, P> {
    /// Calls `visit(panels, start, rows)` for consecutive rows, some at a time. Number `start` of the
    /// panels is the first of these rows. `rows` begin with a whole panel.
    pub(crate) fn each(
        &self,
        rows: Range<usize>,
        room: &mut PackingRoom<P>,
        mut visit: impl FnMut(&Panels<P>, usize, Range<usize>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(panels) = self.whole {
            return visit(panels, rows.start, rows);
        }
        let at_once = packed_at_once::<P>(self.samples.n_features(), rows.len().max(LANES));
        for start in rows.clone().step_by(at_once) {
            let some = start..(start + at_once).min(rows.end);
            let panels = room.pack(self.samples, self.offset, self.scale, some.clone())?;
            visit(panels, 0, some)?;
        }
        Ok(())
    }

    /// Packs these rows in this order.
    pub(crate) fn gather<'r>(
        &self,
        rows: &[usize],
        room: &'r mut PackingRoom<P>,
    ) -> Result<&'r Panels<P>, Error> {
        room.panels.repack_scaled(self.samples, self.offset, self.scale, rows)?;
        Ok(&room.panels)
    }
}

/// Room in which one thread packs a few samples on their way to the kernel.
#[derive(Debug)]
pub(crate) struct PackingRoom<P: Scalar> {
    panels: Panels<P>,
    rows: Vec<usize>,
}

impl<P: Scalar> Default for PackingRoom<P> {
    fn default() -> Self {
        Self { panels: Panels::empty(), rows: Vec::new() }
    }
}

impl<P: Scalar> PackingRoom<P> {
    /// Packs `(samples − offset)·scale` of consecutive rows.
    pub(crate) fn pack<F: Scalar>(
        &mut self,
        samples: SamplesView<'_, F>,
        offset: &[f64],
        scale: f64,
        rows: Range<usize>,
    ) -> Result<&Panels<P>, Error> {
        self.rows.clear();
        self.rows.extend(rows);
        self.panels.repack_scaled(samples, offset, scale, &self.rows)?;
        Ok(&self.panels)
    }
}

/// Returns how many samples are packed at a time: whole panels, at most `most`.
pub(crate) fn packed_at_once<P: Scalar>(n_features: usize, most: usize) -> usize {
    (LANES * (PACKED_BYTES / (LANES * n_features * size_of::<P>())).max(1)).min(most)
}
