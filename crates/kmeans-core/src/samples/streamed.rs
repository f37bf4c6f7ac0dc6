use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use digits_data::exact::Grid;
use digits_data::{Samples, SamplesView, Scalar, memory};
use linalg_pca::distance::LANES;

use super::coordinates::Coordinates;
use super::looks::{FirstLook, SecondLook};
use super::problem::Problem;
use super::row_source::{RowSource, read_blocks, read_blocks_into};
use super::sample_blocks::{SampleBlocks, Visit};
use super::scale::{Scale, farthest_half};
use super::squares::Squares;
use super::weights::Weights;
use crate::Error;

/// The samples of a source, which are read block by block whenever they are visited.
pub(crate) struct Streamed<'a, F: Scalar> {
    /// The source, and the buffers of the last pass.
    source: Mutex<(&'a mut dyn RowSource<F>, Vec<Vec<F>>)>,
    shape: (usize, usize),
    block_len: usize,
    weights: Weights<'a>,
    scale: Scale,
    unscaled_offset: Vec<f64>,
    /// The coordinates of the scaled samples.
    coordinates: Coordinates,
    /// The measures of each block.
    squares: Vec<Squares>,
}

impl<'a, F: Scalar> Streamed<'a, F> {
    /// Reads the samples two times to find their coordinates, and two times more if they must be scaled.
    ///
    /// `given(offset)` are the coordinates of first centres that must fit the scale.
    pub(crate) fn new(
        source: &'a mut dyn RowSource<F>,
        weights: Weights<'a>,
        given: impl FnOnce(&[f64]) -> Vec<f64>,
    ) -> Result<Self, Error> {
        let shape = (source.n_samples(), source.n_features());
        // Whole panels, so that no panel depends on how the samples are cut.
        let block_len = source.rows_per_block().clamp(1, shape.0.max(1)).next_multiple_of(LANES);
        let offset = offset_of(source, block_len)?;
        let mut scale = Scale::ONE;
        let mut measured = Measured::of(source, block_len, weights, &offset, scale);
        if is_out_of_range(&measured)
            && let Some(needed) = Scale::for_farthest(
                farthest_of(source, block_len, &offset)?,
                given(&offset).into_iter(),
            )
        {
            scale = needed;
            measured =
                Measured::of(source, block_len, weights, &scale.apply_to_all(&offset), scale);
        }
        let Measured { look, squares, .. } = measured?;
        let coordinates = look.coordinates(scale.apply_to_all(&offset))?;
        let (source, unscaled_offset) = (Mutex::new((source, Vec::new())), offset);
        Ok(Self { source, shape, block_len, weights, scale, unscaled_offset, coordinates, squares })
    }

    /// Returns the scale of the samples that are visited.
    pub(crate) fn scale(&self) -> Scale {
        self.scale
    }

    /// Returns the point where samples are centred, before they are scaled.
    pub(crate) fn unscaled_offset(&self) -> &[f64] {
        &self.unscaled_offset
    }

    /// Reads some rows and scales them.
    fn rows(&self, rows: Range<usize>, buffer: Vec<F>) -> Result<Samples<F>, Error> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let samples = source.0.read(rows.start, rows.len(), buffer)?;
        check_shape(samples.view(), rows.len(), self.shape.1)?;
        if self.scale == Scale::ONE { Ok(samples) } else { self.scale.apply_to(samples.view()) }
    }
}

impl<F: Scalar> SampleBlocks<F> for Streamed<'_, F> {
    fn shape(&self) -> (usize, usize) {
        self.shape
    }

    fn block_len(&self) -> usize {
        self.block_len
    }

    fn weights(&self) -> Weights<'_> {
        self.weights
    }

    fn offset(&self) -> &[f64] {
        self.coordinates.offset()
    }

    fn grid(&self) -> Result<&Grid, Error> {
        Ok(self.coordinates.grid())
    }

    fn mean_variance(&self) -> Result<f64, Error> {
        Ok(self.coordinates.mean_variance())
    }

    fn each(&self, visit: &mut Visit<'_, F>) -> Result<(), Error> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let (source, buffers) = &mut *source;
        read_scaled(buffers, &mut **source, self.block_len, self.scale, |first_row, rows| {
            let weights = self.weights.slice(first_row..first_row + rows.n_samples());
            let squares = self.squares[first_row / self.block_len].clone();
            visit(first_row, &Problem::again(rows, weights, &self.coordinates, squares))
        })
    }

    fn at(&self, row: usize, visit: &mut Visit<'_, F>) -> Result<(), Error> {
        let rows = row..(row + LANES).min(self.shape.0);
        let samples = self.rows(rows.clone(), Vec::new())?;
        let squares = Squares::none();
        let weights = self.weights.slice(rows);
        visit(row, &Problem::again(samples.view(), weights, &self.coordinates, squares))
    }

    fn select(&self, rows: &[usize]) -> Result<Samples<F>, Error> {
        let mut values = memory::reserved(rows.len().saturating_mul(self.shape.1))?;
        let mut buffer = Vec::new();
        for &row in rows {
            let samples = self.rows(row..row + 1, buffer)?;
            values.extend_from_slice(samples.as_slice());
            buffer = samples.into_vec();
        }
        Ok(Samples::new(values, rows.len(), self.shape.1)?)
    }
}

/// Reads the samples once. Returns the point where they are centred.
fn offset_of<F: Scalar>(
    source: &mut dyn RowSource<F>,
    block_len: usize,
) -> Result<Vec<f64>, Error> {
    let (n_samples, n_features) = (source.n_samples(), source.n_features());
    let mut look = None::<FirstLook>;
    read_blocks(source, block_len, |first_row, rows| {
        check_shape(rows.view(), block_len.min(n_samples - first_row), n_features)?;
        let next = FirstLook::at(rows.view());
        match &mut look {
            Some(look) => look.merge(&next),
            none => *none = Some(next),
        }
        Ok::<(), Error>(())
    })?;
    let empty = digits_data::Error::Empty { n_samples, n_features };
    Ok(look.ok_or(empty)?.offset())
}

/// Reads the samples once. Returns half their largest coordinate.
fn farthest_of<F: Scalar>(
    source: &mut dyn RowSource<F>,
    block_len: usize,
    offset: &[f64],
) -> Result<f64, Error> {
    let mut farthest = 0.0_f64;
    read_blocks(source, block_len, |_, rows| {
        farthest = farthest.max(farthest_half(rows.view(), offset));
        Ok::<(), Error>(())
    })?;
    Ok(farthest)
}

/// True if squared distances leave the range of the scalar type, so that the samples must be scaled.
fn is_out_of_range(measured: &Result<Measured, Error>) -> bool {
    match measured {
        Ok(measured) => measured.squares_underflow,
        Err(error) => matches!(error, Error::TooFar { .. }),
    }
}

/// The result of the second pass over the samples.
struct Measured {
    look: SecondLook,
    squares: Vec<Squares>,
    squares_underflow: bool,
}

impl Measured {
    /// Measures scaled samples, centred at `offset`.
    fn of<F: Scalar>(
        source: &mut dyn RowSource<F>,
        block_len: usize,
        weights: Weights<'_>,
        offset: &[f64],
        scale: Scale,
    ) -> Result<Self, Error> {
        let mut look = None::<SecondLook>;
        let (mut squares, mut squares_underflow) = (Vec::new(), true);
        read_scaled(&mut Vec::new(), source, block_len, scale, |first_row, rows| {
            let weights = weights.slice(first_row..first_row + rows.n_samples());
            let block = Problem::new(rows, weights, offset).map_err(|error| match error {
                Error::TooFar { what, row, squared_distance, scalar } => {
                    Error::TooFar { what, row: first_row + row, squared_distance, scalar }
                }
                other => other,
            })?;
            let next = SecondLook::of(&block);
            match &mut look {
                Some(look) => look.merge(&next),
                none => *none = Some(next),
            }
            squares_underflow &= block.squares_underflow();
            squares.push(block.into_squares().for_screens_of::<F>());
            Ok(())
        })?;
        let empty = digits_data::Error::Empty { n_samples: 0, n_features: offset.len() };
        Ok(Self { look: look.ok_or(empty)?, squares, squares_underflow })
    }
}

/// Reads blocks and scales them.
fn read_scaled<F: Scalar>(
    buffers: &mut Vec<Vec<F>>,
    source: &mut dyn RowSource<F>,
    block_len: usize,
    scale: Scale,
    mut visit: impl FnMut(usize, SamplesView<'_, F>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (n_samples, n_features) = (source.n_samples(), source.n_features());
    read_blocks_into(buffers, source, block_len, |first_row, rows| {
        check_shape(rows.view(), block_len.min(n_samples - first_row), n_features)?;
        if scale == Scale::ONE {
            visit(first_row, rows.view())
        } else {
            visit(first_row, scale.apply_to(rows.view())?.view())
        }
    })
}

/// Checks that a source gave the rows that were asked for.
fn check_shape<F: Scalar>(
    rows: SamplesView<'_, F>,
    n_rows: usize,
    n_features: usize,
) -> Result<(), Error> {
    let counts =
        [("samples", rows.n_samples(), n_rows), ("features", rows.n_features(), n_features)];
    match counts.into_iter().find(|(_, found, expected)| found != expected) {
        Some((what, found, expected)) => Err(Error::Blocks { what, found, expected }),
        None => Ok(()),
    }
}
