use svg::node::element::Group;

use crate::charts::drawing::{
    Axis, FONT_SIZE, PAIRED, PlotArea, Side, caption, dot, group, heading, label, line, page,
    polyline, rectangle, stroke,
};

/// The area of the bars.
const AREA: PlotArea = PlotArea { left: 62.0, top: 66.0, width: 520.0, height: 260.0 };
const RIGHT: f64 = 24.0;
const BOTTOM: f64 = 46.0;
/// Share of a component's room that its bar takes.
const BAR: f64 = 0.8;
/// Components up to which each has a dot.
const DOTS: usize = 60;

/// The share of the variance that each component explains, as bars, and their sum, as a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScreePlot<'a> {
    /// Largest first.
    pub(crate) explained_variance_ratio: &'a [f64],
    pub(crate) title: &'a str,
}

impl ScreePlot<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let n_components = self.explained_variance_ratio.len();
        let total: f64 = self.explained_variance_ratio.iter().sum();
        let description = format!(
            "Bars: the share of the variance that each of {n_components} components explains. \
             Line: the sum so far, {:.1} % in the end.",
            100.0 * total
        );
        let shares = Axis::linear([0.0, 1.0].into_iter(), AREA.height)
            .written(|share| format!("{:.0} %", 100.0 * share));
        page(AREA.right() + RIGHT, AREA.bottom() + BOTTOM, self.title, &description)
            .add(heading(self.title, AREA.middle()))
            .add(legend())
            .add(AREA.y_axis(&shares))
            .add(AREA.outline())
            .add(self.bars())
            .add(self.sums())
            .add(caption("component", AREA.middle(), AREA.bottom() + 36.0))
            .to_string()
    }

    /// The middle of a component's room.
    fn x(&self, component: usize) -> f64 {
        let n_components = self.explained_variance_ratio.len() as f64;
        AREA.left + AREA.width * (component as f64 + 0.5) / n_components
    }

    fn bars(&self) -> Group {
        let n_components = self.explained_variance_ratio.len();
        let width = BAR * AREA.width / n_components as f64;
        let every = n_components.div_ceil(20);
        let ratios = self.explained_variance_ratio.iter().enumerate();
        ratios.fold(group("bars").set("fill", PAIRED[0]), |group, (component, &ratio)| {
            let (x, height) = (self.x(component), AREA.height * ratio.clamp(0.0, 1.0));
            let bar = rectangle(x - width / 2.0, AREA.bottom() - height, width, height);
            let group = group.add(bar);
            if component % every != 0 {
                return group;
            }
            // Counted from 1, as people count components.
            group.add(caption(&(component + 1).to_string(), x, AREA.bottom() + 16.0))
        })
    }

    fn sums(&self) -> Group {
        let colour = PAIRED[1];
        let sums = self.explained_variance_ratio.iter().scan(0.0_f64, |sum, ratio| {
            *sum += ratio;
            Some(AREA.top + AREA.height * (1.0 - sum.clamp(0.0, 1.0)))
        });
        let points: Vec<(f64, f64)> = sums.enumerate().map(|(i, y)| (self.x(i), y)).collect();
        let marks = group("sums").set("fill", colour);
        if points.is_empty() {
            return marks;
        }
        let dots = points.iter().filter(|_| points.len() <= DOTS);
        let marks = dots.fold(marks, |marks, &(x, y)| marks.add(dot(x, y, 3.0)));
        marks.add(stroke(&polyline(points.iter().copied()), colour, 1.5))
    }
}

fn legend() -> Group {
    let (x, y) = (AREA.left, AREA.top - 18.0);
    let bar = rectangle(x, y - 9.0, 14.0, 10.0).set("fill", PAIRED[0]);
    let line = line(x + 190.0, y - 4.0, x + 214.0, y - 4.0).set("stroke", PAIRED[1]);
    group("legend")
        .add(bar)
        .add(label("explained variance ratio", FONT_SIZE, x + 20.0, y, Side::Start))
        .add(line.set("stroke-width", 1.5))
        .add(label("sum so far", FONT_SIZE, x + 220.0, y, Side::Start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{number_of, numbers, of_class, parts, read};

    #[test]
    fn bars_are_shares_and_the_line_their_sum() {
        let ratios = [0.5, 0.25, 0.125];
        let svg = ScreePlot { explained_variance_ratio: &ratios, title: "a & b" }.to_svg();
        let xml = read(&svg);
        assert_eq!(
            numbers(&xml, "bars", "rect", "height"),
            ratios.map(|ratio| ratio * AREA.height)
        );
        let sums = [0.5, 0.75, 0.875].map(|sum| AREA.top + AREA.height * (1.0 - sum));
        assert_eq!(numbers(&xml, "sums", "circle", "cy"), sums);
    }

    #[test]
    fn any_number_of_components_fits() {
        for n_components in [0_usize, 1, 64, 784] {
            let ratios = vec![1.0 / n_components.max(1) as f64; n_components];
            let svg = ScreePlot { explained_variance_ratio: &ratios, title: "" }.to_svg();
            let xml = read(&svg);
            for bar in parts(of_class(&xml, "bars")[0], "rect") {
                let is_inside = number_of(bar, "x") >= AREA.left && number_of(bar, "y") >= AREA.top;
                assert!(is_inside, "{n_components}: {bar:?}");
            }
        }
    }
}
