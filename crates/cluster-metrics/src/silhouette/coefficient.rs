/// (b − a) / max(a, b), from the mean distance within the cluster and that to the nearest other.
pub(super) fn coefficient(within: f64, nearest: f64) -> f64 {
    let larger = within.max(nearest);
    if larger > 0.0 { (nearest - within) / larger } else { 0.0 }
}

/// The score of a clustering: the mean of the silhouettes of its samples.
pub(super) fn mean(silhouettes: &[f64]) -> f64 {
    silhouettes.iter().sum::<f64>() / silhouettes.len() as f64
}
