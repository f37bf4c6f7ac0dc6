/// The samples that a silhouette is averaged over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silhouette {
    Full,
    Subset(usize),
}

/// For clap: `full`, or the size of a random subset.
pub(super) fn parse_silhouette(text: &str) -> Result<Silhouette, String> {
    if text == "full" {
        return Ok(Silhouette::Full);
    }
    match text.parse() {
        Ok(n_samples) if n_samples >= 2 => Ok(Silhouette::Subset(n_samples)),
        _ => Err("expected `full` or a number of samples from 2 on".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silhouettes_are_full_or_a_number() {
        assert_eq!(parse_silhouette("full"), Ok(Silhouette::Full));
        assert_eq!(parse_silhouette("300"), Ok(Silhouette::Subset(300)));
        for bad in ["", "1", "-3", "half", "3.5"] {
            assert!(parse_silhouette(bad).is_err(), "{bad}");
        }
    }
}
