//! Parquet: groups of rows, in which each column is stored separately.

mod chunk;
mod content;
mod pandas_index;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::basic::{Compression, LogicalType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescPtr;

use self::chunk::{Chunk, Label, read_labels, read_numbers};
use self::content::Content;
use self::pandas_index::check_index;
use super::array::Order;
use super::blocks::{Blocks, whole};
use super::gathered::{AbsentWords, Gathered, Rows};
use super::label_codes::Gathering;
use super::selection::{Selection, only_column};
use super::source::Source;
use super::word_encoder::Encoder;
use super::{
    Column, ColumnOptions, ColumnRange, Columns, Contents, Format, LabelCodes, Position, ReadError,
    ReadErrorKind, Table, TableOptions,
};
use crate::memory::OutOfMemory;
use crate::{Scalar, memory};

/// A file whose metadata were read, but not its values.
pub(super) struct Parquet {
    reader: SerializedFileReader<File>,
    names: Vec<String>,
}

impl Parquet {
    pub(super) fn open(mut source: Source<'_>) -> Result<Self, Box<ReadError>> {
        let Some((file, _)) = source.take_file() else {
            let expected = "a Parquet file by itself, for it is read from its end";
            let found = "one that comes through a pipe, or gzipped once more";
            return Err(ReadError::new(ReadErrorKind::Format, Position::File, expected, found));
        };
        let open = || {
            let reader = SerializedFileReader::new(file)?;
            check_places(reader.metadata())?;
            Ok(reader)
        };
        let reader = guarded(open).map_err(|error| {
            let (kind, expected) = (ReadErrorKind::Header, "a whole Parquet file");
            ReadError::new(kind, Position::File, expected, error.to_string())
        })?;
        let columns = reader.metadata().file_metadata().schema_descr().columns().iter();
        let names = columns.map(|column| column.path().string()).collect();
        Ok(Self { reader, names })
    }

    /// True if all columns are `FLOAT`.
    pub(super) fn holds_f32(&self) -> bool {
        let columns = self.reader.metadata().file_metadata().schema_descr().columns();
        columns.iter().all(|column| column.physical_type() == parquet::basic::Type::FLOAT)
    }

    /// Reads a table: the columns of numbers are features.
    pub(super) fn read_table<F: Scalar>(
        self,
        options: &TableOptions,
        blocks: &mut Blocks<'_, F>,
    ) -> Result<Table<()>, Box<ReadError>> {
        let (names, at) = (Some(self.names.as_slice()), Position::File);
        let mut selection = Selection::new(options, self.names.len(), names, at)?;
        check_index(&self.names, &selection, options)?;
        selection.leave_out(options, names, at, |column| self.no_numbers(column))?;
        let has_new_words = selection.has_new_words();
        let rows_per_block =
            blocks.n_rows(selection.features.len(), &options.missing, has_new_words);
        let words = AbsentWords { number: "a null or NaN", label: "none" };
        let mut gathered = Gathered::new(blocks, &selection, names, &options.missing, words);
        let mut first_row = 0;
        let mut rows = Rows::default();
        for group in 0..self.reader.num_row_groups() {
            let group_row = first_row + rows.n_rows;
            rows.append(self.group(group, group_row, &selection, gathered.encoder())?)?;
            if rows.n_rows >= rows_per_block {
                first_row += rows.n_rows;
                gathered.add(std::mem::take(&mut rows), &|row, _| Position::Row(row))?;
            }
        }
        gathered.add(rows, &|row, _| Position::Row(row))?;
        gathered.into_table(Format::Parquet, false)
    }

    /// Reads a group of rows, which begins at row `first_row` of the file.
    fn group<F: Scalar>(
        &self,
        group: usize,
        first_row: usize,
        selection: &Selection,
        encoder: &mut Encoder,
    ) -> Result<Rows<F>, Box<ReadError>> {
        let values = self.features::<F>(group, &selection.features, first_row, encoder)?;
        let labels = |column| self.labels(group, column, first_row);
        let weights = |column| self.numbers::<f64>(group, column);
        let ids = selection.id.map(labels).transpose()?;
        Ok(Rows {
            n_rows: values.len() / selection.features.len(),
            values,
            labels: selection.label.map(labels).transpose()?,
            ids: ids.map(|ids| ids.into_iter().map(Option::unwrap_or_default).collect()),
            weights: selection.weight.map(weights).transpose()?,
        })
    }

    /// Reads the numbers of one column.
    pub(super) fn into_column(self, options: &ColumnOptions) -> Result<Vec<f64>, Box<ReadError>> {
        let column = self.column(options)?;
        let columns = Columns::Keep(vec![ColumnRange::One(Column::Index(column))]);
        let options = TableOptions { columns, ..TableOptions::new() };
        Ok(whole::<f64>(|blocks| self.read_table(&options, blocks))?.samples.into_vec())
    }

    /// Reads labels: text or whole numbers of one column.
    pub(super) fn into_labels(self, options: &ColumnOptions) -> Result<LabelCodes, Box<ReadError>> {
        let column = self.column(options)?;
        let mut labels = Gathering::default();
        for group in 0..self.reader.num_row_groups() {
            for label in self.labels(group, column, labels.n_rows())? {
                labels.add(label.as_deref())?;
            }
        }
        let labels = if labels.n_rows() == 0 {
            let (kind, found) = (ReadErrorKind::Empty, "a file of no rows");
            Err(ReadError::new(kind, Position::File, "a label", found))
        } else {
            labels.finish(options, "none", Position::Row)
        };
        labels.map_err(|error| error.in_column(column, Some(&self.names)))
    }

    fn column(&self, options: &ColumnOptions) -> Result<usize, Box<ReadError>> {
        let names = Some(self.names.as_slice());
        only_column(options.column.as_ref(), self.names.len(), names, Position::File)
    }

    /// The features of a group, row by row, which begins at row `first_row` of the file. Words have their
    /// numbers.
    fn features<F: Scalar>(
        &self,
        group: usize,
        features: &[usize],
        first_row: usize,
        encoder: &mut Encoder,
    ) -> Result<Vec<F>, Box<ReadError>> {
        let n_columns = features.len();
        let mut columns = Vec::new();
        for (place, &column) in features.iter().enumerate() {
            if !encoder.is_at(place) {
                let mut numbers = self.numbers(group, column)?;
                memory::make_room(&mut columns, numbers.len())?;
                columns.append(&mut numbers);
                continue;
            }
            for (row, word) in self.labels(group, column, first_row)?.iter().enumerate() {
                let at = Position::Row(first_row + row);
                let number = word.as_ref().map(|word| encoder.number(place, word, at));
                let number = number.unwrap_or_else(|| Ok(F::from_f64(f64::NAN)));
                memory::make_room(&mut columns, 1)?;
                columns.push(number.map_err(|error| error.in_column(column, Some(&self.names)))?);
            }
        }
        let lengths = [n_columns as u64];
        let n_rows = columns.len() / n_columns;
        let order = Order { n_rows, n_columns, fortran: Some(&lengths) };
        Ok(order.into_rows(columns)?)
    }

    /// Reads the numbers of a column in a group, NaN for nulls.
    fn numbers<F: Scalar>(&self, group: usize, column: usize) -> Result<Vec<F>, Box<ReadError>> {
        let content = self.content(column)?;
        if content == Content::Text {
            return Err(self.refused(column, "a column of numbers", "text"));
        }
        let values = guarded(|| read_numbers(self.chunk(group, column, content)?));
        let values = values.map_err(|error| self.damaged(group, column, &error))?;
        self.check_length(group, column, values.len())?;
        Ok(values)
    }

    /// Reads the labels of a column in a group, which begins at row `first_row` of the file.
    fn labels(
        &self,
        group: usize,
        column: usize,
        first_row: usize,
    ) -> Result<Vec<Option<String>>, Box<ReadError>> {
        let content = self.content(column)?;
        let labels = guarded(|| read_labels(self.chunk(group, column, content)?));
        let labels = labels.map_err(|error| self.damaged(group, column, &error))?;
        self.check_length(group, column, labels.len())?;
        let label = |(row, label): (usize, Label)| {
            label.map_err(|found| {
                let at = Position::Row(first_row + row);
                let expected = "a word or a whole number for a label";
                ReadError::new(ReadErrorKind::Value, at, expected, found)
                    .in_column(column, Some(&self.names))
            })
        };
        labels.into_iter().enumerate().map(label).collect()
    }

    /// What a column has instead of numbers.
    fn no_numbers(&self, column: usize) -> Option<Contents> {
        let descriptor = self.descriptor(column);
        let logical = descriptor.logical_type_ref();
        match (Content::of(&descriptor), logical) {
            (Ok(Content::Text), _) => Some(Contents::Words),
            (
                Err(_),
                Some(LogicalType::Date | LogicalType::Time(_) | LogicalType::Timestamp(_)),
            ) => Some(Contents::Dates),
            _ => None,
        }
    }

    fn chunk(&self, group: usize, column: usize, content: Content) -> Result<Chunk, ParquetError> {
        let max_level = self.descriptor(column).max_def_level();
        let column = self.reader.get_row_group(group)?.get_column_reader(column)?;
        Ok(Chunk { column, content, max_level })
    }

    fn descriptor(&self, column: usize) -> ColumnDescPtr {
        self.reader.metadata().file_metadata().schema_descr().column(column)
    }

    fn content(&self, column: usize) -> Result<Content, Box<ReadError>> {
        Content::of(&self.descriptor(column))
            .map_err(|found| self.refused(column, "a column of numbers or text", &found))
    }

    /// Without this check, columns of different lengths would put values in wrong rows.
    fn check_length(
        &self,
        group: usize,
        column: usize,
        found: usize,
    ) -> Result<(), Box<ReadError>> {
        let n_rows = self.reader.metadata().row_group(group).num_rows();
        if usize::try_from(n_rows) == Ok(found) {
            return Ok(());
        }
        let (kind, at) = (ReadErrorKind::Header, Position::RowGroup(group));
        let expected = format!("{n_rows} values, as many as the group has rows");
        let error = ReadError::new(kind, at, expected, found.to_string());
        Err(error.in_column(column, Some(&self.names)))
    }

    fn refused(&self, column: usize, expected: &str, found: &str) -> Box<ReadError> {
        ReadError::new(ReadErrorKind::DataType, Position::File, expected, found)
            .in_column(column, Some(&self.names))
    }

    fn damaged(&self, group: usize, column: usize, error: &ParquetError) -> Box<ReadError> {
        if let ParquetError::External(external) = error
            && let Some(&out_of_memory) = external.downcast_ref::<OutOfMemory>()
        {
            return out_of_memory.into();
        }
        let read = "no compression, Snappy, gzip or LZ4";
        let at = Position::RowGroup(group);
        let compression = self.reader.metadata().row_group(group).column(column).compression();
        let (expected, found) = match compression {
            Compression::ZSTD(_) => (read, "Zstandard".to_owned()),
            Compression::BROTLI(_) => (read, "Brotli".to_owned()),
            Compression::LZO => (read, "LZO".to_owned()),
            _ => ("whole pages", error.to_string()),
        };
        ReadError::new(ReadErrorKind::Compression, at, expected, found)
            .in_column(column, Some(&self.names))
    }
}

/// The decoder panics if a damaged file places a column before its own beginning.
fn check_places(metadata: &ParquetMetaData) -> Result<(), ParquetError> {
    let mut columns = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
    let is_before = |column: &ColumnChunkMetaData| {
        column.data_page_offset() < 0
            || column.compressed_size() < 0
            || column.dictionary_page_offset().is_some_and(|offset| offset < 0)
    };
    match columns.find(|column| is_before(column)) {
        Some(column) => Err(ParquetError::General(format!(
            "column {} before the beginning of the file",
            column.column_path()
        ))),
        None => Ok(()),
    }
}

/// Turns any other panic of the decoder into an error, so that no file ends a program, unless it is
/// built with `panic = "abort"`. (The program's panic hook still sees the panic.)
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    // After an error, everything that the panic left half done is dropped.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(ParquetError::General("bytes that its decoder can make nothing of".to_owned()))
    })
}
