use serde::Serialize;

use super::base64_numbers::{LARGEST_DIGIT, push, width};
use crate::charts::{PlaneLayout, PlaneLook};
use crate::report::document::{Plane, PlaneRound, PlaneRun};
use crate::text::numbers::six_digits;
use crate::text::range::{shares, whole};

/// Data for the script of a plane. The script only shows it and computes nothing.
#[derive(Serialize)]
pub(super) struct Moves<'a> {
    /// Place of each sample in the picture.
    points: Vec<[f64; 2]>,
    /// The row of each sample.
    rows: Vec<usize>,
    /// The true labels, each once.
    true_labels: Vec<&'a str>,
    /// For each sample, the index of its true label, from 1; 0 if it has none.
    true_label: Digits,
    /// The pixels of each sample, from 0 for the smallest value of all to 63 for the largest.
    pixels: Digits,
    pub(super) image: Option<Image>,
    /// The clusters' names: numbers, or letters.
    names: Vec<String>,
    runs: Vec<RunMoves>,
}

/// Whole numbers one after the other.
#[derive(Serialize)]
struct Digits {
    width: usize,
    text: String,
}

#[derive(Serialize, Clone, Copy)]
pub(super) struct Image {
    pub(super) width: usize,
    pub(super) height: usize,
}

#[derive(Serialize)]
struct RunMoves {
    /// The labels of the first iteration.
    labels: Digits,
    rounds: Vec<RoundMoves>,
}

#[derive(Serialize)]
struct RoundMoves {
    /// The sentence under the plane.
    state: String,
    centers: Vec<[f64; 2]>,
    /// Empty where the plane has none.
    regions: Vec<String>,
    /// Samples whose labels differ from the iteration before.
    changed: Digits,
    /// Their labels now.
    labels: Digits,
}

impl<'a> Moves<'a> {
    /// The iterations of all runs. Each run has at least one, with one label per point.
    pub(super) fn new(plane: &'a Plane, runs: &[&PlaneRun], layout: &PlaneLayout) -> Self {
        let (true_labels, true_label) = true_labels(plane);
        Self {
            points: plane.points.iter().map(|&point| layout.place(point)).collect(),
            rows: plane.samples.iter().map(|sample| sample.row).collect(),
            true_labels,
            true_label,
            pixels: pixels(&plane.pixels),
            image: image(plane),
            names: names(plane, runs),
            runs: runs.iter().map(|run| run_moves(run, layout, plane.look)).collect(),
        }
    }

    /// JSON that is safe inside a script element, whatever the names contain.
    pub(super) fn to_json(&self) -> serde_json::Result<String> {
        let json = serde_json::to_string(self)?;
        Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }

    pub(super) fn has_true_labels(&self) -> bool {
        !self.true_labels.is_empty()
    }
}

/// The sentence under the plane for one iteration.
pub(super) fn state(run: &PlaneRun, at: usize) -> String {
    let PlaneRun { name, rounds } = run;
    let PlaneRound { number, labels, inertia, .. } = &rounds[at];
    let inertia = six_digits(*inertia);
    if at == 0 {
        return format!("{name}, first centres: inertia {inertia}.");
    }
    let last = rounds[rounds.len() - 1].number;
    let (n_changed, n_samples) = (changes(&rounds[at - 1], &rounds[at]).count(), labels.len());
    let share = 100.0 * n_changed as f64 / n_samples as f64;
    format!(
        "{name}, iteration {number} of {last}: inertia {inertia}; {n_changed} of {n_samples} samples \
         ({share:.1} %) changed cluster."
    )
}

/// The samples whose labels differ between two iterations, and their labels in the second.
fn changes<'a>(
    before: &'a PlaneRound,
    after: &'a PlaneRound,
) -> impl Iterator<Item = (usize, u32)> + 'a {
    let pairs = before.labels.iter().zip(&after.labels).enumerate();
    pairs.filter_map(|(sample, (was, is))| (was != is).then_some((sample, *is)))
}

fn names(plane: &Plane, runs: &[&PlaneRun]) -> Vec<String> {
    let n_clusters = runs.first().map_or(0, |run| run.rounds[0].cluster_centers.len());
    (0..n_clusters).map(|cluster| plane.look.name(cluster)).collect()
}

fn run_moves(run: &PlaneRun, layout: &PlaneLayout, look: PlaneLook) -> RunMoves {
    let first = &run.rounds[0];
    let (n_samples, n_clusters) = (first.labels.len(), first.cluster_centers.len());
    let labels = |labels: &[u32]| digits(labels.iter().map(|&label| label as usize), n_clusters);
    let round_moves = |(number, round): (usize, &PlaneRound)| {
        let before = &run.rounds[number.saturating_sub(1)];
        let (changed, new_labels): (Vec<usize>, Vec<u32>) = changes(before, round).unzip();
        RoundMoves {
            state: state(run, number),
            centers: round.cluster_centers.iter().map(|&center| layout.place(center)).collect(),
            regions: match look {
                PlaneLook::Clusters => Vec::new(),
                PlaneLook::Regions => layout.regions(&round.cluster_centers),
            },
            changed: digits(changed.into_iter(), n_samples),
            labels: labels(&new_labels),
        }
    };
    RunMoves {
        labels: labels(&first.labels),
        rounds: run.rounds.iter().enumerate().map(round_moves).collect(),
    }
}

fn true_labels(plane: &Plane) -> (Vec<&str>, Digits) {
    let own = || plane.samples.iter().map(|sample| sample.true_label.as_deref());
    let mut labels: Vec<&str> = own().flatten().collect();
    labels.sort_unstable();
    labels.dedup();
    let place = |label: Option<&str>| {
        label.and_then(|label| labels.binary_search(&label).ok()).map_or(0, |place| place + 1)
    };
    let digits = digits(own().map(place), labels.len() + 1);
    (labels, digits)
}

fn image(plane: &Plane) -> Option<Image> {
    let width = plane.image_width.filter(|&width| width > 0)?;
    let height = plane.pixels.len() / plane.points.len() / width;
    (height > 0).then_some(Image { width, height })
}

/// Rounds values to 64 shades of grey. In an image of this size nobody can tell more apart.
fn pixels(values: &[f64]) -> Digits {
    let steps = shares(values).map(|share| whole((share * LARGEST_DIGIT as f64).round()));
    digits(steps, LARGEST_DIGIT + 1)
}

fn digits(numbers: impl Iterator<Item = usize>, end: usize) -> Digits {
    let mut digits = Digits { width: width(end), text: String::new() };
    for number in numbers {
        push(&mut digits.text, number, digits.width);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_of_any_size_are_steps_of_their_range() {
        assert_eq!(pixels(&[0.0, 16.0, 8.0]).text, "0_W");
        assert_eq!(pixels(&[f64::MIN, f64::MAX]).text, "0_");
        assert_eq!(pixels(&[3.0, 3.0]).text, "00");
        assert_eq!(pixels(&[]).text, "");
    }
}
