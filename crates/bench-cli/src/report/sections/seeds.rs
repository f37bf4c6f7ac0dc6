use crate::charts::{Named, SeedStrips, StripPanel};
use crate::report::document::{Block, Figure};
use crate::text::numbers::counted;
use crate::trials::{self, InitRuns, Run};

/// Draws how inertia, iterations and agreement with the true labels spread over seeds.
pub(crate) fn seeds(inits: &[InitRuns]) -> Vec<Block> {
    let panel = |(title, figure): (&str, trials::Figure)| {
        let strip = |init: &InitRuns| {
            Some(Named { name: init.init.clone(), values: init.figures(figure)? })
        };
        let strips = inits.iter().map(strip).collect::<Option<_>>()?;
        Some(StripPanel { title: title.to_owned(), strips })
    };
    let figures = [
        ("Inertia (less is better)", Run::INERTIA),
        ("Rounds", Run::N_ITER),
        ("Adjusted Rand index (more is better)", Run::ADJUSTED_RAND),
    ];
    let panels: Vec<StripPanel> = figures.into_iter().filter_map(panel).collect();
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
