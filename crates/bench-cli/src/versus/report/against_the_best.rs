use std::fmt::{Result, Write as _};

use clap::ValueEnum as _;

use super::super::contest::Line;
use super::super::kinds::{Group, Kind};
use super::super::machine::Machine;
use super::super::results::{Contest, Results};
use super::{megabytes, ms, number};

const ABOUT: &str = "\
The best peer is the fastest that starts where we do and whose result agrees; a second row has the fastest that
starts elsewhere (\\*), if it is faster still: its row below has the difference. *Rounds* are ours and theirs.
*MB* is what a call takes beside its input; *1 thread* is how many times as long one takes. *Limit* is the longer of
all multiply-adds of a round (A) and of reading the samples once (M), at the speeds above; a share above 100 % has
samples that stay in the cache, or `f64` samples that were looked at in `f32`.";

/// Us and the best peer, a table for every group of cases.
pub(super) fn tables(text: &mut String, results: &Results) -> Result {
    if results.contests.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## Against the best\n\n{ABOUT}")?;
    for &group in Group::value_variants() {
        let contests = results.contests.iter().filter(|contest| contest.case.group == group);
        let contests: Vec<&Contest> = contests.collect();
        if !contests.is_empty() {
            writeln!(text, "\n### {}\n", group.title())?;
            table(text, &contests, &results.machine)?;
        }
    }
    Ok(())
}

fn table(text: &mut String, contests: &[&Contest], machine: &Machine) -> Result {
    let has_limit = contests.iter().any(|contest| contest.least_seconds(machine).is_some());
    let limit = if has_limit { ["limit, ms", "share of limit"].as_slice() } else { &[] };
    let has_rounds = contests.iter().any(|contest| contest.kind == Kind::Fit);
    let rounds = if has_rounds { ["rounds"].as_slice() } else { &[] };
    let heading = ["case", "ours, ms", "best peer, ms", "who", "ratio", "ours, MB", "theirs, MB"];
    let heading = [&heading, rounds, limit, &["1 thread"]].concat();
    writeln!(text, "| {} |", heading.join(" | "))?;
    writeln!(text, "|---|--:|--:|---|{}", "--:|".repeat(heading.len() - 4))?;
    for contest in contests {
        let mut best = contest.best_peers().into_iter().map(Some).collect::<Vec<_>>();
        if best.is_empty() {
            best.push(None);
        }
        for best in best {
            let rounds = if has_rounds { vec![rounds_cell(contest, best)] } else { Vec::new() };
            let limit = if has_limit { limit_cells(contest, machine) } else { Vec::new() };
            let single = contest.our_single_thread().and_then(|line| contest.times_ours(line));
            let single = vec![number(single, 2, " ×")];
            let cells = [versus_cells(contest, best), rounds, limit, single].concat();
            writeln!(text, "| {} |", cells.join(" | "))?;
        }
    }
    Ok(())
}

fn versus_cells(contest: &Contest, best: Option<&Line>) -> Vec<String> {
    let ours = contest.ours();
    let memory = |line: Option<&Line>| megabytes(line.and_then(|line| line.memory));
    vec![
        contest.name.clone(),
        ms(ours.and_then(Line::median)),
        ms(best.and_then(Line::median)),
        best.map_or_else(|| "–".to_owned(), name),
        number(best.and_then(|line| contest.times_ours(line)), 2, " ×"),
        memory(ours),
        memory(best),
    ]
}

/// With a star where the line has something to say of its result.
fn name(line: &Line) -> String {
    let star = if line.starts_elsewhere() { " \\*" } else { "" };
    format!("{}{star}", line.contender)
}

/// Of fits that end by themselves.
fn rounds_cell(contest: &Contest, best: Option<&Line>) -> String {
    let of = |line: Option<&Line>| {
        let n_iter = line.and_then(|line| line.n_iter);
        n_iter.map_or_else(|| "–".to_owned(), |n_iter| n_iter.to_string())
    };
    if contest.kind != Kind::Fit {
        return "–".to_owned();
    }
    format!("{} / {}", of(contest.ours()), of(best))
}

fn limit_cells(contest: &Contest, machine: &Machine) -> Vec<String> {
    let Some(least) = contest.least_seconds(machine) else {
        return vec!["–".to_owned(), "–".to_owned()];
    };
    let which = if least.arithmetic > least.reading { "A" } else { "M" };
    let share = contest.ours().and_then(Line::median).map(|ours| 100.0 * least.longer() / ours);
    vec![format!("{} {which}", ms(Some(least.longer()))), number(share, 0, " %")]
}
