//! Everything that a terminal shows: numbers, tables, progress, and pictures made of characters.

pub(crate) mod counted;
pub(crate) mod progress;
pub(crate) mod seconds;
pub(crate) mod terminal;
