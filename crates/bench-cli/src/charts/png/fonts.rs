use std::sync::{Arc, LazyLock};

use resvg::usvg::Options;
use resvg::usvg::fontdb::{Database, Source};

const FAMILY: &str = "Inter";

/// Parts of Inter, as `fonts/README.md` describes them.
static REGULAR: &[u8] = include_bytes!("../../../fonts/Inter-Regular.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("../../../fonts/Inter-SemiBold.ttf");

/// Read once, however many pictures are drawn.
static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    for font in [REGULAR, SEMI_BOLD] {
        database.load_font_source(Source::Binary(Arc::new(font)));
    }
    database.set_sans_serif_family(FAMILY);
    Arc::new(database)
});

/// How figures are read: with our fonts and no others.
pub(super) fn options() -> Options<'static> {
    Options { fontdb: Arc::clone(&DATABASE), font_family: FAMILY.to_owned(), ..Options::default() }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use skrifa::{FontRef, MetadataProvider as _};

    use super::*;

    fn is_in_both(c: char) -> bool {
        [REGULAR, SEMI_BOLD].iter().all(|font| {
            let font = FontRef::new(font).unwrap();
            font.charmap().map(c).is_some()
        })
    }

    #[test]
    fn they_have_the_characters_that_reports_use() {
        let basic = (' '..='~').chain('\u{a0}'..='\u{17f}').chain('Α'..='Ρ').chain('α'..='ω');
        let signs = "²³±×·–—−…‖≤≥≠≈√∞∑→←↑↓′″°µ‰“”‘’„₀₁₂₃⁰¹⁻";
        // A hyphen that is not drawn, and a letter that Unicode deprecates.
        let used = basic.chain(signs.chars()).filter(|c| !matches!(c, '\u{ad}' | '\u{149}'));
        let missing: String = used.filter(|&c| !is_in_both(c)).collect();
        assert_eq!(missing, "");
    }

    /// Titles, names and words of figures come from all over the program; its block characters go to the
    /// terminal alone.
    #[test]
    fn they_have_every_character_of_our_own_words() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut missing = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.extend((!path.ends_with("terminal")).then_some(path));
                } else {
                    let text = fs::read_to_string(&path).unwrap();
                    let lacks = text.chars().filter(|&c| c != '\n' && !is_in_both(c));
                    missing.extend(lacks.map(|c| (path.clone(), c)));
                }
            }
        }
        assert_eq!(missing, []);
    }

    #[test]
    fn both_weights_are_one_family() {
        let names: Vec<_> =
            DATABASE.faces().map(|face| (face.families[0].0.clone(), face.weight.0)).collect();
        assert_eq!(names, [(FAMILY.to_owned(), 400), (FAMILY.to_owned(), 600)]);
    }
}
