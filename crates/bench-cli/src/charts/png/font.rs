use std::collections::HashMap;
use std::sync::LazyLock;

use anyhow::Result;
use tiny_skia::{Path, PathBuilder, Transform};

use super::outline::outline;

/// The two weights of the font in pictures.
///
/// Tables prepared from `fonts/*.ttf` hold the outlines, so drawing needs no font reader.
/// `fonts/README.md` describes how the tables are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
}

static REGULAR: LazyLock<Font> =
    LazyLock::new(|| Font::read(include_str!("../../../fonts/Inter-Regular.glyphs")));
static SEMI_BOLD: LazyLock<Font> =
    LazyLock::new(|| Font::read(include_str!("../../../fonts/Inter-SemiBold.glyphs")));

/// A line of text in units of the font size, y down, standing on `[0, 0]`.
pub(super) struct Line {
    pub(super) outline: Option<Path>,
    pub(super) width: f32,
}

impl Weight {
    /// Sets the characters one after the other. A character that the font lacks is an empty box.
    pub(super) fn line(self, text: &str) -> Result<Line> {
        let font = self.font();
        let (mut path, mut width, mut before) = (PathBuilder::new(), 0.0, None);
        for c in text.chars().filter(|&c| !is_invisible(c)) {
            let glyph = font.glyphs.get(&c).unwrap_or(&font.missing);
            width += before.and_then(|before| font.kerning.get(&(before, c))).unwrap_or(&0.0);
            let place = Transform::from_translate(width, 0.0);
            if let Some(outline) = outline(glyph.outline)?.and_then(|path| path.transform(place)) {
                path.push_path(&outline);
            }
            (width, before) = (width + glyph.advance, Some(c));
        }
        let to_size = Transform::from_scale(1.0 / font.units_per_em, -1.0 / font.units_per_em);
        let outline = path.finish().and_then(|path| path.transform(to_size));
        Ok(Line { outline, width: width / font.units_per_em })
    }

    fn font(self) -> &'static Font {
        match self {
            Self::Regular => &REGULAR,
            Self::SemiBold => &SEMI_BOLD,
        }
    }
}

/// Characters that steer a line break or the form of another character, and are not seen themselves.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// One weight, in the font's own units.
struct Font {
    units_per_em: f32,
    glyphs: HashMap<char, Glyph>,
    missing: Glyph,
    /// Units added between two characters, mostly below 0.
    kerning: HashMap<(char, char), f32>,
}

#[derive(Clone, Copy, Default)]
struct Glyph {
    advance: f32,
    /// SVG path data, y up.
    outline: &'static str,
}

impl Font {
    /// Reads a table: a line per glyph or list of kerning pairs, as `fonts/README.md` describes them.
    ///
    /// A test reads both tables, so what cannot be read is left out here.
    fn read(table: &'static str) -> Self {
        let (glyphs, kerning) = (HashMap::new(), HashMap::new());
        let mut font = Self { units_per_em: 1.0, glyphs, missing: Glyph::default(), kerning };
        for line in table.lines() {
            font.read_line(line);
        }
        font
    }

    fn read_line(&mut self, line: &'static str) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        match kind {
            "units_per_em" => self.units_per_em = rest.parse().ok()?,
            "missing" => self.missing = glyph(rest)?,
            "glyph" => {
                let (c, rest) = rest.split_once(' ')?;
                self.glyphs.insert(character(c)?, glyph(rest)?);
            }
            _ => {
                let (left, pairs) = rest.split_once(' ')?;
                for pair in pairs.split(' ') {
                    let (right, add) = pair.split_once(':')?;
                    let pair = (character(left)?, character(right)?);
                    self.kerning.insert(pair, add.parse().ok()?);
                }
            }
        }
        Some(())
    }
}

fn glyph(text: &'static str) -> Option<Glyph> {
    let (advance, outline) = text.split_once(' ')?;
    Some(Glyph { advance: advance.parse().ok()?, outline })
}

fn character(hex: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(hex, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::path::{Path, PathBuf};

    use skrifa::outline::DrawSettings;
    use skrifa::outline::pen::SvgPen;
    use skrifa::prelude::{LocationRef, Size};
    use skrifa::raw::TableProvider as _;
    use skrifa::raw::tables::gpos::{PairPos, PositionSubtables};
    use skrifa::{FontRef, GlyphId, MetadataProvider as _};

    use super::*;

    const FILES: [&str; 2] = ["Inter-Regular", "Inter-SemiBold"];

    fn file(name: &str, ending: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(format!("{name}.{ending}"))
    }

    #[test]
    fn the_tables_are_what_the_fonts_say() {
        for name in FILES {
            let font = fs::read(file(name, "ttf")).unwrap();
            let table = fs::read_to_string(file(name, "glyphs")).unwrap();
            assert!(table == self::table(&font), "{name}: run write_the_tables");
        }
    }

    /// `cargo test -p bench-cli write_the_tables -- --ignored` writes the tables again.
    #[test]
    #[ignore = "writes the files that the test above checks"]
    fn write_the_tables() {
        for name in FILES {
            let font = fs::read(file(name, "ttf")).unwrap();
            fs::write(file(name, "glyphs"), table(&font)).unwrap();
        }
    }

    fn table(font: &[u8]) -> String {
        let font = FontRef::new(font).unwrap();
        let mut table = String::new();
        writeln!(table, "units_per_em {}", font.head().unwrap().units_per_em()).unwrap();
        writeln!(table, "missing {}", drawn(&font, GlyphId::NOTDEF)).unwrap();
        let mut characters: Vec<(u32, GlyphId)> = font.charmap().mappings().collect();
        characters.sort_unstable();
        for &(c, glyph) in &characters {
            writeln!(table, "glyph {c:x} {}", drawn(&font, glyph)).unwrap();
        }
        // Kerning of plain letters, digits and signs: titles and names hold few others.
        characters.retain(|&(c, _)| c < 0x7f);
        for &(left, glyph) in &characters {
            let pairs = characters.iter().filter_map(|&(right, other)| {
                let add = kerning(&font, glyph, other).filter(|&add| add != 0)?;
                Some(format!(" {right:x}:{add}"))
            });
            let pairs: String = pairs.collect();
            if !pairs.is_empty() {
                writeln!(table, "kerning {left:x}{pairs}").unwrap();
            }
        }
        table
    }

    /// The glyph's advance and its outline.
    fn drawn(font: &FontRef, glyph: GlyphId) -> String {
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let mut pen = SvgPen::new();
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        let outline = font.outline_glyphs().get(glyph).unwrap();
        outline.draw(settings, &mut pen).unwrap();
        format!("{} {}", metrics.advance_width(glyph).unwrap(), pen)
    }

    /// Units that the pair tables add. In each lookup, the first table that knows the pair counts.
    fn kerning(font: &FontRef, left: GlyphId, right: GlyphId) -> Option<i16> {
        let lookups = font.gpos().ok()?.lookup_list().ok()?.lookups();
        let pairs = lookups.iter().filter_map(|lookup| match lookup.ok()?.subtables().ok()? {
            PositionSubtables::Pair(tables) => {
                tables.iter().find_map(|table| pair(&table.ok()?, left, right))
            }
            _ => None,
        });
        pairs.reduce(|one, other| one + other)
    }

    fn pair(table: &PairPos, left: GlyphId, right: GlyphId) -> Option<i16> {
        match table {
            PairPos::Format1(table) => {
                let set = table.coverage().ok()?.get(left)?;
                let set = table.pair_sets().get(usize::from(set)).ok()?;
                let records = set.pair_value_records();
                let mut records = records.iter().filter_map(Result::ok);
                let record =
                    records.find(|record| GlyphId::from(record.second_glyph()) == right)?;
                Some(record.value_record1().x_advance().unwrap_or_default())
            }
            PairPos::Format2(table) => {
                table.coverage().ok()?.get(left)?;
                let first = table.class_def1().ok()?.get(left);
                let second = table.class_def2().ok()?.get(right);
                let row = table.class1_records().get(usize::from(first)).ok()?;
                let record = row.class2_records().get(usize::from(second)).ok()?;
                Some(record.value_record1().x_advance().unwrap_or_default())
            }
        }
    }

    #[test]
    fn every_glyph_can_be_drawn() {
        for font in [&REGULAR, &SEMI_BOLD] {
            assert!(font.glyphs.len() > 480 && font.kerning.len() > 100);
            for (c, glyph) in &font.glyphs {
                assert!(outline(glyph.outline).is_ok(), "{c}");
            }
            assert!(outline(font.missing.outline).unwrap().is_some(), "a box that is seen");
        }
    }

    #[test]
    fn a_character_it_lacks_is_a_box() {
        let width = |text| Weight::Regular.line(text).unwrap().width;
        assert!(Weight::Regular.line("\u{732b}").unwrap().outline.is_some());
        assert!((width("\u{732b}\u{732b}") - 2.0 * width("\u{732b}")).abs() < 1e-6);
        assert!((width("a\u{200b}\u{ad}b") - width("ab")).abs() < 1e-6);
    }

    fn is_in_both(c: char) -> bool {
        [&REGULAR, &SEMI_BOLD].iter().all(|font| font.glyphs.contains_key(&c))
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
    fn weights_differ_in_their_outlines_alone() {
        let characters = |font: &Font| {
            let mut characters: Vec<char> = font.glyphs.keys().copied().collect();
            characters.sort_unstable();
            characters
        };
        assert_eq!(characters(&REGULAR), characters(&SEMI_BOLD));
        let [regular, semi_bold] =
            [Weight::Regular, Weight::SemiBold].map(|weight| weight.line("k-means").unwrap());
        assert!(semi_bold.width > regular.width && semi_bold.outline != regular.outline);
    }
}
