//! Where a card leads: suspended, restored, taken away, merged, erased; and what the desk is told then.

use tests::{
    command,
    history::{all_of, kinds, message, stream},
    people::{Person, person},
    places::{BODY, body, clinic, insurer, operator},
    refused::{fields, reason, refusal},
    rows::{row, withheld},
    world::World,
};
use tonic::Code;
use wire::proto::{
    audit::v1::{LedgerName, ReplayRequest},
    common::v1::{ErrorReason, InsuranceIdentity},
    eligibility::v1::{ConsentAnswer, EligibilityClass, GetEligibilityResponse},
    event::v1::{AnswerClass, CheckInOpened, LinkReason},
    identity::v1::{
        LinkInsuranceRequest, LinkSubject, RestoreLinkRequest, SuspendLinkRequest,
        link_subject::Subject,
    },
    registration::v1::{RecipientRow, RowOutcome, WriteStyle},
};

/// A hub where person 1 holds a certificate and a card.
async fn world() -> World {
    let world = World::furnished().await;
    world.register(vec![row(&person(1))]).await;
    world.link(&person(1)).await.unwrap();
    world
}

/// The person key behind a check-in, as an auditor sees it.
async fn person_behind(world: &World, check_in: &str) -> String {
    let visit = world.on_stream(LedgerName::Access, stream("checkin", check_in)).await;
    let opened: CheckInOpened = message(&visit[0]);
    format!("people/{}", opened.person)
}

fn certificates(told: &GetEligibilityResponse) -> Vec<String> {
    told.certificates.iter().map(|told| told.certificate.clone()).collect()
}

#[tokio::test]
async fn a_suspended_link_leads_nowhere_until_it_is_restored() {
    let world = world().await;
    let card = person(1).card;
    let before = world.visit(&clinic(), &card).await;

    world.suspend(&card).await.unwrap();
    let pending = world.open(&clinic(), &card).await.unwrap();
    let asked = world.ask(&clinic(), &pending.check_in).await.unwrap();
    let twice = world.suspend(&card).await;
    world.restore(&card).await.unwrap();
    let after = world.visit(&clinic(), &card).await;
    let restored_twice = world.restore(&card).await;

    assert!(!pending.ask);
    assert_eq!(pending.class(), AnswerClass::LinkPending);
    assert_eq!(asked.class(), EligibilityClass::NoInformation);
    assert_eq!(after.certificates, before.certificates);
    let precondition = |why: &str| (Code::FailedPrecondition, why.to_owned());
    assert_eq!(refusal(twice), precondition("LINK_SUSPENDED"));
    assert_eq!(refusal(restored_twice), precondition("LINK_NOT_SUSPENDED"));
}

#[tokio::test]
async fn a_desk_is_told_as_long_as_the_card_that_was_read_leads_to_the_person() {
    let world = world().await;
    let card = person(1).card;
    let check_in = world.consented(&clinic(), &card).await;
    let before = world.ask(&clinic(), &check_in).await.unwrap();

    world.suspend(&card).await.unwrap();
    let suspended = world.ask(&clinic(), &check_in).await.unwrap();
    world.restore(&card).await.unwrap();
    let restored = world.ask(&clinic(), &check_in).await.unwrap();
    world.unlink(&card).await.unwrap();
    let unlinked = world.ask(&clinic(), &check_in).await.unwrap();

    assert_eq!(suspended.class(), EligibilityClass::LinkPending);
    assert!(suspended.certificates.is_empty());
    assert_eq!(restored.certificates, before.certificates);
    assert_eq!(unlinked.class(), EligibilityClass::NoInformation);
    assert!(unlinked.certificates.is_empty());
}

#[tokio::test]
async fn while_a_my_number_is_suspended_no_row_is_taken_and_no_card_of_it_is_told() {
    let world = world().await;
    let child = person(1);
    let check_in = world.consented(&clinic(), &child.card).await;
    let subject =
        || Some(LinkSubject { subject: Some(Subject::MyNumber(child.my_number.clone())) });
    let request = SuspendLinkRequest {
        request_id: world.request_id(),
        subject: subject(),
        reason: LinkReason::WrongNumber.into(),
    };
    world.identities(&body()).await.suspend_link(request).await.unwrap();

    let rows = vec![row(&child), row(&person(2))];
    let uploaded = world.upload_as(BODY, WriteStyle::Full, &world.request_id(), rows).await;
    let at_reader = world.open(&clinic(), &child.card).await.unwrap();
    let at_desk = world.ask(&clinic(), &check_in).await.unwrap();
    let request = RestoreLinkRequest {
        request_id: world.request_id(),
        subject: subject(),
        reason: LinkReason::Confirmed.into(),
    };
    world.identities(&body()).await.restore_link(request).await.unwrap();
    let after = world.register(vec![row(&child)]).await;

    let finding = &uploaded.results[0].findings[0];
    assert_eq!((&*finding.field, finding.reason()), ("myNumber", ErrorReason::LinkSuspended));
    assert_eq!(uploaded.results[1].outcome(), RowOutcome::Registered);
    assert_eq!(at_reader.class(), AnswerClass::LinkPending);
    assert_eq!(at_desk.class(), EligibilityClass::LinkPending);
    assert!(at_desk.certificates.is_empty());
    assert_eq!(after.outcomes(), [RowOutcome::Unchanged]);
}

#[tokio::test]
async fn a_card_that_was_unlinked_leads_to_nobody_and_may_be_linked_to_another() {
    let world = world().await;
    let (child, other) = (person(1), person(2));
    world.register(vec![RecipientRow { income_segment: "02".to_owned(), ..row(&other) }]).await;

    world.unlink(&child.card).await.unwrap();
    let nobody = world.open(&clinic(), &child.card).await.unwrap();
    let twice = world.unlink(&child.card).await;
    world.link(&Person { card: child.card.clone(), ..other }).await.unwrap();
    let told = world.visit(&clinic(), &child.card).await;

    assert!(!nobody.ask);
    assert_eq!(nobody.class(), AnswerClass::NoRecord);
    assert_eq!(refusal(twice), (Code::NotFound, "LINK_NOT_FOUND".to_owned()));
    assert_eq!(told.certificates[0].income_band, "02");
}

#[tokio::test]
async fn a_linked_card_is_linked_to_nobody_else_and_again_to_the_same() {
    let world = world().await;
    let child = person(1);
    let stolen = Person { card: child.card.clone(), ..person(2) };

    let elsewhere = world.link(&stolen).await;
    let again = world.link(&child).await;
    world.suspend(&child.card).await.unwrap();
    let suspended = world.link(&child).await;

    assert_eq!(refusal(elsewhere), (Code::FailedPrecondition, "LINKED_ELSEWHERE".to_owned()));
    assert!(again.is_ok());
    assert_eq!(refusal(suspended), (Code::FailedPrecondition, "LINK_SUSPENDED".to_owned()));
}

#[tokio::test]
async fn an_insurer_may_come_before_the_body() {
    let world = World::furnished().await;
    let child = person(1);
    let request = LinkInsuranceRequest {
        request_id: world.request_id(),
        my_number: child.my_number.clone(),
        insurance: Some(child.card.clone()),
    };
    let mut insurer = world.identities(&insurer()).await;
    let first = insurer.link_insurance(request.clone()).await.unwrap().into_inner();
    let retry = insurer.link_insurance(request.clone()).await.unwrap().into_inner();
    let other = LinkInsuranceRequest { my_number: person(2).my_number, ..request };
    let other = insurer.link_insurance(other).await;

    let nothing = world.open(&clinic(), &child.card).await.unwrap();
    world.register(vec![row(&child)]).await;
    let told = world.visit(&clinic(), &child.card).await;

    assert_eq!(retry, first);
    assert_eq!(refusal(other), (Code::InvalidArgument, "REQUEST_ID_REUSED".to_owned()));
    assert_eq!(nothing.class(), AnswerClass::NoRecord);
    assert_eq!(told.class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn a_card_is_the_same_however_its_symbol_is_written() {
    let world = world().await;
    let child = person(7);
    world.register(vec![row(&child)]).await;
    let writing = |symbol: &str, number: &str| InsuranceIdentity {
        symbol: symbol.to_owned(),
        number: number.to_owned(),
        ..person(7).card
    };
    world.link(&Person { card: writing("ｱｲ-1", "１２３"), ..child }).await.unwrap();

    let same = world.visit(&clinic(), &writing("アイー１", "123")).await;
    let noughts = world.open(&clinic(), &writing("アイ-1", "0123")).await.unwrap();
    let branch = InsuranceIdentity { branch: "02".to_owned(), ..writing("アイ-1", "123") };
    let sibling = world.open(&clinic(), &branch).await.unwrap();

    assert_eq!(same.class(), EligibilityClass::Disclosed);
    assert_eq!(noughts.class(), AnswerClass::NoRecord, "noughts count");
    assert_eq!(sibling.class(), AnswerClass::NoRecord, "a sibling is somebody else");
}

#[tokio::test]
async fn a_number_or_card_without_its_form_is_refused_and_never_quoted() {
    let world = World::furnished().await;
    let child = person(1);
    let good = LinkInsuranceRequest {
        request_id: world.request_id(),
        my_number: child.my_number.clone(),
        insurance: Some(child.card.clone()),
    };
    let eleven = child.my_number[..11].to_owned();
    let of_card = |card| LinkInsuranceRequest { insurance: Some(card), ..good.clone() };
    let card = &child.card;
    let bad = [
        ("my_number", LinkInsuranceRequest { my_number: eleven.clone(), ..good.clone() }),
        ("my_number", LinkInsuranceRequest { my_number: String::new(), ..good.clone() }),
        ("insurance", LinkInsuranceRequest { insurance: None, ..good.clone() }),
        (
            "insurance.insurer_number",
            of_card(InsuranceIdentity { insurer_number: "123".to_owned(), ..card.clone() }),
        ),
        ("insurance.number", of_card(InsuranceIdentity { number: String::new(), ..card.clone() })),
        ("insurance.branch", of_card(InsuranceIdentity { branch: "1".to_owned(), ..card.clone() })),
    ];
    for (field, request) in bad {
        let refused = world.identities(&operator()).await.link_insurance(request).await;
        let status = refused.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(["FIELD_MISSING", "FIELD_MALFORMED"].contains(&&*reason(&status)));
        assert_eq!(fields(&status), [field]);
        assert!(!format!("{status:?}").contains(&eleven));
    }
}

#[tokio::test]
async fn after_a_merge_the_certificates_of_both_keys_are_told_once_each() {
    let world = world().await;
    let (old, new) = (person(1), person(2));
    let rows = vec![
        RecipientRow { income_segment: "02".to_owned(), ..row(&new) },
        RecipientRow { certification_sub_key: "second".to_owned(), ..row(&old) },
    ];
    world.register(rows).await;
    world.link(&new).await.unwrap();
    let of_old = certificates(&world.visit(&clinic(), &old.card).await);
    let of_new = certificates(&world.visit(&clinic(), &new.card).await);

    world.merge(&old, &new).await.unwrap();
    let by_old_card = world.visit(&clinic(), &old.card).await;
    let by_new_card = world.visit(&clinic(), &new.card).await;

    assert_eq!((of_old.len(), of_new.len()), (2, 1));
    // Both keys have one without sub key: the body's word about the number that holds counts.
    assert_eq!(certificates(&by_new_card), [of_new[0].clone(), of_old[1].clone()]);
    assert_eq!(by_new_card.certificates[0].income_band, "02");
    assert_eq!(by_old_card.certificates, by_new_card.certificates);
    let row_of_old = world.register(vec![row(&old)]).await;
    assert_eq!(row_of_old.only().certificate, of_new[0], "what comes later is the survivor's");
}

#[tokio::test]
async fn a_person_is_merged_once_and_not_into_itself() {
    let world = world().await;
    let (old, new, third) = (person(1), person(2), person(3));
    world.register(vec![row(&new), row(&third)]).await;

    let itself = world.merge(&old, &old).await;
    let unknown = world.merge(&old, &person(9)).await;
    world.merge(&old, &new).await.unwrap();
    let again = world.merge(&old, &new).await;
    let back = world.merge(&new, &old).await;
    world.merge(&new, &third).await.unwrap();
    let told = world.visit(&clinic(), &old.card).await;

    let impossible = (Code::FailedPrecondition, "MERGE_IMPOSSIBLE".to_owned());
    assert_eq!(refusal(itself), impossible);
    assert_eq!(refusal(unknown), (Code::NotFound, "LINK_NOT_FOUND".to_owned()));
    assert_eq!(refusal(again), impossible);
    assert_eq!(refusal(back), impossible);
    assert_eq!(told.certificates.len(), 1, "the link follows both merges");
}

#[tokio::test]
async fn what_was_withheld_under_a_merged_key_is_not_told_through_the_other() {
    let world = world().await;
    let (old, new) = (person(1), person(2));
    world.register(vec![withheld(row(&new))]).await;
    world.merge(&old, &new).await.unwrap();

    let opened = world.open(&clinic(), &old.card).await.unwrap();

    assert!(!opened.ask, "the body's word about the number that holds counts");
}

#[tokio::test]
async fn an_erased_person_is_told_of_no_more_and_their_history_still_holds() {
    let world = world().await;
    let (child, other) = (person(1), person(2));
    world.register(vec![row(&other)]).await;
    world.link(&other).await.unwrap();
    let check_in = world.consented(&clinic(), &child.card).await;
    let told = world.ask(&clinic(), &check_in).await.unwrap();
    let key = person_behind(&world, &check_in).await;
    let of_person = || ReplayRequest { person: key.clone(), ..all_of(LedgerName::Registration) };
    let before = world.replay(of_person()).await;

    world.erase(&key).await.unwrap();
    let again = world.erase(&key).await;
    let asked = world.ask(&clinic(), &check_in).await.unwrap();
    let opened = world.open(&clinic(), &child.card).await.unwrap();
    let answered = world.answer(&clinic(), &opened.check_in, ConsentAnswer::Given).await;
    let rows = vec![row(&child), row(&person(3))];
    let uploaded = world.upload_as(BODY, WriteStyle::Full, &world.request_id(), rows).await;
    let nobody = world.erase("people/00000000-0000-4000-8000-000000000000").await;

    assert_eq!(told.class(), EligibilityClass::Disclosed);
    assert!(again.is_ok(), "erased is erased");
    assert_eq!(asked.class(), EligibilityClass::NoInformation);
    assert_eq!((opened.ask, opened.class()), (false, AnswerClass::NoRecord));
    assert_eq!(refusal(answered).1, "NOTHING_TO_ASK");
    let finding = &uploaded.results[0].findings[0];
    assert_eq!((&*finding.field, finding.reason()), ("myNumber", ErrorReason::PersonErased));
    assert_eq!(uploaded.results[1].outcome(), RowOutcome::Registered);
    assert_eq!(refusal(nobody), (Code::NotFound, "LINK_NOT_FOUND".to_owned()));
    assert_eq!(world.replay(of_person()).await, before, "stored bytes never change");
    assert_eq!(kinds(&before), ["CertificateRegistered"]);

    let world = world.restarted().await;
    let opened = world.open(&clinic(), &child.card).await.unwrap();
    assert_eq!(opened.class(), AnswerClass::NoRecord);
    assert_eq!(world.visit(&clinic(), &other.card).await.certificates.len(), 1);
    assert_eq!(world.replay(of_person()).await, before);
    let verified = command::verify(world.stop().await.path()).await;
    assert_eq!(verified, ["intact", "intact", "intact"]);
}
