//! Rows of an upload (医療費助成対象者情報), as a municipality sends them.

use wire::proto::registration::v1::RecipientRow;

use crate::{people::Person, places::CHILD};

/// A full registration (対象者情報登録) for the child's program, in force from April to March.
#[must_use]
pub fn row(person: &Person) -> RecipientRow {
    RecipientRow {
        org_specific_certificate_type_id: CHILD.to_owned(),
        my_number: person.my_number.clone(),
        basic_five_info: Some(person.basic.clone()),
        is_not_disclosed: Some(false),
        certification_name: "こども医療費受給者証".to_owned(),
        income_segment: "01".to_owned(),
        valid_from: "2026-04-01".to_owned(),
        valid_to: "2027-03-31".to_owned(),
        ..Default::default()
    }
}

/// A history row (差分履歴登録) with this key, otherwise as [`row`].
#[must_use]
pub fn history_row(person: &Person, key: &str) -> RecipientRow {
    RecipientRow {
        history_key: key.to_owned(),
        is_deleted: Some(false),
        is_always_reimbursement: "0".to_owned(),
        ..row(person)
    }
}

/// The history row taken back.
#[must_use]
pub fn deleted_row(person: &Person, key: &str) -> RecipientRow {
    RecipientRow { is_deleted: Some(true), ..history_row(person, key) }
}

/// The row, of other days.
#[must_use]
pub fn over(row: RecipientRow, first: &str, last: &str) -> RecipientRow {
    RecipientRow { valid_from: first.to_owned(), valid_to: last.to_owned(), ..row }
}

/// The row, withheld (不開示).
#[must_use]
pub fn withheld(row: RecipientRow) -> RecipientRow {
    RecipientRow { is_not_disclosed: Some(true), ..row }
}
