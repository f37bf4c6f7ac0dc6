use digits_data::{PerScalar, SamplesView, Scalar};

use super::asked::is_asked_for;
use super::backend::Backend;
use super::centers::Centers;
#[cfg(test)]
use super::chosen::{chosen, with_backend};
use super::closest;
#[cfg(feature = "pca")]
use super::fused_pass;
use super::kernel;
#[cfg(target_arch = "aarch64")]
use super::neon;
use super::peak;
#[cfg(feature = "pca")]
use super::product;
#[cfg(feature = "pca")]
use super::rotations;
#[cfg(feature = "pca")]
use super::scatter;
use super::vector::{Portable, Vector};
#[cfg(target_arch = "x86_64")]
use super::x86;

/// The instruction set that the kernel runs on here: the first of [`instruction_sets`], or the one that
/// [`INSTRUCTION_SET_VARIABLE`](super::INSTRUCTION_SET_VARIABLE) asks for.
///
/// It decides the speed alone. Results are the same bits on each of them.
pub fn instruction_set() -> &'static str {
    Backend::<f64>::active().name
}

/// The instruction sets that the kernel can run on here, the fastest first: `"avx512f"` and `"avx2,fma"` on x86,
/// `"neon"` on 64-bit Arm and, everywhere, `"portable"`.
///
/// ```
/// use linalg_pca::distance::{instruction_set, instruction_sets};
///
/// assert!(instruction_sets().any(|name| name == instruction_set()));
/// assert_eq!(instruction_sets().last(), Some("portable"));
/// ```
pub fn instruction_sets() -> impl Iterator<Item = &'static str> {
    Backend::<f64>::available().map(|backend| backend.name)
}

/// Runs `work` on every backend that this machine has.
#[cfg(test)]
pub(crate) fn on_every_backend<T: Send>(work: impl Fn() -> T + Sync) -> Vec<(&'static str, T)> {
    let backends = Backend::<f64>::available();
    backends.map(|backend| (backend.name, with_backend(backend.name, &work))).collect()
}

impl<F: Scalar> Centers<F> {
    /// Packs centres, one per row, for this machine's kernel.
    pub fn pack(centers: SamplesView<'_, F>) -> Self {
        Self::pack_for(centers, Backend::<F>::active().tile_centers)
    }
}

/// The fastest first; the last is always there.
type Candidates<F> = [Option<Backend<F>>; 3];

impl<F: Scalar> Backend<F> {
    /// The fastest that this machine has, unless the environment asks for another.
    pub(super) fn active() -> Self {
        #[cfg(test)]
        if let Some(chosen) = chosen() {
            return Self::available().find(|backend| backend.name == chosen).unwrap();
        }
        let mut all = Self::available();
        all.find(|backend| is_asked_for(backend.name))
            .or_else(|| Self::available().next())
            .unwrap_or(Self::portable())
    }

    /// The backends that this machine has, the fastest first.
    pub(super) fn available() -> impl Iterator<Item = Self> {
        F::choose::<CandidatesOf>(candidates_f32, candidates_f64)().into_iter().flatten()
    }

    fn portable() -> Self {
        Self::of::<Portable<F>, 4, 2>(
            "portable",
            if cfg!(target_arch = "aarch64") { 12 } else { 6 },
        )
    }

    /// The kernel in vectors that every processor of the target has. `WIDTH` is that of the vector, and
    /// `HALF` half of it.
    pub(super) fn of<V: Vector<F>, const WIDTH: usize, const HALF: usize>(
        name: &'static str,
        tile_centers: usize,
    ) -> Self {
        Self {
            name,
            tile_centers,
            strip: 2 * V::WIDTH,
            nearest: kernel::nearest::<F, V>,
            nearest_two: kernel::nearest_two::<F, V>,
            dots: kernel::dots::<F, V>,
            distances: kernel::distances::<F, V>,
            screen: kernel::screen::<F, V>,
            fma_chains: peak::fma_chains::<F, V>,
            lower: closest::lower::<F, V>,
            #[cfg(feature = "pca")]
            add_products: scatter::add_products::<F, V, WIDTH>,
            #[cfg(feature = "pca")]
            multiply: product::multiply::<F, V, WIDTH>,
            #[cfg(feature = "pca")]
            rotate: rotations::rotate::<F, V>,
            #[cfg(feature = "pca")]
            fused_pass: fused_pass::run::<F, V, HALF>,
        }
    }
}

struct CandidatesOf;

impl PerScalar for CandidatesOf {
    type Of<F: Scalar> = fn() -> Candidates<F>;
}

#[cfg(target_arch = "x86_64")]
fn candidates_f32() -> Candidates<f32> {
    [x86::avx512_f32(), x86::avx2_f32(), Some(Backend::portable())]
}

#[cfg(target_arch = "x86_64")]
fn candidates_f64() -> Candidates<f64> {
    [x86::avx512_f64(), x86::avx2_f64(), Some(Backend::portable())]
}

#[cfg(target_arch = "aarch64")]
fn candidates_f32() -> Candidates<f32> {
    [None, Some(neon::neon_f32()), Some(Backend::portable())]
}

#[cfg(target_arch = "aarch64")]
fn candidates_f64() -> Candidates<f64> {
    [None, Some(neon::neon_f64()), Some(Backend::portable())]
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn candidates_f32() -> Candidates<f32> {
    [None, None, Some(Backend::portable())]
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn candidates_f64() -> Candidates<f64> {
    [None, None, Some(Backend::portable())]
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;
    use proptest::prelude::*;

    use super::super::lanes::{LANES, NearestTwo};
    use super::super::panels::Panels;
    use super::*;

    /// Compares every backend with plain loops, by bits. The chain of `mul_add`s is the
    /// specification.
    fn check<F: Scalar>(x: SamplesView<'_, F>, centers: SamplesView<'_, F>) {
        let zeros = vec![0.0; x.n_features()];
        for backend in Backend::<F>::available() {
            let panels = Panels::pack_for(x, &zeros, 1.0, backend.strip).unwrap();
            let panels = panels.all_blocks();
            let packed = Centers::pack_for(centers, backend.tile_centers);
            let mut labels = vec![u32::MAX; x.n_samples()];
            (backend.nearest)(panels, &packed, &mut labels);
            let n_panels = x.n_samples().div_ceil(LANES);
            let mut products = vec![[F::ONE; LANES]; n_panels * centers.n_samples()];
            (backend.dots)(panels, &packed, &mut products);

            let mut distances = vec![[F::ONE; LANES]; n_panels * centers.n_samples()];
            (backend.distances)(panels, &packed, &mut distances);

            let mut two = vec![NearestTwo::default(); n_panels];
            (backend.nearest_two)(panels, &packed, &mut two);

            let margins: Vec<F> = (0..n_panels).map(|i| F::from_f64(0.3 * i as f64)).collect();
            let mut screened = vec![u32::MAX; x.n_samples()];
            let mut uncertain = vec![u32::MAX; n_panels];
            (backend.screen)(panels, &packed, &margins, &mut screened, &mut uncertain);
            assert_eq!(screened, labels, "{}", backend.name);

            for (i, x) in x.rows().enumerate() {
                let (two, lane) = (&two[i / LANES], i % LANES);
                let dots: Vec<F> = centers.rows().map(|c| naive_dot(x, c)).collect();
                for (j, dot) in dots.iter().enumerate() {
                    let product = products[i / LANES * dots.len() + j][i % LANES];
                    assert_eq!(
                        product.to_f64().to_bits(),
                        dot.to_f64().to_bits(),
                        "{} sample {i} center {j}",
                        backend.name
                    );
                }
                for (j, center) in centers.rows().enumerate() {
                    let distance = distances[i / LANES * dots.len() + j][i % LANES];
                    assert_eq!(
                        distance.to_f64().to_bits(),
                        naive_distance(x, center).to_f64().to_bits(),
                        "{} sample {i} center {j}",
                        backend.name
                    );
                }
                let naive = naive_nearest(&dots, centers);
                assert_eq!(labels[i], naive.0, "{} {i}", backend.name);
                assert_eq!(two.labels[lane], naive.0, "{} {i}", backend.name);
                assert!(two.nearest[lane] == naive.1 && two.second[lane] == naive.2);
                assert!(two.squared_norms[lane] == naive_dot(x, x));
                let is_uncertain = naive.2 <= naive.1 + margins[i / LANES];
                assert_eq!(uncertain[i / LANES] >> lane & 1 == 1, is_uncertain);
            }
        }
    }

    fn naive_dot<F: Scalar>(x: &[F], c: &[F]) -> F {
        x.iter().zip(c).fold(F::ZERO, |sum, (&x, &c)| x.mul_add(c, sum))
    }

    fn naive_distance<F: Scalar>(x: &[F], c: &[F]) -> F {
        let squared = x.iter().zip(c).fold(F::ZERO, |sum, (&x, &c)| (x - c).mul_add(x - c, sum));
        F::from_f64(squared.to_f64().sqrt())
    }

    /// The label, the smallest score, and the smallest of the others.
    fn naive_nearest<F: Scalar>(dots: &[F], centers: SamplesView<'_, F>) -> (u32, F, F) {
        let (mut label, mut nearest, mut second) = (0, F::INFINITY, F::INFINITY);
        for ((&dot, center), number) in dots.iter().zip(centers.rows()).zip(0..) {
            let score = naive_dot(center, center) - (dot + dot);
            if score < nearest {
                (label, nearest, second) = (number, score, nearest);
            } else if score < second {
                second = score;
            }
        }
        (label, nearest, second)
    }

    fn samples(n: usize, d: usize, value: impl FnMut(usize) -> f64) -> Samples<f64> {
        Samples::new((0..n * d).map(value).collect(), n, d).unwrap()
    }

    fn check_both(x: &Samples<f64>, centers: &Samples<f64>) {
        check(x.view(), centers.view());
        check(x.cast::<f32>().unwrap().view(), centers.cast::<f32>().unwrap().view());
    }

    /// A cheap sequence without pattern, whose bits vary.
    fn noise(seed: usize) -> impl FnMut(usize) -> f64 {
        move |i| ((i * 7919 + seed * 104_729) as f64).sin()
    }

    #[test]
    fn every_number_of_centers_and_every_rest_of_a_block() {
        for k in 1..=40 {
            check_both(&samples(33, 3, noise(k)), &samples(k, 3, noise(k + 100)));
        }
        for n in [1, 2, 31, 32, 33, 63, 64, 65, 97] {
            check_both(&samples(n, 5, noise(n)), &samples(7, 5, noise(n + 100)));
        }
    }

    #[test]
    fn few_and_many_features() {
        for d in [1, 2, 15, 16, 17, 64, 784, 5000] {
            check_both(&samples(35, d, noise(d)), &samples(13, d, noise(d + 100)));
        }
    }

    #[test]
    fn far_from_the_origin_and_next_to_nothing() {
        for scale in [1e9, 1e-20, 1e-38, 1e-42] {
            let far = |i: usize| scale * (1.0 + 1e-3 * noise(1)(i));
            check_both(&samples(40, 6, far), &samples(9, 6, |i| far(i + 1000)));
        }
        let subnormal = |i: usize| (i % 17) as f64 * 5e-324;
        check(samples(40, 6, subnormal).view(), samples(9, 6, subnormal).view());
    }

    mod properties {
        use super::*;

        proptest! {
            /// Small whole numbers, with many exact ties and duplicates.
            #[test]
            fn ties_go_to_the_lowest_label(
                (n, d, k) in (1_usize..70, 1_usize..6, 1_usize..30),
                seed: usize,
            ) {
                let grid = |shift: usize| move |i: usize| {
                    let mixed = i.wrapping_add(seed).wrapping_mul(2_654_435_761) >> 7;
                    (mixed.wrapping_add(shift) % 4) as f64
                };
                check_both(&samples(n, d, grid(0)), &samples(k, d, grid(91)));
            }
        }
    }
}
