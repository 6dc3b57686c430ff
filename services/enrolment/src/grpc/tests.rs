//! The service, called as the hub calls it.

use std::sync::Arc;

use domain::{
    body::{self, Body},
    facility::{self, Facility},
    program::{self, Program},
};
use ledger::{Ledger as _, MemoryLedger, Position, RecordedEvent};
use tonic_types::StatusExt as _;
use wire::{
    event::enrolment::{self as event, Event},
    proto::{
        common::v1::{Date, Period, Settlement},
        event::v1::{MasterCode, ProgramMaster, RuleMapping},
    },
};

use super::*;

const OPERATOR: &str = "operator";
const BODY: &str = "body/232033";
const CLINIC: &str = "facility/0110113719";

struct Room {
    service: Enrolment,
    ledger: MemoryLedger,
}

fn room() -> Room {
    let ledger = MemoryLedger::new();
    Room { service: Enrolment::new(Arc::new(ledger.clone())), ledger }
}

/// A request of this caller at noon.
fn by<T>(caller: &str, message: T) -> Request<T> {
    let caller = format!("spiffe://pmh/{caller}").parse().unwrap();
    let noon = "2026-10-01T03:00:00Z".parse().unwrap();
    let mut request = Request::new(message);
    request.extensions_mut().insert(Envelope::new(caller, Arc::new(move || noon)));
    request
}

fn id(seed: u32) -> String {
    format!("00000000-0000-4000-8000-{seed:012x}")
}

fn day(year: i32) -> Date {
    Date { year, month: 4, day: 1 }
}

fn period() -> Period {
    Period { first: Some(day(2026)), last: Some(day(2031)) }
}

fn enrol_body_request(seed: u32, name: &str) -> EnrolBodyRequest {
    EnrolBodyRequest {
        request_id: id(seed),
        body: "bodies/232033".into(),
        name: name.into(),
        participation: Some(period()),
        check_digit_policy: 0,
    }
}

fn define(seed: u32, name: &str) -> DefineProgramRequest {
    DefineProgramRequest {
        request_id: id(seed),
        program: Some(ProgramMaster {
            body: "232033".into(),
            certificate_type: "Child01".into(),
            name: name.into(),
            law_number: "83".into(),
            in_force: Some(period()),
            settlement_inside: Settlement::InKind.into(),
            settlement_outside: Settlement::Reimbursement.into(),
            income_bands: vec![MasterCode { code: "A".into(), name: "一般".into() }],
            ..ProgramMaster::default()
        }),
    }
}

fn retire(seed: u32, year: i32) -> RetireProgramRequest {
    RetireProgramRequest {
        request_id: id(seed),
        body: "bodies/232033".into(),
        certificate_type: "Child01".into(),
        last: Some(day(year)),
    }
}

fn delegate(seed: u32) -> DelegateOperatorRequest {
    DelegateOperatorRequest {
        request_id: id(seed),
        body: "bodies/232033".into(),
        operator: "支払基金".into(),
        first: Some(day(2026)),
    }
}

fn enrol_clinic(seed: u32) -> EnrolFacilityRequest {
    EnrolFacilityRequest {
        request_id: id(seed),
        facility: "facilities/0110113719".into(),
        name: "札幌医院".into(),
        terms_edition: "1".into(),
    }
}

fn opt_out(seed: u32) -> OptOutFacilityRequest {
    OptOutFacilityRequest { request_id: id(seed), facility: "facilities/0110113719".into() }
}

fn enrol_reader_request(seed: u32, reader: u32) -> EnrolReaderRequest {
    let facility = "facilities/0110113719".into();
    EnrolReaderRequest { request_id: id(seed), facility, reader }
}

fn remove_reader_request(seed: u32, reader: u32) -> RemoveReaderRequest {
    let facility = "facilities/0110113719".into();
    RemoveReaderRequest { request_id: id(seed), facility, reader }
}

/// The reason a call was refused for.
fn reason<T>(answer: Result<T, Status>) -> String {
    let Err(status) = answer else { return "ANSWERED".into() };
    status.get_error_details().error_info().unwrap().reason.clone()
}

impl Room {
    async fn enrol_body(&self, caller: &str, request: EnrolBodyRequest) -> Result<u64, Status> {
        let answer = self.service.enrol_body(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn delegate(
        &self,
        caller: &str,
        request: DelegateOperatorRequest,
    ) -> Result<u64, Status> {
        let answer = self.service.delegate_operator(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn define(&self, caller: &str, request: DefineProgramRequest) -> Result<u64, Status> {
        let answer = self.service.define_program(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn retire(&self, caller: &str, request: RetireProgramRequest) -> Result<u64, Status> {
        let answer = self.service.retire_program(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn enrol_clinic(
        &self,
        caller: &str,
        request: EnrolFacilityRequest,
    ) -> Result<u64, Status> {
        let answer = self.service.enrol_facility(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn opt_out(&self, caller: &str, request: OptOutFacilityRequest) -> Result<u64, Status> {
        let answer = self.service.opt_out_facility(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn enrol_reader(&self, caller: &str, request: EnrolReaderRequest) -> Result<u64, Status> {
        let answer = self.service.enrol_reader(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn remove_reader(
        &self,
        caller: &str,
        request: RemoveReaderRequest,
    ) -> Result<u64, Status> {
        let answer = self.service.remove_reader(by(caller, request)).await?;
        Ok(answer.into_inner().position)
    }

    async fn recorded(&self) -> Vec<RecordedEvent> {
        self.ledger.read_all(Position::START, 1_000).await.unwrap()
    }

    /// Everything recorded, folded by noun.
    async fn present(&self) -> (Body, Program, Facility) {
        let (mut body, mut program, mut facility) =
            (Body::default(), Program::default(), Facility::default());
        for recorded in self.recorded().await {
            match event::decode(&recorded).unwrap() {
                Event::Body(happened) => body = body.evolve(happened),
                Event::Program(happened) => program = program.evolve(happened),
                Event::Facility(happened) => facility = facility.evolve(happened),
            }
        }
        (body, program, facility)
    }
}

#[tokio::test]
async fn a_body_is_enrolled_by_the_operator_and_then_delegates() {
    let room = room();
    assert_eq!(reason(room.delegate(BODY, delegate(1)).await), "BODY_NOT_ENROLLED");
    assert_eq!(room.enrol_body(OPERATOR, enrol_body_request(2, "一宮市")).await.unwrap(), 1);
    assert_eq!(room.delegate(BODY, delegate(1)).await.unwrap(), 2);
    let (body, ..) = room.present().await;
    assert_eq!(body.enrolment().unwrap().name, "一宮市");
    assert_eq!(body.delegations().len(), 1);
    let stream = body::stream_of("232033".parse().unwrap());
    assert!(room.recorded().await.iter().all(|recorded| recorded.stream.as_str() == stream));
}

#[tokio::test]
async fn a_retry_is_answered_with_its_position_and_known_content_with_where_it_stands() {
    let room = room();
    let first = || enrol_body_request(1, "一宮市");
    assert_eq!(room.enrol_body(OPERATOR, first()).await.unwrap(), 1);
    assert_eq!(room.enrol_body(OPERATOR, enrol_body_request(2, "一宮市")).await.unwrap(), 1);
    assert_eq!(room.enrol_body(OPERATOR, enrol_body_request(3, "尾張一宮市")).await.unwrap(), 2);
    assert_eq!(room.enrol_body(OPERATOR, first()).await.unwrap(), 1);
    assert_eq!(room.recorded().await.len(), 2);
    let other = enrol_body_request(1, "他の市");
    assert_eq!(reason(room.enrol_body(OPERATOR, other).await), "REQUEST_ID_REUSED");
    assert_eq!(reason(room.delegate(BODY, delegate(1)).await), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn a_program_is_defined_revised_and_retired_by_its_body() {
    let room = room();
    assert_eq!(reason(room.define(BODY, define(1, "子ども")).await), "BODY_NOT_ENROLLED");
    room.enrol_body(OPERATOR, enrol_body_request(2, "一宮市")).await.unwrap();
    assert_eq!(reason(room.retire(BODY, retire(3, 2027)).await), "PROGRAM_NOT_DEFINED");
    assert_eq!(room.define(BODY, define(4, "子ども")).await.unwrap(), 2);
    assert_eq!(room.define(BODY, define(5, "こども")).await.unwrap(), 3);
    assert_eq!(room.retire(BODY, retire(6, 2027)).await.unwrap(), 4);
    assert_eq!(room.retire(BODY, retire(7, 2027)).await.unwrap(), 4, "known");
    assert_eq!(reason(room.retire(BODY, retire(8, 2028)).await), "PROGRAM_RETIRED");
    assert_eq!(reason(room.define(BODY, define(9, "子供")).await), "PROGRAM_RETIRED");
    assert_eq!(room.define(BODY, define(4, "子ども")).await.unwrap(), 2, "a retry");
    let (_, program, _) = room.present().await;
    assert_eq!(program.master().unwrap().name, "こども");
    let stream = program::stream_of("232033".parse().unwrap(), &"Child01".parse().unwrap());
    let last = room.recorded().await.pop().unwrap();
    assert_eq!(last.stream.as_str(), stream);
}

#[tokio::test]
async fn a_program_without_a_rule_is_taken_and_that_is_said() {
    let room = room();
    room.enrol_body(OPERATOR, enrol_body_request(1, "一宮市")).await.unwrap();
    let without = room.service.define_program(by(BODY, define(2, "子ども"))).await.unwrap();
    assert!(without.into_inner().rule_missing);
    let mut request = define(3, "子ども");
    let rule = RuleMapping { rule: "aichi/child".into(), ..RuleMapping::default() };
    request.program.as_mut().unwrap().rule = Some(rule);
    let with = room.service.define_program(by(BODY, request)).await.unwrap();
    assert!(!with.into_inner().rule_missing);
}

#[tokio::test]
async fn a_facility_enrols_has_readers_and_opts_out() {
    let room = room();
    for answer in [
        room.opt_out(CLINIC, opt_out(1)).await,
        room.enrol_reader(CLINIC, enrol_reader_request(2, 1)).await,
        room.remove_reader(CLINIC, remove_reader_request(3, 1)).await,
    ] {
        assert_eq!(reason(answer), "FACILITY_NOT_ENROLLED");
    }
    room.enrol_clinic(CLINIC, enrol_clinic(4)).await.unwrap();
    assert_eq!(
        reason(room.remove_reader(CLINIC, remove_reader_request(5, 1)).await),
        "READER_NOT_ENROLLED"
    );
    room.enrol_reader(OPERATOR, enrol_reader_request(6, 1)).await.unwrap();
    room.enrol_reader(CLINIC, enrol_reader_request(7, 2)).await.unwrap();
    room.remove_reader(CLINIC, remove_reader_request(8, 1)).await.unwrap();
    let (.., clinic) = room.present().await;
    assert!(!clinic.has_reader(1.try_into().unwrap()));
    assert!(clinic.has_reader(2.try_into().unwrap()));
    room.opt_out(OPERATOR, opt_out(9)).await.unwrap();
    let (.., clinic) = room.present().await;
    assert!(!clinic.is_enrolled());
    let stream = facility::stream_of("0110113719".parse().unwrap());
    assert!(room.recorded().await.iter().all(|recorded| recorded.stream.as_str() == stream));
}

#[tokio::test]
async fn nobody_speaks_for_another() {
    let room = room();
    room.enrol_body(OPERATOR, enrol_body_request(1, "一宮市")).await.unwrap();
    let everybody = [BODY, "body/131041", "insurer/138057", CLINIC, "auditor/a", OPERATOR];
    for caller in everybody.into_iter().filter(|caller| *caller != OPERATOR) {
        let answer = room.enrol_body(caller, enrol_body_request(2, "他")).await;
        assert_eq!(reason(answer), "ROLE_NOT_ALLOWED", "{caller}");
    }
    for caller in everybody.into_iter().filter(|caller| *caller != BODY) {
        assert_eq!(reason(room.delegate(caller, delegate(3)).await), "OTHER_TENANT", "{caller}");
        assert_eq!(reason(room.define(caller, define(4, "他")).await), "OTHER_TENANT", "{caller}");
        assert_eq!(reason(room.retire(caller, retire(5, 2027)).await), "OTHER_TENANT", "{caller}");
    }
    for caller in [BODY, "facility/2714206386", "facility/0110113719/reader/1", "auditor/a"] {
        for answer in [
            room.enrol_clinic(caller, enrol_clinic(6)).await,
            room.opt_out(caller, opt_out(7)).await,
            room.enrol_reader(caller, enrol_reader_request(8, 1)).await,
            room.remove_reader(caller, remove_reader_request(9, 1)).await,
        ] {
            assert_eq!(reason(answer), "OTHER_TENANT", "{caller}");
        }
    }
    assert_eq!(room.recorded().await.len(), 1);
}

#[tokio::test]
async fn what_is_malformed_is_refused_before_anything_is_read() {
    let room = room();
    let wrong =
        EnrolBodyRequest { body: "bodies/232034".into(), ..enrol_body_request(1, "一宮市") };
    assert_eq!(reason(room.enrol_body(OPERATOR, wrong).await), "CHECK_DIGIT_WRONG");
    let reversed = Some(Period { first: Some(day(2031)), last: Some(day(2026)) });
    let wrong = EnrolBodyRequest { participation: reversed, ..enrol_body_request(1, "一宮市") };
    assert_eq!(reason(room.enrol_body(OPERATOR, wrong).await), "PERIOD_REVERSED");
    let wrong =
        EnrolBodyRequest { request_id: String::new(), ..enrol_body_request(1, "一宮市") };
    assert_eq!(reason(room.enrol_body(OPERATOR, wrong).await), "FIELD_MISSING");
    let wrong = enrol_body_request(1, &"名".repeat(101));
    assert_eq!(reason(room.enrol_body(OPERATOR, wrong).await), "FIELD_TOO_LONG");
    let wrong = enrol_reader_request(1, 10_000);
    assert_eq!(reason(room.enrol_reader(CLINIC, wrong).await), "FIELD_MALFORMED");
    assert!(room.recorded().await.is_empty());
}

#[tokio::test]
async fn a_request_without_an_envelope_is_nobodys() {
    let request = Request::new(enrol_clinic(1));
    assert_eq!(reason(room().service.enrol_facility(request).await), "CALLER_UNKNOWN");
}
