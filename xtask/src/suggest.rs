/// The candidate a mistyped word most likely stood for, if one is near enough.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let distance = |candidate: &str| {
        if !word.is_empty() && candidate.starts_with(word) { 0 } else { edits(word, candidate) }
    };
    candidates
        .map(|candidate| (distance(candidate), candidate))
        .filter(|&(edits, candidate)| edits <= candidate.len() / 2)
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance: characters inserted, removed or replaced.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_riddles_are_not() {
        let nearest = |word| nearest(word, ["bench", "test", "prop", "lint", "ci"].into_iter());
        assert_eq!(nearest("benhc"), Some("bench"));
        assert_eq!(nearest("tests"), Some("test"));
        assert_eq!(nearest("be"), Some("bench"));
        assert_eq!(nearest("deploy"), None);
        assert_eq!(nearest(""), None);
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("same", "same"), 0);
    }
}
