/// Notation of the numbers in a text file.
///
/// The default is `1234.5`, with an ASCII minus and without marks or units.
///
/// ```
/// use digits_data::files::{Notation, TableOptions, read_table};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("prices.csv");
/// std::fs::write(&path, "price;share\n1.234,50 €;12 %\n99,90 €;7 %\n")?;
///
/// let notation = Notation {
///     decimal: ',',
///     thousands: Some('.'),
///     strip: vec!["€".into(), "%".into()],
///     ..Notation::new()
/// };
/// let prices = read_table::<f64>(&path, &TableOptions { notation, ..TableOptions::new() })?;
/// assert_eq!(prices.samples.as_slice(), [1234.5, 12.0, 99.9, 7.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notation {
    /// The decimal separator, before the fraction. If it is not `.`, a point in a number is an error
    /// unless it is the thousands separator.
    pub decimal: char,
    /// True to refuse a column of numbers such as `1.234` and `567`, whose points may be thousands
    /// separators, if `decimal` is `.` and there is no thousands separator.
    pub checks_points: bool,
    /// The thousands separator, between groups of digits. The last group has three digits. The others
    /// have two or three, as in the Indian `1,00,000`, and the first may have one. A space stands for any
    /// kind of space.
    pub thousands: Option<char>,
    /// A further sign of negative numbers, such as `−` (U+2212).
    pub minus: Option<char>,
    /// Texts that may stand before or after a number, such as `$`, `%` or `kg`. They do not change
    /// the number: `12 %` is 12.
    pub strip: Vec<String>,
    /// Words for a missing value, in addition to those of [`Missing`](super::Missing). A number among them
    /// is missing however it is written: `-999` is also `-999.0`.
    pub missing_words: Vec<String>,
}

impl Notation {
    /// Numbers as Rust writes them.
    pub fn new() -> Self {
        Self {
            decimal: '.',
            checks_points: true,
            thousands: None,
            minus: None,
            strip: Vec::new(),
            missing_words: Vec::new(),
        }
    }

    /// True if numbers are written as Rust writes them.
    pub(super) fn is_plain(&self) -> bool {
        let Self { decimal, checks_points: _, thousands, minus, strip, missing_words } = self;
        (*decimal, *thousands, *minus) == ('.', None, None)
            && strip.is_empty()
            && missing_words.is_empty()
    }
}

impl Default for Notation {
    fn default() -> Self {
        Self::new()
    }
}
