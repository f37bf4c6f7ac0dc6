use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use super::document::Document;

pub(super) fn write(path: &Path, document: &Document) -> Result<()> {
    let mut text = Vec::new();
    document.serialize(&mut Serializer::with_formatter(&mut text, ALineARow::default()))?;
    text.push(b'\n');
    let written = fs::File::create(path).and_then(|mut file| {
        file.write_all(&text)?;
        // Else the name could reach the disk before the contents. A pipe has no disk to reach.
        if file.metadata()?.is_file() { file.sync_all() } else { Ok(()) }
    });
    written.with_context(|| format!("cannot write {}", path.display()))
}

pub(super) fn read(text: &[u8]) -> Result<Value> {
    serde_json::from_slice(text).context("it is not a whole JSON document")
}

/// A line for each field and for each row of a table.
#[derive(Debug, Default)]
struct ALineARow {
    in_objects: usize,
    in_arrays: usize,
    is_table: bool,
}

impl ALineARow {
    fn new_line<W: ?Sized + Write>(writer: &mut W, depth: usize) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for ALineARow {
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
