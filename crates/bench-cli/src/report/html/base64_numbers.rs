/// Digits of numbers in base 64: characters that need no escape in JSON, HTML or XML.
///
/// The script of the page has the same table.
const DIGITS: &[u8; BASE] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const BASE: usize = 64;

/// The largest number that one digit can hold.
pub(super) const LARGEST_DIGIT: usize = BASE - 1;

/// Number of digits that the numbers below `end` need.
pub(super) fn width(end: usize) -> usize {
    end.saturating_sub(1).checked_ilog(BASE).map_or(1, |power| power as usize + 1)
}

/// Appends a number as `width` digits, the most significant first.
pub(super) fn push(text: &mut String, number: usize, width: usize) {
    for place in (0..width).rev() {
        let power = BASE.checked_pow(u32::try_from(place).unwrap_or(u32::MAX));
        let digit = power.map_or(0, |power| number / power % BASE);
        text.push(char::from(DIGITS[digit]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> usize {
        let digit = |character| DIGITS.iter().position(|&digit| digit == character).unwrap();
        text.bytes().fold(0, |number, character| number * BASE + digit(character))
    }

    #[test]
    fn a_number_is_read_back() {
        for number in [0, 1, 63, 64, 1796, 4095, 4096, 262_143, 262_144, u32::MAX as usize] {
            let mut text = String::new();
            push(&mut text, number, width(number + 1));
            assert_eq!(read(&text), number);
            push(&mut text, 0, 3);
            assert_eq!(read(&text), number * 64 * 64 * 64);
        }
    }

    #[test]
    fn widths_are_no_larger_than_they_must() {
        let widths = [(0, 1), (1, 1), (64, 1), (65, 2), (4096, 2), (4097, 3)];
        for (end, expected) in widths {
            assert_eq!(width(end), expected, "{end}");
        }
    }
}
