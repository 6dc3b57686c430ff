//! What a desk is told, and what is recorded of it.

use domain::{
    certificate::{Disclosure, Event},
    facility, link,
};
use jiff::civil::date;
use prost::Message as _;
use wire::proto::{
    common::v1::Settlement,
    eligibility::v1::{
        Advice, ConsentAnswer, Designation, EligibilityClass, GetEligibilityRequest,
        SettlementReason, Validity, eligibility_service_server::EligibilityService as _,
    },
    event::v1::{AnswerClass, EligibilityDisclosed, EligibilityWithheld},
};

use crate::world::{
    HERE, ICHINOMIYA, SAPPORO, THERE, World, append, day, fiscal, new_id, person, question, reason,
    row, row_naming,
};

#[tokio::test]
async fn the_desk_is_told_what_a_certificate_means_here() {
    let world = World::new().await;
    let certificate = world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let told = world.ask(&check_in).await.unwrap();

    assert_eq!(told.class(), EligibilityClass::Disclosed);
    assert_eq!(told.advice(), Advice::UseCertificates);
    assert_eq!(told.position, world.registration.head().await.unwrap().get());
    let [answer] = told.certificates.as_slice() else { panic!("one certificate") };
    assert_eq!(answer.certificate, certificate.id().resource_name());
    assert_eq!(answer.history_key, "2026");
    assert_eq!(answer.validity(), Validity::InForce);
    assert_eq!(answer.body, format!("bodies/{SAPPORO}"));
    assert_eq!(answer.program_name, "子ども医療費助成");
    assert_eq!(answer.law_number, "54");
    assert_eq!(answer.certification_name, "子ども医療費受給者証");
    assert_eq!(answer.payer_number, "81136244");
    assert_eq!(answer.recipient_number, "1234567");
    assert_eq!((answer.income_band.as_str(), answer.income_band_name.as_str()), ("B1", "一般"));
    assert_eq!(answer.settlement(), Settlement::InKind);
    assert_eq!(answer.settlement_reason(), SettlementReason::InsidePrefecture);
    assert_eq!(answer.designation(), Designation::NotRequired);
    assert_eq!(answer.details[0].value, "二割");
    let coverage = told.coverage.as_ref().unwrap();
    assert_eq!((coverage.body_count, coverage.program_count), (2, 4));
    assert_eq!(coverage.bodies[0].certificate_types, ["1", "2"]);
    // Facilities never receive an address, nor a name.
    let text = format!("{told:?}");
    assert!(!text.contains("一丁目") && !text.contains("太郎"));
}

#[tokio::test]
async fn what_was_told_is_recorded_with_its_hash() {
    let world = World::new().await;
    let certificate = world.register_open(person(1)).await;
    let hidden =
        world.register(person(1), ICHINOMIYA, "1", row(fiscal(2026)), Disclosure::HideAll).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let told = world.ask(&check_in).await.unwrap();

    let events = world.accessed().await;
    let last = events.last().unwrap();
    assert_eq!(last.position.get(), told.access_position);
    assert_eq!(&*last.caller, format!("spiffe://pmh/facility/{HERE}"));
    let recorded: EligibilityDisclosed = wire::event::message(last).unwrap();
    assert_eq!(recorded.person, person(1).to_string());
    assert_eq!(recorded.rows.len(), 1);
    assert_eq!(recorded.rows[0].certificate, certificate.id().to_string());
    assert_eq!(recorded.withheld_certificates, [hidden.id().to_string()]);
    assert_eq!(recorded.registration_position, told.position);
    let bytes: Vec<u8> =
        told.certificates.iter().flat_map(prost::Message::encode_length_delimited_to_vec).collect();
    assert_eq!(recorded.answer_hash.as_ref(), blake3::hash(&bytes).as_bytes());
}

#[tokio::test]
async fn without_a_consent_every_answer_is_equal_in_bytes() {
    let world = World::new().await;
    for (card, disclosure) in [(1, Disclosure::Open), (2, Disclosure::HideAll)] {
        world.register(person(card.into()), SAPPORO, "1", row(fiscal(2026)), disclosure).await;
        world.link(card, person(card.into())).await;
    }
    world.register_open(person(3)).await;
    world.link(3, person(3)).await;
    let reason = link::LinkReason::Mismatch;
    world.link_event(3, &link::Event::Suspended { person: person(3), reason }).await;

    let mut check_ins = Vec::new();
    for answer in [None, Some(ConsentAnswer::Refused), Some(ConsentAnswer::NotAnswered)] {
        let check_in = world.open(1).await.check_in;
        if let Some(answer) = answer {
            world.answer(&check_in, answer).await.unwrap();
        }
        check_ins.push((check_in, AnswerClass::NotConsented));
    }
    let withdrawn = world.consented(1).await;
    world.withdraw(&withdrawn).await.unwrap();
    check_ins.push((withdrawn, AnswerClass::NotConsented));
    for (card, class) in
        [(2, AnswerClass::Withheld), (3, AnswerClass::LinkPending), (4, AnswerClass::NoRecord)]
    {
        check_ins.push((world.open(card).await.check_in, class));
    }
    for (check_in, class) in check_ins {
        let asked = GetEligibilityRequest {
            asked_body: format!("bodies/{SAPPORO}"),
            ..question(&check_in)
        };
        let told = world.ask_with(asked).await.unwrap();
        assert_eq!(told.encode_to_vec(), [8, 1]);
        let events = world.accessed().await;
        let recorded: EligibilityWithheld = wire::event::message(events.last().unwrap()).unwrap();
        assert_eq!(recorded.class(), class);
    }
}

#[tokio::test]
async fn a_withdrawn_consent_ends_what_the_desk_is_told() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    assert_eq!(world.ask(&check_in).await.unwrap().class(), EligibilityClass::Disclosed);
    world.withdraw(&check_in).await.unwrap();
    assert_eq!(world.ask(&check_in).await.unwrap().class(), EligibilityClass::NoInformation);
}

#[tokio::test]
async fn a_withdrawal_elsewhere_is_noticed_by_a_service_that_has_seen_the_consent() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let elsewhere = world.another_service();
    let ask = || elsewhere.get_eligibility(world.by_desk(question(&check_in)));
    assert_eq!(ask().await.unwrap().into_inner().class(), EligibilityClass::Disclosed);
    world.withdraw(&check_in).await.unwrap();
    assert_eq!(ask().await.unwrap().into_inner().class(), EligibilityClass::NoInformation);
    assert_eq!(world.count("EligibilityDisclosed").await, 1);
}

#[tokio::test]
async fn a_certificate_withheld_after_the_consent_is_not_told() {
    let world = World::new().await;
    let certificate = world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let event = Event::Withheld { disclosure: Disclosure::HideAll, reason_code: String::new() };
    world.certificate(&certificate, &event).await;
    let told = world.ask(&check_in).await.unwrap();
    assert_eq!(told.class(), EligibilityClass::NoRecord);
    assert_eq!(told.advice(), Advice::AskForPaper);
    assert!(told.certificates.is_empty());
    assert!(told.coverage.unwrap().bodies.is_empty());
    let events = world.accessed().await;
    let recorded: EligibilityWithheld = wire::event::message(events.last().unwrap()).unwrap();
    assert_eq!(recorded.class(), AnswerClass::Withheld);
    assert_eq!(recorded.withheld_certificates, [certificate.id().to_string()]);
}

#[tokio::test]
async fn another_facility_is_told_neither_that_nor_why_not() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let ask = async |caller: &str, check_in: &str| {
        let asked = world.by(&format!("facility/{caller}"), question(check_in));
        world.service.get_eligibility(asked).await.unwrap_err()
    };
    let theirs = ask(THERE, &check_in).await;
    let unknown = ask(HERE, &format!("checkIns/{}", new_id())).await;
    assert_eq!(reason::<()>(Err(theirs.clone())), "CHECK_IN_NOT_FOUND");
    assert_eq!(theirs.message(), unknown.message());
    assert_eq!(theirs.details(), unknown.details());
}

#[tokio::test]
async fn a_facility_that_opted_out_is_told_nothing() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    world.facility(&facility::Event::OptedOut { facility: HERE.parse().unwrap() }).await;
    assert_eq!(reason(world.ask(&check_in).await), "FACILITY_NOT_ENROLLED");
}

#[tokio::test]
async fn the_desk_asks_about_today() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let visit_date = Some(day(date(2026, 10, 2)));
    let asked = GetEligibilityRequest { visit_date, ..question(&check_in) };
    assert_eq!(reason(world.ask_with(asked).await), "VISIT_DATE_NOT_TODAY");
}

#[tokio::test]
async fn what_is_held_elsewhere_is_paid_first_and_claimed_back() {
    let world = World::new().await;
    world.register(person(1), ICHINOMIYA, "1", row(fiscal(2026)), Disclosure::Open).await;
    world
        .register(person(1), SAPPORO, "2", row_naming(fiscal(2026), THERE), Disclosure::Open)
        .await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let told = world.ask(&check_in).await.unwrap();
    let [sapporo, ichinomiya] = told.certificates.as_slice() else { panic!("two certificates") };
    assert_eq!(sapporo.designation(), Designation::NotDesignated);
    assert_eq!(ichinomiya.settlement(), Settlement::Reimbursement);
    assert_eq!(ichinomiya.settlement_reason(), SettlementReason::OutsidePrefecture);
}

#[tokio::test]
async fn what_the_person_says_to_hold_explains_an_empty_answer() {
    let world = World::new().await;
    let certificate = world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let deleted = Event::Deleted("2026".parse().unwrap());
    world.certificate(&certificate, &deleted).await;
    let ask = async |body: &str, program: &str| {
        let asked = GetEligibilityRequest {
            asked_body: format!("bodies/{body}"),
            asked_program: program.into(),
            ..question(&check_in)
        };
        world.ask_with(asked).await.unwrap()
    };
    assert_eq!(ask("131016", "").await.class(), EligibilityClass::BodyNotParticipating);
    assert_eq!(ask(SAPPORO, "9").await.class(), EligibilityClass::ProgramNotCovered);
    let told = ask(SAPPORO, "54").await;
    assert_eq!(told.class(), EligibilityClass::NoRecord);
    assert_eq!(told.coverage.unwrap().bodies[0].body, format!("bodies/{SAPPORO}"));
}

#[tokio::test]
async fn a_certificate_recorded_under_a_key_merged_away_is_told() {
    let world = World::new().await;
    let certificate = world.register_open(person(1)).await;
    world.link(2, person(2)).await;
    world.merge(person(1), person(2)).await;
    let check_in = world.consented(2).await;
    let told = world.ask(&check_in).await.unwrap();
    assert_eq!(told.certificates[0].certificate, certificate.id().resource_name());
}

#[tokio::test]
async fn a_number_suspended_after_the_check_in_was_opened_is_noticed_at_the_desk() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let number = link::stream_of(uuid::Uuid::new_v4());
    let suspended =
        link::Event::Suspended { person: person(1), reason: link::LinkReason::Mismatch };
    for event in [link::Event::Made { person: person(1), key_version: 1 }, suspended] {
        let stored = wire::event::identity::link::encode(uuid::Uuid::new_v4(), &event);
        append(&world.identity, &number, stored).await;
    }
    let told = world.ask(&check_in).await.unwrap();
    assert_eq!(told.class(), EligibilityClass::LinkPending);
    assert!(told.certificates.is_empty());
}

#[tokio::test]
async fn after_a_merge_a_certificate_is_told_once_whichever_key_its_rows_stand_under() {
    let world = World::new().await;
    let year = |key: &str, year| domain::certificate::Row {
        history_key: key.parse().unwrap(),
        ..row(fiscal(year))
    };
    // The body registers two rows; two keys turn out to be one human; it sends one of the rows again.
    let old = world.register(person(1), SAPPORO, "1", year("2025", 2025), Disclosure::Open).await;
    world.certificate(&old, &Event::PeriodAdded(year("2026", 2026))).await;
    world.link(2, person(2)).await;
    world.merge(person(1), person(2)).await;
    let new = world.register(person(2), SAPPORO, "1", year("2025", 2025), Disclosure::Open).await;
    let check_in = world.consented(2).await;
    let told = async || {
        let told = world.ask(&check_in).await.unwrap();
        let one = told.certificates.into_iter().map(|told| (told.certificate, told.history_key));
        one.collect::<Vec<_>>()
    };
    assert_eq!(told().await, [(old.id().resource_name(), "2026".to_owned())]);

    // Sent again it is told from where it was sent last; deleted there it is gone.
    world.certificate(&new, &Event::PeriodAdded(year("2026", 2026))).await;
    assert_eq!(told().await, [(new.id().resource_name(), "2026".to_owned())]);
    world.certificate(&new, &Event::Deleted("2026".parse().unwrap())).await;
    assert_eq!(told().await, [(new.id().resource_name(), "2025".to_owned())]);
    world.certificate(&new, &Event::Deleted("2025".parse().unwrap())).await;
    assert_eq!(told().await, []);
}

#[tokio::test]
async fn of_two_rows_that_begin_on_one_day_the_one_recorded_later_is_told() {
    let world = World::new().await;
    let keyed = |key: &str| domain::certificate::Row {
        history_key: key.parse().unwrap(),
        ..row(fiscal(2026))
    };
    let certificate = world.register(person(1), SAPPORO, "1", keyed("z"), Disclosure::Open).await;
    world.certificate(&certificate, &Event::PeriodAdded(keyed("a"))).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    assert_eq!(world.ask(&check_in).await.unwrap().certificates[0].history_key, "a");
    let corrected = Event::Corrected { row: keyed("z"), changed: Vec::new() };
    world.certificate(&certificate, &corrected).await;
    assert_eq!(world.ask(&check_in).await.unwrap().certificates[0].history_key, "z");
}
