use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::schema::types::ColumnDescriptor;

/// The supported contents of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Bool,
    Signed,
    Unsigned,
    Float,
    Half,
    Text,
}

impl Content {
    /// Finds the contents of a column. Dates and decimals are stored as whole numbers too, so the
    /// error names contents that we do not read.
    pub(super) fn of(column: &ColumnDescriptor) -> Result<Self, String> {
        if column.max_rep_level() > 0 {
            return Err("lists".to_owned());
        }
        let physical = column.physical_type();
        let content = match column.logical_type_ref() {
            Some(logical) => of_logical(physical, logical),
            None => of_converted(physical, column.converted_type()),
        };
        content.ok_or_else(|| match column.logical_type_ref() {
            Some(LogicalType::Date) => "dates".to_owned(),
            Some(LogicalType::Time(_)) => "times of day".to_owned(),
            Some(LogicalType::Timestamp(_)) => "timestamps".to_owned(),
            Some(LogicalType::Decimal(_)) => "decimals".to_owned(),
            Some(logical) => format!("{logical:?} ({physical})"),
            None => match column.converted_type() {
                ConvertedType::NONE => physical.to_string(),
                converted => format!("{converted} ({physical})"),
            },
        })
    }
}

fn of_logical(physical: Type, logical: &LogicalType) -> Option<Content> {
    match (physical, logical) {
        (Type::INT32 | Type::INT64, LogicalType::Integer(whole)) => {
            Some(if whole.is_signed { Content::Signed } else { Content::Unsigned })
        }
        (Type::FIXED_LEN_BYTE_ARRAY, LogicalType::Float16) => Some(Content::Half),
        (Type::BYTE_ARRAY, LogicalType::String | LogicalType::Enum) => Some(Content::Text),
        // A column of nulls only.
        (_, LogicalType::Unknown) => of_converted(physical, ConvertedType::NONE),
        _ => None,
    }
}

/// Finds the contents by the annotation of older programs, or without any annotation.
fn of_converted(physical: Type, converted: ConvertedType) -> Option<Content> {
    use ConvertedType as As;
    match (physical, converted) {
        (Type::BOOLEAN, As::NONE) => Some(Content::Bool),
        (Type::FLOAT | Type::DOUBLE, As::NONE) => Some(Content::Float),
        (
            Type::INT32 | Type::INT64,
            As::NONE | As::INT_8 | As::INT_16 | As::INT_32 | As::INT_64,
        ) => Some(Content::Signed),
        (Type::INT32 | Type::INT64, As::UINT_8 | As::UINT_16 | As::UINT_32 | As::UINT_64) => {
            Some(Content::Unsigned)
        }
        // Some programs write text without an annotation.
        (Type::BYTE_ARRAY, As::NONE | As::UTF8 | As::ENUM) => Some(Content::Text),
        _ => None,
    }
}
