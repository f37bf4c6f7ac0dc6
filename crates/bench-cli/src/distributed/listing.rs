use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use digits_data::files::ArrayRows;
use hmac_sha256::Hash;
use serde::{Deserialize, Serialize};

use crate::text::counted;

/// Rows of a part whose numbers go into its checksum, at most.
const CHECKED_ROWS: usize = 64;

/// The rows that one process sees: one file, or the parts in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listing {
    pub(super) n_features: usize,
    is_folder: bool,
    /// Sorted by name.
    pub(super) parts: Vec<PartFile>,
}

/// One file of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PartFile {
    name: String,
    pub(super) n_rows: usize,
    /// SHA-256 of the shape and of some rows.
    checksum: [u8; 32],
}

/// The rows of each process among all rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Layout {
    pub(super) n_samples: usize,
    pub(super) n_features: usize,
    /// The first row of each process, and at the end the number of all rows.
    pub(super) starts: Vec<usize>,
    /// True if every process sees all parts. Otherwise each sees only its own.
    pub(super) all_see_all: bool,
}

impl Listing {
    /// Lists the parts at a path and reads some rows of each. `open` opens a part.
    pub(super) fn of(path: &Path, open: impl Fn(&Path) -> Result<ArrayRows>) -> Result<Self> {
        let is_folder = path.is_dir();
        let mut parts = Vec::new();
        let mut n_features = None;
        for file in part_paths(path)? {
            let mut rows = open(&file)?;
            let found = rows.n_features();
            let expected = *n_features.get_or_insert(found);
            ensure!(
                found == expected,
                "{} has {} and the parts before it have {expected}",
                file.display(),
                counted(found, "feature")
            );
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let checksum = checksum(&mut rows)?;
            parts.push(PartFile { name, n_rows: rows.n_samples(), checksum });
        }
        let n_features =
            n_features.with_context(|| format!("{} has no NPY files", path.display()))?;
        Ok(Self { n_features, is_folder, parts })
    }

    pub(super) fn n_rows(&self) -> usize {
        self.parts.iter().map(|part| part.n_rows).sum()
    }
}

/// Returns the NPY files of a folder, sorted by name, or the file itself.
pub(super) fn part_paths(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let cannot = || format!("cannot read the folder {}", path.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("npy")) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Opens a table whose rows can be read at any place.
pub(super) fn open_table(path: &Path) -> Result<ArrayRows> {
    fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    ArrayRows::open(path).with_context(|| {
        format!(
            "several processes read NPY files in C order, and cannot read {} in place; save the table as NPY \
             first, for example with NumPy's `save`",
            path.display()
        )
    })
}

/// Reads evenly spaced rows, the first and the last among them.
fn checksum(rows: &mut ArrayRows) -> Result<[u8; 32]> {
    let n_rows = rows.n_samples();
    let mut hash = Hash::new();
    hash.update((n_rows as u64).to_le_bytes());
    hash.update((rows.n_features() as u64).to_le_bytes());
    let n_checked = n_rows.min(CHECKED_ROWS);
    let mut buffer: Vec<f64> = Vec::new();
    for at in 0..n_checked {
        let row = at * (n_rows - 1) / (n_checked - 1).max(1);
        let read = rows.read(row, 1, buffer)?;
        read.as_slice().iter().for_each(|value| hash.update(value.to_le_bytes()));
        buffer = read.into_vec();
    }
    Ok(hash.finalize())
}

impl Layout {
    /// Decides who has which rows. `name(process)` names a process in an error.
    ///
    /// If all list the same parts, each takes an equal share of their rows. If no part is listed twice,
    /// each has its own. Anything else is an error.
    pub(super) fn of(listings: &[Listing], name: impl Fn(usize) -> String) -> Result<Self> {
        let first = &listings[0];
        let n_processes = listings.len();
        if listings.iter().all(|listing| listing == first) {
            let n_samples = first.n_rows();
            let starts = (0..=n_processes).map(|process| share(n_samples, process, n_processes));
            let (starts, n_features) = (starts.collect(), first.n_features);
            return Ok(Self { n_samples, n_features, starts, all_see_all: true });
        }
        let mut starts = vec![0];
        for (process, listing) in listings.iter().enumerate() {
            let (found, expected) = (listing.n_features, first.n_features);
            if found != expected {
                let features = counted(found, "feature");
                bail!("{} has {features} and process 0 has {expected}", name(process));
            }
            for (other, before) in listings[..process].iter().enumerate() {
                check_disjoint(before, listing, || (name(other), name(process)))?;
            }
            starts.push(starts[process] + listing.n_rows());
        }
        let (n_samples, n_features) = (starts[n_processes], first.n_features);
        Ok(Self { n_samples, n_features, starts, all_see_all: false })
    }
}

/// Returns the first row of a share, without an overflow.
fn share(n_samples: usize, process: usize, n_processes: usize) -> usize {
    let (each, more) = (n_samples / n_processes, n_samples % n_processes);
    each * process + more.min(process)
}

fn check_disjoint(
    one: &Listing,
    other: &Listing,
    names: impl Fn() -> (String, String),
) -> Result<()> {
    let shared = one
        .parts
        .iter()
        .find_map(|part| Some((part, other.parts.iter().find(|theirs| theirs.name == part.name)?)));
    let (of_one, of_other) = names();
    match shared {
        None if one.is_folder && other.is_folder => Ok(()),
        Some((ours, theirs)) if ours.n_rows != theirs.n_rows => bail!(
            "{} has {} rows for {of_other} and {} for {of_one}",
            ours.name,
            theirs.n_rows,
            ours.n_rows
        ),
        Some((ours, theirs)) if ours.checksum != theirs.checksum => {
            bail!("{} holds other numbers for {of_other} than for {of_one}", ours.name)
        }
        _ => bail!(
            "{of_other} sees other parts than {of_one}, but some the same; a folder must have all parts for \
             every process, or the own parts of each"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(parts: &[(&str, usize, u8)]) -> Listing {
        let part = |&(name, n_rows, byte): &(&str, usize, u8)| PartFile {
            name: name.into(),
            n_rows,
            checksum: [byte; 32],
        };
        Listing { n_features: 2, is_folder: true, parts: parts.iter().map(part).collect() }
    }

    #[test]
    fn rows_are_shared_or_each_process_has_its_own() {
        let of = |listings: &[Listing]| Layout::of(listings, |it| format!("process {it}"));
        let all = listing(&[("a", 4, 0), ("b", 3, 0)]);
        assert_eq!(of(&vec![all.clone(); 3]).unwrap().starts, [0, 3, 5, 7]);
        let own = [listing(&[("b", 4, 0)]), listing(&[("a", 3, 0), ("c", 1, 0)])];
        assert_eq!(of(&own).unwrap().starts, [0, 4, 8]);
        for (other, reason) in [
            (listing(&[("a", 5, 0), ("b", 3, 0)]), "a has 5 rows for process 1 and 4"),
            (listing(&[("a", 4, 1), ("b", 3, 0)]), "a holds other numbers"),
            (listing(&[("a", 4, 0)]), "some the same"),
            (Listing { n_features: 3, ..all.clone() }, "process 1 has 3 features"),
        ] {
            let error = of(&[all.clone(), other]).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
