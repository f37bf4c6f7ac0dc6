//! Readers and writers of tables of numbers: CSV and similar text, NPY, NPZ and IDX.
//!
//! ```
//! use digits_data::files::{TableOptions, read_table};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("points.csv");
//! std::fs::write(&path, "x,y\n0.5,1\n2,-3e4\n")?;
//!
//! let table = read_table::<f64>(&path, &TableOptions::new())?;
//! assert_eq!(table.samples.as_slice(), [0.5, 1.0, 2.0, -3e4]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | format | what is read |
//! |---|---|
//! | text | CSV, TSV and similar, in UTF-8, or UTF-16 with a byte order mark; header and delimiter found or given |
//! | NPY | versions 1 to 3, C and Fortran order, both byte orders; `b1`, `i1` … `i8`, `u1` … `u8`, `f2`, `f4`, `f8` |
//! | NPZ | one array of the archive, stored or deflated |
//! | IDX | the format of MNIST, all its types |
//! | Parquet | with the feature `parquet`: columns of numbers, labels of text too; not compressed, or by Snappy, gzip or LZ4 |
//!
//! All but Parquet may be gzipped. A wrong file is a [`ReadError`] that names the place. A wrong
//! header allocates no more than the file can fill. Parquet is the exception: a page header may
//! make the `parquet` crate reserve up to 2 GB ([apache/arrow-rs issue
//! 10734](https://github.com/apache/arrow-rs/issues/10734), open at the time).
//!
//! # How the delimiter is found
//!
//! A first line `sep=;`, as Excel writes it, names the delimiter. A `.tsv` file has tabs. In other files the
//! candidates are those of tab, `;`, `|` and `,` that are in the first line. The delimiter is the one that
//! splits each of the first hundred rows into equally many fields. If several do, the one with the most
//! fields that are numbers wins, then the first in this list. If no candidate splits the rows evenly, the
//! delimiter is the first one, and the error names the rows that differ. Without a candidate the delimiter
//! is any number of spaces.
//!
//! A delimiter at the end of every row starts no column. If the comma is the decimal separator, it is a
//! delimiter only next to quotes, as in `"1,5","2,5"`.
//!
//! Quotes follow RFC 4180: `"a, b"` is one field, and a doubled quote in it stands for one quote.

mod append_columns;
mod array;
mod blocks;
mod column;
mod delimited;
mod fill;
mod format;
mod gathered;
mod holds_f32;
mod huge_pages;
mod label_codes;
mod left_out;
mod likely_id;
#[cfg(feature = "mmap")]
mod mapped;
mod missing;
mod notation;
mod one_hot;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod read_blocks;
mod read_column;
mod read_error;
mod read_labels;
mod read_table;
mod selection;
mod source;
mod table;
mod utf16;
mod word_encoder;
mod write;

pub use append_columns::{append_columns, check_text};
pub use array::{ArrayRows, Spool};
pub use blocks::TableBlock;
pub use column::{Column, ColumnRange, Columns};
pub use fill::Filled;
pub use format::stem_extension;
pub use holds_f32::holds_f32;
pub use label_codes::LabelCodes;
pub use left_out::{Contents, LeftOut};
pub use likely_id::LikelyId;
#[cfg(feature = "mmap")]
pub use mapped::MappedSamples;
pub use notation::Notation;
pub use one_hot::{OneHot, OneHotColumn};
pub use options::{ColumnOptions, Header, Missing, TableOptions};
pub use read_blocks::read_blocks;
pub use read_column::read_column;
pub use read_error::{ColumnPosition, NoNumber, Position, ReadError, ReadErrorKind};
pub use read_labels::{read_label_codes, read_labels};
pub use read_table::read_table;
pub use table::{Format, Table};
pub use write::{
    ArrayData, BlockWriter, NamedArray, keep_permissions, write_arrays, write_blocks, write_labels,
    write_records, write_table,
};
