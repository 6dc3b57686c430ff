//! The service, called as the hub calls it.

use domain::{PersonKey, check_digit::CheckDigitPolicy, link::Link, person};
use ledger::{Append, ExpectedVersion};
use sealing::GetError;
use uuid::Uuid;
use wire::{
    event::identity as event,
    identity::insurance_context,
    proto::{
        common::v1::InsuranceIdentity,
        event::v1::LinkReason,
        identity::v1::{LinkSubject, link_subject::Subject},
    },
};

use super::*;
use crate::{
    ResolveRefusal,
    testing::{
        NEXT_DAY, attribution, by, by_at, events, insurance, number, reason, request_id, room,
        rotated, unread,
    },
};

const INSURER: &str = "06132005";
const AS_INSURER: &str = "insurer/06132005";
const AS_BODY: &str = "body/232033";

fn link(id: u128, seed: u64, insurance: InsuranceIdentity) -> LinkInsuranceRequest {
    LinkInsuranceRequest {
        request_id: request_id(id).to_string(),
        my_number: number(seed),
        insurance: Some(insurance),
    }
}

fn of_number(seed: u64) -> LinkSubject {
    LinkSubject { subject: Some(Subject::MyNumber(number(seed))) }
}

fn of_insurance(identity: &str) -> LinkSubject {
    LinkSubject { subject: Some(Subject::Insurance(insurance(INSURER, identity))) }
}

fn suspend(id: u128, subject: LinkSubject) -> SuspendLinkRequest {
    SuspendLinkRequest {
        request_id: request_id(id).to_string(),
        subject: Some(subject),
        reason: LinkReason::Mismatch.into(),
    }
}

fn restore(id: u128, subject: LinkSubject) -> RestoreLinkRequest {
    RestoreLinkRequest {
        request_id: request_id(id).to_string(),
        subject: Some(subject),
        reason: LinkReason::Confirmed.into(),
    }
}

fn unlink(id: u128, subject: LinkSubject) -> UnlinkRequest {
    UnlinkRequest {
        request_id: request_id(id).to_string(),
        subject: Some(subject),
        reason: LinkReason::InsuranceChanged.into(),
    }
}

fn merge(id: u128, seed: u64, into: u64) -> MergePeopleRequest {
    MergePeopleRequest {
        request_id: request_id(id).to_string(),
        my_number: number(seed),
        into_my_number: number(into),
    }
}

fn erase(id: u128, person: PersonKey) -> ErasePersonRequest {
    ErasePersonRequest { request_id: request_id(id).to_string(), person: person.resource_name() }
}

async fn linked(
    room: &Identity,
    caller: &str,
    request: LinkInsuranceRequest,
) -> Result<u64, Status> {
    let answer = IdentityService::link_insurance(room, by(caller, request)).await;
    answer.map(|response| response.into_inner().position)
}

async fn suspended(
    room: &Identity,
    caller: &str,
    request: SuspendLinkRequest,
) -> Result<u64, Status> {
    let answer = IdentityService::suspend_link(room, by(caller, request)).await;
    answer.map(|response| response.into_inner().position)
}

async fn restored(
    room: &Identity,
    caller: &str,
    request: RestoreLinkRequest,
) -> Result<u64, Status> {
    let answer = IdentityService::restore_link(room, by(caller, request)).await;
    answer.map(|response| response.into_inner().position)
}

async fn unlinked(room: &Identity, caller: &str, request: UnlinkRequest) -> Result<u64, Status> {
    let answer = IdentityService::unlink(room, by(caller, request)).await;
    answer.map(|response| response.into_inner().position)
}

async fn merged(room: &Identity, caller: &str, request: MergePeopleRequest) -> Result<u64, Status> {
    let answer = IdentityService::merge_people(room, by(caller, request)).await;
    answer.map(|response| response.into_inner().position)
}

async fn erased(room: &Identity, caller: &str, request: ErasePersonRequest) -> Result<u64, Status> {
    let answer = IdentityService::erase_person(room, by(caller, request)).await;
    answer.map(|response| response.into_inner().position)
}

async fn resolved(room: &Identity, seed: u64) -> Result<PersonKey, ResolveRefusal> {
    let numbers = vec![unread(&number(seed))];
    let answers = room.resolve_many(numbers, CheckDigitPolicy::Warn, attribution()).await.unwrap();
    answers[0].map(|answer| answer.person)
}

/// The link events in the room's ledger, folded as if they were one stream.
async fn last_link(room: &Identity) -> Link {
    let links = events(room).await.into_iter().filter_map(|recorded| {
        match event::decode(&recorded).unwrap() {
            event::Event::Link(happened) => Some(happened),
            event::Event::Person(_) => None,
        }
    });
    Link::replay(links)
}

#[tokio::test]
async fn an_insurer_links_its_identity_to_the_person_of_a_number() {
    let room = room();
    let request = || link(1, 1, insurance(INSURER, "100"));
    // One event for the person, one for the identity.
    assert_eq!(linked(&room, AS_INSURER, request()).await.unwrap(), 2);
    let person = resolved(&room, 1).await.unwrap();
    assert_eq!(last_link(&room).await, Link::Leads(person));
    assert_eq!(linked(&room, AS_INSURER, request()).await.unwrap(), 2, "a retry");
    let another = link(2, 1, insurance(INSURER, "１００"));
    assert_eq!(linked(&room, "operator", another).await.unwrap(), 2, "known, written otherwise");
    assert_eq!(events(&room).await.len(), 2);
}

#[tokio::test]
async fn the_identity_is_closed_under_the_persons_key() {
    let room = room();
    linked(&room, AS_INSURER, link(1, 1, insurance(INSURER, "100"))).await.unwrap();
    let person = resolved(&room, 1).await.unwrap();
    let recorded = events(&room).await.pop().unwrap();
    let event::Event::Link(domain::link::Event::InsuranceLinked { sealed_identity, .. }) =
        event::decode(&recorded).unwrap()
    else {
        panic!("an identity was linked last");
    };
    let key = room.parts.keys.get(person).unwrap().unwrap();
    let context = insurance_context(recorded.stream.as_str(), recorded.id);
    let opened = sealing::open(&key, &context, &sealed_identity).unwrap();
    let expected = prost::Message::encode_to_vec(&insurance(INSURER, "100"));
    assert_eq!(opened, expected);
}

#[tokio::test]
async fn an_identity_leads_to_one_person_until_it_is_unlinked() {
    let room = room();
    linked(&room, AS_INSURER, link(1, 1, insurance(INSURER, "100"))).await.unwrap();
    let other = || link(2, 2, insurance(INSURER, "100"));
    assert_eq!(reason(linked(&room, AS_INSURER, other()).await), "LINKED_ELSEWHERE");
    unlinked(&room, AS_INSURER, unlink(3, of_insurance("100"))).await.unwrap();
    assert_eq!(
        reason(unlinked(&room, AS_INSURER, unlink(4, of_insurance("100"))).await),
        "LINK_NOT_FOUND"
    );
    linked(&room, AS_INSURER, other()).await.unwrap();
    assert_eq!(last_link(&room).await, Link::Leads(resolved(&room, 2).await.unwrap()));
}

#[tokio::test]
async fn a_request_id_means_one_content() {
    let room = room();
    resolved(&room, 2).await.unwrap();
    linked(&room, AS_INSURER, link(1, 1, insurance(INSURER, "100"))).await.unwrap();
    let other = link(1, 2, insurance(INSURER, "100"));
    assert_eq!(reason(linked(&room, AS_INSURER, other).await), "REQUEST_ID_REUSED");
    suspended(&room, AS_INSURER, suspend(2, of_insurance("100"))).await.unwrap();
    let other = restore(2, of_insurance("100"));
    assert_eq!(reason(restored(&room, AS_INSURER, other).await), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_whatever_happened_since() {
    let room = room();
    let first = || link(1, 1, insurance(INSURER, "100"));
    let linked_at = linked(&room, AS_INSURER, first()).await.unwrap();
    let held = || suspend(2, of_insurance("100"));
    let held_at = suspended(&room, AS_INSURER, held()).await.unwrap();
    let freed_at = restored(&room, AS_INSURER, restore(3, of_insurance("100"))).await.unwrap();
    let gone_at = unlinked(&room, AS_INSURER, unlink(4, of_insurance("100"))).await.unwrap();
    suspended(&room, AS_BODY, suspend(5, of_number(1))).await.unwrap();
    assert!(linked_at < held_at && held_at < freed_at && freed_at < gone_at);
    assert_eq!(linked(&room, AS_INSURER, first()).await.unwrap(), linked_at);
    assert_eq!(suspended(&room, AS_INSURER, held()).await.unwrap(), held_at);
    let again = restored(&room, AS_INSURER, restore(3, of_insurance("100"))).await;
    assert_eq!(again.unwrap(), freed_at);
    let again = unlinked(&room, AS_INSURER, unlink(4, of_insurance("100"))).await;
    assert_eq!(again.unwrap(), gone_at);
}

#[tokio::test]
async fn a_suspended_link_is_restored_once() {
    let room = room();
    let person = resolved(&room, 1).await;
    let free = || restore(1, of_number(1));
    assert_eq!(reason(restored(&room, AS_BODY, free()).await), "LINK_NOT_SUSPENDED");
    suspended(&room, AS_BODY, suspend(2, of_number(1))).await.unwrap();
    assert_eq!(resolved(&room, 1).await, Err(ResolveRefusal::Suspended));
    let twice = suspend(3, of_number(1));
    assert_eq!(reason(suspended(&room, AS_BODY, twice).await), "LINK_SUSPENDED");
    let new = link(4, 1, insurance(INSURER, "100"));
    assert_eq!(reason(linked(&room, AS_INSURER, new).await), "LINK_SUSPENDED");
    restored(&room, "operator", free()).await.unwrap();
    assert_eq!(resolved(&room, 1).await, person);
    assert_eq!(reason(suspended(&room, AS_BODY, suspend(5, of_number(2))).await), "LINK_NOT_FOUND");
}

#[tokio::test]
async fn a_caller_changes_only_what_is_its_own() {
    let room = room();
    linked(&room, AS_INSURER, link(1, 1, insurance(INSURER, "100"))).await.unwrap();
    let own = || of_insurance("100");
    for caller in ["insurer/138057", AS_BODY, "facility/0110113719", "auditor/a"] {
        let new = link(2, 1, insurance(INSURER, "200"));
        assert_eq!(reason(linked(&room, caller, new).await), "OTHER_TENANT", "{caller}");
        let answer = suspended(&room, caller, suspend(3, own())).await;
        assert_eq!(reason(answer), "OTHER_TENANT", "{caller}");
        let answer = restored(&room, caller, restore(4, own())).await;
        assert_eq!(reason(answer), "OTHER_TENANT", "{caller}");
        let answer = unlinked(&room, caller, unlink(5, own())).await;
        assert_eq!(reason(answer), "OTHER_TENANT", "{caller}");
        let answer = unlinked(&room, caller, unlink(6, of_number(1))).await;
        assert_eq!(reason(answer), "OTHER_TENANT", "{caller}");
    }
    let answer = suspended(&room, AS_INSURER, suspend(7, of_number(1))).await;
    assert_eq!(reason(answer), "OTHER_TENANT", "an insurer names no number");
    for caller in [AS_BODY, AS_INSURER] {
        let answer = merged(&room, caller, merge(8, 1, 2)).await;
        assert_eq!(reason(answer), "ROLE_NOT_ALLOWED", "{caller}");
        let person = resolved(&room, 1).await.unwrap();
        assert_eq!(reason(erased(&room, caller, erase(9, person)).await), "ROLE_NOT_ALLOWED");
    }
}

#[tokio::test]
async fn an_insurer_of_six_digits_may_write_eight() {
    let room = room();
    let padded = link(1, 1, insurance("00138057", "100"));
    let position = linked(&room, "insurer/138057", padded).await.unwrap();
    let short = link(2, 1, insurance("138057", "100"));
    assert_eq!(linked(&room, "insurer/138057", short).await.unwrap(), position);
}

#[tokio::test]
async fn whoever_led_to_a_merged_person_leads_to_the_other() {
    let room = room();
    linked(&room, AS_INSURER, link(1, 1, insurance(INSURER, "100"))).await.unwrap();
    let second = resolved(&room, 2).await.unwrap();
    let position = merged(&room, "operator", merge(2, 1, 2)).await.unwrap();
    assert_eq!(resolved(&room, 1).await, Ok(second));
    assert_eq!(merged(&room, "operator", merge(2, 1, 2)).await.unwrap(), position, "a retry");
    assert_eq!(reason(merged(&room, "operator", merge(3, 1, 2)).await), "MERGE_IMPOSSIBLE");
    assert_eq!(reason(merged(&room, "operator", merge(4, 2, 1)).await), "MERGE_IMPOSSIBLE");
    // The identity led to the first person; that is the second now, so nothing is new.
    let count = events(&room).await.len();
    linked(&room, AS_INSURER, link(5, 2, insurance(INSURER, "100"))).await.unwrap();
    assert_eq!(events(&room).await.len(), count);
    let retry = link(1, 1, insurance(INSURER, "100"));
    assert_eq!(linked(&room, AS_INSURER, retry).await.unwrap(), 2);
}

#[tokio::test]
async fn merging_asks_for_two_people_who_are_known_and_not_erased() {
    let room = room();
    let person = resolved(&room, 1).await.unwrap();
    assert_eq!(reason(merged(&room, "operator", merge(1, 1, 2)).await), "LINK_NOT_FOUND");
    assert_eq!(reason(merged(&room, "operator", merge(2, 2, 1)).await), "LINK_NOT_FOUND");
    assert_eq!(reason(merged(&room, "operator", merge(3, 1, 1)).await), "MERGE_IMPOSSIBLE");
    resolved(&room, 2).await.unwrap();
    erased(&room, "operator", erase(4, person)).await.unwrap();
    assert_eq!(reason(merged(&room, "operator", merge(5, 1, 2)).await), "MERGE_IMPOSSIBLE");
    assert_eq!(reason(merged(&room, "operator", merge(6, 2, 1)).await), "MERGE_IMPOSSIBLE");
}

#[tokio::test]
async fn an_erased_persons_key_is_gone_and_a_retry_the_next_day_says_where() {
    let room = room();
    let person = resolved(&room, 1).await.unwrap();
    let position = erased(&room, "operator", erase(1, person)).await.unwrap();
    assert_eq!(room.parts.keys.get(person).err(), Some(GetError::Shredded { person }));
    assert_eq!(resolved(&room, 1).await, Err(ResolveRefusal::Erased));
    let new = link(2, 1, insurance(INSURER, "100"));
    assert_eq!(reason(linked(&room, AS_INSURER, new).await), "PERSON_ERASED");
    let later = by_at("operator", NEXT_DAY, erase(1, person));
    let again = IdentityService::erase_person(&room, later).await.unwrap();
    assert_eq!(again.into_inner().position, position);
    assert_eq!(erased(&room, "operator", erase(3, person)).await.unwrap(), position);
    let nobody = PersonKey::from_uuid(Uuid::from_u128(u128::MAX));
    assert_eq!(reason(erased(&room, "operator", erase(4, nobody)).await), "LINK_NOT_FOUND");
}

#[tokio::test]
async fn an_erasure_that_a_crash_cut_short_is_finished_once() {
    let room = room();
    let person = resolved(&room, 1).await.unwrap();
    let untouched = resolved(&room, 2).await.unwrap();
    let shredded = person::Event::Shredded { person, date: jiff::civil::date(2026, 10, 1) };
    let append = Append {
        stream: person::stream_of(person).try_into().unwrap(),
        expected: ExpectedVersion::NoStream,
        events: vec![event::person::encode(Uuid::from_u128(1), &shredded)],
        attribution: attribution(),
    };
    room.parts.ledger.append(append).await.unwrap();
    assert!(room.parts.keys.get(person).unwrap().is_some());
    let everybody = [person, untouched];
    assert_eq!(room.finish_erasures(&everybody).await.unwrap(), 1);
    assert_eq!(room.parts.keys.get(person).err(), Some(GetError::Shredded { person }));
    assert!(room.parts.keys.get(untouched).unwrap().is_some());
    assert_eq!(room.finish_erasures(&everybody).await.unwrap(), 0);
}

#[tokio::test]
async fn an_identity_of_the_older_key_is_found_and_changed_where_it_stands() {
    let before = room();
    linked(&before, AS_INSURER, link(1, 1, insurance(INSURER, "100"))).await.unwrap();
    let after = rotated(&before);
    let known = link(2, 1, insurance(INSURER, "100"));
    assert_eq!(linked(&after, AS_INSURER, known).await.unwrap(), 2);
    unlinked(&after, AS_INSURER, unlink(3, of_insurance("100"))).await.unwrap();
    linked(&after, AS_INSURER, link(4, 1, insurance(INSURER, "100"))).await.unwrap();
    let all = events(&after).await;
    let [.., gone, new] = all.as_slice() else { panic!("two events at least") };
    assert_ne!(gone.stream, new.stream, "it is linked anew under the newest key");
    let retry = unlinked(&after, AS_INSURER, unlink(3, of_insurance("100"))).await;
    assert_eq!(reason(retry), "ANSWERED");
}

#[tokio::test]
async fn what_is_missing_or_malformed_is_named() {
    let room = room();
    let field = |answer: Result<u64, Status>| {
        use tonic_types::StatusExt as _;
        let status = answer.unwrap_err();
        let details = status.get_error_details();
        let reason = details.error_info().unwrap().reason.clone();
        let fields = &details.bad_request().unwrap().field_violations;
        (fields[0].field.clone(), reason)
    };
    let whole = || link(1, 1, insurance(INSURER, "100"));
    for (request, expected) in [
        (
            LinkInsuranceRequest { request_id: String::new(), ..whole() },
            ("request_id", "FIELD_MISSING"),
        ),
        (
            LinkInsuranceRequest { request_id: "1".into(), ..whole() },
            ("request_id", "FIELD_MALFORMED"),
        ),
        (
            LinkInsuranceRequest { my_number: String::new(), ..whole() },
            ("my_number", "FIELD_MISSING"),
        ),
        (
            LinkInsuranceRequest { my_number: "12".into(), ..whole() },
            ("my_number", "FIELD_MALFORMED"),
        ),
        (LinkInsuranceRequest { insurance: None, ..whole() }, ("insurance", "FIELD_MISSING")),
    ] {
        let (path, reason) = field(linked(&room, AS_INSURER, request).await);
        assert_eq!((path.as_str(), reason.as_str()), expected);
    }
    let nobody = suspend(1, LinkSubject { subject: None });
    assert_eq!(field(suspended(&room, AS_BODY, nobody).await).0, "subject");
    let short = LinkSubject { subject: Some(Subject::MyNumber("12".into())) };
    assert_eq!(field(suspended(&room, AS_BODY, suspend(1, short)).await).0, "subject.my_number");
    let unexplained = SuspendLinkRequest { reason: 0, ..suspend(1, of_number(1)) };
    assert_eq!(field(suspended(&room, AS_BODY, unexplained).await).0, "reason");
    let nobody =
        ErasePersonRequest { person: "people/1".into(), request_id: request_id(1).to_string() };
    assert_eq!(field(erased(&room, "operator", nobody).await).0, "person");
    assert!(events(&room).await.is_empty());
}

#[tokio::test]
async fn a_request_without_an_envelope_is_nobodys() {
    let request = Request::new(merge(1, 1, 2));
    let answer = IdentityService::merge_people(&room(), request).await;
    assert_eq!(reason(answer), "CALLER_UNKNOWN");
}
