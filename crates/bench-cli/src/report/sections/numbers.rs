pub(crate) use crate::text::numbers::{
    deviation, duration as seconds, listed, number as shown, p_value, percent,
};
