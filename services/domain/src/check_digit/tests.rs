use super::*;

fn digits(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| byte - b'0').collect()
}

#[test]
fn every_published_number_ends_in_the_tens_complement_of_the_rest() {
    // Payer numbers, insurer numbers and institution codes as their issuers print them.
    for number in [
        "81136244",
        "81137242",
        "88138243",
        "88131248",
        "89131247",
        "54016027",
        "52196011",
        "52197019",
        "52198017",
        "33120015",
        "138057",
        "0110113719",
        "2714206386",
    ] {
        let digits = digits(number);
        let (last, body) = digits.split_last().unwrap();
        assert_eq!(tens_complement(body), *last, "{number}");
    }
}

#[test]
fn a_single_wrong_digit_is_always_noticed() {
    let right = digits("8113624");
    for place in 0..right.len() {
        for other in (0..=9).filter(|digit| *digit != right[place]) {
            let mut wrong = right.clone();
            wrong[place] = other;
            assert_ne!(tens_complement(&wrong), 4, "digit {place} as {other}");
        }
    }
}

#[test]
fn every_published_body_code_ends_in_the_elevens_complement_of_the_rest() {
    for (body, last) in [
        ([1, 3, 1, 0, 4], 1),
        ([1, 3, 2, 0, 1], 2),
        ([2, 3, 2, 0, 3], 3),
        ([0, 5, 2, 1, 0], 8),
        ([0, 1, 1, 0, 0], 2),
    ] {
        assert_eq!(elevens_complement(&body), last, "{body:?}");
    }
}

#[test]
fn a_remainder_of_one_gives_the_digit_nought() {
    // 2·6 + 0 = 12, remainder 1, eleven less one is ten: its last digit.
    assert_eq!(elevens_complement(&[2, 0, 0, 0, 0]), 0);
}

#[test]
fn the_largest_digits_do_not_overflow() {
    assert_eq!(elevens_complement(&[9; 5]), 7);
    assert!(tens_complement(&[9; 29]) <= 9);
}

#[test]
fn a_policy_speaks_only_about_digits_that_do_not_hold() {
    use CheckDigitVerdict::{Refused, Silent, Warned};
    for (policy, when_it_holds, when_not) in [
        (CheckDigitPolicy::Off, Silent, Silent),
        (CheckDigitPolicy::Warn, Silent, Warned),
        (CheckDigitPolicy::Reject, Silent, Refused),
    ] {
        assert_eq!(policy.judge(true), when_it_holds);
        assert_eq!(policy.judge(false), when_not);
    }
}

#[test]
fn a_policy_is_written_as_it_is_read_and_warns_unless_told_otherwise() {
    for text in ["OFF", "WARN", "REJECT"] {
        assert_eq!(text.parse::<CheckDigitPolicy>().unwrap().to_string(), text);
    }
    assert_eq!("warn".parse::<CheckDigitPolicy>(), Err(NotACheckDigitPolicy));
    assert_eq!(CheckDigitPolicy::default(), CheckDigitPolicy::Warn);
}
