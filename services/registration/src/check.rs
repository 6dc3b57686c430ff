//! Whether a row fits its body's program master (制度マスタ), and what about it is odd.
//!
//! Rows refer only to what is defined. What a law does not forbid is a warning, never a refusal.

use std::ops::RangeInclusive;

use domain::{
    body_code::BodyCode,
    certificate::Row,
    check_digit::{CheckDigitPolicy, CheckDigitVerdict},
    program::Program,
    recipient_number::RecipientNumber,
};
use wire::{
    FieldError,
    proto::{
        common::v1::ErrorReason,
        registration::v1::{Finding, finding::Kind},
    },
    registration::warning,
};

/// First days outside these years are said to be unusual: a slip of an era or a digit.
const USUAL_YEARS: RangeInclusive<i16> = 1950..=2100;

/// What was found in a row: errors refuse it, findings go with its answer.
#[derive(Default)]
pub(crate) struct Checked {
    pub(crate) errors: Vec<FieldError>,
    pub(crate) warnings: Vec<Finding>,
}

/// Checks a row against its program and the body's policy on check digits.
pub(crate) fn check(
    row: &Row,
    body: BodyCode,
    program: &Program,
    policy: CheckDigitPolicy,
) -> Checked {
    let mut checked = Checked::default();
    master(row, program, &mut checked);
    payer(row, body, program, policy, &mut checked);
    check_digits(row, policy, &mut checked);
    if !USUAL_YEARS.contains(&row.period.first().year()) {
        checked.warn("validFrom", Kind::PeriodUnusual, "lies far away", "look at the era");
    }
    checked
}

fn master(row: &Row, program: &Program, checked: &mut Checked) {
    if !program.covers(row.period) {
        checked.refuse(
            "validFrom",
            ErrorReason::ProgramRetired,
            "the program is not registered on every day of the period",
            "shorten the period, or revise the program's days",
        );
    }
    if let Some(band) = &row.income_band
        && !program.knows_income_band(band)
    {
        checked.refuse(
            "incomeSegment",
            ErrorReason::IncomeBandNotDefined,
            &format!("income band `{band}` is not defined for the program"),
            "define it in the program master, or correct the code",
        );
    }
    for condition in &row.additional_conditions {
        if !program.knows_condition(&condition.item, &condition.code) {
            checked.refuse(
                "additionalConditions",
                ErrorReason::ConditionNotDefined,
                &format!("`{}-{}` is not defined for the program", condition.item, condition.code),
                "define it in the program master, or correct the pair",
            );
        }
    }
}

fn payer(
    row: &Row,
    body: BodyCode,
    program: &Program,
    policy: CheckDigitPolicy,
    checked: &mut Checked,
) {
    const FIELD: &str = "medicalSubsidyInsurerNumber";
    let Some(number) = row.payer_number else { return };
    checked.digit(FIELD, number.check_digit_holds(), policy);
    let of_program = program.master().and_then(|master| master.law_number);
    if of_program.is_some_and(|law_number| law_number != number.law_number()) {
        checked.warn(
            FIELD,
            Kind::LawNumberDiffers,
            "its law number is not the program's",
            "look whether the row has the right type",
        );
    }
    if number.prefecture().is_some_and(|prefecture| Some(prefecture) != body.prefecture()) {
        checked.warn(
            FIELD,
            Kind::PrefectureDiffers,
            "its prefecture is not the body's",
            "look whether the number is the body's own",
        );
    }
}

fn check_digits(row: &Row, policy: CheckDigitPolicy, checked: &mut Checked) {
    let recipient = row.personal.as_ref().and_then(|personal| personal.recipient_number.as_ref());
    if let Some(holds) = recipient.and_then(RecipientNumber::check_digit_holds) {
        checked.digit("medicalSubsidyRecipientNumber", holds, policy);
    }
    for code in row.designated_institutions.iter().filter_map(|institution| institution.code) {
        checked.digit("designatedMedicalInstitutions", code.check_digit_holds(), policy);
    }
}

impl Checked {
    fn refuse(&mut self, field: &'static str, reason: ErrorReason, message: &str, remedy: &str) {
        self.errors.push(FieldError {
            field: field.into(),
            reason,
            message: message.to_owned(),
            remedy: remedy.to_owned().into(),
        });
    }

    pub(crate) fn warn(&mut self, field: &str, kind: Kind, message: &str, remedy: &str) {
        self.warnings.push(warning(field, kind, message, remedy));
    }

    /// Notes what the body's policy says of a check digit.
    pub(crate) fn digit(&mut self, field: &'static str, holds: bool, policy: CheckDigitPolicy) {
        const MESSAGE: &str = "the check digit does not hold";
        const REMEDY: &str = "compare with the certificate as issued";
        match policy.judge(holds) {
            CheckDigitVerdict::Silent => {}
            CheckDigitVerdict::Warned => self.warn(field, Kind::CheckDigit, MESSAGE, REMEDY),
            CheckDigitVerdict::Refused => {
                self.refuse(field, ErrorReason::CheckDigitWrong, MESSAGE, REMEDY);
            }
        }
    }
}
