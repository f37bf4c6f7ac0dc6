//! Matrices in any layout become samples with one copy at most.

use digits_data::{Samples, SamplesView};
use nalgebra::DMatrix;
use ndarray::{Array2, ShapeBuilder as _, s};

use crate::peak_of;

const SHAPE: (usize, usize) = (10_000, 30);

/// Memory for the values of one copy, in bytes.
const ONE: usize = SHAPE.0 * SHAPE.1 * size_of::<f64>();

pub(crate) fn no_layout_takes_a_second_copy() {
    let c = Array2::<f64>::ones(SHAPE);
    let fortran = Array2::<f64>::ones(SHAPE.f());
    let wide = Array2::<f64>::ones((SHAPE.0, 2 * SHAPE.1));
    let layouts =
        [fortran.view(), wide.slice(s![.., ..;2]), c.slice(s![..;-1, ..]), c.slice(s![.., ..;-1])];
    for view in layouts {
        assert_eq!(peak_of(|| Samples::copy_ndarray(view).unwrap()).1, ONE);
    }
    let matrix = DMatrix::<f64>::repeat(SHAPE.0, SHAPE.1, 1.0);
    assert_eq!(peak_of(|| Samples::from_nalgebra_rows(&matrix).unwrap()).1, ONE);

    assert_eq!(peak_of(|| SamplesView::from_ndarray(c.view()).unwrap()).1, 0);
    assert_eq!(peak_of(move || Samples::from_ndarray(fortran).unwrap()).1, ONE);
    assert_eq!(peak_of(move || Samples::from_ndarray(c).unwrap()).1, 0);
    assert_eq!(peak_of(move || Samples::from_nalgebra(matrix).unwrap()).1, 0);
}
