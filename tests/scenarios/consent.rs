//! Nothing is told without a consent, not even why; what is told with one is recorded before it leaves.

use jiff::ToSpan as _;
use prost::Message as _;
use tests::{
    enrolling::day,
    history::{kinds, message, stream},
    people::{card, person},
    places::{Facility, body, clinic, operator, pharmacy, stranger},
    refused::{fields, reason, refusal},
    rows::{deleted_row, history_row, row, withheld},
    visit::answer_request,
    world::World,
};
use tonic::Code;
use wire::proto::{
    audit::v1::LedgerName,
    common::v1::Disclosure,
    eligibility::v1::{
        AnswerConsentRequest, ConsentAnswer, EligibilityClass, GetEligibilityRequest,
        GetEligibilityResponse, OpenCheckInRequest, WithdrawConsentRequest,
    },
    enrolment::v1::{OptOutFacilityRequest, RemoveReaderRequest},
    event::v1::{AnswerClass, EligibilityDisclosed, EligibilityWithheld, IdentityMethod},
    registration::v1::{LiftDisclosureRequest, RecipientRow, WithholdDisclosureRequest},
};

/// A hub where person 1 holds a certificate that may be told, and person 2 one that may not.
async fn world() -> World {
    let world = World::furnished().await;
    world.register(vec![row(&person(1)), withheld(row(&person(2)))]).await;
    for place in 1..=4 {
        world.link(&person(place)).await.unwrap();
    }
    world
}

#[tokio::test]
async fn whatever_the_cause_an_answer_without_consent_is_the_same_bytes() {
    let world = world().await;
    world.register_history(vec![history_row(&person(3), "1")]).await;
    world.register_history(vec![deleted_row(&person(3), "1")]).await;
    world.suspend(&person(4).card).await.unwrap();
    let open = |place| {
        let world = &world;
        async move { world.open(&clinic(), &card(place)).await.unwrap() }
    };

    let mut told = Vec::new();
    for answer in [None, Some(ConsentAnswer::Refused), Some(ConsentAnswer::NotAnswered)] {
        let opened = open(1).await;
        assert!(opened.ask);
        assert_eq!(opened.class(), AnswerClass::Unspecified);
        if let Some(answer) = answer {
            world.answer(&clinic(), &opened.check_in, answer).await.unwrap();
        }
        told.push(world.ask(&clinic(), &opened.check_in).await.unwrap());
    }
    let taken_back = world.consented(&clinic(), &card(1)).await;
    withdraw(&world, &clinic(), &taken_back).await.unwrap();
    told.push(world.ask(&clinic(), &taken_back).await.unwrap());
    let withheld_unknown_deleted_and_pending = [
        (2, AnswerClass::NoRecord),
        (99, AnswerClass::NoRecord),
        (3, AnswerClass::NoRecord),
        (4, AnswerClass::LinkPending),
    ];
    for (place, class) in withheld_unknown_deleted_and_pending {
        let opened = open(place).await;
        assert!(!opened.ask);
        assert_eq!(opened.class(), class, "of person {place}");
        told.push(world.ask(&clinic(), &opened.check_in).await.unwrap());
    }

    assert_eq!(told.len(), 8);
    let no_information = GetEligibilityResponse {
        class: EligibilityClass::NoInformation.into(),
        ..Default::default()
    };
    for answer in told {
        assert_eq!(answer.encode_to_vec(), no_information.encode_to_vec(), "{answer:?}");
    }
}

async fn withdraw(
    world: &World,
    facility: &Facility,
    check_in: &str,
) -> Result<u64, tonic::Status> {
    let check_in = check_in.to_owned();
    let request = WithdrawConsentRequest { request_id: world.request_id(), check_in };
    let withdrawn = world.eligibility(&facility.desk()).await.withdraw_consent(request).await?;
    Ok(withdrawn.into_inner().position)
}

#[tokio::test]
async fn the_auditor_sees_the_true_class_that_the_desk_was_not_told() {
    let world = world().await;
    for (place, class) in [(2, AnswerClass::Withheld), (99, AnswerClass::NoRecord)] {
        let opened = world.open(&clinic(), &card(place)).await.unwrap();
        world.ask(&clinic(), &opened.check_in).await.unwrap();
        let visit = world.on_stream(LedgerName::Access, stream("checkin", &opened.check_in)).await;
        assert_eq!(kinds(&visit), ["CheckInOpened", "EligibilityWithheld"]);
        let recorded: EligibilityWithheld = message(&visit[1]);
        assert_eq!(recorded.class(), class);
    }
    let opened = world.open(&clinic(), &card(1)).await.unwrap();
    world.answer(&clinic(), &opened.check_in, ConsentAnswer::Refused).await.unwrap();
    world.ask(&clinic(), &opened.check_in).await.unwrap();
    let visit = world.on_stream(LedgerName::Access, stream("checkin", &opened.check_in)).await;
    assert_eq!(kinds(&visit), ["CheckInOpened", "ConsentRefused", "EligibilityWithheld"]);
    let recorded: EligibilityWithheld = message(&visit[2]);
    assert_eq!(recorded.class(), AnswerClass::NotConsented);
}

#[tokio::test]
async fn the_question_is_answered_once_and_a_retry_gets_the_first_answer() {
    let world = world().await;
    let opened = world.open(&clinic(), &card(1)).await.unwrap();
    let request = answer_request(&world.request_id(), &opened.check_in, ConsentAnswer::Given);
    let mut reader = world.eligibility(&clinic().reader()).await;

    let first = reader.answer_consent(request.clone()).await.unwrap().into_inner();
    let retry = reader.answer_consent(request.clone()).await.unwrap().into_inner();
    let second = world.answer(&clinic(), &opened.check_in, ConsentAnswer::Refused).await;
    let changed = AnswerConsentRequest { answer: ConsentAnswer::Refused.into(), ..request };
    let changed = reader.answer_consent(changed).await;

    assert_eq!(retry, first);
    assert_eq!(refusal(second), (Code::FailedPrecondition, "ALREADY_ANSWERED".to_owned()));
    assert_eq!(refusal(changed), (Code::InvalidArgument, "REQUEST_ID_REUSED".to_owned()));
    let told = world.ask(&clinic(), &opened.check_in).await.unwrap();
    assert_eq!(told.class(), EligibilityClass::Disclosed, "the first answer stands");
}

#[tokio::test]
async fn of_two_answers_at_once_one_stands() {
    let world = world().await;
    let opened = world.open(&clinic(), &card(1)).await.unwrap();
    let (clinic, check_in) = (clinic(), opened.check_in.as_str());

    let (given, refused) = tokio::join!(
        world.answer(&clinic, check_in, ConsentAnswer::Given),
        world.answer(&clinic, check_in, ConsentAnswer::Refused),
    );

    let told = world.ask(&clinic, check_in).await.unwrap();
    let (won, lost) = if given.is_ok() {
        (EligibilityClass::Disclosed, refused)
    } else {
        (EligibilityClass::NoInformation, given)
    };
    assert_eq!(told.class(), won);
    assert_eq!(refusal(lost).1, "ALREADY_ANSWERED");
}

#[tokio::test]
async fn a_check_in_is_opened_once_for_a_request_id() {
    let world = world().await;
    let mut reader = world.eligibility(&clinic().reader()).await;
    let request = OpenCheckInRequest { request_id: world.request_id(), insurance: Some(card(1)) };

    let first = reader.open_check_in(request.clone()).await.unwrap().into_inner();
    let retry = reader.open_check_in(request.clone()).await.unwrap().into_inner();
    let other = OpenCheckInRequest { insurance: Some(card(2)), ..request };
    let other = reader.open_check_in(other).await;

    assert_eq!(retry, first);
    assert_eq!(refusal(other), (Code::InvalidArgument, "REQUEST_ID_REUSED".to_owned()));
}

#[tokio::test]
async fn where_there_is_nothing_to_ask_no_answer_is_taken() {
    let world = world().await;
    for place in [2, 99] {
        let opened = world.open(&clinic(), &card(place)).await.unwrap();
        let answered = world.answer(&clinic(), &opened.check_in, ConsentAnswer::Given).await;
        assert_eq!(refusal(answered), (Code::FailedPrecondition, "NOTHING_TO_ASK".to_owned()));
    }
}

#[tokio::test]
async fn a_check_in_of_another_facility_is_not_there() {
    let world = world().await;
    let check_in = world.consented(&clinic(), &card(1)).await;
    let opened = world.open(&clinic(), &card(1)).await.unwrap();
    let never = "checkIns/00000000-0000-4000-8000-000000000000";

    let asked = world.ask(&pharmacy(), &check_in).await.unwrap_err();
    let unknown = world.ask(&pharmacy(), never).await.unwrap_err();
    let answered = world.answer(&pharmacy(), &opened.check_in, ConsentAnswer::Given).await;
    let withdrawn = withdraw(&world, &pharmacy(), &check_in).await;

    assert_eq!((asked.code(), &*reason(&asked)), (Code::NotFound, "CHECK_IN_NOT_FOUND"));
    assert_eq!(asked.message(), unknown.message(), "nobody learns that it is there");
    assert_eq!(asked.details(), unknown.details());
    assert_eq!(refusal(answered).1, "CHECK_IN_NOT_FOUND");
    assert_eq!(refusal(withdrawn).1, "CHECK_IN_NOT_FOUND");
    let told = world.ask(&clinic(), &check_in).await.unwrap();
    assert_eq!(told.class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn a_check_in_lasts_until_midnight_in_japan() {
    let world = world().await;
    let check_in = world.consented(&clinic(), &card(1)).await;
    let opened = world.open(&clinic(), &card(1)).await.unwrap();

    world.clock.pass(jiff::SignedDuration::new(15 * 3_600 - 1, 0));
    let last_second = world.ask(&clinic(), &check_in).await.unwrap();
    world.clock.pass(jiff::SignedDuration::from_secs(1));
    let asked = world.ask(&clinic(), &check_in).await;
    let answered = world.answer(&clinic(), &opened.check_in, ConsentAnswer::Given).await;
    let withdrawn = withdraw(&world, &clinic(), &check_in).await;

    assert_eq!(last_second.class(), EligibilityClass::Disclosed);
    assert_eq!(refusal(asked), (Code::FailedPrecondition, "CHECK_IN_OVER".to_owned()));
    assert_eq!(refusal(answered).1, "CHECK_IN_OVER");
    assert_eq!(refusal(withdrawn).1, "CHECK_IN_OVER");
}

#[tokio::test]
async fn a_desk_asks_for_the_day_of_the_visit_and_no_other() {
    let world = world().await;
    let check_in = world.consented(&clinic(), &card(1)).await;
    let on = |days: i64| GetEligibilityRequest {
        visit_date: Some(day(world.today().checked_add(days.days()).unwrap())),
        ..world.question(&check_in)
    };

    for days in [-1, 1] {
        let asked = world.ask_with(&clinic(), on(days)).await;
        assert_eq!(refusal(asked), (Code::InvalidArgument, "VISIT_DATE_NOT_TODAY".to_owned()));
    }
    let dateless = GetEligibilityRequest { visit_date: None, ..world.question(&check_in) };
    let dateless = world.ask_with(&clinic(), dateless).await.unwrap_err();
    assert_eq!(
        (reason(&dateless), fields(&dateless)),
        ("FIELD_MISSING".to_owned(), vec!["visit_date".to_owned()])
    );
    assert!(world.ask_with(&clinic(), on(0)).await.is_ok());
}

#[tokio::test]
async fn a_consent_taken_back_is_over_and_only_a_new_check_in_asks_again() {
    let world = world().await;
    let check_in = world.consented(&clinic(), &card(1)).await;
    let before = world.ask(&clinic(), &check_in).await.unwrap();

    withdraw(&world, &clinic(), &check_in).await.unwrap();
    let after = world.ask(&clinic(), &check_in).await.unwrap();
    let again = withdraw(&world, &clinic(), &check_in).await;
    let answered = world.answer(&clinic(), &check_in, ConsentAnswer::Given).await;
    let anew = world.visit(&clinic(), &card(1)).await;

    assert_eq!(before.class(), EligibilityClass::Disclosed);
    assert_eq!(after.class(), EligibilityClass::NoInformation);
    assert_eq!(refusal(again), (Code::FailedPrecondition, "NOT_CONSENTED".to_owned()));
    assert_eq!(refusal(answered).1, "ALREADY_ANSWERED");
    assert_eq!(anew.certificates, before.certificates);
}

#[tokio::test]
async fn a_facility_that_opted_out_is_told_nothing_and_a_removed_reader_asks_nobody() {
    let world = world().await;
    let check_in = world.consented(&clinic(), &card(1)).await;
    let mut enrolment = world.enrolment(&operator()).await;

    let request_id = world.request_id();
    let facility = pharmacy().name();
    let request = RemoveReaderRequest { request_id, facility, reader: 1 };
    enrolment.remove_reader(request).await.unwrap();
    let removed = world.open(&pharmacy(), &card(1)).await;
    let request_id = world.request_id();
    let request = OptOutFacilityRequest { request_id, facility: clinic().name() };
    enrolment.opt_out_facility(request).await.unwrap();
    let asked = world.ask(&clinic(), &check_in).await;
    let opened = world.open(&clinic(), &card(1)).await;
    let never_in = world.open(&stranger(), &card(1)).await;

    assert_eq!(refusal(removed), (Code::FailedPrecondition, "READER_NOT_ENROLLED".to_owned()));
    for refused in [refusal(asked), refusal(opened), refusal(never_in)] {
        assert_eq!(refused, (Code::FailedPrecondition, "FACILITY_NOT_ENROLLED".to_owned()));
    }
}

#[tokio::test]
async fn what_the_desk_was_told_stands_in_the_access_ledger_with_its_hash() {
    let world = world().await;
    let check_in = world.consented(&clinic(), &card(1)).await;
    let (_, before) = world.positions().await;
    let told = world.ask(&clinic(), &check_in).await.unwrap();
    let (_, after) = world.positions().await;

    assert_eq!(told.access_position, before + 1);
    assert_eq!(after, told.access_position, "it was durable when the answer came");
    let visit = world.on_stream(LedgerName::Access, stream("checkin", &check_in)).await;
    let recorded: EligibilityDisclosed = message(visit.last().unwrap());
    assert_eq!(visit.last().unwrap().position, told.access_position);
    let mut hasher = blake3::Hasher::new();
    for certificate in &told.certificates {
        hasher.update(&certificate.encode_length_delimited_to_vec());
    }
    assert_eq!(recorded.answer_hash[..], hasher.finalize().as_bytes()[..]);
    assert_eq!(recorded.visit_date, Some(day(world.today())));
}

#[tokio::test]
async fn what_is_withheld_after_the_consent_is_as_if_it_had_never_been() {
    let world = world().await;
    world.register_history(vec![history_row(&person(3), "1")]).await;
    let (to_withhold, to_delete) =
        (world.consented(&clinic(), &card(1)).await, world.consented(&clinic(), &card(3)).await);
    let certificate = world.ask(&clinic(), &to_withhold).await.unwrap().certificates.remove(0);

    withhold(&world, &certificate.certificate, Disclosure::HideAll).await;
    world.register_history(vec![deleted_row(&person(3), "1")]).await;
    let withheld = world.ask(&clinic(), &to_withhold).await.unwrap();
    let deleted = world.ask(&clinic(), &to_delete).await.unwrap();

    let told = |answer: &GetEligibilityResponse| {
        GetEligibilityResponse { access_position: 0, position: 0, ..answer.clone() }.encode_to_vec()
    };
    assert_eq!(withheld.class(), EligibilityClass::NoRecord);
    assert_eq!(told(&withheld), told(&deleted), "nobody can tell the two apart");
    let visit = world.on_stream(LedgerName::Access, stream("checkin", &to_withhold)).await;
    let recorded: EligibilityWithheld = message(visit.last().unwrap());
    assert_eq!(recorded.class(), AnswerClass::Withheld);
    assert_eq!(
        recorded.withheld_certificates,
        [certificate.certificate.trim_start_matches("certificates/")]
    );

    let request = LiftDisclosureRequest {
        request_id: world.request_id(),
        certificate: certificate.certificate.clone(),
        reason_code: "R1".to_owned(),
    };
    world.registration(&body()).await.lift_disclosure(request).await.unwrap();
    let lifted = world.ask(&clinic(), &to_withhold).await.unwrap();
    assert_eq!(lifted.certificates, [certificate]);
}

async fn withhold(world: &World, certificate: &str, disclosure: Disclosure) {
    let request = WithholdDisclosureRequest {
        request_id: world.request_id(),
        certificate: certificate.to_owned(),
        disclosure: disclosure.into(),
        reason_code: "DV".to_owned(),
    };
    world.registration(&body()).await.withhold_disclosure(request).await.unwrap();
}

#[tokio::test]
async fn a_withheld_certificate_beside_an_open_one_leaves_no_trace_at_the_desk() {
    let world = world().await;
    let of_both = person(3);
    let second =
        |sub_key: &str| RecipientRow { certification_sub_key: sub_key.to_owned(), ..row(&of_both) };
    let uploaded = world.register(vec![second("1"), withheld(second("2"))]).await;
    let of_one = person(4);
    world.register(vec![RecipientRow { my_number: of_one.my_number.clone(), ..second("1") }]).await;

    let told = world.visit(&clinic(), &of_both.card).await;
    let alone = world.visit(&clinic(), &of_one.card).await;

    assert_eq!(told.certificates.len(), 1);
    assert_eq!(told.certificates[0].certificate, uploaded.results[0].certificate);
    let mut nameless = told.clone();
    nameless.certificates[0].certificate.clone_from(&alone.certificates[0].certificate);
    nameless.access_position = alone.access_position;
    assert_eq!(nameless, alone);
}

#[tokio::test]
async fn what_is_hidden_from_the_person_s_history_only_is_told_to_a_desk() {
    let world = world().await;
    let check_in = world.consented(&clinic(), &card(1)).await;
    let before = world.ask(&clinic(), &check_in).await.unwrap();
    withhold(&world, &before.certificates[0].certificate, Disclosure::HideFromHistory).await;

    let after = world.ask(&clinic(), &check_in).await.unwrap();

    assert_eq!(after.certificates, before.certificates);
}

#[tokio::test]
async fn a_consent_says_how_the_person_was_known() {
    let world = world().await;
    let opened = world.open(&clinic(), &card(1)).await.unwrap();
    let mut reader = world.eligibility(&clinic().reader()).await;
    let given = answer_request(&world.request_id(), &opened.check_in, ConsentAnswer::Given);
    let by = |method: IdentityMethod, account: &str| AnswerConsentRequest {
        method: method.into(),
        account: account.to_owned(),
        ..given.clone()
    };

    let unknown = reader.answer_consent(by(IdentityMethod::Unspecified, "")).await.unwrap_err();
    let nobody_s = reader.answer_consent(by(IdentityMethod::Visual, "")).await.unwrap_err();
    let too_much = reader.answer_consent(by(IdentityMethod::Face, "clerk-7")).await.unwrap_err();
    let visual = reader.answer_consent(by(IdentityMethod::Visual, "clerk-7")).await;

    assert_eq!((reason(&unknown), fields(&unknown)), missing("method"));
    assert_eq!((reason(&nobody_s), fields(&nobody_s)), missing("account"));
    assert_eq!(fields(&too_much), ["account"]);
    assert!(visual.is_ok(), "{visual:?}");
}

fn missing(field: &str) -> (String, Vec<String>) {
    ("FIELD_MISSING".to_owned(), vec![field.to_owned()])
}
