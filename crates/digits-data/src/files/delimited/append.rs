use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use super::layout::{Layout, Text};
use super::records::Records;
use crate::files::source::Source;
use crate::files::{ReadError, TableOptions};

/// The side on which a copy failed.
pub(in crate::files) enum AppendFailed {
    Read(Box<ReadError>),
    Write(io::Error),
}

impl From<Box<ReadError>> for AppendFailed {
    fn from(error: Box<ReadError>) -> Self {
        Self::Read(error)
    }
}

impl From<io::Error> for AppendFailed {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Copies the lines of `raw`, and adds fields where a row ends. Returns the number of rows and the
/// names of the new columns.
pub(in crate::files) fn append(
    source: Source<'_>,
    raw: Source<'_>,
    path: &Path,
    options: &TableOptions,
    names: &[&str],
    fields: &mut dyn FnMut(usize) -> Vec<String>,
    out: &mut dyn Write,
) -> Result<(usize, Vec<String>), AppendFailed> {
    let text = Text::open(source, path, options)?;
    let (mut records, layout) = text.layout(options)?;
    let names = free_names(names, layout.names.as_deref().unwrap_or_default());
    let mut lines =
        Lines { raw: BufReader::with_capacity(1 << 17, raw), next: 1, line: Vec::new() };
    let mut n_rows = 0;
    let mut has_row = true;
    if layout.has_header {
        lines.add(records.last_line(), &layout, &names, out)?;
        has_row = records.advance()?;
    }
    while has_row {
        // In a table of one column, a blank line is a row without a value.
        for line in blank_rows(&records, &layout, n_rows) {
            lines.add(line, &layout, &fields(n_rows), out)?;
            n_rows += 1;
        }
        lines.add(records.last_line(), &layout, &fields(n_rows), out)?;
        n_rows += 1;
        has_row = records.advance()?;
    }
    io::copy(&mut lines.raw, out)?;
    Ok((n_rows, names))
}

fn blank_rows(
    records: &Records<Source<'_>>,
    layout: &Layout,
    n_rows: usize,
) -> std::ops::Range<u64> {
    let n_blank_lines = if layout.counts_blank_lines(n_rows) { records.n_blank_lines() } else { 0 };
    records.line() - n_blank_lines as u64..records.line()
}

/// Returns the names, those that are taken with the first number that makes them new.
fn free_names(names: &[&str], taken: &[String]) -> Vec<String> {
    let is_free = |name: &String| !taken.contains(name);
    let free = |name: &&str| {
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        std::iter::once((*name).to_owned()).chain(numbered).find(is_free).unwrap_or_default()
    };
    names.iter().map(free).collect()
}

/// The bytes of a file, line by line.
struct Lines<R> {
    raw: BufReader<R>,
    /// Number of the next line, from 1.
    next: u64,
    line: Vec<u8>,
}

impl<R: io::Read> Lines<R> {
    /// Copies everything up to the end of a line, with the fields before its line break.
    fn add(
        &mut self,
        last_line: u64,
        layout: &Layout,
        fields: &[String],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        while self.next < last_line {
            self.read()?;
            out.write_all(&self.line)?;
        }
        self.read()?;
        let line = without_break(&self.line);
        out.write_all(line)?;
        for field in fields {
            out.write_all(&[layout.delimiter])?;
            let is_lost = field.is_empty() && layout.delimiter == b' ';
            out.write_all(if is_lost { b"NA" } else { field.as_bytes() })?;
        }
        out.write_all(&self.line[line.len()..])
    }

    /// Reads a line with its break: `\n`, `\r\n`, `\r`, or nothing at the end of the file.
    fn read(&mut self) -> io::Result<()> {
        self.line.clear();
        self.next += 1;
        loop {
            let buffer = self.raw.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let end = memchr::memchr2(b'\n', b'\r', buffer);
            let n_bytes = end.map_or(buffer.len(), |end| end + 1);
            self.line.extend(&buffer[..n_bytes]);
            self.raw.consume(n_bytes);
            match self.line.last() {
                Some(b'\r') if end.is_some() => break,
                Some(_) if end.is_some() => return Ok(()),
                _ => {}
            }
        }
        // A `\n` after a `\r` is the other half of the same break.
        if self.raw.fill_buf()?.first() == Some(&b'\n') {
            self.line.push(b'\n');
            self.raw.consume(1);
        }
        Ok(())
    }
}

fn without_break(line: &[u8]) -> &[u8] {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    text.strip_suffix(b"\r").unwrap_or(text)
}
