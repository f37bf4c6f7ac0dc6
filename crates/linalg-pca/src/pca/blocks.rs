use digits_data::{SamplesView, Scalar, compiled_once, memory};

use super::centre::{Centre, Spread};
use super::covariance::decomposed;
use super::model::PcaModel;
use super::parameters::Pca;
use super::scatter::SumsOfProducts;
use super::solver::Solver;
use crate::Error;
use crate::block_moments::{FirstPass, check_features, check_length};
use crate::moments::Moments;
use crate::row_chunks::CHUNK_ROWS;

impl Pca {
    /// [`fit`](Self::fit), to the same bits, to samples that are read a block at a time.
    ///
    /// `each` calls its argument for all blocks in order. It is called three times, and must show the
    /// same samples. Returns `None` after the first time if the solver is not
    /// [`Solver::Covariance`], which alone does not hold the samples.
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit) and of `each`; [`Error::FeatureMismatch`] for a block of
    /// another width; [`Error::LengthMismatch`] if the number of samples changes.
    ///
    /// ```
    /// use digits_data::load_digits;
    /// use linalg_pca::{Error, Pca};
    ///
    /// let digits = load_digits()?;
    /// let x = digits.samples().view();
    /// let pca = Pca::new(2).fit_blocks(|take| {
    ///     [0..1000, 1000..1797].into_iter().filter_map(|rows| x.slice(rows)).try_for_each(take)
    /// })?;
    /// assert_eq!(pca, Some(Pca::new(2).fit(x)?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_blocks<F: Scalar, E: From<Error>>(
        &self,
        mut each: impl FnMut(&mut dyn FnMut(SamplesView<'_, F>) -> Result<(), Error>) -> Result<(), E>,
    ) -> Result<Option<PcaModel>, E> {
        let (mut first, mut look) = (FirstPass::none(), FirstLook::none());
        each(&mut |x| {
            first.add(x)?;
            look_first(&mut look, x);
            Ok(())
        })?;
        let shape @ (n_samples, n_features) = first.shape();
        self.check(n_samples, n_features)?;
        if self.solver_for(n_samples, n_features) != Solver::Covariance {
            return Ok(None);
        }
        if look.is_uniform {
            return Err(Error::NoVariance { n_samples }.into());
        }
        let mut second = first.about_mean()?;
        each(&mut |x| second.add(x))?;
        let Moments { mean, remainder, variance } = second.moments()?;
        let (centre, spread) = (Centre { mean, remainder }, Spread::of(variance.iter().sum())?);
        let mut scatter = BlockScatter::new(centre, spread);
        each(&mut |x| add_block(&mut scatter, x))?;
        let (products, centre, spread) = scatter.found(n_samples)?;
        let products = products.into_matrix();
        let decomposition = decomposed(&products, centre, spread, shape, self.n_components)?;
        let decomposition = decomposition.reduced(self.n_components);
        Ok(Some(PcaModel::new(decomposition, self.whiten)?))
    }
}

/// The first sample. All others are compared with it.
struct FirstLook<F> {
    first_row: Vec<F>,
    is_uniform: bool,
}

impl<F: Scalar> FirstLook<F> {
    fn none() -> Self {
        Self { first_row: Vec::new(), is_uniform: true }
    }
}

fn first_look<F: Scalar>(look: &mut FirstLook<F>, x: SamplesView<'_, F>) {
    if look.first_row.is_empty() {
        look.first_row = x.row(0).to_vec();
    }
    look.is_uniform &= x.rows().all(|row| row == look.first_row);
}

/// The products of centred samples. They are added up in chunks of a fixed size, so samples wait
/// until they fill one.
struct BlockScatter<F> {
    products: SumsOfProducts,
    centre: Centre,
    spread: Spread,
    waiting: Vec<F>,
    n_samples: usize,
}

impl<F: Scalar> BlockScatter<F> {
    fn new(centre: Centre, spread: Spread) -> Self {
        let products = SumsOfProducts::of(centre.mean.len());
        Self { products, centre, spread, waiting: Vec::new(), n_samples: 0 }
    }

    fn add(&mut self, values: &[F]) -> Result<(), Error> {
        let n_features = self.centre.mean.len();
        if values.is_empty() {
            return Ok(());
        }
        let x = SamplesView::new(values, values.len() / n_features, n_features)?;
        self.products.add_samples(x, &self.centre, self.spread.unit);
        Ok(())
    }

    fn found(mut self, expected: usize) -> Result<(SumsOfProducts, Centre, Spread), Error> {
        let (found, last) = (self.n_samples, std::mem::take(&mut self.waiting));
        self.add(&last)?;
        check_length(found, expected)?;
        Ok((self.products, self.centre, self.spread))
    }
}

fn scatter_of<F: Scalar>(
    scatter: &mut BlockScatter<F>,
    x: SamplesView<'_, F>,
) -> Result<(), Error> {
    check_features(x, scatter.centre.mean.len())?;
    scatter.n_samples += x.n_samples();
    let (chunk, mut values) = (CHUNK_ROWS * x.n_features(), x.as_slice());
    if !scatter.waiting.is_empty() {
        let (more, rest) = values.split_at(values.len().min(chunk - scatter.waiting.len()));
        memory::make_room(&mut scatter.waiting, more.len())?;
        scatter.waiting.extend_from_slice(more);
        values = rest;
        if scatter.waiting.len() == chunk {
            let waiting = std::mem::take(&mut scatter.waiting);
            scatter.add(&waiting)?;
        }
    }
    let (whole, rest) = values.split_at(values.len() / chunk * chunk);
    scatter.add(whole)?;
    memory::make_room(&mut scatter.waiting, rest.len())?;
    scatter.waiting.extend_from_slice(rest);
    Ok(())
}

compiled_once! {
    fn look_first<F>(look: &mut FirstLook<F>, x: SamplesView<'_, F>) -> () = first_look
}

compiled_once! {
    fn add_block<F>(scatter: &mut BlockScatter<F>, x: SamplesView<'_, F>) -> Result<(), Error>
        = scatter_of
}
