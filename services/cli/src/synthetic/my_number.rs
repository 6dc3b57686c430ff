//! Made-up My Numbers (個人番号): well formed, nobody's as far as anybody can know.
//!
//! All begin with 99 and are made of a person's place in the population, so two people never share
//! one. The check digit follows ordinance 85 of 2014, article 5.

/// How many numbers there are: what stands between the two leading digits and the check digit.
const NUMBERS: u64 = 1_000_000_000;

/// Spreads neighbours apart; it shares no factor with [`NUMBERS`], so no two places meet.
const STRIDE: u64 = 618_033_989;

/// The weights of the eleven digits, from the left.
const WEIGHTS: [u64; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// The number of the person at a place of the population with this seed.
#[must_use]
pub fn made_up(seed: u64, place: u64) -> String {
    let start = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) % NUMBERS;
    let middle = (start + (place % NUMBERS) * STRIDE) % NUMBERS;
    let eleven = format!("99{middle:09}");
    let check = check_digit(&eleven);
    format!("{eleven}{check}")
}

/// The check digit of eleven digits: eleven less the weighted sum by eleven; 0 for 10 and 11.
fn check_digit(eleven: &str) -> u64 {
    let digits = eleven.bytes().map(|byte| u64::from(byte.wrapping_sub(b'0')));
    let sum: u64 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::made_up;

    /// Formula of the ordinance: Q is n + 1 to the sixth digit from the right, n - 5 above.
    fn holds(number: &str) -> bool {
        let digits: Vec<u64> = number.bytes().rev().map(|byte| u64::from(byte - b'0')).collect();
        let weight = |n: u64| if n <= 6 { n + 1 } else { n - 5 };
        let sum: u64 = (1..=11).map(|n| digits[usize::try_from(n).unwrap()] * weight(n)).sum();
        let expected = if sum % 11 <= 1 { 0 } else { 11 - sum % 11 };
        digits.len() == 12 && digits[0] == expected
    }

    #[test]
    fn numbers_are_well_formed_and_nobody_shares_one() {
        let numbers: HashSet<_> = (0..20_000).map(|place| made_up(3, place)).collect();
        assert_eq!(numbers.len(), 20_000);
        assert!(numbers.iter().all(|number| holds(number) && number.starts_with("99")));
    }

    #[test]
    fn two_seeds_have_other_numbers() {
        assert_ne!(made_up(1, 0), made_up(2, 0));
        assert_eq!(made_up(1, 0), made_up(1, 0));
    }
}
