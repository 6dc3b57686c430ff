//! What is known of a certificate: the part of its events that a desk's answer is made of.
//!
//! The five basic attributes (基本5情報) are never here: no desk is told them.

use std::{fmt, sync::Arc};

use domain::{
    body_code::BodyCode,
    certificate::{
        AdditionalCondition, CareSetting, CopaymentLimit, DesignatedInstitution, Disclosure,
        LimitPeriod,
    },
    certificate_id::CertificateId,
    certificate_type::CertificateTypeId,
    history_key::HistoryKey,
    income_band::IncomeBand,
    payer_number::PayerNumber,
    period::Period,
    person_key::PersonKey,
    sub_key::SubKey,
};
use ledger::Position;
use uuid::Uuid;

use crate::bytes::{Reader, put_count, put_flag, put_number, put_optional_text, put_text};

/// What is known of one certificate (受給者証).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Which certificate; its id is made of the four that follow.
    pub id: CertificateId,
    /// The person key under which it was recorded.
    pub person: PersonKey,
    /// Who decided it.
    pub body: BodyCode,
    /// The body's own type (機関別受給者証種別ID).
    pub certificate_type: CertificateTypeId,
    /// The sub key (受給者証サブキー).
    pub sub_key: SubKey,
    /// Whether it may be told.
    pub disclosure: Disclosure,
    /// The rows that stand, in the order of their history keys; none where all were deleted.
    pub rows: Vec<RowFacts>,
    /// The history keys of rows that were deleted and do not stand again, in their order.
    pub deleted: Vec<HistoryKey>,
    /// The registration position of the last event that concerned it.
    pub last_event: Position,
}

/// What is known of one period row (履歴).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFacts {
    /// The body's key of this row.
    pub history_key: HistoryKey,
    /// The days on which it holds.
    pub period: Period,
    /// The registration position of the last event that concerned it.
    pub recorded: Position,
    /// What it says in words that many certificates share.
    pub wording: Arc<Wording>,
    /// Institutions named on the certificate (指定医療機関).
    pub designated_institutions: Vec<Arc<DesignatedInstitution>>,
    /// Recipient number and printed items, closed under the person's key.
    pub detail: ClosedDetail,
}

/// Recipient number (公費受給者番号) and printed items (受給者証券面項目) of a row, closed under the
/// person's key as they are in the event; [`crate::Projections::detail`] opens them.
#[derive(Clone, PartialEq, Eq)]
pub struct ClosedDetail {
    /// The id of the event they are closed for.
    pub(crate) event_id: Uuid,
    /// The closed bytes; empty where the event had none.
    pub(crate) sealed: Box<[u8]>,
}

/// What a row says in words that many certificates share; kept once for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wording {
    /// Who pays (公費負担者番号).
    pub payer_number: Option<PayerNumber>,
    /// The certificate's name (受給者証名) as given.
    pub certification_name: String,
    /// The class within the certificate (区分); may be empty.
    pub segment: String,
    /// The income band (所得区分).
    pub income_band: Option<IncomeBand>,
    /// Additional conditions (追加条件).
    pub additional_conditions: Vec<AdditionalCondition>,
    /// Whether the person always pays first and claims back (常に償還払い).
    pub always_reimbursement: bool,
    /// Limits on what the person pays (自己負担上限額).
    pub copayment_limits: Vec<CopaymentLimit>,
}

/// Which body's certificate, of which of its types; kept once for all certificates of that kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Kind {
    pub(crate) body: BodyCode,
    pub(crate) certificate_type: CertificateTypeId,
}

/// Something that is kept once for all who use it, and can be written and read.
pub(crate) trait Word: Sized {
    /// Writes it.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads it.
    fn take(reader: &mut Reader<'_>) -> Option<Self>;
}

impl fmt::Debug for ClosedDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClosedDetail(..)")
    }
}

impl Word for Kind {
    fn put(&self, out: &mut Vec<u8>) {
        put_text(out, &self.body.to_string());
        put_text(out, self.certificate_type.as_str());
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            body: reader.text()?.parse().ok()?,
            certificate_type: reader.text()?.parse().ok()?,
        })
    }
}

impl Word for Wording {
    fn put(&self, out: &mut Vec<u8>) {
        put_optional_text(out, self.payer_number.map(|number| number.to_string()).as_deref());
        put_text(out, &self.certification_name);
        put_text(out, &self.segment);
        put_optional_text(out, self.income_band.as_ref().map(IncomeBand::as_str));
        put_count(out, self.additional_conditions.len());
        for condition in &self.additional_conditions {
            put_text(out, &condition.item);
            put_text(out, &condition.code);
        }
        put_flag(out, self.always_reimbursement);
        put_count(out, self.copayment_limits.len());
        for limit in &self.copayment_limits {
            put_limit(out, limit);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            payer_number: reader.optional_text()?.map(str::parse).transpose().ok()?,
            certification_name: reader.text()?.to_owned(),
            segment: reader.text()?.to_owned(),
            income_band: reader.optional_text()?.map(str::parse).transpose().ok()?,
            additional_conditions: reader.list(|reader| {
                let item = reader.text()?.to_owned();
                Some(AdditionalCondition { item, code: reader.text()?.to_owned() })
            })?,
            always_reimbursement: reader.flag()?,
            copayment_limits: reader.list(take_limit)?,
        })
    }
}

impl Word for DesignatedInstitution {
    fn put(&self, out: &mut Vec<u8>) {
        put_optional_text(out, self.code.map(|code| code.to_string()).as_deref());
        put_text(out, &self.name);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            code: reader.optional_text()?.map(str::parse).transpose().ok()?,
            name: reader.text()?.to_owned(),
        })
    }
}

fn put_limit(out: &mut Vec<u8>, limit: &CopaymentLimit) {
    out.push(match limit.period {
        LimitPeriod::Month => 0,
        LimitPeriod::Day => 1,
        LimitPeriod::Visit => 2,
    });
    out.push(match limit.setting {
        CareSetting::Combined => 0,
        CareSetting::Outpatient => 1,
        CareSetting::Inpatient => 2,
        CareSetting::Pharmacy => 3,
    });
    put_number(out, limit.amount_yen.into());
    put_flag(out, limit.count_max.is_some());
    put_number(out, limit.count_max.unwrap_or(0).into());
    put_number(out, limit.amount_after_count_yen.into());
    put_flag(out, limit.meals_included);
    put_count(out, limit.shared_with.len());
    for law in &limit.shared_with {
        put_text(out, &law.to_string());
    }
}

fn take_limit(reader: &mut Reader<'_>) -> Option<CopaymentLimit> {
    let period = match reader.byte()? {
        0 => LimitPeriod::Month,
        1 => LimitPeriod::Day,
        2 => LimitPeriod::Visit,
        _ => return None,
    };
    let setting = match reader.byte()? {
        0 => CareSetting::Combined,
        1 => CareSetting::Outpatient,
        2 => CareSetting::Inpatient,
        3 => CareSetting::Pharmacy,
        _ => return None,
    };
    let amount_yen = reader.number()?.try_into().ok()?;
    let has_count = reader.flag()?;
    let count = reader.number()?.try_into().ok()?;
    Some(CopaymentLimit {
        period,
        setting,
        amount_yen,
        count_max: has_count.then_some(count),
        amount_after_count_yen: reader.number()?.try_into().ok()?,
        meals_included: reader.flag()?,
        shared_with: reader.list(|reader| reader.text()?.parse().ok())?,
    })
}

/// Writes whether a certificate may be told.
pub(crate) fn put_disclosure(out: &mut Vec<u8>, disclosure: Disclosure) {
    out.push(match disclosure {
        Disclosure::Open => 0,
        Disclosure::HideFromHistory => 1,
        Disclosure::HideAll => 2,
    });
}

/// Reads whether a certificate may be told.
pub(crate) fn take_disclosure(reader: &mut Reader<'_>) -> Option<Disclosure> {
    match reader.byte()? {
        0 => Some(Disclosure::Open),
        1 => Some(Disclosure::HideFromHistory),
        2 => Some(Disclosure::HideAll),
        _ => None,
    }
}
