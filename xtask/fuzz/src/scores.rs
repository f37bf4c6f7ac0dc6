//! Scores of labels and of samples against their definitions.

use arbitrary::{Result, Unstructured};
use cluster_metrics::{
    Evaluation, adjusted_rand_score, mutual_info_score, pair_confusion_matrix, purity_score,
    rand_score, silhouette_samples, v_measure_score,
};

use crate::samples::samples;

/// Two labelings, then a small table.
pub fn check(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    let _ = of_labels(&mut bytes);
    let _ = of_samples(&mut bytes);
}

fn of_labels(bytes: &mut Unstructured<'_>) -> Result<()> {
    let n = bytes.int_in_range(1..=40)?;
    let mut labels = || -> Result<Vec<u8>> { (0..n).map(|_| bytes.int_in_range(0..=6)).collect() };
    let (t, p) = (labels()?, labels()?);
    let pairs = naive_pairs(&t, &p);
    assert_eq!(pair_confusion_matrix(&t, &p).unwrap().map(|row| row.map(u128::from)), pairs);
    close(rand_score(&t, &p).unwrap(), naive_rand(pairs), "rand");
    close(adjusted_rand_score(&t, &p).unwrap(), naive_adjusted_rand(pairs), "adjusted rand");
    close(mutual_info_score(&t, &p).unwrap(), naive_mutual_info(&t, &p), "mutual information");
    close(purity_score(&t, &p).unwrap(), naive_purity(&t, &p), "purity");
    let symmetric = (v_measure_score(&t, &p, 1.0).unwrap(), v_measure_score(&p, &t, 1.0).unwrap());
    assert_eq!(symmetric.0.to_bits(), symmetric.1.to_bits());
    for (name, score) in Evaluation::new(&t, &p).unwrap().scores() {
        assert!(score.is_finite(), "{name} is {score}");
    }
    Ok(())
}

/// Counts of ordered pairs: together or apart in the one and in the other.
fn naive_pairs(t: &[u8], p: &[u8]) -> [[u128; 2]; 2] {
    let mut pairs = [[0; 2]; 2];
    for i in 0..t.len() {
        for j in (0..t.len()).filter(|&j| j != i) {
            pairs[usize::from(t[i] == t[j])][usize::from(p[i] == p[j])] += 1;
        }
    }
    pairs
}

fn naive_rand([[apart, a], [b, together]]: [[u128; 2]; 2]) -> f64 {
    let all = apart + a + b + together;
    if all == 0 { 1.0 } else { (apart + together) as f64 / all as f64 }
}

fn naive_adjusted_rand([[tn, fp], [fn_, tp]]: [[u128; 2]; 2]) -> f64 {
    if fp == 0 && fn_ == 0 {
        return 1.0;
    }
    let [tn, fp, fn_, tp] = [tn, fp, fn_, tp].map(|count| count as f64);
    2.0 * (tp * tn - fn_ * fp) / ((tp + fn_) * (fn_ + tn) + (tp + fp) * (fp + tn))
}

fn naive_mutual_info(t: &[u8], p: &[u8]) -> f64 {
    let n = t.len() as f64;
    let count = |is: &dyn Fn(usize) -> bool| (0..t.len()).filter(|&i| is(i)).count() as f64 / n;
    let mut sum = 0.0;
    for a in 0..=6 {
        for b in 0..=6 {
            let both = count(&|i| t[i] == a && p[i] == b);
            if both > 0.0 {
                sum += both * (both / (count(&|i| t[i] == a) * count(&|i| p[i] == b))).ln();
            }
        }
    }
    sum
}

fn naive_purity(t: &[u8], p: &[u8]) -> f64 {
    let largest = |cluster: u8| {
        let count =
            |class: u8| t.iter().zip(p).filter(|&(&t, &p)| t == class && p == cluster).count();
        (0..=6).map(count).max().unwrap_or(0)
    };
    (0..=6).map(largest).sum::<usize>() as f64 / t.len() as f64
}

fn of_samples(bytes: &mut Unstructured<'_>) -> Result<()> {
    let samples = samples::<f64>(bytes)?;
    let labels: Vec<u8> =
        (0..samples.n_samples()).map(|_| bytes.int_in_range(0..=3)).collect::<Result<_>>()?;
    let Ok(found) = silhouette_samples(samples.view(), &labels) else { return Ok(()) };
    let distance = |i: usize, j: usize| {
        let squares = samples.row(i).iter().zip(samples.row(j)).map(|(a, b)| (a - b).powi(2));
        squares.sum::<f64>().sqrt()
    };
    let largest = samples.as_slice().iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    if !(1e-100..1e100).contains(&largest) {
        assert!(found.iter().all(|score| score.abs() <= 1.0));
        return Ok(());
    }
    for (i, &score) in found.iter().enumerate() {
        let mean = |cluster: u8| {
            let others: Vec<usize> =
                (0..labels.len()).filter(|&j| j != i && labels[j] == cluster).collect();
            (!others.is_empty())
                .then(|| others.iter().map(|&j| distance(i, j)).sum::<f64>() / others.len() as f64)
        };
        let expected = mean(labels[i]).map_or(0.0, |own| {
            let apart =
                (0..=3).filter(|&c| c != labels[i]).filter_map(mean).fold(f64::INFINITY, f64::min);
            let larger = own.max(apart);
            if larger == 0.0 { 0.0 } else { (apart - own) / larger }
        });
        close(score, expected, "silhouette");
    }
    Ok(())
}

fn close(found: f64, expected: f64, name: &str) {
    assert!((found - expected).abs() <= 1e-9, "{name}: {found} instead of {expected}");
}
