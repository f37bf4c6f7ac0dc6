use svg::node::element::Path;

use super::colours::OKABE_ITO;
use super::document::rounded;
use super::marks::stroke;

/// Colour, dashes and marker of one initialisation; any of them is enough to tell it from the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    pub(crate) colour: &'static str,
    dashes: &'static str,
    marker: Marker,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Marker {
    Circle,
    Square,
    Diamond,
    Triangle,
    Cross,
}

const DASHES: [&str; 4] = ["", "7 3", "2 2", "9 3 2 3"];
const MARKERS: [Marker; 5] =
    [Marker::Circle, Marker::Square, Marker::Diamond, Marker::Triangle, Marker::Cross];

impl Look {
    /// The look of the initialisation with this number, from 0.
    pub(crate) fn of(number: usize) -> Self {
        Self {
            colour: OKABE_ITO[number % OKABE_ITO.len()],
            dashes: DASHES[number % DASHES.len()],
            marker: MARKERS[number % MARKERS.len()],
        }
    }

    pub(crate) fn line(self, data: &str, width: f64) -> Path {
        let path = stroke(data, self.colour, width);
        if self.dashes.is_empty() { path } else { path.set("stroke-dasharray", self.dashes) }
    }

    /// Reaches about `size` to every side.
    pub(crate) fn marker(self, x: f64, y: f64, size: f64) -> Path {
        let [half, whole] = [0.85 * size, 1.7 * size].map(rounded);
        let outline = match self.marker {
            // Four cubic curves, at most 0.03 % off a circle.
            Marker::Circle => {
                let [r, near, far] = [size, 0.5523 * size, 0.4477 * size].map(rounded);
                format!(
                    "m-{r} 0c0-{near} {far}-{r} {r}-{r} {near} 0 {r} {far} {r} {r} \
                     0 {near}-{far} {r}-{r} {r}-{near} 0-{r}-{far}-{r}-{r}z"
                )
            }
            Marker::Square => format!("m-{half}-{half}h{whole}v{whole}h-{whole}z"),
            Marker::Diamond => {
                let reach = rounded(1.2 * size);
                format!("m0-{reach}l{reach} {reach}l-{reach} {reach}l-{reach}-{reach}z")
            }
            Marker::Triangle => {
                let [up, side, down] = [1.3 * size, 1.2 * size, 2.1 * size].map(rounded);
                format!("m0-{up}l{side} {down}h-{}z", rounded(2.0 * side))
            }
            Marker::Cross => format!("m-{half}-{half}l{whole} {whole}m0-{whole}l-{whole} {whole}"),
        };
        let path = Path::new().set("d", format!("M{} {}{outline}", rounded(x), rounded(y)));
        let path = path.set("fill", self.colour);
        if self.marker == Marker::Cross {
            return path.set("stroke", self.colour).set("stroke-width", rounded(size / 2.0));
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_twenty_differ_in_dashes_and_marker_and_more_in_all() {
        let looks: Vec<Look> = (0..60).map(Look::of).collect();
        for (number, look) in looks.iter().enumerate() {
            assert!(!looks[..number].contains(look), "{number}");
            let same = |other: &&Look| (other.dashes, other.marker) == (look.dashes, look.marker);
            assert!(number >= 20 || !looks[..number].iter().any(|other| same(&other)));
        }
    }
}
