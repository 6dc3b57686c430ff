//! What each refusal is called on the wire.

use std::fmt::Display;

use calculation::{Refusal as Refused, local, national};
use domain::check_in;
use projections::NotFresh;
use tonic::Code;
use wire::{Refusal, proto::common::v1::ErrorReason};

use crate::month::NotCalculated;

/// The policy table let somebody through whom this request is not for.
pub(crate) fn role_not_allowed() -> Refusal {
    let message = "only a facility may ask about a person who checked in";
    Refusal::new(Code::PermissionDenied, ErrorReason::RoleNotAllowed, message)
}

/// The facility does not take part.
pub(crate) fn facility_not_enrolled() -> Refusal {
    let message = "the facility is not enrolled, or has opted out; let it accept the terms first";
    Refusal::new(Code::FailedPrecondition, ErrorReason::FacilityNotEnrolled, message)
}

/// What is known is older than was asked for.
pub(crate) fn not_fresh_enough(error: &NotFresh) -> Refusal {
    let message = match error {
        NotFresh::TimedOut { .. } => "the position asked for was not reached in time",
        NotFresh::Stopped(_) => "the hub cannot look at present",
    };
    Refusal::new(Code::Unavailable, ErrorReason::NotFreshEnough, message).retryable()
}

/// No such edition.
pub(crate) fn edition_not_found() -> Refusal {
    let message = "no such edition is carried here; ListEditions names those of a hub";
    Refusal::new(Code::NotFound, ErrorReason::EditionNotFound, message)
        .field("edition", "is not one that is carried; leave it empty for the one in use")
}

/// No such rule. `what` was looked for.
pub(crate) fn rule_not_found(path: &str, what: impl Display) -> Refusal {
    let message = format!("{path}: cannot decide: the edition knows no rule of {what}");
    Refusal::new(Code::NotFound, ErrorReason::RuleNotFound, message)
        .field(path, "name a rule of the edition, or let the body map its program to one")
}

/// No such program.
pub(crate) fn program_not_defined(path: &str) -> Refusal {
    let message = format!("{path}: the body defines no such program");
    Refusal::new(Code::NotFound, ErrorReason::ProgramNotDefined, message)
        .field(path, "name a certificate type of the body's program master")
}

/// `GetEligibility` told nothing in this check-in.
pub(crate) fn eligibility_not_told() -> Refusal {
    let message = "no certificate was told in this check-in; ask GetEligibility first";
    Refusal::new(Code::FailedPrecondition, ErrorReason::EligibilityNotTold, message)
}

/// The check-in does not allow it.
pub(crate) fn check_in_refused(refusal: check_in::Refusal) -> Refusal {
    use check_in::Refusal as Decided;
    let (code, reason) = match refusal {
        Decided::NotOpened | Decided::AlreadyOpened => {
            (Code::NotFound, ErrorReason::CheckInNotFound)
        }
        Decided::Over(_) => (Code::FailedPrecondition, ErrorReason::CheckInOver),
        Decided::VisitDateNotToday(_) => (Code::InvalidArgument, ErrorReason::VisitDateNotToday),
        Decided::NotConsented
        | Decided::NothingToAsk
        | Decided::AlreadyAnswered
        | Decided::AskedTooOften => (Code::FailedPrecondition, ErrorReason::NotConsented),
    };
    Refusal::new(code, reason, refusal.to_string())
}

/// The calculation refuses the facts: those of a visit, or of the month. `certificates` is the field that held the
/// certificates, `visit` names the one that held a visit.
pub(crate) fn not_calculated(
    error: &NotCalculated,
    certificates: &str,
    visit: impl Fn(usize) -> String,
) -> Refusal {
    let (code, reason, remedy) = match &error.why {
        Refused::National(why) => of_national(why),
        Refused::Local(why) => of_local(why),
    };
    let at = match (&error.why, error.visit) {
        (Refused::National(why), at) => match place(why) {
            Place::Insurance => "insurance.income_class".to_owned(),
            Place::Date => format!("{}.date", visit(at.unwrap_or_default())),
            Place::Slice(slice) => format!("{}.slices[{slice}]", visit(at.unwrap_or_default())),
            Place::Certificate(place) => format!("{certificates}[{place}]"),
            Place::Certificates => certificates.to_owned(),
            Place::Visit => visit(at.unwrap_or_default()),
        },
        (Refused::Local(_), Some(at)) => visit(at),
        (Refused::Local(_), None) => certificates.to_owned(),
    };
    Refusal::new(code, reason, format!("{at}: {}", error.why)).field(at, remedy)
}

/// Where a refusal of the national part lies.
enum Place {
    Insurance,
    Date,
    Slice(usize),
    Certificate(usize),
    Certificates,
    Visit,
}

fn place(why: &national::Refusal) -> Place {
    use national::Refusal as Why;
    match why {
        Why::OutsideTables(_) | Why::OtherMonth(_) => Place::Date,
        Why::UnknownIncomeClass(_) => Place::Insurance,
        Why::UnknownLawNumber { certificate, .. }
        | Why::NotInForce { certificate, .. }
        | Why::LimitOfOtherUnit { certificate } => Place::Certificate(*certificate),
        Why::TwoOfOneProgram { second, .. } => Place::Certificate(*second),
        Why::TooManyCertificates { .. } => Place::Certificates,
        Why::Cost { slice } | Why::NoSuchCertificate { slice, .. } => Place::Slice(*slice),
        Why::NoSlices | Why::TooManyParts(_) | Why::Undecided(_) => Place::Visit,
    }
}

fn of_national(why: &national::Refusal) -> (Code, ErrorReason, &'static str) {
    use national::Refusal as Why;
    match why {
        Why::OutsideTables(_) | Why::NotInForce { .. } => (
            Code::InvalidArgument,
            ErrorReason::OutsideTables,
            "send a day for which the edition has tables, with programs in force on it",
        ),
        Why::OtherMonth(_) => (
            Code::InvalidArgument,
            ErrorReason::OutsideTables,
            "send the visits of one calendar month in a call",
        ),
        Why::UnknownLawNumber { .. } => {
            (Code::NotFound, ErrorReason::RuleNotFound, "name a national program of the edition")
        }
        Why::TwoOfOneProgram { .. } => (
            Code::InvalidArgument,
            ErrorReason::CertificatesConflict,
            "send each program's certificate once",
        ),
        Why::LimitOfOtherUnit { .. } => (
            Code::InvalidArgument,
            ErrorReason::FieldMalformed,
            "print the limits of a national program by the month",
        ),
        Why::UnknownIncomeClass(_) => (
            Code::InvalidArgument,
            ErrorReason::FieldMalformed,
            "send an income class of the edition's tables for the person's age",
        ),
        Why::TooManyCertificates { .. } | Why::TooManyParts(_) => {
            (Code::InvalidArgument, ErrorReason::FieldTooLong, "send fewer")
        }
        Why::NoSlices | Why::Cost { .. } | Why::NoSuchCertificate { .. } | Why::Undecided(_) => {
            (Code::InvalidArgument, ErrorReason::FieldMalformed, "mend the slice")
        }
    }
}

fn of_local(why: &local::Refused) -> (Code, ErrorReason, &'static str) {
    use local::Refused as Why;
    match why {
        Why::TooMany => (Code::InvalidArgument, ErrorReason::FieldTooLong, "send fewer"),
        Why::NoRule(_) | Why::NoTier { .. } => {
            (Code::NotFound, ErrorReason::RuleNotFound, "name a rule and tier of the edition")
        }
        Why::Twice(_) => (
            Code::InvalidArgument,
            ErrorReason::CertificatesConflict,
            "send each program's certificate once",
        ),
    }
}
