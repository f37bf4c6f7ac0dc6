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
        ("Iterations", Run::N_ITER),
        ("Adjusted Rand index (more is better)", Run::ADJUSTED_RAND),
    ];
    let panels: Vec<StripPanel> = figures.into_iter().filter_map(panel).collect();
    let n_seeds = inits.first().map_or(0, |init| init.runs.len());
    let restarts = |init: &InitRuns| format!("{}: {}", init.init, counted(init.n_init, "restart"));
    let restarts: Vec<String> = inits.iter().map(restarts).collect();
    let figure = Figure {
        name: "seeds".into(),
        caption: format!(
            "Each dot is the fit of one of {}. The vertical bar marks the median. A fit keeps the best of its \
             restarts ({}). An initialisation without random numbers gives the same result for every seed.",
            counted(n_seeds, "seed"),
            restarts.join("; ")
        ),
        svg: SeedStrips { title: "The spread over seeds", panels: &panels }.to_svg(),
    };
    vec![Block::Figure(figure)]
}
