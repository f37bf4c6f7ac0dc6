//! Text for a terminal: numbers, aligned columns, progress, and pictures made of characters.

pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod plain;
pub(crate) mod progress;
pub(crate) mod range;
pub(crate) mod table;
pub(crate) mod terminal;

pub(crate) use self::numbers::counted;
