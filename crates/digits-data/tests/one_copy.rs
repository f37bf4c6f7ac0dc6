//! Matrices in any layout become samples with one copy at most.
#![cfg(all(feature = "nalgebra", feature = "ndarray"))]
#![allow(clippy::unwrap_used, reason = "a panic here is a failed test")]

use digits_data::{Samples, SamplesView};
use nalgebra::DMatrix;
use ndarray::{Array2, ShapeBuilder as _, s};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const SHAPE: (usize, usize) = (10_000, 30);

/// Memory for the values of one copy, in bytes.
const ONE: usize = SHAPE.0 * SHAPE.1 * size_of::<f64>();

fn peak_of<T>(work: impl FnOnce() -> T) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let result = work();
    let peak = MEMORY.peak_usage() - before;
    drop(result);
    peak
}

/// One test, for it measures the memory of the whole process.
#[test]
fn no_layout_takes_a_second_copy() {
    let c = Array2::<f64>::ones(SHAPE);
    let fortran = Array2::<f64>::ones(SHAPE.f());
    let wide = Array2::<f64>::ones((SHAPE.0, 2 * SHAPE.1));
    let layouts =
        [fortran.view(), wide.slice(s![.., ..;2]), c.slice(s![..;-1, ..]), c.slice(s![.., ..;-1])];
    for view in layouts {
        assert_eq!(peak_of(|| Samples::copy_ndarray(view).unwrap()), ONE);
    }
    let matrix = DMatrix::<f64>::repeat(SHAPE.0, SHAPE.1, 1.0);
    assert_eq!(peak_of(|| Samples::from_nalgebra_rows(&matrix).unwrap()), ONE);

    assert_eq!(peak_of(|| SamplesView::from_ndarray(c.view()).unwrap()), 0);
    assert_eq!(peak_of(move || Samples::from_ndarray(fortran).unwrap()), ONE);
    assert_eq!(peak_of(move || Samples::from_ndarray(c).unwrap()), 0);
    assert_eq!(peak_of(move || Samples::from_nalgebra(matrix).unwrap()), 0);
}
