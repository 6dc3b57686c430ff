//! A municipality registers a recipient, the person consents, the desk sees it, an auditor replays it.

use jiff::civil::{Date, date};
use tests::{
    enrolling::day,
    history::{all_of, kinds, message, stream},
    people::person,
    places::{BODY, CHILD, DESIGNATED, body, clinic, far_clinic, pharmacy},
    refused::refusal,
    rows::{deleted_row, history_row, over, row},
    world::World,
};
use wire::proto::{
    audit::v1::{LedgerName, ReplayRequest},
    common::v1::{AdditionalCondition, DesignatedInstitution, Period, Settlement},
    eligibility::v1::{
        Advice, Designation, EligibilityClass, GetEligibilityRequest, GetEligibilityResponse,
        SettlementReason, Validity,
    },
    event::v1::{AnswerClass, EligibilityDisclosed, EndCause},
    registration::v1::{EndCertificateRequest, RecipientRow, RowOutcome},
};

#[tokio::test]
async fn a_registered_recipient_who_consents_is_seen_at_the_desk() {
    let world = World::furnished().await;
    let child = person(1);
    let uploaded = world
        .register(vec![RecipientRow {
            medical_subsidy_recipient_number: "０１２-３".to_owned(),
            additional_conditions: "1-2".to_owned(),
            ..row(&child)
        }])
        .await;
    world.link(&child).await.unwrap();

    let told = world.visit(&clinic(), &child.card).await;

    assert_eq!(uploaded.outcomes(), [RowOutcome::Registered]);
    assert_eq!(told.class(), EligibilityClass::Disclosed);
    assert_eq!(told.advice(), Advice::UseCertificates);
    assert!(told.position >= uploaded.position() && told.access_position > 0);
    let [certificate] = &told.certificates[..] else { panic!("{told:?}") };
    assert_eq!(certificate.certificate, uploaded.only().certificate);
    assert_eq!(certificate.validity(), Validity::InForce);
    assert_eq!(certificate.body, format!("bodies/{BODY}"));
    assert_eq!(certificate.certificate_type, CHILD);
    assert_eq!(certificate.program_name, "こども医療費助成");
    assert_eq!(certificate.certification_name, "こども医療費受給者証");
    assert_eq!(certificate.recipient_number, "０１２-３", "handed on as it is");
    assert_eq!((&*certificate.income_band, &*certificate.income_band_name), ("01", "一般"));
    let pair = AdditionalCondition { item: "1".to_owned(), code: "2".to_owned() };
    assert_eq!(certificate.additional_conditions, [pair]);
    let (first, last) = (day(date(2026, 4, 1)), day(date(2027, 3, 31)));
    assert_eq!(certificate.period, Some(Period { first: Some(first), last: Some(last) }));
    assert_eq!(certificate.settlement(), Settlement::InKind);
    assert_eq!(certificate.settlement_reason(), SettlementReason::InsidePrefecture);
    assert_eq!(certificate.designation(), Designation::NotRequired);
    let coverage = told.coverage.as_ref().unwrap();
    assert_eq!((coverage.body_count, coverage.program_count), (2, 4));
    let [covered] = &coverage.bodies[..] else { panic!("{coverage:?}") };
    assert!(covered.participating);
    assert_eq!(covered.certificate_types, [CHILD, DESIGNATED]);
    assert_eq!(covered.as_of_position, uploaded.position());
}

#[tokio::test]
async fn outside_the_prefecture_the_same_certificate_is_paid_first_and_claimed_back() {
    let world = World::furnished().await;
    let (child, always) = (person(1), person(2));
    let reimbursed = RecipientRow { is_always_reimbursement: "1".to_owned(), ..row(&always) };
    world.register(vec![row(&child), reimbursed]).await;
    world.link(&child).await.unwrap();
    world.link(&always).await.unwrap();

    let settled = |told: &GetEligibilityResponse| {
        let certificate = &told.certificates[0];
        (certificate.settlement(), certificate.settlement_reason())
    };
    let inside = world.visit(&clinic(), &child.card).await;
    let outside = world.visit(&far_clinic(), &child.card).await;
    let always = world.visit(&clinic(), &always.card).await;

    assert_eq!(settled(&inside), (Settlement::InKind, SettlementReason::InsidePrefecture));
    assert_eq!(settled(&outside), (Settlement::Reimbursement, SettlementReason::OutsidePrefecture));
    assert_eq!(settled(&always), (Settlement::Reimbursement, SettlementReason::AlwaysReimbursed));
}

#[tokio::test]
async fn an_auditor_finds_a_visit_by_its_stream_and_a_life_by_its_person() {
    let world = World::furnished().await;
    let (child, other) = (person(1), person(2));
    let uploaded = world.register(vec![row(&child), row(&other)]).await;
    world.link(&child).await.unwrap();
    world.link(&other).await.unwrap();
    let check_in = world.consented(&clinic(), &child.card).await;
    let told = world.ask(&clinic(), &check_in).await.unwrap();
    world.visit(&clinic(), &other.card).await;

    let visit = world.on_stream(LedgerName::Access, stream("checkin", &check_in)).await;
    let disclosed: EligibilityDisclosed = message(visit.last().unwrap());
    let of_person =
        |ledger| ReplayRequest { person: format!("people/{}", disclosed.person), ..all_of(ledger) };
    let decided = world.replay(of_person(LedgerName::Registration)).await;
    let visited = world.replay(of_person(LedgerName::Access)).await;

    assert_eq!(kinds(&visit), ["CheckInOpened", "ConsentGiven", "EligibilityDisclosed"]);
    assert_eq!(visit.last().unwrap().position, told.access_position);
    assert_eq!(disclosed.registration_position, told.position);
    assert_eq!(disclosed.facility, clinic().code);
    let row = &disclosed.rows[0];
    assert_eq!(format!("certificates/{}", row.certificate), uploaded.results[0].certificate);
    assert_eq!(visit[0].caller, clinic().reader().to_string());
    assert_eq!(visit[2].caller, clinic().desk().to_string());
    assert_eq!(kinds(&decided), ["CertificateRegistered"]);
    assert_eq!(decided[0].position, uploaded.results[0].position);
    assert_eq!(visited, visit, "the other person's visit is not theirs");
}

#[tokio::test]
async fn history_is_replayed_by_type_and_time_and_goes_on_where_it_stopped() {
    let world = World::furnished().await;
    let child = person(1);
    world.register_history(vec![history_row(&child, "1")]).await;
    world.days_pass(1);
    let later = world.clock.now();
    world.register_history(vec![deleted_row(&child, "1")]).await;
    world.days_pass(1);
    world.register_history(vec![history_row(&child, "1")]).await;

    let all = world.replay(all_of(LedgerName::Registration)).await;
    let of_types = ReplayRequest {
        event_types: vec!["CertificateRegistered".to_owned(), "CertificateReinstated".to_owned()],
        ..all_of(LedgerName::Registration)
    };
    let time = |at: jiff::Timestamp| prost_types::Timestamp { seconds: at.as_second(), nanos: 0 };
    let that_day = ReplayRequest {
        recorded_from: Some(time(later)),
        recorded_until: Some(time(world.clock.now())),
        ..all_of(LedgerName::Registration)
    };
    let half = all.len() / 2;
    let rest =
        ReplayRequest { after_position: all[half].position, ..all_of(LedgerName::Registration) };

    assert_eq!(
        kinds(&world.replay(of_types).await),
        ["CertificateRegistered", "CertificateReinstated"]
    );
    assert_eq!(kinds(&world.replay(that_day).await), ["CertificateDeleted", "ImportAccepted"]);
    assert_eq!(world.replay(rest).await, all[half + 1..]);
}

#[tokio::test]
async fn a_correction_is_seen_by_whoever_names_its_position() {
    let world = World::furnished().await;
    let child = person(1);
    world.register(vec![row(&child)]).await;
    world.link(&child).await.unwrap();
    let check_in = world.consented(&clinic(), &child.card).await;
    let before = world.ask(&clinic(), &check_in).await.unwrap();

    let correct = RecipientRow { income_segment: "02".to_owned(), ..row(&child) };
    let corrected = world.register(vec![correct]).await;
    let position = corrected.only().position;
    let question = world.question(&check_in);
    let with = |min_position| GetEligibilityRequest { min_position, ..question.clone() };
    let after = world.ask_with(&clinic(), with(Some(position))).await.unwrap();
    let beyond = world.ask_with(&clinic(), with(Some(position + 1_000))).await;

    assert_eq!(before.certificates[0].income_band, "01");
    assert_eq!(corrected.outcomes(), [RowOutcome::Corrected]);
    assert_eq!(corrected.only().changed_fields, ["incomeSegment"]);
    assert_eq!(after.certificates[0].income_band, "02");
    assert!(after.position >= position && before.position < position);
    let (code, reason) = refusal(beyond);
    assert_eq!((code, &*reason), (tonic::Code::Unavailable, "NOT_FRESH_ENOUGH"));
}

#[tokio::test]
async fn an_ended_certificate_holds_on_its_last_day_and_is_told_as_expired_after_it() {
    let world = World::furnished().await;
    let child = person(1);
    let uploaded = world.register(vec![row(&child)]).await;
    world.link(&child).await.unwrap();
    let last = world.today();
    end(&world, &uploaded.only().certificate, last).await;

    let on_last_day = world.visit(&clinic(), &child.card).await;
    world.days_pass(1);
    let day_after = world.visit(&clinic(), &child.card).await;
    world.days_pass(92);
    let long_after = world.visit(&clinic(), &child.card).await;

    assert_eq!(on_last_day.class(), EligibilityClass::Disclosed);
    assert_eq!(day_after.class(), EligibilityClass::Expired);
    assert_eq!(day_after.advice(), Advice::RenewalMayBeMissing);
    let told = &day_after.certificates[0];
    assert_eq!(told.validity(), Validity::Expired);
    assert_eq!(told.period.unwrap().last, Some(day(last)));
    assert_eq!(long_after.advice(), Advice::AskTheBody);
    let ended = world
        .on_stream(LedgerName::Registration, stream("certificate", &uploaded.only().certificate))
        .await;
    assert_eq!(kinds(&ended), ["CertificateRegistered", "CertificateEnded"]);
}

async fn end(world: &World, certificate: &str, last: Date) {
    let request = EndCertificateRequest {
        request_id: world.request_id(),
        certificate: certificate.to_owned(),
        history_key: String::new(),
        last: Some(day(last)),
        cause: EndCause::MovedOut.into(),
    };
    world.registration(&body()).await.end_certificate(request).await.unwrap();
}

#[tokio::test]
async fn a_deleted_row_is_told_no_more_and_a_reinstated_one_again() {
    let world = World::furnished().await;
    let child = person(1);
    world.register_history(vec![history_row(&child, "1")]).await;
    world.link(&child).await.unwrap();
    let seen = world.visit(&clinic(), &child.card).await;

    let deleted = world.register_history(vec![deleted_row(&child, "1")]).await;
    let gone = world.open(&clinic(), &child.card).await.unwrap();
    let reinstated = world.register_history(vec![history_row(&child, "1")]).await;
    let again = world.visit(&clinic(), &child.card).await;

    assert_eq!(deleted.outcomes(), [RowOutcome::Deleted]);
    assert!(!gone.ask);
    assert_eq!(gone.class(), AnswerClass::NoRecord);
    assert_eq!(reinstated.outcomes(), [RowOutcome::Reinstated]);
    assert_eq!(again.certificates, seen.certificates);
}

#[tokio::test]
async fn a_renewal_is_told_from_its_first_day_on() {
    let world = World::furnished().await;
    let child = person(1);
    world
        .register_history(vec![
            over(history_row(&child, "2025"), "2025-10-02", "2026-10-01"),
            over(history_row(&child, "2026"), "2026-10-02", "2027-10-01"),
        ])
        .await;
    world.link(&child).await.unwrap();

    let old = world.visit(&clinic(), &child.card).await;
    world.days_pass(1);
    let new = world.visit(&clinic(), &child.card).await;

    let keys = |told: &GetEligibilityResponse| {
        let keys = told.certificates.iter().map(|told| told.history_key.clone());
        keys.collect::<Vec<_>>()
    };
    assert_eq!((old.class(), keys(&old)), (EligibilityClass::Disclosed, vec!["2025".to_owned()]));
    assert_eq!((new.class(), keys(&new)), (EligibilityClass::Disclosed, vec!["2026".to_owned()]));
}

#[tokio::test]
async fn a_certificate_that_begins_tomorrow_cannot_be_used_today() {
    let world = World::furnished().await;
    let child = person(1);
    world.register(vec![over(row(&child), "2026-10-02", "2027-03-31")]).await;
    world.link(&child).await.unwrap();

    let today = world.visit(&clinic(), &child.card).await;
    world.days_pass(1);
    let tomorrow = world.visit(&clinic(), &child.card).await;

    assert_eq!((today.class(), today.advice()), (EligibilityClass::NotYetValid, Advice::NotYet));
    assert_eq!(tomorrow.class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn a_certificate_that_names_institutions_is_used_there_and_not_elsewhere() {
    let world = World::furnished().await;
    let patient = person(1);
    let institution =
        DesignatedInstitution { institution_code: clinic().code, name: "見本医院".to_owned() };
    let named = RecipientRow {
        org_specific_certificate_type_id: DESIGNATED.to_owned(),
        income_segment: String::new(),
        designated_medical_institutions: vec![institution],
        ..row(&patient)
    };
    world.register(vec![named]).await;
    world.link(&patient).await.unwrap();

    let there = world.visit(&clinic(), &patient.card).await;
    let elsewhere = world.visit(&pharmacy(), &patient.card).await;

    assert_eq!(there.class(), EligibilityClass::Disclosed);
    assert_eq!(there.certificates[0].designation(), Designation::Designated);
    assert_eq!(elsewhere.class(), EligibilityClass::FacilityNotDesignated);
    assert_eq!(elsewhere.certificates[0].designation(), Designation::NotDesignated);
}

#[tokio::test]
async fn an_answer_says_what_was_searched_for_the_body_the_person_names() {
    let world = World::furnished().await;
    let child = person(1);
    world.register(vec![row(&child)]).await;
    world.link(&child).await.unwrap();
    let check_in = world.consented(&clinic(), &child.card).await;
    let question = world.question(&check_in);
    let asked_body = "bodies/011002".to_owned();

    let told = world.ask_with(&clinic(), GetEligibilityRequest { asked_body, ..question }).await;

    let told = told.unwrap();
    assert_eq!(told.class(), EligibilityClass::Disclosed);
    let [asked, own] = &told.coverage.as_ref().unwrap().bodies[..] else { panic!("{told:?}") };
    assert_eq!((&*asked.body, asked.participating), ("bodies/011002", false));
    assert_eq!((asked.as_of_position, asked.certificate_types.len()), (0, 0));
    assert_eq!((&*own.body, own.participating), (&*format!("bodies/{BODY}"), true));
}

#[tokio::test]
async fn a_hub_that_was_stopped_knows_what_it_knew() {
    let world = World::furnished().await;
    let child = person(1);
    world.register(vec![row(&child)]).await;
    world.link(&child).await.unwrap();
    let check_in = world.consented(&clinic(), &child.card).await;
    let before = world.ask(&clinic(), &check_in).await.unwrap();

    let world = world.restarted().await;
    let after = world.ask(&clinic(), &check_in).await.unwrap();

    assert_eq!(after.certificates, before.certificates);
    assert_eq!(after.coverage, before.coverage);
    assert!(after.access_position > before.access_position);
}
