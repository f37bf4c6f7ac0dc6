use anyhow::Result;

use crate::gallery::results::Results;

/// Everything, in as many digits as it takes to read the same numbers back.
pub(crate) fn write(results: &Results) -> Result<String> {
    Ok(serde_json::to_string_pretty(results)? + "\n")
}
