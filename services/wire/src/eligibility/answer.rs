//! What a desk is told, as messages.

use domain::{
    answer::{
        Advice, Answer, Coverage, Designation, EligibilityClass, SettlementReason, Told, Validity,
    },
    certificate::{AdditionalCondition, CopaymentLimit, DetailItem},
    income_band::IncomeBand,
    payer_number::PayerNumber,
    recipient_number::RecipientNumber,
    settlement::Settlement,
};
use ledger::Position;

use crate::{
    common, field,
    proto::{common::v1 as nouns, eligibility::v1 as proto},
};

/// What a row says beyond what decides the answer. Never an address, a name or a birth date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RowText<'a> {
    /// The certificate's name (受給者証名).
    pub certification_name: &'a str,
    /// Who pays (公費負担者番号).
    pub payer_number: Option<PayerNumber>,
    /// The recipient number (公費受給者番号).
    pub recipient_number: Option<&'a RecipientNumber>,
    /// The class within the certificate (区分).
    pub segment: &'a str,
    /// The income band (所得区分).
    pub income_band: Option<&'a IncomeBand>,
    /// The income band's name in the program master; empty where it has none.
    pub income_band_name: &'a str,
    /// Additional conditions.
    pub additional_conditions: &'a [AdditionalCondition],
    /// Limits as printed on the certificate.
    pub copayment_limits: &'a [CopaymentLimit],
    /// Printed items.
    pub details: &'a [DetailItem],
}

/// The answer without a consent: equal in bytes whatever the cause.
#[must_use]
pub fn no_information() -> proto::GetEligibilityResponse {
    proto::GetEligibilityResponse {
        class: proto::EligibilityClass::NoInformation.into(),
        ..proto::GetEligibilityResponse::default()
    }
}

/// An answer as a message. Without a consent it is [`no_information`], whatever else is given.
///
/// `certificates` are what [`certificate`] made of those in the same answer; `position` is the
/// registration position it speaks of. Where it is recorded is not known yet: [`recorded_at`].
#[must_use]
pub fn response<T>(
    answer: &Answer<'_, T>,
    certificates: Vec<proto::CertificateAnswer>,
    position: Position,
) -> proto::GetEligibilityResponse {
    if answer.told == EligibilityClass::NoInformation {
        return no_information();
    }
    proto::GetEligibilityResponse {
        class: from_class(answer.told).into(),
        advice: answer.advice.map_or(proto::Advice::Unspecified, from_advice).into(),
        certificates,
        coverage: answer.coverage.as_ref().map(from_coverage),
        position: position.get(),
        access_position: 0,
    }
}

/// The answer, durable at this access position; [`no_information`] does not say where.
#[must_use]
pub fn recorded_at(
    mut answer: proto::GetEligibilityResponse,
    access_position: Position,
) -> proto::GetEligibilityResponse {
    if answer.class() != proto::EligibilityClass::NoInformation {
        answer.access_position = access_position.get();
    }
    answer
}

/// One certificate of an answer as a message, with what its row says.
#[must_use]
pub fn certificate<T>(told: &Told<'_, T>, text: RowText<'_>) -> proto::CertificateAnswer {
    proto::CertificateAnswer {
        certificate: told.certificate.id.resource_name(),
        history_key: told.row.history_key.as_str().to_owned(),
        validity: from_validity(told.validity).into(),
        body: told.body.body.resource_name(),
        body_name: told.body.name.to_owned(),
        certificate_type: told.certificate.certificate_type.as_str().to_owned(),
        program_name: told.program.name.to_owned(),
        law_number: told.program.law_number.map(|law| law.to_string()).unwrap_or_default(),
        certification_name: text.certification_name.to_owned(),
        payer_number: text.payer_number.map(|number| number.to_string()).unwrap_or_default(),
        recipient_number: text.recipient_number.map(ToString::to_string).unwrap_or_default(),
        period: Some(field::from_period(told.row.period)),
        segment: text.segment.to_owned(),
        income_band: text.income_band.map(ToString::to_string).unwrap_or_default(),
        income_band_name: text.income_band_name.to_owned(),
        additional_conditions: text
            .additional_conditions
            .iter()
            .map(common::from_condition)
            .collect(),
        copayment_limits: text.copayment_limits.iter().map(common::from_limit).collect(),
        settlement: from_settlement(told.settlement).into(),
        settlement_reason: from_reason(told.settlement_reason).into(),
        designation: from_designation(told.designation).into(),
        details: text.details.iter().map(common::from_detail).collect(),
        rule: None,
    }
}

fn from_class(class: EligibilityClass) -> proto::EligibilityClass {
    match class {
        EligibilityClass::NoInformation => proto::EligibilityClass::NoInformation,
        EligibilityClass::Disclosed => proto::EligibilityClass::Disclosed,
        EligibilityClass::NoRecord => proto::EligibilityClass::NoRecord,
        EligibilityClass::BodyNotParticipating => proto::EligibilityClass::BodyNotParticipating,
        EligibilityClass::ProgramNotCovered => proto::EligibilityClass::ProgramNotCovered,
        EligibilityClass::Expired => proto::EligibilityClass::Expired,
        EligibilityClass::NotYetValid => proto::EligibilityClass::NotYetValid,
        EligibilityClass::FacilityNotDesignated => proto::EligibilityClass::FacilityNotDesignated,
        EligibilityClass::LinkPending => proto::EligibilityClass::LinkPending,
        EligibilityClass::TemporarilyUnavailable => proto::EligibilityClass::TemporarilyUnavailable,
    }
}

fn from_advice(advice: Advice) -> proto::Advice {
    match advice {
        Advice::UseCertificates => proto::Advice::UseCertificates,
        Advice::AskForPaper => proto::Advice::AskForPaper,
        Advice::RenewalMayBeMissing => proto::Advice::RenewalMayBeMissing,
        Advice::NotYet => proto::Advice::NotYet,
        Advice::AskTheBody => proto::Advice::AskTheBody,
    }
}

fn from_validity(validity: Validity) -> proto::Validity {
    match validity {
        Validity::InForce => proto::Validity::InForce,
        Validity::Expired => proto::Validity::Expired,
        Validity::NotYet => proto::Validity::NotYet,
    }
}

fn from_settlement(settlement: Settlement) -> nouns::Settlement {
    match settlement {
        Settlement::InKind => nouns::Settlement::InKind,
        Settlement::List => nouns::Settlement::List,
        Settlement::Reimbursement => nouns::Settlement::Reimbursement,
    }
}

fn from_reason(reason: SettlementReason) -> proto::SettlementReason {
    match reason {
        SettlementReason::InsidePrefecture => proto::SettlementReason::InsidePrefecture,
        SettlementReason::OutsidePrefecture => proto::SettlementReason::OutsidePrefecture,
        SettlementReason::AlwaysReimbursed => proto::SettlementReason::AlwaysReimbursed,
    }
}

fn from_designation(designation: Designation) -> proto::Designation {
    match designation {
        Designation::NotRequired => proto::Designation::NotRequired,
        Designation::Designated => proto::Designation::Designated,
        Designation::NotDesignated => proto::Designation::NotDesignated,
        Designation::Unknown => proto::Designation::Unknown,
    }
}

fn from_coverage(coverage: &Coverage<'_>) -> proto::Coverage {
    let bodies = coverage.bodies.iter().map(|body| proto::CoveredBody {
        body: body.body.resource_name(),
        participating: body.participating,
        certificate_types: body.certificate_types.iter().map(|of| of.as_str().to_owned()).collect(),
        as_of_position: body.as_of_position,
    });
    proto::Coverage {
        body_count: coverage.counts.bodies,
        program_count: coverage.counts.programs,
        bodies: bodies.collect(),
    }
}
