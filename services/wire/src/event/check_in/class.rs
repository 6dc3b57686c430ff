//! The true class of an answer (回答区分).

use domain::answer::AnswerClass;

use crate::{proto::event::v1 as proto, refusal::FieldError};

/// The class as a message.
#[must_use]
pub fn from(class: AnswerClass) -> proto::AnswerClass {
    match class {
        AnswerClass::Disclosed => proto::AnswerClass::Disclosed,
        AnswerClass::NotConsented => proto::AnswerClass::NotConsented,
        AnswerClass::NoRecord => proto::AnswerClass::NoRecord,
        AnswerClass::BodyNotParticipating => proto::AnswerClass::BodyNotParticipating,
        AnswerClass::ProgramNotCovered => proto::AnswerClass::ProgramNotCovered,
        AnswerClass::Expired => proto::AnswerClass::Expired,
        AnswerClass::NotYetValid => proto::AnswerClass::NotYetValid,
        AnswerClass::Withheld => proto::AnswerClass::Withheld,
        AnswerClass::FacilityNotDesignated => proto::AnswerClass::FacilityNotDesignated,
        AnswerClass::LinkPending => proto::AnswerClass::LinkPending,
        AnswerClass::TemporarilyUnavailable => proto::AnswerClass::TemporarilyUnavailable,
    }
}

/// A class.
///
/// # Errors
///
/// `FIELD_MISSING` when unspecified, `FIELD_MALFORMED` for a number that the contract does not name.
pub fn read(field: &'static str, value: i32) -> Result<AnswerClass, FieldError> {
    match proto::AnswerClass::try_from(value) {
        Ok(proto::AnswerClass::Unspecified) => Err(FieldError::missing(field)),
        Ok(proto::AnswerClass::Disclosed) => Ok(AnswerClass::Disclosed),
        Ok(proto::AnswerClass::NotConsented) => Ok(AnswerClass::NotConsented),
        Ok(proto::AnswerClass::NoRecord) => Ok(AnswerClass::NoRecord),
        Ok(proto::AnswerClass::BodyNotParticipating) => Ok(AnswerClass::BodyNotParticipating),
        Ok(proto::AnswerClass::ProgramNotCovered) => Ok(AnswerClass::ProgramNotCovered),
        Ok(proto::AnswerClass::Expired) => Ok(AnswerClass::Expired),
        Ok(proto::AnswerClass::NotYetValid) => Ok(AnswerClass::NotYetValid),
        Ok(proto::AnswerClass::Withheld) => Ok(AnswerClass::Withheld),
        Ok(proto::AnswerClass::FacilityNotDesignated) => Ok(AnswerClass::FacilityNotDesignated),
        Ok(proto::AnswerClass::LinkPending) => Ok(AnswerClass::LinkPending),
        Ok(proto::AnswerClass::TemporarilyUnavailable) => Ok(AnswerClass::TemporarilyUnavailable),
        Err(_) => Err(FieldError::malformed(field, "must be a class that the contract names")),
    }
}
