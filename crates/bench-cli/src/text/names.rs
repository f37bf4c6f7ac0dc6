//! Names of features, short enough for a column and still different.

/// The shortest start that is worth an ellipsis.
const FEWEST_SHARED: usize = 6;

/// Replaces the words that all names begin with by `…`, if a name has more than `most` letters. Questions
/// of a survey often differ only after them.
pub(crate) fn without_shared_start(names: &[String], most: usize) -> Vec<String> {
    let is_long = names.iter().any(|name| name.chars().count() > most);
    let n_shared = if is_long { shared_words(names) } else { 0 };
    if n_shared < FEWEST_SHARED {
        return names.to_vec();
    }
    names.iter().map(|name| format!("…{}", &name[n_shared..])).collect()
}

/// The number of bytes of the whole words that all names begin with. Every name goes on after them.
fn shared_words(names: &[String]) -> usize {
    let [first, others @ ..] = names else { return 0 };
    if others.is_empty() {
        return 0;
    }
    let ends = first.char_indices().filter(|(_, c)| matches!(c, ' ' | '_' | '.' | '-' | ':'));
    let ends = ends.map(|(at, c)| at + c.len_utf8()).filter(|&end| end < first.len());
    let is_shared = |end: &usize| {
        others.iter().all(|name| name.len() > *end && name.starts_with(&first[..*end]))
    };
    ends.take_while(is_shared).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        without_shared_start(&names, 12)
    }

    #[test]
    fn what_all_names_begin_with_is_left_out() {
        let found = shown(&["the answer to 1 in kilograms", "the answer to 12 in kilograms"]);
        assert_eq!(found, ["…1 in kilograms", "…12 in kilograms"]);
        assert_eq!(shown(&["größe_über_allem_1", "größe_über_alles_2"]), ["…allem_1", "…alles_2"]);
    }

    #[test]
    fn other_names_stay() {
        for names in [
            &["the answer 1", "the answer 2"][..],
            &["one long name of its own"],
            &["a long name of one", "the long name of two"],
            &[],
        ] {
            assert_eq!(shown(names), names);
        }
    }
}
