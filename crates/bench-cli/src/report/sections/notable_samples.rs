use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::{ClusterModel, KMeansModel};

use super::Subject;
use crate::charts::{Captioned, ImageGrid};
use crate::report::ColumnOf;
use crate::report::document::{Block, Cell, Figure, Table};
use crate::text::numbers::{alike, number};

/// Samples that are shown of each kind.
const N_SHOWN: usize = 10;

/// Samples per block of distances.
const ROWS_AT_ONCE: usize = 4096;

/// Shows the samples farthest from their centre, and those that nearly belong to another cluster.
pub(crate) fn notable_samples<F: Scalar>(
    subject: &Subject<'_, F>,
    model: &KMeansModel<F>,
) -> Result<Vec<Block>> {
    let places = places(subject, model)?;
    let mut farthest = places.clone();
    farthest.sort_by(|a, b| b.distance.total_cmp(&a.distance));
    farthest.truncate(N_SHOWN);
    let mut blocks = vec![show(
        subject,
        &farthest,
        "farthest",
        "The samples farthest from their centre",
        |place| format!("distance {}", number(place.distance)),
        vec![numbers("distance", |place| place.distance)],
    )?];
    if model.n_clusters() > 1 {
        let mut between = places;
        between.sort_by(|a, b| a.lead().total_cmp(&b.lead()));
        between.truncate(N_SHOWN);
        blocks.push(show(
            subject,
            &between,
            "between",
            "The samples between two clusters",
            |place| format!("cluster {}: +{}", place.second, number(place.lead())),
            vec![
                ColumnOf::new("second nearest cluster", "", |place: &Place| whole(place.second)),
                numbers("farther by", Place::lead),
            ],
        )?);
    }
    Ok(blocks)
}

/// Distances of a sample to its own and to the second nearest centre.
#[derive(Debug, Clone, Copy)]
struct Place {
    sample: usize,
    cluster: u32,
    /// Distance to its own centre.
    distance: f64,
    /// The cluster of the second nearest centre, and the distance to it.
    second: usize,
    second_distance: f64,
}

impl Place {
    /// How much farther the second nearest centre is than its own.
    fn lead(&self) -> f64 {
        self.second_distance - self.distance
    }
}

/// The places of all samples, in blocks: the table of all distances may not fit in memory.
fn places<F: Scalar>(subject: &Subject<'_, F>, model: &KMeansModel<F>) -> Result<Vec<Place>> {
    let n_samples = subject.samples().n_samples();
    let mut places = Vec::with_capacity(n_samples);
    for start in (0..n_samples).step_by(ROWS_AT_ONCE) {
        let rows = start..n_samples.min(start + ROWS_AT_ONCE);
        let Some(samples) = subject.samples().slice(rows.clone()) else { continue };
        let distances = model.transform(samples)?;
        places.extend(rows.zip(distances.rows()).map(|(sample, distances)| {
            let cluster = model.labels()[sample];
            let distances = distances.iter().map(|distance| distance.to_f64()).enumerate();
            let others = distances.clone().filter(|(other, _)| *other != cluster as usize);
            let (second, second_distance) =
                others.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f64::INFINITY));
            let own = distances.clone().nth(cluster as usize);
            Place {
                sample,
                cluster,
                distance: own.map_or(0.0, |own| own.1),
                second,
                second_distance,
            }
        }));
    }
    Ok(places)
}

fn show<F: Scalar>(
    subject: &Subject<'_, F>,
    places: &[Place],
    name: &str,
    title: &str,
    what: impl Fn(&Place) -> String,
    columns: Vec<ColumnOf<'_, Place>>,
) -> Result<Block> {
    let samples: Vec<usize> = places.iter().map(|place| place.sample).collect();
    let images = match subject.image_width {
        Some(image_width) => {
            let given = subject.as_given(&samples)?;
            let image = |(place, pixels): (&Place, &[f64])| {
                let truth = subject.true_label(place.sample);
                let truth = truth.map_or(String::new(), |label| format!("label {label}, "));
                let lines = vec![
                    format!("{truth}cluster {}", place.cluster),
                    what(place),
                    format!("row {}", subject.row(place.sample)),
                ];
                Captioned { values: pixels.to_vec(), lines }
            };
            let images: Vec<Captioned> = places.iter().zip(given.rows()).map(image).collect();
            ImageGrid { title, image_width, n_columns: 5, images: &images }.to_svg()
        }
        None => None,
    };
    let (order, key) = match name {
        "between" => (
            ": those whose two nearest centres are most nearly equally far",
            " Below an image stand the second nearest cluster and, after the plus sign, how much farther \
             its centre is.",
        ),
        _ => ("", ""),
    };
    let scaled = match subject.scaling {
        Some(_) => " Distances are those of the scaled samples.",
        None => "",
    };
    let caption = |key: &str| format!("{title}{order}.{key}{scaled}");
    Ok(match images {
        Some(svg) => Block::Figure(Figure { name: name.into(), caption: caption(key), svg }),
        None => Block::Table(table(subject, places, &caption(""), columns)),
    })
}

fn table<'a, F: Scalar>(
    subject: &'a Subject<'a, F>,
    places: &[Place],
    caption: &str,
    mut columns: Vec<ColumnOf<'a, Place>>,
) -> Table {
    columns.insert(0, ColumnOf::new("cluster", "", |place: &Place| whole(place.cluster as usize)));
    if let Some(keys) = &subject.input.keys {
        let key = |place: &Place| keys.values[subject.row(place.sample)].as_str();
        columns.insert(
            0,
            ColumnOf::new(&keys.name, "", move |place: &Place| Cell::of_text(key(place))),
        );
    }
    if subject.input.labels.is_some() {
        let label = |place: &Place| subject.true_label(place.sample).unwrap_or_default();
        columns.push(ColumnOf::new("true label", "", move |place| Cell::of_text(label(place))));
    }
    let row = |place: &Place| subject.row(place.sample).to_string();
    Table::new(caption, "row", places, row, &columns)
}

fn whole(number: usize) -> Cell {
    Cell::of_number(number as f64, |_| number.to_string())
}

/// A column of numbers with decimals alike.
fn numbers<'a>(name: &str, of: impl Fn(&Place) -> f64 + 'a) -> ColumnOf<'a, Place> {
    ColumnOf::number(name, "", of, |_| String::new()).alike(alike)
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;
    use kmeans_core::{Init, KMeans};

    use super::*;
    use crate::cli::ScaleArg;
    use crate::files::input::Input;
    use crate::files::scaling::Scaling;

    /// Two clusters on a line, around 0 and around 10, with one sample near the middle.
    const LINE: [f64; 8] = [-1.0, 0.0, 0.5, 4.6, 9.0, 10.0, 10.5, 14.0];

    fn fitted(subject: &Subject<'_, f64>) -> KMeansModel<f64> {
        let centers = Samples::from_rows(&[[0.0], [10.0]]).unwrap();
        let kmeans = KMeans { init: Init::Centers(centers), ..KMeans::new(2) };
        kmeans.fit(subject.samples()).unwrap()
    }

    fn line() -> Input<f64> {
        let samples = Samples::new(LINE.to_vec(), 8, 1).unwrap();
        Input { kept_rows: Some((10..18).collect()), ..Input::of(samples) }
    }

    fn subject(input: &Input<f64>, image_width: Option<usize>) -> Subject<'_, f64> {
        Subject { input, scaling: None, image_width }
    }

    #[test]
    fn places_know_the_nearest_and_the_next_centre() {
        let line = line();
        let subject = subject(&line, None);
        let model = fitted(&subject);
        let centers = model.cluster_centers();
        for (place, &x) in places(&subject, &model).unwrap().iter().zip(&LINE) {
            let to = |cluster: usize| (x - centers.row(cluster)[0]).abs();
            assert!((place.distance - to(0).min(to(1))).abs() < 1e-12);
            assert!((place.second_distance - to(0).max(to(1))).abs() < 1e-12);
            assert_eq!(place.cluster as usize, usize::from(x > 5.0));
            assert_eq!(place.second, usize::from(x < 5.0));
        }
    }

    #[test]
    fn the_farthest_and_the_undecided_come_first() {
        let line = line();
        let subject = subject(&line, None);
        let blocks = notable_samples(&subject, &fitted(&subject)).unwrap();
        let first = |block: &Block| match block {
            Block::Table(table) => table.rows[0].name.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(blocks.iter().map(first).collect::<Vec<_>>(), ["13", "13"]);
    }

    #[test]
    fn distances_are_called_scaled_only_if_they_are() {
        let line = line();
        let view = line.samples.view();
        for kind in [ScaleArg::None, ScaleArg::Standard] {
            let scaling = Scaling::fit(kind, view).unwrap();
            let subject = Subject { scaling: scaling.0.as_ref(), ..subject(&line, None) };
            for block in notable_samples(&subject, &fitted(&subject)).unwrap() {
                let Block::Table(table) = block else { panic!("{block:?}") };
                assert_eq!(table.caption.contains("scaled"), scaling.0.is_some(), "{table:?}");
            }
        }
    }

    #[test]
    fn images_are_shown_as_images() {
        let line = line();
        let subject = subject(&line, Some(1));
        let blocks = notable_samples(&subject, &fitted(&subject)).unwrap();
        assert!(blocks.iter().all(|block| matches!(block, Block::Figure(_))), "{blocks:?}");
    }
}
