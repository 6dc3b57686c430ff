//! Requests read field by field, in the order of the contract.

use domain::check_in::{Command, Identification};

use super::{Basis, answering, fetching, listing, no_information, opening, question, submitting};
use crate::{
    proto::{
        common::v1::{Date, ErrorReason, InsuranceIdentity},
        eligibility::v1::{self as proto, get_eligibility_request::Basis as ProtoBasis},
    },
    refusal::FieldError,
};

const REQUEST_ID: &str = "0c9a1f3e-8d57-4d27-9d0c-51a4a4f9e001";
const CHECK_IN: &str = "checkIns/5e1f0000-0000-4000-8000-00000000000a";
const STANDING_CONSENT: &str = "standingConsents/5e1f0000-0000-4000-8000-00000000000a";

fn insurance() -> InsuranceIdentity {
    InsuranceIdentity {
        insurer_number: "06132005".into(),
        symbol: "10".into(),
        number: "123".into(),
        branch: "01".into(),
    }
}

fn found<T>(result: Result<T, FieldError>) -> (String, ErrorReason) {
    match result {
        Ok(_) => panic!("read, and should not have been"),
        Err(error) => (error.field.into_owned(), error.reason),
    }
}

#[test]
fn a_check_in_is_opened_with_a_request_id_and_an_insurance_identity() {
    let request = |request_id: &str, insurance| proto::OpenCheckInRequest {
        request_id: request_id.into(),
        insurance,
    };
    let read = opening(request(REQUEST_ID, Some(insurance()))).unwrap();
    assert_eq!(read.request_id.to_string(), REQUEST_ID);
    assert_eq!(read.insurance.number(), "123");

    assert_eq!(
        found(opening(request("", Some(insurance())))),
        ("request_id".into(), ErrorReason::FieldMissing)
    );
    assert_eq!(
        found(opening(request(REQUEST_ID, None))),
        ("insurance".into(), ErrorReason::FieldMissing)
    );
}

#[test]
fn an_answer_names_how_the_person_was_identified_unless_there_was_none() {
    use proto::ConsentAnswer::{Given, NotAnswered, Refused, Unspecified};

    let request = |answer: proto::ConsentAnswer, method: i32, account: &str| {
        answering(proto::AnswerConsentRequest {
            request_id: REQUEST_ID.into(),
            check_in: CHECK_IN.into(),
            answer: answer.into(),
            method,
            account: account.into(),
        })
    };
    assert_eq!(request(Given, 1, "").unwrap().command, Command::Give(Identification::Face));
    assert_eq!(request(Refused, 4, "").unwrap().command, Command::Refuse(Identification::Phone));
    assert_eq!(
        request(Given, 3, "staff-01").unwrap().command,
        Command::Give(Identification::Visual("staff-01".parse().unwrap()))
    );
    assert_eq!(request(NotAnswered, 0, "").unwrap().command, Command::LeaveUnanswered);

    let missing = |field: &str| (field.to_owned(), ErrorReason::FieldMissing);
    let malformed = |field: &str| (field.to_owned(), ErrorReason::FieldMalformed);
    assert_eq!(found(request(Unspecified, 1, "")), missing("answer"));
    assert_eq!(found(request(Given, 0, "")), missing("method"));
    assert_eq!(found(request(Given, 9, "")), malformed("method"));
    assert_eq!(found(request(Given, 3, "")), missing("account"));
    assert_eq!(found(request(Given, 1, "staff-01")), malformed("account"));
    assert_eq!(found(request(Given, 3, "受付")), malformed("account"));
}

fn asking() -> proto::GetEligibilityRequest {
    proto::GetEligibilityRequest {
        basis: Some(ProtoBasis::CheckIn(CHECK_IN.into())),
        visit_date: Some(Date { year: 2026, month: 10, day: 1 }),
        min_position: Some(7),
        asked_body: "bodies/011002".into(),
        asked_program: "54".into(),
    }
}

#[test]
fn a_question_rests_on_a_check_in_or_a_standing_consent() {
    let read = question(&asking()).unwrap();
    assert!(matches!(read.basis, Basis::CheckIn(_)));
    assert_eq!(read.min_position.unwrap().get(), 7);
    assert!(read.asked.unwrap().program.is_some());

    let standing = ProtoBasis::StandingConsent(STANDING_CONSENT.into());
    let read = question(&proto::GetEligibilityRequest { basis: Some(standing), ..asking() });
    assert!(matches!(read.unwrap().basis, Basis::StandingConsent(_)));
}

#[test]
fn each_field_of_a_question_that_is_wrong_is_named() {
    let cases = [
        (proto::GetEligibilityRequest { basis: None, ..asking() }, "check_in"),
        (
            proto::GetEligibilityRequest {
                basis: Some(ProtoBasis::CheckIn("checkIns/1".into())),
                ..asking()
            },
            "check_in",
        ),
        (
            proto::GetEligibilityRequest {
                basis: Some(ProtoBasis::StandingConsent(CHECK_IN.into())),
                ..asking()
            },
            "standing_consent",
        ),
        (proto::GetEligibilityRequest { visit_date: None, ..asking() }, "visit_date"),
        (proto::GetEligibilityRequest { asked_body: "011002".into(), ..asking() }, "asked_body"),
        (proto::GetEligibilityRequest { asked_program: "-".into(), ..asking() }, "asked_program"),
        (proto::GetEligibilityRequest { asked_body: String::new(), ..asking() }, "asked_program"),
    ];
    for (request, field) in cases {
        assert_eq!(found(question(&request)).0, field);
    }
}

#[test]
fn an_inquiry_names_the_person_whose_identity_is_wrong() {
    let request = |people| proto::SubmitInquiryRequest {
        request_id: REQUEST_ID.into(),
        people,
        visit_date: Some(Date { year: 2026, month: 10, day: 1 }),
    };
    assert_eq!(submitting(request(vec![insurance()])).unwrap().people.len(), 1);
    assert_eq!(
        found(submitting(request(Vec::new()))),
        ("people".into(), ErrorReason::FieldMissing)
    );
    assert_eq!(
        found(submitting(request(vec![insurance(); 1_001]))),
        ("people".into(), ErrorReason::FieldTooLong)
    );
    let wrong = InsuranceIdentity { number: String::new(), ..insurance() };
    assert_eq!(
        found(submitting(request(vec![insurance(), wrong]))),
        ("people[1].number".into(), ErrorReason::FieldMissing)
    );
}

#[test]
fn an_inquiry_is_fetched_by_its_name() {
    let request = |inquiry: &str| proto::GetInquiryRequest {
        inquiry: inquiry.into(),
        page_token: String::new(),
    };
    assert!(fetching(&request("inquiries/5e1f0000-0000-4000-8000-00000000000a")).is_ok());
    assert_eq!(found(fetching(&request(""))), ("inquiry".into(), ErrorReason::FieldMissing));
    assert_eq!(
        found(fetching(&request(CHECK_IN))),
        ("inquiry".into(), ErrorReason::FieldMalformed)
    );
}

#[test]
fn a_page_of_disclosures_has_1_to_500() {
    let request = |page_size| proto::ListDisclosuresRequest {
        certificate: "certificates/5e1f0000-0000-4000-8000-00000000000a".into(),
        visited_from: None,
        page_size,
        page_token: String::new(),
    };
    assert_eq!(listing(request(0)).unwrap().page_size, 100);
    assert_eq!(listing(request(500)).unwrap().page_size, 500);
    assert_eq!(found(listing(request(501))), ("page_size".into(), ErrorReason::FieldMalformed));
}

#[test]
fn no_information_is_two_bytes_and_says_nothing_else() {
    use prost::Message as _;
    assert_eq!(no_information().encode_to_vec(), [8, 1]);
}
