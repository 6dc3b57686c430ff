//! The history of people.

use jiff::civil::date;
use uuid::Uuid;

use super::*;

const DAY: Date = date(2026, 10, 1);
const REASON: LinkReason = LinkReason::NumberChanged;

fn person(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number))
}

fn merged(into: u128) -> Event {
    Event::Merged { person: person(1), into: person(into), reason: REASON }
}

fn shredded() -> Event {
    Event::Shredded { person: person(1), date: DAY }
}

fn merge(into: u128) -> Command {
    Command::Merge { into: person(into), reason: REASON }
}

const ERASE: Command = Command::Erase { date: DAY };

fn check(
    history: impl IntoIterator<Item = Event>,
    command: Command,
    expected: Result<Vec<Event>, Refusal>,
) {
    assert_eq!(Person::replay(history).decide(person(1), command), expected);
}

#[test]
fn a_person_is_merged_into_another_once() {
    check([], merge(2), Ok(vec![merged(2)]));
    check([], merge(1), Err(Refusal::MergeImpossible));
    check([merged(2)], merge(2), Err(Refusal::MergeImpossible));
    check([merged(2)], merge(3), Err(Refusal::MergeImpossible));
    assert_eq!(Person::replay([merged(2)]).merged_into(), Some(person(2)));
}

#[test]
fn a_person_is_erased_once_also_after_a_merge() {
    check([], ERASE, Ok(vec![shredded()]));
    check([merged(2)], ERASE, Ok(vec![shredded()]));
    check([shredded()], ERASE, Ok(vec![]));
    assert!(Person::replay([shredded()]).is_erased());
    assert!(!Person::default().is_erased());
}

#[test]
fn nobody_is_merged_after_they_were_erased() {
    check([shredded()], merge(2), Err(Refusal::MergeImpossible));
}

#[test]
fn a_persons_stream_is_named_by_the_person_key() {
    assert_eq!(stream_of(person(0xa)), "person-00000000-0000-0000-0000-00000000000a");
}
