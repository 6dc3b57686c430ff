//! A period row as it is stored: open fields as they are, personal fields closed.

use domain::certificate::{BasicInfo, DetailItem, Personal, Row, Sex};
use domain::recipient_number::RecipientNumber;
use ledger::RecordedEvent;
use prost::{Message as _, bytes::Bytes};
use sealing::{DataKey, SealContext, SealError};
use uuid::Uuid;

use super::super::{DecodeError, bad_field};
use crate::{common, field, proto::event::v1 as proto, refusal::FieldError};

/// The field group of the five basic attributes. Stored in the additional data: never changes.
pub const BASIC_INFO_GROUP: u8 = 1;

/// The field group of recipient number and printed items. Never changes.
pub const DETAIL_GROUP: u8 = 2;

/// The version of the two groups' messages.
pub const SCHEMA_VERSION: u32 = 1;

/// The row with its personal fields closed under `key`; without them where it has none.
pub(super) fn close(
    row: &Row,
    stream: &str,
    event_id: Uuid,
    key: &DataKey,
) -> Result<proto::PeriodRow, SealError> {
    let seal = |field_group, plaintext: Vec<u8>| {
        let context = context(stream, event_id, field_group);
        sealing::seal(key, &context, &plaintext).map(Bytes::from)
    };
    let (sealed_basic_info, sealed_detail) = match &row.personal {
        None => (Bytes::new(), Bytes::new()),
        Some(personal) => (
            seal(BASIC_INFO_GROUP, from_basic_info(&personal.basic_info).encode_to_vec())?,
            seal(DETAIL_GROUP, from_personal(personal).encode_to_vec())?,
        ),
    };
    Ok(proto::PeriodRow {
        history_key: row.history_key.to_string(),
        period: Some(field::from_period(row.period)),
        payer_number: row.payer_number.map(|number| number.to_string()).unwrap_or_default(),
        certification_name: row.certification_name.clone(),
        segment: row.segment.clone(),
        income_band: row.income_band.as_ref().map(ToString::to_string).unwrap_or_default(),
        additional_conditions: row
            .additional_conditions
            .iter()
            .map(common::from_condition)
            .collect(),
        designated_institutions: row
            .designated_institutions
            .iter()
            .map(common::from_institution)
            .collect(),
        always_reimbursement: row.always_reimbursement,
        copayment_limits: row.copayment_limits.iter().map(common::from_limit).collect(),
        sealed_basic_info,
        sealed_detail,
    })
}

/// The row with its personal fields open; without them when there is no key.
pub(super) fn open(
    row: proto::PeriodRow,
    recorded: &RecordedEvent,
    key: Option<&DataKey>,
) -> Result<Row, DecodeError> {
    let personal = match key {
        Some(key) if !row.sealed_basic_info.is_empty() => Some(open_personal(&row, recorded, key)?),
        Some(_) | None => None,
    };
    open_fields(row, personal).map_err(|error| bad_field(recorded, error.under("row").field))
}

fn open_fields(row: proto::PeriodRow, personal: Option<Personal>) -> Result<Row, FieldError> {
    Ok(Row {
        history_key: row
            .history_key
            .parse()
            .map_err(|error| FieldError::malformed("history_key", error))?,
        period: field::period("period", row.period)?,
        payer_number: field::optional("payer_number", &row.payer_number)?,
        certification_name: row.certification_name,
        segment: row.segment,
        income_band: field::optional("income_band", &row.income_band)?,
        additional_conditions: row
            .additional_conditions
            .into_iter()
            .map(common::condition)
            .collect::<Result<_, _>>()?,
        designated_institutions: row
            .designated_institutions
            .into_iter()
            .map(common::institution)
            .collect::<Result<_, _>>()?,
        always_reimbursement: row.always_reimbursement,
        copayment_limits: row
            .copayment_limits
            .into_iter()
            .map(common::limit)
            .collect::<Result<_, _>>()?,
        personal,
    })
}

fn open_personal(
    row: &proto::PeriodRow,
    recorded: &RecordedEvent,
    key: &DataKey,
) -> Result<Personal, DecodeError> {
    let context = context(recorded.stream.as_str(), recorded.id, BASIC_INFO_GROUP);
    let basic_info = sealing::open(key, &context, &row.sealed_basic_info)
        .ok()
        .and_then(|plaintext| proto::SealedBasicInfo::decode(plaintext.as_slice()).ok())
        .and_then(basic_info)
        .ok_or_else(|| bad_field(recorded, "row.sealed_basic_info"))?;
    let (recipient_number, details) = open_detail(row, recorded, key)?;
    Ok(Personal { basic_info, recipient_number, details })
}

/// The recipient number and the printed items of a stored row: all that a desk may be told of what is closed.
///
/// # Errors
///
/// [`DecodeError::Field`].
pub fn open_detail(
    row: &proto::PeriodRow,
    recorded: &RecordedEvent,
    key: &DataKey,
) -> Result<(Option<RecipientNumber>, Vec<DetailItem>), DecodeError> {
    let context = context(recorded.stream.as_str(), recorded.id, DETAIL_GROUP);
    let refused = || bad_field(recorded, "row.sealed_detail");
    let plaintext = sealing::open(key, &context, &row.sealed_detail).map_err(|_| refused())?;
    let detail = proto::SealedDetail::decode(plaintext.as_slice()).map_err(|_| refused())?;
    let number =
        field::optional("recipient_number", &detail.recipient_number).map_err(|_| refused())?;
    let items = detail
        .items
        .into_iter()
        .map(common::detail)
        .collect::<Result<_, _>>()
        .map_err(|_| refused())?;
    Ok((number, items))
}

fn context(stream: &str, event_id: Uuid, field_group: u8) -> SealContext<'_> {
    SealContext { stream, event_id, field_group, schema_version: SCHEMA_VERSION }
}

fn from_basic_info(info: &BasicInfo) -> proto::SealedBasicInfo {
    proto::SealedBasicInfo {
        name: info.name.clone(),
        name_kana: info.name_kana.clone(),
        address: info.address.clone(),
        date_of_birth: Some(field::from_date(info.date_of_birth)),
        sex: match info.sex {
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::NotSet => "3",
        }
        .to_owned(),
    }
}

fn basic_info(info: proto::SealedBasicInfo) -> Option<BasicInfo> {
    Some(BasicInfo {
        date_of_birth: field::date("date_of_birth", info.date_of_birth).ok()?,
        sex: sex(&info.sex)?,
        name: info.name,
        name_kana: info.name_kana,
        address: info.address,
    })
}

/// The sex of a code (性別): 1, 2 or 3.
pub(crate) fn sex(code: &str) -> Option<Sex> {
    match code {
        "1" => Some(Sex::Male),
        "2" => Some(Sex::Female),
        "3" => Some(Sex::NotSet),
        _ => None,
    }
}

fn from_personal(personal: &Personal) -> proto::SealedDetail {
    proto::SealedDetail {
        recipient_number: personal
            .recipient_number
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        items: personal.details.iter().map(common::from_detail).collect(),
    }
}
