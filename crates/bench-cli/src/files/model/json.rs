use std::io::{self, Write};

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use super::unique_keys::UniqueKeys;

/// The document for people: one line per field and per row of a table.
pub(super) fn text(document: &impl Serialize) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    document.serialize(&mut Serializer::with_formatter(&mut text, LinePerRow::default()))?;
    text.push(b'\n');
    Ok(text)
}

pub(super) fn read(text: &[u8]) -> Result<Value> {
    let UniqueKeys(document) = serde_json::from_slice(text)
        .context("it is not a complete JSON document, as `fit --model` writes it")?;
    Ok(document)
}

#[derive(Debug, Default)]
struct LinePerRow {
    in_objects: usize,
    in_arrays: usize,
    is_table: bool,
}

impl LinePerRow {
    fn new_line<W: ?Sized + Write>(writer: &mut W, depth: usize) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for LinePerRow {
    /// Writes the digits of the same value in `f64`, from which the checksum is computed.
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.write_f64(writer, value.into())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_objects += 1;
        writer.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b"," })?;
        Self::new_line(writer, self.in_objects)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_objects -= 1;
        Self::new_line(writer, self.in_objects)?;
        writer.write_all(b"}")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.in_arrays > 0 {
            self.is_table = true;
            Self::new_line(writer, self.in_objects + self.in_arrays)?;
        }
        self.in_arrays += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_arrays -= 1;
        if self.in_arrays == 0 && std::mem::take(&mut self.is_table) {
            Self::new_line(writer, self.in_objects)?;
        }
        writer.write_all(b"]")
    }
}
