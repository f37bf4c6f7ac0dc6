use clap::ValueEnum as _;

use super::markdown::{megabytes, ms, number, or_dash, table};
use super::results::{Contest, Results};
use crate::cases::{Group, Kind};
use crate::contest::Line;
use crate::machine::Machine;

const ABOUT: &str = "\
Each row compares us with the best peer: the fastest one that starts from the same centres and whose result agrees
with ours. A second row, marked \\*, shows a peer that starts elsewhere, where that is faster still.

- *ratio*: the peer's time over ours. 2 × means that it takes twice as long.
- *MB*: memory that the call takes beside its input.
- *rounds*: iterations until the fit ends, ours / theirs.
- *limit*: the least time of a round on this machine. It is the longer of two: all multiply-adds (A), or reading the
  samples once from memory (M), each at the speed measured above.
- *share of limit*: the limit over our time. It exceeds 100 % where the samples stay in the cache, or where `f64`
  samples are compared in `f32`.
- *1 thread*: our time on one thread over our time on all of them.";

const COLUMNS: [&str; 7] =
    ["case", "ours, ms", "best peer, ms", "who", "ratio", "ours, MB", "theirs, MB"];

/// Tables of us and the best peer, one for every group of cases.
pub(super) fn tables(results: &Results) -> String {
    if results.contests.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## Against the best\n\n{ABOUT}\n");
    for &group in Group::value_variants() {
        let contests = results.contests.iter().filter(|contest| contest.case.group == group);
        let contests: Vec<&Contest> = contests.collect();
        if !contests.is_empty() {
            let table = of_group(&contests, &results.machine);
            text += &["\n### ", group.title(), "\n\n", &table].concat();
        }
    }
    text
}

fn of_group(contests: &[&Contest], machine: &Machine) -> String {
    let has_limit = contests.iter().any(|contest| contest.least_seconds(machine).is_some());
    let has_rounds = contests.iter().any(|contest| contest.kind == Kind::Fit);
    let mut columns = COLUMNS.to_vec();
    columns.extend(has_rounds.then_some("rounds"));
    columns.extend(if has_limit { ["limit, ms", "share of limit"].as_slice() } else { &[] });
    columns.push("1 thread");
    let mut rows = Vec::new();
    for contest in contests {
        let mut best: Vec<Option<&Line>> = contest.best_peers().into_iter().map(Some).collect();
        if best.is_empty() {
            best.push(None);
        }
        for best in best {
            let mut row = cells(contest, best);
            row.extend(has_rounds.then(|| rounds_cell(contest, best)));
            row.extend(has_limit.then(|| limit_cells(contest, machine)).into_iter().flatten());
            let single = contest.our_single_thread().and_then(|line| contest.times_ours(line));
            row.push(number(single, 2, " ×"));
            rows.push(row);
        }
    }
    table(&columns, &rows)
}

fn cells(contest: &Contest, best: Option<&Line>) -> Vec<String> {
    let ours = contest.ours();
    vec![
        contest.name.clone(),
        ms(ours.and_then(Line::median)),
        ms(best.and_then(Line::median)),
        or_dash(best.map(name)),
        number(best.and_then(|line| contest.times_ours(line)), 2, " ×"),
        megabytes(ours.and_then(|line| line.memory)),
        megabytes(best.and_then(|line| line.memory)),
    ]
}

/// The contender's name, with a star where the line has a reason for another result.
fn name(line: &Line) -> String {
    let star = if line.starts_elsewhere() { " \\*" } else { "" };
    format!("{}{star}", line.contender)
}

/// Our iterations and theirs, of fits that end by themselves.
fn rounds_cell(contest: &Contest, best: Option<&Line>) -> String {
    let rounds = |line: Option<&Line>| or_dash(line.and_then(|line| line.n_iter));
    let both = || format!("{} / {}", rounds(contest.ours()), rounds(best));
    or_dash((contest.kind == Kind::Fit).then(both))
}

fn limit_cells(contest: &Contest, machine: &Machine) -> [String; 2] {
    let Some(least) = contest.least_seconds(machine) else {
        return ["–", "–"].map(str::to_owned);
    };
    let which = if least.arithmetic > least.reading { "A" } else { "M" };
    let share = contest.ours().and_then(Line::median).map(|ours| 100.0 * least.longer() / ours);
    [format!("{} {which}", ms(Some(least.longer()))), number(share, 0, " %")]
}
