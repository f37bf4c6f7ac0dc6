use std::fmt::Write as _;

use super::super::contest::Line;
use super::super::results::{Contest, Results};
use super::{megabytes, number};

/// Every contender of every contest, and why a time does not count.
pub(super) fn markdown(results: &Results) -> String {
    let mut text = "\n## Everyone\n".to_owned();
    for contest in &results.contests {
        // Writing to a string cannot fail.
        let _ = table(&mut text, contest);
    }
    text
}

fn table(text: &mut String, contest: &Contest) -> std::fmt::Result {
    writeln!(text, "\n### {}\n", contest.name)?;
    writeln!(
        text,
        "| contender | ms (fastest to slowest) | runs | memory, MB | rounds | × ours | |"
    )?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|---|")?;
    for line in &contest.lines {
        let Line { contender, seconds, memory, n_iter, note, .. } = line;
        let times = seconds.map_or_else(
            || "–".to_owned(),
            |seconds| {
                let [median, min, max] =
                    [seconds.median, seconds.min, seconds.max].map(|seconds| seconds * 1e3);
                format!("{median:.2} ({min:.2} to {max:.2})")
            },
        );
        let runs = seconds.map_or(0, |seconds| seconds.runs);
        let memory = megabytes(*memory);
        let n_iter = n_iter.map_or_else(|| "–".to_owned(), |n_iter| n_iter.to_string());
        let times_ours = number(contest.times_ours(line), 2, "");
        let excluded = if line.counts || seconds.is_none() { "" } else { "does not count: " };
        // Nothing in a note may end its cell.
        let note = note.replace('|', "/").replace('\n', " ");
        writeln!(
            text,
            "| {contender} | {times} | {runs} | {memory} | {n_iter} | {times_ours} | \
             {excluded}{note} |"
        )?;
    }
    Ok(())
}
