use svg::Document;
use svg::node::element::Group;

use crate::charts::drawing::{
    Axis, FONT_SIZE, Look, PlotArea, Side, fitted, group, heading, label, page, polyline,
};
use crate::text::numbers::{counted, short_number};
use crate::text::range::finite_range;

const LEFT: f64 = 62.0;
const PANEL: f64 = 310.0;
const RIGHT: f64 = 18.0;
const HEADING: f64 = 38.0;
const LEGEND_LINE: f64 = 19.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 260.0;
const BOTTOM: f64 = 46.0;
const PAGE: f64 = 2.0 * (LEFT + PANEL + RIGHT);
/// Corners that all the lines of a panel have together, about.
const CORNERS: usize = 12_000;

/// Inertia by iteration, one line per restart, with the best restart of each initialisation in
/// bold.
///
/// One panel shows all inertias. The other shows only the lowest ones, where restarts differ.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Convergence<'a> {
    pub(crate) title: &'a str,
    pub(crate) inits: &'a [InertiaTraces],
}

/// The restarts of one initialisation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct InertiaTraces {
    pub(crate) name: String,
    /// The inertia of each restart: at the first centres, and after each iteration.
    pub(crate) restarts: Vec<Vec<f64>>,
    /// The restart that was chosen, from 0.
    pub(crate) best: usize,
}

impl InertiaTraces {
    /// The inertia that the best restart ends with, in words.
    fn lowest(&self) -> String {
        let best = self.restarts.get(self.best).and_then(|restart| last(restart));
        short_number(best.map_or(f64::NAN, |(_, inertia)| inertia))
    }
}

impl Convergence<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let top = HEADING + LEGEND_LINE * self.inits.len() as f64 + TOP;
        let area = |left| PlotArea { left, top, width: PANEL, height: HEIGHT };
        let (left, right) = (area(LEFT), area(2.0 * LEFT + PANEL + RIGHT));
        page(PAGE, top + HEIGHT + BOTTOM, self.title, &self.description())
            .add(heading(self.title, PAGE / 2.0))
            .add(self.legend())
            .add(self.panel(left, "inertia", self.all()))
            .add(self.panel(right, "the lowest inertias, enlarged", self.lowest()))
            .to_string()
    }

    fn description(&self) -> String {
        let ends = self.inits.iter().map(|init| {
            let (restarts, lowest) = (counted(init.restarts.len(), "restart"), init.lowest());
            format!("{}: {restarts}, the best ends at {lowest}", init.name)
        });
        let ends: Vec<String> = ends.collect();
        format!("Inertia by iteration, one line per restart. {}.", ends.join("; "))
    }

    fn legend(&self) -> Group {
        self.inits.iter().enumerate().fold(group("legend"), |group, (number, init)| {
            let (look, y) = (Look::of(number), HEADING + LEGEND_LINE * (number as f64 + 0.5));
            let restarts = match init.restarts.len() {
                1 => "one restart".to_owned(),
                many => format!("best of {many} restarts"),
            };
            let words = format!("{}: {restarts} ends at {}", init.name, init.lowest());
            let words = fitted(&words, FONT_SIZE, PAGE - LEFT - 60.0);
            group
                .add(look.line(&format!("M{LEFT} {y}h36"), 2.25))
                .add(look.marker(LEFT + 18.0, y, 4.0))
                .add(label(&words, FONT_SIZE, LEFT + 44.0, y + 4.0, Side::Start))
        })
    }

    fn panel(&self, area: PlotArea, title: &str, inertia: Axis) -> Group {
        let n_rounds = self.restarts().map(Vec::len).max().unwrap_or_default();
        // With fewer than five iterations, ticks would fall between them.
        let rounds = Axis::linear([0.0, n_rounds.max(5) as f64].into_iter(), PANEL);
        let n_corners = CORNERS / self.restarts().count().max(1);
        let panel = Panel { area, rounds, inertia, n_corners };
        let marks = group("panel")
            .add(area.title(title))
            .add(area.x_axis(&panel.rounds, "iteration"))
            .add(area.y_axis(&panel.inertia))
            .add(panel.inside(self.inits))
            .add(area.outline());
        let is_empty = self.restarts().all(|restart| last(restart).is_none());
        if is_empty { marks.add(area.undefined()) } else { marks }
    }

    fn restarts(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.inits.iter().flat_map(|init| &init.restarts)
    }

    fn all(&self) -> Axis {
        Axis::linear(self.restarts().flatten().copied(), HEIGHT)
    }

    /// An axis from the lowest inertia to a little past the highest that a restart ends with.
    fn lowest(&self) -> Axis {
        let (_, highest) = finite_range(self.restarts().flatten().copied());
        let ends = self.restarts().filter_map(|restart| last(restart)).map(|(_, end)| end);
        let (low, high) = finite_range(ends);
        let past = (0.5 * (high / 2.0 - low / 2.0)).max(0.01 * (highest / 2.0 - low / 2.0));
        Axis::linear([low, (high + 2.0 * past).min(highest)].into_iter(), HEIGHT)
    }
}

struct Panel {
    area: PlotArea,
    rounds: Axis,
    inertia: Axis,
    n_corners: usize,
}

impl Panel {
    /// An inner document cuts off what reaches past its edges, and needs no id for it.
    fn inside(&self, inits: &[InertiaTraces]) -> Document {
        let PlotArea { left, top, width, height } = self.area;
        let inside = Document::new().set("x", left).set("y", top);
        let lines = Group::new().set("transform", format!("translate(-{left} -{top})"));
        // The bold lines are drawn on top of all others.
        let lines = [false, true].into_iter().fold(lines, |lines, is_best| {
            let inits = inits.iter().zip((0..).map(Look::of));
            inits.fold(lines, |lines, (init, look)| lines.add(self.lines(init, look, is_best)))
        });
        inside.set("width", width).set("height", height).add(lines)
    }

    /// The best restart, or all others.
    fn lines(&self, init: &InertiaTraces, look: Look, is_best: bool) -> Group {
        let (group, width, size) = if is_best {
            (group("best"), 2.25, 4.5)
        } else {
            (group("restarts").set("opacity", 0.45), 1.0, 2.5)
        };
        let restarts = init.restarts.iter().enumerate();
        let restarts = restarts.filter(|&(number, _)| (number == init.best) == is_best);
        restarts.fold(group, |group, (_, restart)| self.line(group, restart, look, width, size))
    }

    fn line(&self, group: Group, restart: &[f64], look: Look, width: f64, size: f64) -> Group {
        let every = restart.len().div_ceil(self.n_corners.clamp(16, 400)).max(1);
        let rounds = restart.iter().enumerate();
        let shown = rounds.filter(|(round, _)| round % every == 0 || round + 1 == restart.len());
        let data = polyline(shown.filter_map(|(round, &inertia)| self.on_page(round, inertia)));
        if data.is_empty() {
            return group;
        }
        let group = group.add(look.line(&data, width).set("stroke-linejoin", "round"));
        match last(restart).and_then(|(round, inertia)| self.on_page(round, inertia)) {
            Some((x, y)) => group.add(look.marker(x, y, size)),
            None => group,
        }
    }

    /// Also past the upper edge, or lines would begin inside.
    fn on_page(&self, round: usize, inertia: f64) -> Option<(f64, f64)> {
        let x = self.area.x(&self.rounds, round as f64)?;
        Some((x, self.area.bottom() - self.inertia.beyond(inertia)?))
    }
}

/// The last iteration with an inertia, from 0, and that inertia.
fn last(restart: &[f64]) -> Option<(usize, f64)> {
    let rounds = restart.iter().copied().enumerate();
    rounds.rev().find(|(_, inertia)| inertia.is_finite())
}

#[cfg(test)]
mod tests {
    use roxmltree::Node;

    use super::*;
    use crate::charts::reading::{checked, of_class, read};

    fn traces(name: &str, restarts: &[&[f64]], best: usize) -> InertiaTraces {
        let restarts = restarts.iter().map(|restart| restart.to_vec()).collect();
        InertiaTraces { name: name.to_owned(), restarts, best }
    }

    fn draw(inits: &[InertiaTraces]) -> String {
        checked(Convergence { title: "Convergence", inits }.to_svg())
    }

    fn lines<'a>(group: &Node<'a, 'a>) -> Vec<&'a str> {
        let lines = group.children().filter(|node| node.attribute("fill") == Some("none"));
        lines.map(|line| line.attribute("d").unwrap()).collect()
    }

    #[test]
    fn every_restart_has_a_line_in_both_panels() {
        let inits = [
            traces("k-means++", &[&[9.0, 5.0, 4.0], &[8.0, 3.5], &[7.0]], 1),
            traces("<PCA>", &[&[6.0, 5.5]], 0),
        ];
        let svg = draw(&inits);
        let xml = read(&svg);
        let count = |class| -> Vec<usize> {
            of_class(&xml, class).iter().map(|group| lines(group).len()).collect()
        };
        assert_eq!(count("restarts"), [2, 0, 2, 0]);
        assert_eq!(count("best"), [1, 1, 1, 1]);
        assert!(svg.contains("k-means++: best of 3 restarts ends at 3.5"), "{svg}");
        assert!(svg.contains("&lt;PCA&gt;: one restart ends at 5.5"), "{svg}");
        let best = of_class(&xml, "best");
        assert_eq!(lines(&best[0])[0].matches(['M', 'L']).count(), 2, "a corner per iteration");
    }

    #[test]
    fn the_second_panel_shows_where_restarts_end() {
        let many: Vec<Vec<f64>> =
            (0..4).map(|i| vec![1e6, 80_000.0, 69_500.0 + 10.0 * f64::from(i)]).collect();
        let inits = [InertiaTraces { name: "random".to_owned(), restarts: many, best: 0 }];
        let svg = draw(&inits);
        let xml = read(&svg);
        let ends: Vec<f64> = of_class(&xml, "restarts")
            .iter()
            .map(|group| {
                let ends = lines(group).into_iter().map(|line| line.rsplit_once(' ').unwrap().1);
                let ends: Vec<f64> = ends.map(|y| y.parse().unwrap()).collect();
                ends[0] - ends[2]
            })
            .collect();
        assert!(ends[0] < 0.1 && ends[1] > 0.3, "{ends:?}");
    }

    #[test]
    fn anything_is_drawn() {
        let inits = [
            vec![],
            vec![traces("none", &[], 0)],
            vec![traces("empty", &[&[]], 3)],
            vec![traces("one", &[&[7.0]], 0)],
            vec![traces("equal", &[&[7.0, 7.0], &[7.0]], 0)],
            vec![traces("zero", &[&[0.0, 0.0]], 0)],
            vec![traces("no numbers", &[&[f64::NAN, f64::INFINITY], &[f64::NAN, 3.0]], 0)],
            vec![traces("huge", &[&[f64::MAX, 1e300], &[f64::MAX]], 1)],
        ];
        for inits in inits {
            read(&draw(&inits));
        }
    }

    #[test]
    fn many_long_restarts_stay_small() {
        let restart: Vec<f64> = (0..3000).map(|round| 1e5 / f64::from(round + 1)).collect();
        let inits =
            [InertiaTraces { name: "k-means++".to_owned(), restarts: vec![restart; 100], best: 7 }];
        let svg = draw(&inits);
        assert!(svg.len() < 500_000, "{}", svg.len());
    }
}
