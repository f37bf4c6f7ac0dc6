use super::markdown::{megabytes, number, or_dash, table};
use super::results::{Contest, Results};
use crate::contest::Line;

const COLUMNS: [&str; 7] =
    ["contender", "ms (fastest to slowest)", "runs", "memory, MB", "rounds", "× ours", ""];

/// Tables of every contender of every contest, with the reason why a time does not count.
pub(super) fn tables(results: &Results) -> String {
    let table_of = |contest: &Contest| {
        let rows: Vec<_> = contest.lines.iter().map(|line| row(contest, line)).collect();
        ["\n### ", &contest.name, "\n\n", &table(&COLUMNS, &rows)].concat()
    };
    "\n## Everyone\n".to_owned() + &results.contests.iter().map(table_of).collect::<String>()
}

fn row(contest: &Contest, line: &Line) -> Vec<String> {
    let times = line.seconds.map(|seconds| {
        let [median, min, max] = [seconds.median, seconds.min, seconds.max].map(|s| s * 1e3);
        format!("{median:.2} ({min:.2} to {max:.2})")
    });
    let excluded = if line.counts || line.seconds.is_none() { "" } else { "does not count: " };
    vec![
        line.contender.clone(),
        or_dash(times),
        line.seconds.map_or(0, |seconds| seconds.runs).to_string(),
        megabytes(line.memory),
        or_dash(line.n_iter),
        number(contest.times_ours(line), 2, ""),
        // Nothing in a note may end its cell.
        excluded.to_owned() + &line.note.replace('|', "/").replace('\n', " "),
    ]
}
