use domain::link::LinkReason;
use jiff::civil::date;

use super::*;

const REASON: LinkReason = LinkReason::Mismatch;
const CARD: Uuid = Uuid::from_u128(0xCA);
const NUMBER: Uuid = Uuid::from_u128(0x17);

fn person(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number))
}

fn told(changes: impl IntoIterator<Item = IdentityChange>) -> People {
    let people = People::new();
    changes.into_iter().for_each(|change| people.take_in(&change));
    people
}

fn linked(number: u128) -> IdentityChange {
    let event = link::Event::InsuranceLinked {
        person: person(number),
        key_version: 1,
        sealed_identity: Vec::new(),
    };
    IdentityChange::Link(CARD, event)
}

fn suspended(link: Uuid, number: u128) -> IdentityChange {
    IdentityChange::Link(link, link::Event::Suspended { person: person(number), reason: REASON })
}

fn restored(link: Uuid, number: u128) -> IdentityChange {
    IdentityChange::Link(link, link::Event::Restored { person: person(number), reason: REASON })
}

fn merged(number: u128, into: u128) -> IdentityChange {
    let (person, into) = (person(number), person(into));
    IdentityChange::Person(person::Event::Merged { person, into, reason: REASON })
}

fn erased(number: u128) -> IdentityChange {
    let person = person(number);
    IdentityChange::Person(person::Event::Shredded { person, date: date(2026, 4, 1) })
}

#[test]
fn a_link_leads_to_its_person_until_it_is_taken_away() {
    assert_eq!(told([]).find(CARD), Found::Unknown);
    let people = told([linked(1)]);
    assert_eq!(people.find(CARD), Found::Person(person(1)));
    people.take_in(&IdentityChange::Link(
        CARD,
        link::Event::Unlinked { person: person(1), reason: REASON },
    ));
    assert_eq!(people.find(CARD), Found::Unknown);
    assert_eq!(people.links(), 0);
}

#[test]
fn a_suspended_link_is_pending_until_it_is_restored() {
    let people = told([linked(1), suspended(CARD, 1)]);
    assert_eq!(people.find(CARD), Found::Pending(person(1)));
    people.take_in(&restored(CARD, 1));
    assert_eq!(people.find(CARD), Found::Person(person(1)));
}

#[test]
fn a_suspended_my_number_makes_the_persons_card_wait_too() {
    let people = told([linked(1), suspended(NUMBER, 1)]);
    assert_eq!(people.find(CARD), Found::Pending(person(1)));
    people.take_in(&restored(NUMBER, 1));
    assert_eq!(people.find(CARD), Found::Person(person(1)));
}

#[test]
fn a_merge_is_followed_through_others_and_suspends_with_them() {
    let people = told([linked(1), merged(1, 2), merged(2, 3)]);
    assert_eq!(people.find(CARD), Found::Person(person(3)));
    assert_eq!(people.keys_of(person(2)), [person(3), person(2), person(1)]);
    people.take_in(&suspended(NUMBER, 2));
    assert_eq!(people.find(CARD), Found::Pending(person(3)));
}

#[test]
fn merges_in_a_ring_end_and_name_everyone_once() {
    let people = told([merged(1, 2), merged(2, 1), merged(3, 3)]);
    for number in [1, 2] {
        let mut keys = people.keys_of(person(number));
        keys.sort_unstable();
        assert_eq!(keys, [person(1), person(2)]);
    }
    assert_eq!(people.keys_of(person(3)), [person(3)]);
}

#[test]
fn an_erased_person_is_unknown_also_through_a_merge() {
    assert_eq!(told([linked(1), erased(1)]).find(CARD), Found::Unknown);
    assert_eq!(told([linked(1), erased(1)]).erased(), [person(1)]);
    assert_eq!(told([linked(1), merged(1, 2), erased(2)]).find(CARD), Found::Unknown);
    assert_eq!(told([linked(2), merged(1, 2), erased(1)]).find(CARD), Found::Person(person(2)));
}
