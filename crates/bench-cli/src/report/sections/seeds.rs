use crate::charts::{SeedStrips, Strip, StripPanel};
use crate::report::document::{Block, Figure};
use crate::text::counted::counted;
use crate::trials::{InitRuns, Run};

/// How inertia, rounds and agreement with the true labels spread over seeds.
pub(crate) fn seeds(inits: &[InitRuns]) -> Vec<Block> {
    let panel = |title: &str, figure: fn(&Run) -> Option<f64>| {
        let strip = |init: &InitRuns| {
            let values: Option<Vec<f64>> = init.runs.iter().map(figure).collect();
            Some(Strip { name: init.init.clone(), values: values? })
        };
        let strips: Option<Vec<Strip>> = inits.iter().map(strip).collect();
        Some(StripPanel { title: title.to_owned(), strips: strips? })
    };
    let panels: Vec<StripPanel> = [
        panel("Inertia (less is better)", |run| Some(run.inertia)),
        panel("Rounds", |run| Some(run.n_iter as f64)),
        panel("Adjusted Rand index (more is better)", |run| {
            run.scores.map(|scores| scores.adjusted_rand_score)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let n_seeds = inits.first().map_or(0, |init| init.runs.len());
    let starts = |init: &InitRuns| format!("{}: {}", init.init, counted(init.n_init, "start"));
    let starts: Vec<String> = inits.iter().map(starts).collect();
    let figure = Figure {
        name: "seeds".into(),
        caption: format!(
            "Every fit with each of {}: a dot a seed, the median as a line. The best start of a fit \
             counts ({}). What draws no random numbers comes out the same every time.",
            counted(n_seeds, "seed"),
            starts.join("; ")
        ),
        svg: SeedStrips { title: "The spread over seeds", panels: &panels }.to_svg(),
    };
    vec![Block::Figure(figure)]
}
