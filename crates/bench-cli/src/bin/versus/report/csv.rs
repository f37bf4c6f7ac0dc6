use anyhow::Result;
use bench_cli::word;

use super::results::{Contest, Results};
use crate::contest::Line;
use crate::machine::Machine;

type Cell = fn(&Contest, &Line, &Machine) -> String;

/// Every column's name and how a contender's cell is made.
const COLUMNS: [(&str, Cell); 22] = [
    ("measure", |contest, _, _| contest.name.clone()),
    ("group", |contest, _, _| word(&contest.case.group)),
    ("kind", |contest, _, _| word(&contest.kind)),
    ("data", |contest, _, _| word(&contest.case.data)),
    ("dtype", |contest, _, _| word(&contest.case.dtype)),
    ("n_samples", |contest, _, _| contest.case.shape[0].to_string()),
    ("n_features", |contest, _, _| contest.case.shape[1].to_string()),
    ("n_clusters", |contest, _, _| contest.case.shape[2].to_string()),
    ("threads", |contest, _, machine| contest.case.threads_of(machine.threads).to_string()),
    ("contender", |_, line, _| line.contender.clone()),
    ("median_seconds", |_, line, _| or_empty(line.median())),
    ("min_seconds", |_, line, _| or_empty(line.seconds.map(|seconds| seconds.min))),
    ("max_seconds", |_, line, _| or_empty(line.seconds.map(|seconds| seconds.max))),
    ("runs", |_, line, _| line.seconds.map_or(0, |seconds| seconds.runs).to_string()),
    ("memory_bytes", |_, line, _| or_empty(line.memory)),
    ("n_iter", |_, line, _| or_empty(line.n_iter)),
    // For several components, the sum of their variances.
    ("result", |_, line, _| {
        or_empty((!line.values.is_empty()).then(|| line.values.iter().sum::<f64>()))
    }),
    ("counts", |_, line, _| line.counts.to_string()),
    ("times_ours", |contest, line, _| or_empty(contest.times_ours(line))),
    ("arithmetic_limit_seconds", |contest, _, machine| {
        or_empty(contest.least_seconds(machine).map(|least| least.arithmetic))
    }),
    ("memory_limit_seconds", |contest, _, machine| {
        or_empty(contest.least_seconds(machine).map(|least| least.reading))
    }),
    ("note", |_, line, _| line.note.clone()),
];

/// Writes one row per contender, in full precision.
pub(super) fn text(results: &Results) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|(name, _)| name))?;
    for contest in &results.contests {
        for line in &contest.lines {
            writer.write_record(COLUMNS.map(|(_, cell)| cell(contest, line, &results.machine)))?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
