//! `pmh.registration.v1`: an upload on one side, rows that say what they must on the other.
//!
//! A row is read field by field and all that is wrong with it is found at once, so that a clerk corrects a
//! row once. The My Number is moved out unread.

use domain::{
    certificate::{AdditionalCondition, BasicInfo, DetailItem, Personal, Row},
    certificate_type::CertificateTypeId,
    history_key::HistoryKey,
    match_key,
    period::Period,
    sub_key::SubKey,
};
use jiff::civil::Date;

use crate::{
    common,
    event::certificate::sex,
    field,
    my_number::UnreadMyNumber,
    proto::{common::v1 as nouns, registration::v1 as proto},
    refusal::FieldError,
};

mod findings;
#[cfg(test)]
mod tests;

pub use findings::{refusal, warning};

use findings::Found;

/// The most rows of one message.
pub const ROWS_PER_MESSAGE_MAX: usize = 1_000;

/// The most bytes of the rows of one message: what they leave fits one append.
pub const ROW_BYTES_PER_MESSAGE_MAX: usize = 1024 * 1024;

/// The most characters of a name, and of a name in kana.
pub const NAME_CHARACTERS_MAX: usize = 100;

/// The most characters of an address.
pub const ADDRESS_CHARACTERS_MAX: usize = 200;

/// The most characters of a certificate's name.
pub const CERTIFICATION_NAME_CHARACTERS_MAX: usize = 100;

/// The most characters of a segment.
pub const SEGMENT_CHARACTERS_MAX: usize = 50;

/// The most additional conditions of a row.
pub const CONDITIONS_MAX: usize = 20;

/// The most institutions named on a row.
pub const INSTITUTIONS_MAX: usize = 20;

/// The most printed items of a row.
pub const DETAILS_MAX: usize = 50;

/// The most bytes of the labels and values of a row's printed items together: they are closed as one.
pub const DETAIL_BYTES_MAX: usize = 60_000;

/// How the rows of an upload are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteStyle {
    /// Full registration (対象者情報登録): a row is the certificate's state.
    Full,
    /// History rows (差分履歴登録): a row is added, changed or deleted by its history key.
    History,
}

/// A row whose fields have their forms. Whether it may be recorded is for the body's program master to say.
pub struct RecipientRow {
    /// The My Number, unread.
    pub my_number: UnreadMyNumber,
    /// The body's own type.
    pub certificate_type: CertificateTypeId,
    /// The sub key; may be empty.
    pub sub_key: SubKey,
    /// What the row asks for.
    pub change: Change,
}

/// What a row asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Let the certificate have this row.
    Put {
        /// The row, with its personal fields.
        row: Box<Row>,
        /// The non-disclosure flag (不開示フラグ).
        not_disclosed: bool,
    },
    /// Take the row with this key back.
    Delete(HistoryKey),
}

impl Change {
    /// The key of the row meant.
    #[must_use]
    pub fn history_key(&self) -> &HistoryKey {
        match self {
            Self::Put { row, .. } => &row.history_key,
            Self::Delete(history_key) => history_key,
        }
    }
}

/// The style of an upload.
///
/// # Errors
///
/// `FIELD_MISSING` on `header.style`.
pub fn style(value: i32) -> Result<WriteStyle, FieldError> {
    match proto::WriteStyle::try_from(value).unwrap_or_default() {
        proto::WriteStyle::Unspecified => Err(FieldError::missing("header.style")),
        proto::WriteStyle::Full => Ok(WriteStyle::Full),
        proto::WriteStyle::History => Ok(WriteStyle::History),
    }
}

/// One row of an upload, `today` being the calendar day in Japan.
///
/// # Errors
///
/// The fields that hold the row's My Number, then all else that is wrong, in the order of the published fields.
pub fn recipient_row(
    mut row: proto::RecipientRow,
    style: WriteStyle,
    today: Date,
) -> Result<RecipientRow, Vec<FieldError>> {
    let mut found = Found::default();
    let my_number = UnreadMyNumber::take(&mut row.my_number);
    my_number_elsewhere(&my_number, &row, &mut found);
    let certificate_type = found.keep(field::required(
        "orgSpecificCertificateTypeId",
        &row.org_specific_certificate_type_id,
    ));
    if my_number.is_missing() {
        found.note(FieldError::missing("myNumber"));
    }
    let sub_key = found.keep(key("certificationSubKey", &row.certification_sub_key));
    let change = change(row, style, today, &mut found);
    let (Some(certificate_type), Some(sub_key), Some(change)) = (certificate_type, sub_key, change)
    else {
        return Err(found.into_errors());
    };
    found.finish(RecipientRow { my_number, certificate_type, sub_key, change })
}

/// A body's own key may be made of the My Number; what is stored open, or told to a desk, may not.
fn my_number_elsewhere(number: &UnreadMyNumber, row: &proto::RecipientRow, found: &mut Found) {
    let texts = [
        ("orgSpecificCertificateTypeId", &row.org_specific_certificate_type_id),
        ("certificationName", &row.certification_name),
        ("medicalSubsidyRecipientNumber", &row.medical_subsidy_recipient_number),
        ("certificationSubKey", &row.certification_sub_key),
        ("segment", &row.segment),
        ("incomeSegment", &row.income_segment),
        ("additionalConditions", &row.additional_conditions),
        ("historyKey", &row.history_key),
    ];
    let institutions = row
        .designated_medical_institutions
        .iter()
        .map(|it| ("designatedMedicalInstitutions", &it.name));
    let items = row.certification_detail.iter().flat_map(|item| [&item.label, &item.value]);
    let items = items.map(|text| ("certificationDetail", text));
    let mut last = "";
    for (field, text) in texts.into_iter().chain(institutions).chain(items) {
        if field != last && number.stands_in(text) {
            found.note(FieldError::malformed(field, "holds the row's My Number"));
            last = field;
        }
    }
}

fn change(
    row: proto::RecipientRow,
    style: WriteStyle,
    today: Date,
    found: &mut Found,
) -> Option<Change> {
    let deleted = match (style, row.is_deleted) {
        (WriteStyle::Full, None | Some(false)) => false,
        (WriteStyle::Full, Some(true)) => {
            found.note(FieldError::malformed("isDeleted", "belongs to history rows only"));
            false
        }
        (WriteStyle::History, Some(deleted)) => deleted,
        (WriteStyle::History, None) => {
            found.note(FieldError::missing("isDeleted"));
            false
        }
    };
    let history_key: Option<HistoryKey> = match (style, row.history_key.is_empty()) {
        (WriteStyle::Full, false) => {
            found.note(FieldError::malformed("historyKey", "belongs to history rows only"));
            None
        }
        (WriteStyle::History, true) => {
            found.note(FieldError::missing("historyKey"));
            None
        }
        (WriteStyle::Full, true) | (WriteStyle::History, false) => {
            found.keep(key("historyKey", &row.history_key))
        }
    };
    if deleted {
        return history_key.map(Change::Delete);
    }
    put(row, style, history_key, today, found)
}

fn put(
    row: proto::RecipientRow,
    style: WriteStyle,
    history_key: Option<HistoryKey>,
    today: Date,
    found: &mut Found,
) -> Option<Change> {
    let basic_info = basic_info(row.basic_five_info, today, found);
    let not_disclosed = found.keep(field::present("isNotDisclosed", row.is_not_disclosed));
    let payer_number = found
        .keep(field::optional("medicalSubsidyInsurerNumber", &row.medical_subsidy_insurer_number));
    let certification_name = found.keep(public_text(
        "certificationName",
        row.certification_name,
        CERTIFICATION_NAME_CHARACTERS_MAX,
    ));
    let recipient_number = found.keep(field::optional(
        "medicalSubsidyRecipientNumber",
        &row.medical_subsidy_recipient_number,
    ));
    let segment = found.keep(field::text("segment", row.segment, SEGMENT_CHARACTERS_MAX));
    let income_band = found.keep(field::optional("incomeSegment", &row.income_segment));
    let additional_conditions = found.keep(conditions(&row.additional_conditions));
    let designated_institutions = found.each(
        "designatedMedicalInstitutions",
        row.designated_medical_institutions,
        INSTITUTIONS_MAX,
        common::institution,
    );
    let always_reimbursement =
        found.keep(always_reimbursement(&row.is_always_reimbursement, style));
    let copayment_limits = found.each(
        "maxCopaymentAmount",
        row.max_copayment_amount,
        common::LIMITS_MAX,
        common::limit,
    );
    let period = period(&row.valid_from, &row.valid_to, found);
    let details =
        found.each("certificationDetail", row.certification_detail, DETAILS_MAX, common::detail);
    let details = details.and_then(|items| found.keep(not_too_many_bytes(items)));
    Some(Change::Put {
        not_disclosed: not_disclosed?,
        row: Box::new(Row {
            history_key: history_key?,
            period: period?,
            payer_number: payer_number?,
            certification_name: certification_name?,
            segment: segment?,
            income_band: income_band?,
            additional_conditions: additional_conditions?,
            designated_institutions: designated_institutions?,
            always_reimbursement: always_reimbursement?,
            copayment_limits: copayment_limits?,
            personal: Some(Personal {
                basic_info: basic_info?,
                recipient_number: recipient_number?,
                details: details?,
            }),
        }),
    })
}

fn basic_info(
    info: Option<proto::BasicFiveInfo>,
    today: Date,
    found: &mut Found,
) -> Option<BasicInfo> {
    let info = found.keep(field::present("basicFiveInfo", info))?;
    let name = found.keep(public_text("basicFiveInfo.name", info.name, NAME_CHARACTERS_MAX));
    let name_kana =
        found.keep(public_text("basicFiveInfo.nameKana", info.name_kana, NAME_CHARACTERS_MAX));
    let address =
        found.keep(public_text("basicFiveInfo.address", info.address, ADDRESS_CHARACTERS_MAX));
    let date_of_birth = found.keep(birth_date(&info.date_of_birth, today));
    let sex = found.keep(match info.sex.as_str() {
        "" => Err(FieldError::missing("basicFiveInfo.sex")),
        code => {
            sex(code).ok_or_else(|| FieldError::malformed("basicFiveInfo.sex", "must be 1, 2 or 3"))
        }
    });
    Some(BasicInfo {
        name: name?,
        name_kana: name_kana?,
        address: address?,
        date_of_birth: date_of_birth?,
        sex: sex?,
    })
}

/// A text that other systems will show: required, and without characters that mean something else there.
fn public_text(field: &'static str, value: String, limit: usize) -> Result<String, FieldError> {
    let value = field::required_text(field, value, limit)?;
    let foreign = match_key::private_use(&value).next();
    match foreign {
        None => Ok(value),
        Some((place, _)) => Err(FieldError {
            field: field.into(),
            reason: nouns::ErrorReason::PrivateUseCharacter,
            message: format!("character {place} is a private-use character (外字)"),
            remedy: "send the character's standard form (MJ+ or IVS)".into(),
        }),
    }
}

fn birth_date(text: &str, today: Date) -> Result<Date, FieldError> {
    const FIELD: &str = "basicFiveInfo.dateOfBirth";
    let date = iso_date(FIELD, text)?;
    if date > today {
        return Err(FieldError::malformed(FIELD, "must not be after today"));
    }
    Ok(date)
}

fn period(from: &str, to: &str, found: &mut Found) -> Option<Period> {
    let first = found.keep(iso_date("validFrom", from));
    let last = found.keep(iso_date("validTo", to));
    let (first, last) = (first?, last?);
    found.keep(Period::new(first, last).map_err(|error| FieldError {
        field: "validTo".into(),
        reason: nouns::ErrorReason::PeriodReversed,
        message: error.to_string(),
        remedy: "let the last day be the first day or later".into(),
    }))
}

/// A date as the published API writes it: YYYY-MM-DD.
fn iso_date(field: &'static str, text: &str) -> Result<Date, FieldError> {
    if text.is_empty() {
        return Err(FieldError::missing(field));
    }
    let plain = text.bytes().map(|byte| if byte.is_ascii_digit() { b'9' } else { byte });
    if plain.eq(*b"9999-99-99")
        && let Ok(date) = text.parse::<Date>()
        && date >= Period::EARLIEST
    {
        return Ok(date);
    }
    Err(FieldError::malformed(field, "must be a date of the calendar as YYYY-MM-DD, from 1868"))
}

fn always_reimbursement(text: &str, style: WriteStyle) -> Result<bool, FieldError> {
    match (text, style) {
        ("0", _) | ("", WriteStyle::Full) => Ok(false),
        ("1", _) => Ok(true),
        ("", WriteStyle::History) => Err(FieldError::missing("isAlwaysReimbursement")),
        (_, WriteStyle::Full | WriteStyle::History) => {
            Err(FieldError::malformed("isAlwaysReimbursement", "must be 0 or 1"))
        }
    }
}

/// Printed items that can be closed together.
fn not_too_many_bytes(items: Vec<DetailItem>) -> Result<Vec<DetailItem>, FieldError> {
    let bytes: usize = items.iter().map(|item| item.label.len() + item.value.len()).sum();
    if bytes > DETAIL_BYTES_MAX {
        return Err(FieldError::too_long("certificationDetail", DETAIL_BYTES_MAX, "bytes of text"));
    }
    Ok(items)
}

/// `item-code` pairs joined by `;`.
fn conditions(text: &str) -> Result<Vec<AdditionalCondition>, FieldError> {
    const FIELD: &str = "additionalConditions";
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let pairs: Vec<&str> = text.split(';').take(CONDITIONS_MAX + 1).collect();
    field::at_most(FIELD, &pairs, CONDITIONS_MAX)?;
    pairs
        .into_iter()
        .map(|pair| {
            let (item, code) = pair.split_once('-').ok_or_else(|| {
                FieldError::malformed(FIELD, "must be `item-code` pairs joined by `;`")
            })?;
            Ok(AdditionalCondition {
                item: common::condition_code(FIELD, item.to_owned())?,
                code: common::condition_code(FIELD, code.to_owned())?,
            })
        })
        .collect()
}

/// A key that may be empty.
fn key<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &'static str,
    text: &str,
) -> Result<T, FieldError> {
    text.parse().map_err(|error| FieldError::malformed(field, error))
}
