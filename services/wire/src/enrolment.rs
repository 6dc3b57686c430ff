//! Enrolment's requests, read: who is to take part, and as what.

use domain::{
    body::{self, Delegation},
    body_code::BodyCode,
    certificate_type::CertificateTypeId,
    facility,
    institution_code::InstitutionCode,
    program::{
        CONDITION_CODES_MAX, CONDITION_ITEMS_MAX, INCOME_BANDS_MAX, MasterFault, ProgramMaster,
    },
    reader_number::ReaderNumber,
};
use jiff::civil::Date;

use crate::{
    event::enrolment as event,
    field,
    proto::{common::v1::ErrorReason, enrolment::v1 as proto, event::v1 as stored},
    refusal::FieldError,
};

#[cfg(test)]
mod tests;

/// The most characters of the name of a body, operator, program, facility or code.
pub const NAME_CHARACTERS_MAX: usize = 100;

/// The most characters of the edition of the terms.
pub const TERMS_EDITION_CHARACTERS_MAX: usize = 20;

/// The most characters of a rule's id, and of an income band or condition of a rule.
pub const RULE_CHARACTERS_MAX: usize = 100;

/// The most income bands and the most conditions that a rule maps.
pub const RULE_ENTRIES_MAX: usize = 2_500;

/// The body a request names.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED` on `body`.
pub fn body(name: &str) -> Result<BodyCode, FieldError> {
    if name.is_empty() {
        return Err(FieldError::missing("body"));
    }
    BodyCode::from_resource_name(name).map_err(|error| FieldError::malformed("body", error))
}

/// The facility a request names.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED` on `facility`.
pub fn facility(name: &str) -> Result<InstitutionCode, FieldError> {
    if name.is_empty() {
        return Err(FieldError::missing("facility"));
    }
    InstitutionCode::from_resource_name(name)
        .map_err(|error| FieldError::malformed("facility", error))
}

/// A body and what it is to be enrolled with. The body's check digit holds.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message; `CHECK_DIGIT_WRONG` on `body`.
pub fn enrol_body(
    request: proto::EnrolBodyRequest,
) -> Result<(BodyCode, body::Enrolment), FieldError> {
    let body = body(&request.body)?;
    if !body.check_digit_holds() {
        return Err(FieldError {
            field: "body".into(),
            reason: ErrorReason::CheckDigitWrong,
            message: "has a sixth digit that is not the check digit of the first five".into(),
            remedy: "send the code as the ministry publishes it (全国地方公共団体コード)".into(),
        });
    }
    let enrolment = body::Enrolment {
        name: field::required_text("name", request.name, NAME_CHARACTERS_MAX)?,
        participation: field::period("participation", request.participation)?,
        check_digit_policy: event::body::policy("check_digit_policy", request.check_digit_policy)?,
    };
    Ok((body, enrolment))
}

/// A body and who is to act for it.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn delegate_operator(
    request: proto::DelegateOperatorRequest,
) -> Result<(BodyCode, Delegation), FieldError> {
    let body = body(&request.body)?;
    let operator = field::required_text("operator", request.operator, NAME_CHARACTERS_MAX)?;
    Ok((body, Delegation { operator, first: field::date("first", request.first)? }))
}

/// A program as its body wants it to read. It agrees with itself.
///
/// # Errors
///
/// Lists that are too long first, then the first field that does not say what it must, then
/// what does not agree.
pub fn define_program(program: Option<stored::ProgramMaster>) -> Result<ProgramMaster, FieldError> {
    let program = field::present("program", program)?;
    field::at_most("program.income_bands", &program.income_bands, INCOME_BANDS_MAX)?;
    field::at_most("program.conditions", &program.conditions, CONDITION_ITEMS_MAX)?;
    for (place, item) in program.conditions.iter().enumerate() {
        let field = format!("program.conditions[{place}].codes");
        field::at_most(field, &item.codes, CONDITION_CODES_MAX)?;
    }
    let mut master = event::program::master(program)?;
    master.name = field::required_text("program.name", master.name, NAME_CHARACTERS_MAX)?;
    check_names(&master)?;
    check_rule(&master)?;
    master.check().map_err(disagreement)?;
    Ok(master)
}

/// A program and the last day on which it is to be registered.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn retire_program(
    request: &proto::RetireProgramRequest,
) -> Result<(BodyCode, CertificateTypeId, Date), FieldError> {
    let body = body(&request.body)?;
    let certificate_type = field::required("certificate_type", &request.certificate_type)?;
    Ok((body, certificate_type, field::date("last", request.last)?))
}

/// A facility and what it is to be enrolled with.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn enrol_facility(
    request: proto::EnrolFacilityRequest,
) -> Result<(InstitutionCode, facility::Enrolment), FieldError> {
    let facility = facility(&request.facility)?;
    let enrolment = facility::Enrolment {
        name: field::required_text("name", request.name, NAME_CHARACTERS_MAX)?,
        terms_edition: field::required_text(
            "terms_edition",
            request.terms_edition,
            TERMS_EDITION_CHARACTERS_MAX,
        )?,
    };
    Ok((facility, enrolment))
}

/// The reader a request names.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED` on `reader`.
pub fn reader(number: u32) -> Result<ReaderNumber, FieldError> {
    event::facility::reader("reader", number)
}

/// Names of bands, items and codes: they may be empty.
fn check_names(master: &ProgramMaster) -> Result<(), FieldError> {
    let check = |path: String, name: &String| {
        field::text(path, name.clone(), NAME_CHARACTERS_MAX).map(|_| ())
    };
    for (place, band) in master.income_bands.iter().enumerate() {
        check(format!("program.income_bands[{place}].name"), &band.name)?;
    }
    for (place, known) in master.conditions.iter().enumerate() {
        check(format!("program.conditions[{place}].item.name"), &known.item.name)?;
        for (code_place, code) in known.codes.iter().enumerate() {
            check(format!("program.conditions[{place}].codes[{code_place}].name"), &code.name)?;
        }
    }
    Ok(())
}

fn check_rule(master: &ProgramMaster) -> Result<(), FieldError> {
    let Some(rule) = &master.rule else { return Ok(()) };
    field::required_text("program.rule.rule", rule.rule.clone(), RULE_CHARACTERS_MAX)?;
    for (path, map) in [
        ("program.rule.income_bands", &rule.income_bands),
        ("program.rule.conditions", &rule.conditions),
    ] {
        if map.len() > RULE_ENTRIES_MAX {
            return Err(FieldError::too_long(path, RULE_ENTRIES_MAX, "entries"));
        }
        for target in map.values() {
            field::required_text(path, target.clone(), RULE_CHARACTERS_MAX)?;
        }
    }
    Ok(())
}

/// Which field a disagreement is found in.
fn disagreement(fault: MasterFault) -> FieldError {
    let field = match &fault {
        MasterFault::BandTwice(_) => "program.income_bands",
        MasterFault::ItemTwice(_) | MasterFault::CodeTwice { .. } => "program.conditions",
        MasterFault::BandNotDefined(_) => "program.rule.income_bands",
        MasterFault::ConditionNotDefined(_) => "program.rule.conditions",
    };
    FieldError::malformed(field, fault)
}
