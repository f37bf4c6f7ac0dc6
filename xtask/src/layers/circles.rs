//! Circles of files: sources of one crate that import each other in a loop.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, PathBuf};

use super::files::Source;
use super::imports::{Imports, Path, imports};

/// One message per circle, with its arrows.
pub(super) fn violations(sources: &[Source]) -> Vec<String> {
    let mut crates: BTreeMap<PathBuf, Modules> = BTreeMap::new();
    for source in sources {
        if let Some((root, module)) = place(&source.path) {
            let modules = crates.entry(root).or_default();
            modules.0.insert(module, (source.path.clone(), imports(&source.text)));
        }
    }
    crates.values().flat_map(Modules::circles).collect()
}

/// The crate that a file belongs to, and its module there. Tests and examples have none.
fn place(path: &std::path::Path) -> Option<(PathBuf, Path)> {
    let parts: Vec<&str> = path
        .components()
        .map(|part| if let Component::Normal(part) = part { part.to_str() } else { None })
        .collect::<Option<_>>()?;
    let source = parts.iter().position(|&part| part == "src")?;
    // A program in `src/bin/NAME` is a crate of its own.
    let depth = if parts.get(source + 1) == Some(&"bin") { source + 3 } else { source + 1 };
    let (root, module) = parts.split_at(depth.min(parts.len() - 1));
    let mut module: Path = module.iter().map(|&part| part.to_owned()).collect();
    let file = module.pop()?;
    let stem = file.strip_suffix(".rs")?;
    if !matches!(stem, "mod" | "lib" | "main") {
        module.push(stem.to_owned());
    }
    Some((root.iter().collect(), module))
}

/// The modules of one crate: each with its file and its imports.
#[derive(Debug, Default)]
struct Modules(BTreeMap<Path, (PathBuf, Imports)>);

impl Modules {
    fn circles(&self) -> Vec<String> {
        let names: Vec<&Path> = self.0.keys().collect();
        let arrows: Vec<Vec<usize>> = names
            .iter()
            .map(|module| {
                let targets = self.imported_by(module);
                targets.iter().filter_map(|target| names.binary_search(&target).ok()).collect()
            })
            .collect();
        let reached: Vec<Vec<bool>> = (0..names.len()).map(|from| reach(&arrows, from)).collect();
        let mut seen = vec![false; names.len()];
        let mut circles = Vec::new();
        for from in 0..names.len() {
            let circle: Vec<usize> =
                (from..names.len()).filter(|&to| reached[from][to] && reached[to][from]).collect();
            if !seen[from] && circle.len() > 1 {
                let file = |at: usize| self.0[names[at]].0.display();
                let inside = |&from: &usize| {
                    let targets = arrows[from].iter().filter(|to| circle.contains(to));
                    targets.map(move |&to| format!("\n  {} -> {}", file(from), file(to)))
                };
                let arrows: BTreeSet<String> = circle.iter().flat_map(inside).collect();
                circles.push(format!(
                    "files import each other in a circle:{}",
                    Vec::from_iter(arrows).concat()
                ));
            }
            for at in circle {
                seen[at] = true;
            }
        }
        circles
    }

    /// The other modules whose items a module uses.
    fn imported_by(&self, module: &Path) -> Vec<Path> {
        let (_, imports) = &self.0[module];
        let targets = imports.uses.iter().filter_map(|path| self.defined_in(module, path, 0));
        targets.filter(|target| target != module).collect()
    }

    /// Finds the module that defines the item of a path, through re-exports.
    ///
    /// Returns `None` for a path to a module itself: importing a module uses none of its items.
    fn defined_in(&self, from: &Path, path: &Path, depth: usize) -> Option<Path> {
        let path = self.absolute(from, path)?;
        let length = (0..=path.len()).rev().find(|&length| self.0.contains_key(&path[..length]))?;
        let module = path[..length].to_vec();
        let item = path.get(length)?;
        let (_, imports) = &self.0[&module];
        let export = imports.exports.iter().find(|(name, _)| name == item);
        match export {
            Some((_, target)) if depth < path.len() + 8 => {
                self.defined_in(&module, target, depth + 1).or(Some(module))
            }
            _ => Some(module),
        }
    }

    /// The path from the crate's root; `None` if it leads out of the crate.
    fn absolute(&self, from: &Path, path: &Path) -> Option<Path> {
        let (first, mut rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            child => {
                let child: Path = from.iter().cloned().chain([child.to_owned()]).collect();
                self.0.contains_key(&child).then_some(child)?
            }
        };
        while let Some((_, behind)) = rest.split_first().filter(|(part, _)| *part == "super") {
            module.pop()?;
            rest = behind;
        }
        module.extend(rest.iter().cloned());
        Some(module)
    }
}

fn reach(arrows: &[Vec<usize>], from: usize) -> Vec<bool> {
    let mut reached = vec![false; arrows.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            open.extend(&arrows[at]);
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let source = |&(path, text): &(&str, &str)| Source {
            path: ["crates", "a", "src", path].iter().collect(),
            text: text.to_owned(),
        };
        violations(&files.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn a_circle_is_named_once() {
        let circle = found(&[
            ("lib.rs", "mod one;\nmod two;\nmod three;\n"),
            ("one.rs", "use crate::two::B;\n"),
            ("two.rs", "fn f() {}\nfn g() { crate::three::h() }\n"),
            ("three.rs", "use super::one;\nfn h() { one::A::new() }\n"),
        ]);
        let arrow =
            |from: &str, to: &str| format!("\n  crates/a/src/{from}.rs -> crates/a/src/{to}.rs");
        let arrows = [arrow("one", "two"), arrow("three", "one"), arrow("two", "three")];
        assert_eq!(circle.len(), 1);
        assert!(arrows.iter().all(|arrow| circle[0].contains(arrow)), "{circle:?}");
    }

    #[test]
    fn a_face_hands_names_on_and_is_no_part_of_a_circle() {
        let sound = [
            ("lib.rs", "mod room;\n"),
            ("room/mod.rs", "mod one;\nmod two;\npub(crate) use self::one::A;\npub use two::B;\n"),
            ("room/one.rs", "pub struct A;\n"),
            ("room/two.rs", "use super::A;\npub struct B;\n"),
        ];
        assert_eq!(found(&sound), [""; 0]);
        let mut broken = sound;
        broken[2].1 = "use crate::room::B;\n";
        assert_eq!(found(&broken).len(), 1);
    }

    #[test]
    fn a_file_that_uses_its_parents_items_while_the_parent_uses_it_is_a_circle() {
        let parent = "mod child;\nfn f() { child::g() }\npub struct S;\n";
        assert_eq!(found(&[("lib.rs", parent), ("child.rs", "use super::S;\n")]).len(), 1);
        assert_eq!(found(&[("lib.rs", parent), ("child.rs", "use std::io;\n")]), [""; 0]);
    }

    #[test]
    fn programs_are_crates_of_their_own() {
        let placed = place(std::path::Path::new("crates/a/src/bin/b/c.rs"));
        assert_eq!(placed, Some((PathBuf::from("crates/a/src/bin/b"), vec!["c".to_owned()])));
        assert_eq!(place(std::path::Path::new("crates/a/tests/t.rs")), None);
    }
}
