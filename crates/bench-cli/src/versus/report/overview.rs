use std::fmt::Write as _;
use std::time::SystemTime;

use super::super::contest::Line;
use super::super::growth::{self, Series};
use super::super::machine::{Limits, Machine};
use super::super::results::{Contest, Results};
use super::{against_the_best, ms, number};

/// Date, machine and its limits; the kernel; who is ahead; what grows how.
pub(in super::super) fn overview(results: &Results) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = machine(&mut text, &results.machine);
    for contender in &results.contenders {
        let _ = writeln!(text, "- {contender}");
    }
    let _ = tiles(&mut text, results);
    let _ = against_the_best::tables(&mut text, results);
    let _ = threads(&mut text, results);
    let _ = slopes(&mut text, &growth::series(results));
    text
}

fn machine(text: &mut String, machine: &Machine) -> std::fmt::Result {
    let Machine { processor, instruction_set, threads, single, all } = machine;
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let date = now.split('T').next().unwrap_or(&now);
    let system = std::env::consts::OS;
    writeln!(text, "{date}, {processor}, {system}, kernel on {instruction_set}\n")?;
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
        let (ms, share) = (ms(Some(tile.seconds.median)), tile.share_of_peak * 100.0);
        writeln!(text, "| {} | {} | {ms} | {share:.0} % |", tile.case, tile.threads)?;
    }
    Ok(())
}

/// Every contender's time on one thread over its time on more.
fn threads(text: &mut String, results: &Results) -> std::fmt::Result {
    let single = |contest: &&Contest| contest.case.threads == Some(1);
    let mut rows = Vec::new();
    for one in results.contests.iter().filter(single) {
        for line in one.lines.iter().filter(|line| line.counts) {
            let more = results.contests.iter().filter(|more| is_same_but_threads(one, more));
            for more in more {
                let of_more = more.lines.iter().find(|of_more| of_more.contender == line.contender);
                let gain = of_more.and_then(|of_more| Some(line.median()? / of_more.median()?));
                let of_more = ms(of_more.and_then(Line::median));
                rows.push(format!(
                    "| {} | {} | {} | {} | {of_more} | {} |",
                    one.case.name(one.kind).trim_end_matches(" 1 thread"),
                    line.contender,
                    more.case.threads.unwrap_or(1),
                    ms(line.median()),
                    number(gain, 2, " ×"),
                ));
            }
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## More threads\n")?;
    writeln!(text, "| case | contender | threads | on 1, ms | on all of them, ms | gain |")?;
    writeln!(text, "|---|---|--:|--:|--:|--:|\n{}", rows.join("\n"))
}

fn is_same_but_threads(one: &Contest, more: &Contest) -> bool {
    let with_one = super::super::cases::Case { threads: one.case.threads, ..more.case.clone() };
    one.kind == more.kind && one.case == with_one && more.case.threads > Some(1)
}

/// The power of the size that each contender's time grows with.
fn slopes(text: &mut String, all: &[Series]) -> std::fmt::Result {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## How time grows\n")?;
    writeln!(text, "| series | contender | sizes | smallest, ms | largest, ms | slope |")?;
    writeln!(text, "|---|---|--:|--:|--:|--:|")?;
    for Series { name, axis, curves } in all {
        for curve in curves {
            let [first, last] = [curve.points.first(), curve.points.last()];
            let size = |point: Option<&(f64, _)>| number(point.map(|&(size, _)| size), 0, "");
            let time = |point: Option<&(f64, _)>| ms(point.and_then(|&(_, seconds)| seconds));
            writeln!(
                text,
                "| {name} | {} | {} {} to {} | {} | {} | {} |",
                curve.contender,
                axis.name(),
                size(first),
                size(last),
                time(first),
                time(last),
                number(curve.slope(), 2, ""),
            )?;
        }
    }
    Ok(())
}
