//! A report as one HTML page that needs no other file.
//!
//! Its HTML, style and script are in `templates/`. This module prepares the report for them: [`sections`]
//! leaves out empty blocks and sets ids, [`table`] and [`plane`] are the larger blocks, and [`inline_svg`]
//! puts a figure into the page. [`moves`] is the data of the script, with its integers as
//! [`base64_numbers`].

mod base64_numbers;
mod inline_svg;
mod moves;
mod plane;
mod sections;
mod table;
#[cfg(test)]
mod tests;

use anyhow::Result;
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(crate) use self::plane::plane_svg;
use self::sections::{BlockView, SectionView};
use self::table::TableView;
use super::document::Report;

const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// The text of an HTML file that asks nothing of the network, the report's names escaped.
pub(crate) fn page(report: &Report) -> Result<String> {
    let page = Page {
        report,
        sections: sections::sections(report)?,
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
    };
    Ok(page.render()?.replace(is_unwritable, "\u{fffd}"))
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    sections: Vec<SectionView<'a>>,
    policy: String,
    style: &'static str,
    script: &'static str,
}

/// A content security policy that lets our own style and script in, and no request out.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(hmac_sha256::Hash::hash(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; \
         base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT),
    )
}

/// True for a character that HTML and XML cannot hold, escaped or not.
fn is_unwritable(character: char) -> bool {
    let is_control = character.is_control() && !matches!(character, '\n' | '\t');
    is_control || matches!(character, '\u{fffe}' | '\u{ffff}')
}
