use std::io::IsTerminal as _;

/// Colours that a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TerminalColours {
    /// No colours.
    None,
    /// The 24 greys among 256 colours.
    Palette256,
    /// 24 bits per colour.
    TrueColour,
}

impl TerminalColours {
    /// The colours of standard output, from its environment. None if it is not a terminal, or if `NO_COLOR`
    /// is set (no-color.org).
    pub(crate) fn of_stdout() -> Self {
        let says = |name: &str| std::env::var(name).unwrap_or_default();
        if !std::io::stdout().is_terminal() || !says("NO_COLOR").is_empty() {
            return Self::None;
        }
        match (says("COLORTERM").as_str(), says("TERM")) {
            ("truecolor" | "24bit", _) => Self::TrueColour,
            (_, term) if term.contains("256color") => Self::Palette256,
            _ => Self::None,
        }
    }
}
