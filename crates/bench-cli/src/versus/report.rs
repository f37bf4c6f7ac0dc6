use std::fmt::Write as _;

use anyhow::Result;

use super::cases::{Dtype, Kind};
use super::contest::Line;
use super::machine::{Limits, Machine};
use super::ours::OURS;
use super::{Contest, Results};

/// One line a contender, in full precision.
pub(super) fn csv(results: &Results) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "measure",
        "kind",
        "data",
        "dtype",
        "n_samples",
        "n_features",
        "n_clusters",
        "contender",
        "median_seconds",
        "min_seconds",
        "max_seconds",
        "runs",
        "n_iter",
        "inertia",
        "counts",
        "times_ours",
        "note",
    ])?;
    for contest in &results.contests {
        let case = &contest.case;
        for line in &contest.lines {
            let seconds = |of: fn(&crate::seconds::Seconds) -> f64| {
                line.seconds.as_ref().map_or_else(String::new, |seconds| of(seconds).to_string())
            };
            writer.write_record([
                contest.name.clone(),
                format!("{:?}", contest.kind).to_lowercase(),
                format!("{:?}", case.data).to_lowercase(),
                format!("{:?}", case.dtype).to_lowercase(),
                case.n_samples.to_string(),
                case.n_features.to_string(),
                case.n_clusters.to_string(),
                line.contender.clone(),
                seconds(|seconds| seconds.median),
                seconds(|seconds| seconds.min),
                seconds(|seconds| seconds.max),
                line.seconds.map_or(0, |seconds| seconds.runs).to_string(),
                line.n_iter.map_or_else(String::new, |n_iter| n_iter.to_string()),
                line.inertia.map_or_else(String::new, |inertia| inertia.to_string()),
                line.counts.to_string(),
                contest.times_ours(line).map_or_else(String::new, |times| times.to_string()),
                line.note.clone(),
            ])?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// The overview, then everyone in every contest.
pub(super) fn markdown(results: &Results) -> String {
    let mut text = overview(results);
    // Writing to a string cannot fail.
    let _ = everyone(&mut text, results);
    text
}

/// The limits, the kernel, and who is ahead.
pub(super) fn overview(results: &Results) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = machine(&mut text, &results.machine);
    for contender in &results.contenders {
        let _ = writeln!(text, "- {contender}");
    }
    let _ = tiles(&mut text, results);
    let _ = summary(&mut text, results);
    text
}

fn machine(text: &mut String, machine: &Machine) -> std::fmt::Result {
    let Machine { processor, instruction_set, threads, single, all } = machine;
    writeln!(text, "{processor}, kernel on {instruction_set}\n")?;
    writeln!(text, "| threads | FMA f32, GFLOP/s | FMA f64, GFLOP/s | reading, GB/s |")?;
    writeln!(text, "|--:|--:|--:|--:|")?;
    for (threads, limits) in [(1, single), (*threads, all)] {
        let Limits { flops_f32, flops_f64, bytes } = limits;
        let [f32, f64, bytes] = [flops_f32, flops_f64, bytes].map(|per_second| per_second / 1e9);
        writeln!(text, "| {threads} | {f32:.0} | {f64:.0} | {bytes:.1} |")?;
    }
    writeln!(text)
}

fn tiles(text: &mut String, results: &Results) -> std::fmt::Result {
    if results.tiles.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## The kernel alone\n")?;
    writeln!(text, "| case | threads | ms | share of peak |\n|---|--:|--:|--:|")?;
    for tile in &results.tiles {
        let (ms, share) = (tile.seconds.median * 1e3, tile.share_of_peak * 100.0);
        writeln!(text, "| {} | {} | {ms:.2} | {share:.0} % |", tile.case, tile.threads)?;
    }
    Ok(())
}

fn summary(text: &mut String, results: &Results) -> std::fmt::Result {
    if results.contests.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## Against the best\n")?;
    writeln!(
        text,
        "| case | ours, ms | best peer, ms | who | ratio | limit, ms | share of limit | 1 thread |"
    )?;
    writeln!(text, "|---|--:|--:|---|--:|--:|--:|--:|")?;
    for contest in &results.contests {
        let best = contest.best_peer();
        let ours = contest.ours();
        let least = contest.least_seconds(&results.machine);
        let share = least.zip(ours).map(|(least, ours)| 100.0 * least / ours);
        let single = contest.lines.iter().find(|line| line.is_ours() && line.contender != OURS);
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            contest.name,
            number(ours.map(|seconds| seconds * 1e3), 2, ""),
            number(best.and_then(median).map(|seconds| seconds * 1e3), 2, ""),
            best.map_or("–", |line| &line.contender),
            number(best.and_then(|line| contest.times_ours(line)), 2, " ×"),
            number(least.map(|seconds| seconds * 1e3), 2, ""),
            number(share, 0, " %"),
            number(single.and_then(|line| contest.times_ours(line)), 2, " ×"),
        )?;
    }
    Ok(())
}

fn everyone(text: &mut String, results: &Results) -> std::fmt::Result {
    for contest in &results.contests {
        writeln!(text, "\n### {}\n", contest.name)?;
        writeln!(text, "| contender | ms (fastest to slowest) | runs | rounds | × ours | |")?;
        writeln!(text, "|---|--:|--:|--:|--:|---|")?;
        for line in &contest.lines {
            let Line { contender, seconds, n_iter, note, .. } = line;
            let times = seconds.map_or_else(
                || "–".to_owned(),
                |seconds| {
                    let [median, min, max] =
                        [seconds.median, seconds.min, seconds.max].map(|seconds| seconds * 1e3);
                    format!("{median:.2} ({min:.2} to {max:.2})")
                },
            );
            let runs = seconds.map_or(0, |seconds| seconds.runs);
            let n_iter = n_iter.map_or_else(|| "–".to_owned(), |n_iter| n_iter.to_string());
            let times_ours = number(contest.times_ours(line), 2, "");
            let excluded = if line.counts || seconds.is_none() { "" } else { "does not count: " };
            writeln!(
                text,
                "| {contender} | {times} | {runs} | {n_iter} | {times_ours} | {excluded}{note} |"
            )?;
        }
    }
    Ok(())
}

fn number(value: Option<f64>, digits: usize, unit: &str) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}{unit}"))
}

fn median(line: &Line) -> Option<f64> {
    line.seconds.map(|seconds| seconds.median)
}

impl Contest {
    fn ours(&self) -> Option<f64> {
        self.lines.iter().find(|line| line.contender == OURS).and_then(median)
    }

    /// More than 1 is slower than us.
    fn times_ours(&self, line: &Line) -> Option<f64> {
        Some(median(line)? / self.ours()?)
    }

    /// The fastest of the others whose time counts.
    fn best_peer(&self) -> Option<&Line> {
        let peers = self.lines.iter().filter(|line| !line.is_ours() && line.counts);
        let timed = peers.filter_map(|line| Some((median(line)?, line)));
        timed.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, line)| line)
    }

    /// The least that a dense round can take: all its multiply-adds, or reading the samples once.
    fn least_seconds(&self, machine: &Machine) -> Option<f64> {
        let case = &self.case;
        let values = (case.n_samples * case.n_features) as f64;
        let Limits { flops_f32, flops_f64, bytes } = machine.all;
        let peak = match case.dtype {
            Dtype::F32 => flops_f32,
            Dtype::F64 => flops_f64,
        };
        let arithmetic = 2.0 * values * case.n_clusters as f64 / peak;
        let reading = values * case.dtype.size() as f64 / bytes;
        (self.kind == Kind::Round).then_some(arithmetic.max(reading))
    }
}
