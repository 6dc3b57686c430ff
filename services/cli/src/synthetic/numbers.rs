//! Numbers with valid check digits: payers, recipients, insurers, institutions.

use domain::{check_digit::tens_complement, prefecture::PrefectureCode};

/// A payer number (公費負担者番号): law, prefecture, a number of the body, check digit.
#[must_use]
pub fn payer(law: &str, prefecture: PrefectureCode, body: u64) -> String {
    checked(format!("{law}{prefecture}{:03}", body % 1_000))
}

/// A recipient number (公費受給者番号) of the national form.
#[must_use]
pub fn recipient(place: u64) -> String {
    checked(format!("{:06}", place % 1_000_000))
}

/// An insurer number (保険者番号) under a law; six digits for municipal health insurance (no law).
#[must_use]
pub fn insurer(law: &str, prefecture: PrefectureCode, insurer: u64) -> String {
    checked(format!("{law}{prefecture}{:03}", insurer % 1_000))
}

/// An institution code (医療機関コード): prefecture, fee table, district, institution, check digit.
#[must_use]
pub fn institution(prefecture: PrefectureCode, fee_table: u8, district: u64, place: u64) -> String {
    checked(format!("{prefecture}{fee_table}{:02}{:04}", district % 100, place % 10_000))
}

/// The digits with their check digit.
fn checked(digits: String) -> String {
    let body: Vec<u8> = digits.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    format!("{digits}{}", tens_complement(&body))
}

#[cfg(test)]
mod tests {
    use domain::{
        institution_code::InstitutionCode, insurer_number::InsurerNumber,
        payer_number::PayerNumber, recipient_number::RecipientNumber,
    };

    use super::{institution, insurer, payer, recipient};

    #[test]
    fn every_number_holds_its_check_digit() {
        let prefecture = "23".parse().unwrap();
        for place in 0..2_000 {
            let payer: PayerNumber = payer("88", prefecture, place).parse().unwrap();
            assert!(payer.check_digit_holds());
            let recipient: RecipientNumber = recipient(place).parse().unwrap();
            assert_eq!(recipient.check_digit_holds(), Some(true));
            for law in ["", "06", "39"] {
                let insurer: InsurerNumber = insurer(law, prefecture, place).parse().unwrap();
                assert!(insurer.check_digit_holds());
            }
            let code: InstitutionCode = institution(prefecture, 4, 7, place).parse().unwrap();
            assert!(code.check_digit_holds());
            assert_eq!(code.prefecture(), Some(prefecture));
        }
    }
}
