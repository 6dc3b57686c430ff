//! Bodies with their programs, facilities with their readers.

use jiff::civil::date;
use tests::{
    enrolling::{child_program, day},
    places::{BODY, DESIGNATED, body, far_clinic, other_body, pharmacy, stranger},
    world::World,
};
use wire::proto::{
    enrolment::v1::{
        DefineProgramRequest, DelegateOperatorRequest, EnrolFacilityRequest, EnrolReaderRequest,
        OptOutFacilityRequest, RemoveReaderRequest, RetireProgramRequest,
    },
    event::v1::ProgramMaster,
};

use super::{NO_BODY, Row, Told, one};

/// The rows.
pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = of_bodies(world);
    rows.extend(of_facilities(world));
    rows
}

fn of_bodies(world: &World) -> Vec<Row> {
    let delegated = |code: &str| DelegateOperatorRequest {
        request_id: world.request_id(),
        body: format!("bodies/{code}"),
        operator: "見本広域連合".to_owned(),
        first: Some(day(date(2026, 11, 1))),
    };
    let defined = |code: &str| DefineProgramRequest {
        request_id: world.request_id(),
        program: Some(ProgramMaster {
            certificate_type: "ANOTHER".to_owned(),
            ..child_program(code)
        }),
    };
    let retired = |code: &str| RetireProgramRequest {
        request_id: world.request_id(),
        body: format!("bodies/{code}"),
        certificate_type: DESIGNATED.to_owned(),
        last: Some(day(date(2027, 3, 31))),
    };
    let row = |rpc, request, of_nobody| Row {
        rpc,
        tenant: body(),
        other: other_body(),
        request,
        of_nobody,
        told: Told::OtherTenant,
    };
    vec![
        row(
            "/pmh.enrolment.v1.EnrolmentService/DelegateOperator",
            one(&delegated(BODY)),
            one(&delegated(NO_BODY)),
        ),
        row(
            "/pmh.enrolment.v1.EnrolmentService/DefineProgram",
            one(&defined(BODY)),
            one(&defined(NO_BODY)),
        ),
        row(
            "/pmh.enrolment.v1.EnrolmentService/RetireProgram",
            one(&retired(BODY)),
            one(&retired(NO_BODY)),
        ),
    ]
}

fn of_facilities(world: &World) -> Vec<Row> {
    let (tenant, nobody) = (far_clinic().name(), stranger().name());
    let enrolled = |facility: &String| EnrolFacilityRequest {
        request_id: world.request_id(),
        facility: facility.clone(),
        name: "見本医院".to_owned(),
        terms_edition: "2".to_owned(),
    };
    let placed = |facility: &String| EnrolReaderRequest {
        request_id: world.request_id(),
        facility: facility.clone(),
        reader: 2,
    };
    let removed = |facility: &String| RemoveReaderRequest {
        request_id: world.request_id(),
        facility: facility.clone(),
        reader: 1,
    };
    let out = |facility: &String| OptOutFacilityRequest {
        request_id: world.request_id(),
        facility: facility.clone(),
    };
    let row = |rpc, request, of_nobody| Row {
        rpc,
        tenant: far_clinic().desk(),
        other: pharmacy().desk(),
        request,
        of_nobody,
        told: Told::OtherTenant,
    };
    // The last: its tenant takes itself out.
    vec![
        row(
            "/pmh.enrolment.v1.EnrolmentService/EnrolFacility",
            one(&enrolled(&tenant)),
            one(&enrolled(&nobody)),
        ),
        row(
            "/pmh.enrolment.v1.EnrolmentService/EnrolReader",
            one(&placed(&tenant)),
            one(&placed(&nobody)),
        ),
        row(
            "/pmh.enrolment.v1.EnrolmentService/RemoveReader",
            one(&removed(&tenant)),
            one(&removed(&nobody)),
        ),
        row(
            "/pmh.enrolment.v1.EnrolmentService/OptOutFacility",
            one(&out(&tenant)),
            one(&out(&nobody)),
        ),
    ]
}
