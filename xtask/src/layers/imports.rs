//! The paths that a Rust file names, read from its text: its `use` lines, and paths in its code.

/// The imports and re-exports of one file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Imports {
    /// Every path that the file uses, such as `["crate", "engine", "Round"]`.
    pub(super) uses: Vec<Path>,
    /// Names that the file re-exports, each with the path behind it.
    pub(super) exports: Vec<(String, Path)>,
}

pub(super) type Path = Vec<String>;

/// Reads the imports of a file; its comments and its unit tests do not count.
pub(super) fn imports(text: &str) -> Imports {
    let code = code_of(text);
    let mut found = Imports::default();
    let mut aliases = Vec::new();
    let mut rest = String::new();
    for (index, statement) in code.split(';').enumerate() {
        let Some((before, tree)) = split_at_use(statement) else {
            rest += statement;
            rest.push(';');
            continue;
        };
        let is_export = before.contains("pub");
        for (name, path) in expand(tree) {
            if is_export {
                found.exports.push((name, path));
            } else {
                aliases.push((name, path.clone()));
                found.uses.push(path);
            }
        }
        // Code before a `use` belongs to the item above it.
        rest += if index == 0 { "" } else { before };
    }
    found.uses.extend(paths_in_code(&rest, &aliases));
    found
}

/// The text without line comments and strings, up to the unit tests at its end.
///
/// rustfmt's layout shows what stands in a module inside the file: there `super` is the file itself.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    let mut is_inside = false;
    while let Some(line) = lines.next() {
        let is_for_tests = line.starts_with("#[cfg(") && line.contains("test");
        if is_for_tests && lines.peek().is_some_and(|next| next.starts_with("mod tests")) {
            break;
        }
        if line == "#[cfg(doc)]" {
            // The import below it is for links in the documentation.
            lines.find(|line| line.ends_with(';'));
            continue;
        }
        is_inside = (is_inside && line != "}") || (line.ends_with('{') && is_module(line));
        let line = line.trim_start();
        if !line.starts_with("//") {
            // Drops the text between quotes: a path in a string, as in serde attributes, is not an import.
            let line: String = line.split('"').step_by(2).collect();
            code += &if is_inside { line.replace("super::", "self::") } else { line };
            code.push('\n');
        }
    }
    code
}

fn is_module(line: &str) -> bool {
    line.starts_with("mod ") || (line.starts_with("pub") && line.contains(" mod "))
}

/// A statement that is an import: what stands before its `use`, and the tree after it.
fn split_at_use(statement: &str) -> Option<(&str, &str)> {
    let at = if statement.starts_with("use ") {
        0
    } else {
        statement
            .rfind("\nuse ")
            .or_else(|| statement.rfind(") use "))
            .or_else(|| statement.rfind("pub use "))?
    };
    let (before, import) = statement.split_at(at);
    let (keyword, tree) = import.split_once("use ")?;
    let before_keyword = &statement[..before.len() + keyword.len()];
    Some((before_keyword, tree))
}

/// Every path of a `use` tree with the name that it brings in.
fn expand(tree: &str) -> Vec<(String, Path)> {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let prefix = segments(head);
        let group = group.rsplit_once('}').map_or(group, |(group, _)| group);
        let expanded = split_outside_braces(group).into_iter().flat_map(expand);
        return expanded
            .map(|(name, path)| {
                let path: Path = path.into_iter().filter(|part| part != "self").collect();
                let name =
                    if name == "self" { prefix.last().cloned().unwrap_or(name) } else { name };
                (name, prefix.iter().cloned().chain(path).collect())
            })
            .collect();
    }
    let (path, alias) =
        tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias)));
    let path = segments(path);
    let Some(last) = path.last() else { return Vec::new() };
    vec![(alias.map_or_else(|| last.clone(), |alias| alias.trim().to_owned()), path)]
}

fn segments(path: &str) -> Path {
    path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn split_outside_braces(group: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts
}

/// Paths such as `crate::engine::run`, and those that begin with a name that was imported.
fn paths_in_code(code: &str, aliases: &[(String, Path)]) -> Vec<Path> {
    let is_part = |character: char| character.is_alphanumeric() || "_:".contains(character);
    let words = code.split(|character| !is_part(character)).filter(|word| word.contains("::"));
    let mut paths: Vec<Path> = words.map(segments).filter(|path| path.len() > 1).collect();
    for path in &mut paths {
        if let Some((_, target)) = aliases.iter().find(|(name, _)| *name == path[0]) {
            path.splice(..1, target.iter().cloned());
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(paths: impl IntoIterator<Item = Path>) -> Vec<String> {
        paths.into_iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn trees_are_expanded() {
        let text =
            "use std::io;\nuse crate::{a::{self, B}, c::D as E};\npub(crate) use self::f::G;\n";
        let found = imports(text);
        assert_eq!(joined(found.uses), ["std::io", "crate::a", "crate::a::B", "crate::c::D"]);
        assert_eq!(found.exports, [("G".to_owned(), segments("self::f::G"))]);
    }

    #[test]
    fn paths_in_code_count_and_aliases_are_followed() {
        let text = "use crate::engine;\n/// crate::comment::no\nfn f() { engine::lloyd::run(super::x()); }\n";
        let found = imports(text);
        assert_eq!(joined(found.uses), ["crate::engine", "crate::engine::lloyd::run", "super::x"]);
    }

    #[test]
    fn a_module_inside_a_file_is_that_file() {
        let text = "mod stored {\n    use super::A;\n}\nuse super::B;\n";
        assert_eq!(joined(imports(text).uses), ["self::A", "super::B"]);
    }

    #[test]
    fn strings_do_not_count() {
        assert_eq!(
            imports("#[serde(try_from = \"super::Stored\")]\nstruct A;\n"),
            Imports::default()
        );
    }

    #[test]
    fn unit_tests_do_not_count() {
        let text = "fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::oracle;\n}\n";
        assert_eq!(imports(text), Imports::default());
    }
}
