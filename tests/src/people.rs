//! People that nobody is, each told apart by a number of the test's choice.

use cli::synthetic::my_number;
use wire::proto::{common::v1::InsuranceIdentity, registration::v1::BasicFiveInfo};

use crate::places::INSURER;

/// The seed of everyone's My Number.
const SEED: u64 = 2;

/// Somebody.
#[derive(Clone)]
pub struct Person {
    /// A well-formed My Number (個人番号), computed.
    pub my_number: String,
    /// The five basic attributes.
    pub basic: BasicFiveInfo,
    /// What the card says.
    pub card: InsuranceIdentity,
}

/// The person of this place; two places are two people.
#[must_use]
pub fn person(place: u64) -> Person {
    Person {
        my_number: my_number::made_up(SEED, place),
        basic: BasicFiveInfo {
            name: format!("見本　{place}子"),
            name_kana: format!("ミホン　{place}コ"),
            address: format!("愛知県一宮市見本町{place}番地"),
            date_of_birth: "2019-05-05".to_owned(),
            sex: "2".to_owned(),
        },
        card: card(place),
    }
}

/// The card of the person of this place, linked or not.
#[must_use]
pub fn card(place: u64) -> InsuranceIdentity {
    InsuranceIdentity {
        insurer_number: INSURER.to_owned(),
        symbol: "見本".to_owned(),
        number: format!("{place}"),
        branch: "01".to_owned(),
    }
}

/// The My Number with another last digit: its check digit does not hold.
#[must_use]
pub fn with_wrong_check_digit(my_number: &str) -> String {
    let (eleven, last) = my_number.split_at(my_number.len() - 1);
    let last: u32 = last.parse().unwrap();
    format!("{eleven}{}", (last + 1) % 10)
}
