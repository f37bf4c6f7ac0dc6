use anyhow::Result;

use super::super::results::Results;
use crate::text::seconds::Seconds;

/// One line a contender, in full precision.
pub(super) fn text(results: &Results) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "measure",
        "group",
        "kind",
        "data",
        "dtype",
        "n_samples",
        "n_features",
        "n_clusters",
        "threads",
        "contender",
        "median_seconds",
        "min_seconds",
        "max_seconds",
        "runs",
        "memory_bytes",
        "n_iter",
        "result",
        "counts",
        "times_ours",
        "arithmetic_limit_seconds",
        "memory_limit_seconds",
        "note",
    ])?;
    for contest in &results.contests {
        let (case, least) = (&contest.case, contest.least_seconds(&results.machine));
        for line in &contest.lines {
            let seconds = |of: fn(Seconds) -> f64| or_empty(line.seconds.map(of));
            writer.write_record([
                contest.name.clone(),
                format!("{:?}", case.group).to_lowercase(),
                contest.kind.name().to_owned(),
                format!("{:?}", case.data).to_lowercase(),
                format!("{:?}", case.dtype).to_lowercase(),
                case.n_samples.to_string(),
                case.n_features.to_string(),
                case.n_clusters.to_string(),
                case.threads.unwrap_or(results.machine.threads).to_string(),
                line.contender.clone(),
                seconds(|seconds| seconds.median),
                seconds(|seconds| seconds.min),
                seconds(|seconds| seconds.max),
                line.seconds.map_or(0, |seconds| seconds.runs).to_string(),
                or_empty(line.memory),
                or_empty(line.n_iter),
                // Of several components, the variance of all of them.
                or_empty((!line.values.is_empty()).then(|| line.values.iter().sum::<f64>())),
                line.counts.to_string(),
                or_empty(contest.times_ours(line)),
                or_empty(least.map(|least| least.arithmetic)),
                or_empty(least.map(|least| least.reading)),
                line.note.clone(),
            ])?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
