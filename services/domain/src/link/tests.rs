//! The history of links.

use super::*;

const REASON: LinkReason = LinkReason::Mismatch;

fn person(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number))
}

fn made(number: u128) -> Event {
    Event::Made { person: person(number), key_version: 1 }
}

fn insured(number: u128) -> Event {
    Event::InsuranceLinked { person: person(number), key_version: 1, sealed_identity: vec![1] }
}

fn suspended(number: u128) -> Event {
    Event::Suspended { person: person(number), reason: REASON }
}

fn restored(number: u128) -> Event {
    Event::Restored { person: person(number), reason: REASON }
}

fn unlinked(number: u128) -> Event {
    Event::Unlinked { person: person(number), reason: REASON }
}

fn make(number: u128) -> Command {
    Command::Make { person: person(number), key_version: 1 }
}

fn insure(number: u128) -> Command {
    Command::LinkInsurance { person: person(number), key_version: 1, sealed_identity: vec![1] }
}

fn check(
    history: impl IntoIterator<Item = Event>,
    command: Command,
    expected: Result<Vec<Event>, Refusal>,
) {
    assert_eq!(Link::replay(history).decide(command), expected);
}

#[test]
fn a_link_is_made_once_and_leads_to_one_person() {
    check([], make(1), Ok(vec![made(1)]));
    check([made(1)], make(1), Ok(vec![]));
    check([made(1)], make(2), Err(Refusal::LinkedElsewhere));
    check([], insure(1), Ok(vec![insured(1)]));
    check([insured(1)], insure(1), Ok(vec![]));
    check([insured(1)], insure(2), Err(Refusal::LinkedElsewhere));
    assert_eq!(Link::replay([made(1)]), Link::Leads(person(1)));
}

#[test]
fn a_suspended_link_leads_nowhere_until_it_is_restored() {
    check([], Command::Suspend(REASON), Err(Refusal::NotFound));
    check([made(1)], Command::Suspend(REASON), Ok(vec![suspended(1)]));
    let held = [made(1), suspended(1)];
    check(held.clone(), Command::Suspend(REASON), Err(Refusal::Suspended));
    check(held.clone(), make(1), Err(Refusal::Suspended));
    check(held.clone(), insure(2), Err(Refusal::Suspended));
    check(held.clone(), Command::Restore(REASON), Ok(vec![restored(1)]));
    check([made(1)], Command::Restore(REASON), Err(Refusal::NotSuspended));
    check([], Command::Restore(REASON), Err(Refusal::NotFound));
    assert_eq!(Link::replay(held.clone()), Link::Suspended(person(1)));
    let again = held.into_iter().chain([restored(1)]);
    assert_eq!(Link::replay(again), Link::Leads(person(1)));
}

#[test]
fn an_unlinked_identity_may_be_linked_again_to_anyone() {
    check([made(1)], Command::Unlink(REASON), Ok(vec![unlinked(1)]));
    check([made(1), suspended(1)], Command::Unlink(REASON), Ok(vec![unlinked(1)]));
    let away = [insured(1), unlinked(1)];
    check(away.clone(), Command::Unlink(REASON), Err(Refusal::NotFound));
    check(away.clone(), insure(2), Ok(vec![insured(2)]));
    assert_eq!(Link::replay(away), Link::Nowhere);
}

#[test]
fn a_link_concerns_its_person_also_while_it_is_suspended() {
    assert_eq!(Link::Nowhere.person(), None);
    assert_eq!(Link::Leads(person(1)).person(), Some(person(1)));
    assert_eq!(Link::Suspended(person(1)).person(), Some(person(1)));
}

#[test]
fn a_links_stream_is_named_by_a_uuid_and_read_back() {
    let stream = stream_of(Uuid::from_u128(0xa));
    assert_eq!(stream, "link-00000000-0000-0000-0000-00000000000a");
    assert_eq!(of_stream(&stream), Some(Uuid::from_u128(0xa)));
    assert_eq!(of_stream("person-00000000-0000-0000-0000-00000000000a"), None);
    assert_eq!(of_stream("link-1"), None);
}
