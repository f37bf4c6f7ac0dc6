pub(super) use crate::text::numbers::short_number as written;
pub(super) use crate::trials::median;
