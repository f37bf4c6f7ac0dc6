use anyhow::Result;

use super::markdown::{ms, number, table};
use super::results::Race;
use crate::cases::Group;
use crate::contest::{Point, Racer};
use crate::ours::{FAST, OURS};

/// Shares above the best inertia that count as a good answer, and their names.
const GOOD: [(f64, &str); 2] = [(0.01, "1 %"), (0.001, "0.1 %")];

const WHAT: &str = "Everyone fits as it comes out of the box. Each time is the median over the seeds until \
                    inertia was within 1 % or 0.1 % of the smallest that anyone reached; – means that most \
                    seeds never came there.";

/// Who is first at a good answer, and a table of all contenders for each case.
pub(super) fn tables(races: &[Race]) -> String {
    if races.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## Time to a good answer\n\n{WHAT}\n\n{}", first(races));
    for group in [Group::Default, Group::Embeddings] {
        for race in races.iter().filter(|race| race.case.group == group) {
            text += &["\n### ", &race.name, "\n\n", &everyone(race)].concat();
        }
    }
    text
}

/// Every run of every race, in full precision; `None` without a race.
pub(super) fn csv(races: &[Race]) -> Result<Option<String>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["measure", "contender", "seed", "max_iter", "seconds", "inertia"])?;
    for race in races {
        for racer in &race.racers {
            let seeds = racer.seeds.iter().enumerate();
            for (seed, point) in
                seeds.flat_map(|(seed, points)| points.iter().map(move |it| (seed, it)))
            {
                let Point { max_iter, seconds, inertia } = point;
                let max_iter = max_iter.map_or_else(String::new, |n| n.to_string());
                writer.write_record([
                    &race.name,
                    &racer.contender,
                    &seed.to_string(),
                    &max_iter,
                    &seconds.to_string(),
                    &inertia.to_string(),
                ])?;
            }
        }
    }
    Ok((!races.is_empty()).then_some(String::from_utf8(writer.into_inner()?)?))
}

/// One row per case and quality: our fast way, our default, and the peer that is there first.
fn first(races: &[Race]) -> String {
    let mut rows = Vec::new();
    for race in races {
        let best = best(race);
        for (share, name) in GOOD {
            let seconds = |racer: &Racer| racer.seconds_to((1.0 + share) * best);
            let of = |name: &str| race.racers.iter().find(|racer| racer.contender == name);
            let [fast, default] =
                [FAST, OURS].map(|name| of(name).and_then(|it| finite(seconds(it))));
            let peers = race.racers.iter().filter(|racer| !racer.contender.starts_with(OURS));
            let peer = peers.min_by(|a, b| seconds(a).total_cmp(&seconds(b)));
            let peer = peer.and_then(|peer| Some((finite(seconds(peer))?, &peer.contender)));
            let over = |ours: Option<f64>| Some(peer.as_ref()?.0 / ours?);
            rows.push(vec![
                race.name.clone(),
                name.to_owned(),
                ms(fast),
                ms(default),
                ms(peer.map(|(seconds, _)| seconds)),
                number(over(fast), 2, " ×"),
                peer.map_or_else(|| "–".to_owned(), |(_, name)| name.clone()),
            ]);
        }
    }
    let columns =
        ["case", "within", "ours fast, ms", "ours, ms", "best peer, ms", "over ours fast", "who"];
    table(&columns, &rows)
}

fn everyone(race: &Race) -> String {
    let best = best(race);
    let row = |racer: &Racer| {
        let to = |share: f64| ms(finite(racer.seconds_to((1.0 + share) * best)));
        let above = finite(racer.last_inertia()).map(|inertia| 100.0 * (inertia / best - 1.0));
        vec![
            racer.contender.clone(),
            to(GOOD[0].0),
            to(GOOD[1].0),
            ms(finite(racer.last_seconds())),
            number(above, 3, " %"),
            racer.note.replace('|', "/").replace('\n', " "),
        ]
    };
    let mut racers: Vec<&Racer> = race.racers.iter().collect();
    let key = |racer: &Racer| GOOD.map(|(share, _)| racer.seconds_to((1.0 + share) * best));
    racers.sort_by(|a, b| key(a)[1].total_cmp(&key(b)[1]).then(key(a)[0].total_cmp(&key(b)[0])));
    let columns =
        ["contender", "to 1 %, ms", "to 0.1 %, ms", "whole fit, ms", "its end above the best", ""];
    table(&columns, &racers.into_iter().map(row).collect::<Vec<_>>())
}

/// The smallest inertia that anyone reached.
pub(super) fn best(race: &Race) -> f64 {
    race.racers.iter().map(Racer::best).fold(f64::INFINITY, f64::min)
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{Case, Data};

    #[test]
    fn who_is_first_at_a_good_answer_has_a_row() {
        let racer = |name: &str, seconds, inertia| Racer {
            contender: name.to_owned(),
            seeds: vec![vec![Point { max_iter: None, seconds, inertia }]],
            note: String::new(),
        };
        let racers = vec![
            racer(OURS, 4e-3, 100.0),
            racer(FAST, 1e-3, 100.5),
            racer("far", 1e-4, 150.0),
            racer("near", 3e-3, 100.05),
        ];
        let case = Case { group: Group::Default, ..Case::of(Data::Normal) };
        let text = tables(&[Race { name: "race".into(), case, racers }]);
        assert!(text.contains("| race | 1 % | 1.00 | 4.00 | 3.00 | 3.00 × | near |"), "{text}");
        assert!(text.contains("| race | 0.1 % | – | 4.00 | 3.00 | – | near |"), "{text}");
        assert!(text.contains("| far | – | – | 0.10 | 50.000 % |  |"), "{text}");
        assert_eq!(tables(&[]), "");
    }
}
