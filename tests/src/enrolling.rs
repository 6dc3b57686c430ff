//! Bodies, programs, facilities and readers as most tests need them.

use jiff::civil::{Date, date};
use wire::proto::{
    common::v1::{self as nouns, CheckDigitPolicy, Settlement},
    enrolment::v1::{
        DefineProgramRequest, EnrolBodyRequest, EnrolFacilityRequest, EnrolReaderRequest,
    },
    event::v1::{ConditionItem, MasterCode, ProgramMaster},
};

use crate::{
    places::{
        BODY, CHILD, DESIGNATED, Facility, OTHER_BODY, caller, clinic, far_clinic, operator,
        pharmacy,
    },
    world::World,
};

/// The first day on which anybody takes part.
pub const TAKES_PART_FROM: Date = date(2024, 4, 1);

/// A civil day as the contract writes it.
#[must_use]
pub fn day(date: Date) -> nouns::Date {
    nouns::Date { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

/// The days from a first one on.
#[must_use]
pub fn from(first: Date) -> nouns::Period {
    nouns::Period { first: Some(day(first)), last: Some(day(Date::constant(9999, 12, 31))) }
}

/// The child's program of a body, with two income bands and one condition with two codes.
#[must_use]
pub fn child_program(body: &str) -> ProgramMaster {
    let code = |code: &str, name: &str| MasterCode { code: code.into(), name: name.into() };
    ProgramMaster {
        body: body.to_owned(),
        certificate_type: CHILD.to_owned(),
        name: "こども医療費助成".to_owned(),
        in_force: Some(from(TAKES_PART_FROM)),
        settlement_inside: Settlement::InKind.into(),
        settlement_outside: Settlement::Reimbursement.into(),
        income_bands: vec![code("01", "一般"), code("02", "非課税")],
        conditions: vec![ConditionItem {
            item: Some(code("1", "学年")),
            codes: vec![code("1", "就学前"), code("2", "小学生")],
        }],
        ..Default::default()
    }
}

/// A program whose certificates name the institutions that may use them.
#[must_use]
pub fn designated_program(body: &str) -> ProgramMaster {
    ProgramMaster {
        certificate_type: DESIGNATED.to_owned(),
        name: "特定医療費（指定難病）".to_owned(),
        law_number: "54".to_owned(),
        settlement_outside: Settlement::InKind.into(),
        designation_required: true,
        income_bands: Vec::new(),
        conditions: Vec::new(),
        ..child_program(body)
    }
}

impl World {
    /// A hub where two bodies with their programs, and three facilities with a reader each, take part.
    pub async fn furnished() -> Self {
        let world = Self::bare().await;
        for body in [BODY, OTHER_BODY] {
            world.enrol_body(body, CheckDigitPolicy::Warn).await;
            world.define(child_program(body)).await;
            world.define(designated_program(body)).await;
        }
        for facility in [clinic(), pharmacy(), far_clinic()] {
            world.enrol_facility(&facility).await;
        }
        world
    }

    /// Enrols a body, or changes its policy.
    pub async fn enrol_body(&self, body: &str, policy: CheckDigitPolicy) {
        let request = EnrolBodyRequest {
            request_id: self.request_id(),
            body: format!("bodies/{body}"),
            name: format!("見本市{body}"),
            participation: Some(from(TAKES_PART_FROM)),
            check_digit_policy: policy.into(),
        };
        self.enrolment(&operator()).await.enrol_body(request).await.unwrap();
    }

    /// Defines a program, or revises it.
    pub async fn define(&self, program: ProgramMaster) {
        let body = caller(&format!("body/{}", program.body));
        let request =
            DefineProgramRequest { request_id: self.request_id(), program: Some(program) };
        self.enrolment(&body).await.define_program(request).await.unwrap();
    }

    /// Enrols a facility and its first reader.
    pub async fn enrol_facility(&self, facility: &Facility) {
        let mut enrolment = self.enrolment(&operator()).await;
        let request = EnrolFacilityRequest {
            request_id: self.request_id(),
            facility: facility.name(),
            name: format!("見本医院{}", facility.code),
            terms_edition: "1".to_owned(),
        };
        enrolment.enrol_facility(request).await.unwrap();
        let request_id = self.request_id();
        let request = EnrolReaderRequest { request_id, facility: facility.name(), reader: 1 };
        enrolment.enrol_reader(request).await.unwrap();
    }
}
