use std::time::SystemTime;

use super::against_the_best;
use super::growth::{self, Series};
use super::markdown::{ms, number, table};
use super::quality;
use super::results::{Contest, Results};
use super::summary::summary;
use crate::cases::Case;
use crate::contest::Line;
use crate::machine::{Limits, Machine};

/// Tables of a run: the machine and its limits, a summary, the kernel, the best peers, threads, growth.
pub(crate) fn overview(results: &Results) -> String {
    let contenders = results.contenders.iter().map(|about| ["- ", about, "\n"].concat());
    [
        machine(&results.machine),
        contenders.collect(),
        summary(&results.contests),
        quality::tables(&results.races),
        tiles(results),
        against_the_best::tables(results),
        threads(&results.contests),
        slopes(&growth::series(results)),
    ]
    .concat()
}

fn machine(machine: &Machine) -> String {
    let Machine { processor, instruction_set, threads, single, all } = machine;
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let date = now.split('T').next().unwrap_or(&now);
    let system = std::env::consts::OS;
    let row = |threads: usize, limits: &Limits| {
        let per_second = |n: f64, digits| number(Some(n / 1e9), digits, "");
        let Limits { flops_f32, flops_f64, bytes } = *limits;
        let limits = [(flops_f32, 0), (flops_f64, 0), (bytes, 1)];
        let mut cells = vec![threads.to_string()];
        cells.extend(limits.map(|(limit, digits)| per_second(limit, digits)));
        cells
    };
    let columns = ["threads", "FMA f32, GFLOP/s", "FMA f64, GFLOP/s", "reading, GB/s"];
    let limits = table(&columns, &[row(1, single), row(*threads, all)]);
    format!("{date}, {processor}, {system}, kernel on {instruction_set}\n\n{limits}\n")
}

/// A heading and its table; nothing without rows.
fn section(title: &str, columns: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!("\n## {title}\n\n{}", table(columns, rows))
}

fn tiles(results: &Results) -> String {
    let rows = results.tiles.iter().map(|tile| {
        let share = number(Some(100.0 * tile.share_of_peak), 0, " %");
        vec![tile.case.clone(), tile.threads.to_string(), ms(Some(tile.seconds.median)), share]
    });
    let columns = ["case", "threads", "ms", "share of peak"];
    section("The kernel alone", &columns, &rows.collect::<Vec<_>>())
}

/// Every contender's time on one thread over its time on more.
fn threads(contests: &[Contest]) -> String {
    let mut rows = Vec::new();
    for one in contests.iter().filter(|contest| contest.case.threads == Some(1)) {
        for line in one.lines.iter().filter(|line| line.counts) {
            for more in contests.iter().filter(|more| is_same_but_threads(one, more)) {
                let of_more = more.lines.iter().find(|of_more| of_more.contender == line.contender);
                let of_more = of_more.and_then(Line::median);
                let gain = line.median().zip(of_more).map(|(one, more)| one / more);
                rows.push(vec![
                    one.case.name(one.kind).trim_end_matches(" 1 thread").to_owned(),
                    line.contender.clone(),
                    more.case.threads.unwrap_or(1).to_string(),
                    ms(line.median()),
                    ms(of_more),
                    number(gain, 2, " ×"),
                ]);
            }
        }
    }
    let columns = ["case", "contender", "threads", "on 1, ms", "on all of them, ms", "gain"];
    section("More threads", &columns, &rows)
}

fn is_same_but_threads(one: &Contest, more: &Contest) -> bool {
    let with_one = Case { threads: one.case.threads, ..more.case.clone() };
    one.kind == more.kind && one.case == with_one && more.case.threads > Some(1)
}

const SLOPE: &str = "The slope is the power of the size that time grows with, fitted on logarithmic axes. \
                     1 means that time is proportional.";

/// The power of the size that each contender's time grows with.
fn slopes(all: &[Series]) -> String {
    let mut rows = Vec::new();
    for Series { name, axis, curves } in all {
        for curve in curves {
            let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else {
                continue;
            };
            rows.push(vec![
                name.clone(),
                curve.contender.clone(),
                format!("{} {:.0} to {:.0}", axis.name(), first.0, last.0),
                ms(first.1),
                ms(last.1),
                number(curve.slope(), 2, ""),
            ]);
        }
    }
    let columns = ["series", "contender", "sizes", "smallest, ms", "largest, ms", "slope"];
    let text = section("How time grows", &columns, &rows);
    text.replacen("grows\n", &format!("grows\n\n{SLOPE}\n"), 1)
}
