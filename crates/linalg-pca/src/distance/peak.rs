use digits_data::Scalar;

use super::backend::Backend;
use super::lanes::LANES;
use super::vector::Vector;

/// Enough chains for two arithmetic units with a latency of five, and few enough for 16 registers.
const CHAINS: usize = 12;

/// Runs fused multiply-adds on registers alone. Their speed is the most that the kernel can reach.
///
/// It makes `length` steps of independent chains on the kernel's instruction set. It returns the
/// number of floating-point operations, two for each multiply-add. Divide it by your own measured
/// time to get one core's peak.
///
/// ```
/// use linalg_pca::distance::run_fma_chains;
///
/// assert_eq!(run_fma_chains::<f32>(2000), 2 * run_fma_chains::<f32>(1000));
/// ```
pub fn run_fma_chains<F: Scalar>(length: usize) -> u64 {
    let mut starts = [F::ZERO; LANES];
    for (start, number) in starts.iter_mut().zip(0_u32..) {
        *start = F::from_f64(f64::from(number));
    }
    let width = (Backend::active().fma_chains)(length, &mut starts);
    // The compiler would skip sums that nobody uses.
    std::hint::black_box(&starts);
    2 * (CHAINS * width) as u64 * length as u64
}

/// Every chain goes x → x/2 + 1 and stays near 2. Returns the lanes of a register.
#[inline(always)]
pub(super) fn fma_chains<F: Scalar, V: Vector<F>>(length: usize, sums: &mut [F; LANES]) -> usize {
    let mut chains = [V::splat(F::ZERO); CHAINS];
    for (chain, &start) in chains.iter_mut().zip(&*sums) {
        *chain = V::splat(start);
    }
    let (half, one) = (V::splat(F::from_f64(0.5)), V::splat(F::ONE));
    for _ in 0..length {
        for chain in &mut chains {
            *chain = chain.mul_add(half, one);
        }
    }
    for chain in chains {
        chain.max(V::load(sums, 0)).store(sums, 0);
    }
    V::WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_backend_runs_every_chain() {
        for backend in Backend::<f64>::available() {
            let mut sums = [0.0; LANES];
            sums[CHAINS - 1] = 6.0;
            let width = (backend.fma_chains)(1, &mut sums);
            // Only the last chain started at 6, and 6/2 + 1 = 4 is the largest sum of all.
            assert_eq!(sums[..width], [4.0; LANES][..width], "{}", backend.name);
        }
    }
}
