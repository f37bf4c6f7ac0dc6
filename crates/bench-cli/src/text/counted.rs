/// A number and what it counts: `1 row`, `2 rows`.
pub(crate) fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!(["0 rows", "1 row", "2 rows"], [0, 1, 2].map(|n| counted(n, "row")));
    }
}
