//! The history of standing consents.

use jiff::civil::{Date, date};

use super::{Command, Event, Given, Refusal, StandingConsent};
use crate::{
    check_in::Identification, period::Period, standing_consent_terms::StandingConsentKind,
};

const FIRST: Date = date(2026, 6, 10);

fn give() -> Command {
    Command::Give {
        facility: "0110113719".parse().unwrap(),
        person: "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap(),
        link: None,
        kind: StandingConsentKind::HomeVisit,
        identification: Identification::Pin,
    }
}

fn given(first: Date, last: Date) -> Event {
    Event::Given(Given {
        facility: "0110113719".parse().unwrap(),
        person: "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap(),
        link: None,
        kind: StandingConsentKind::HomeVisit,
        period: Period::new(first, last).unwrap(),
        identification: Identification::Pin,
    })
}

fn june_to_september() -> Event {
    given(FIRST, date(2026, 9, 30))
}

fn after(events: impl IntoIterator<Item = Event>) -> StandingConsent {
    StandingConsent::replay(events)
}

#[test]
fn a_standing_consent_holds_to_the_end_of_the_third_month_after_the_first() {
    assert_eq!(StandingConsent::default().decide(give(), FIRST), Ok(Some(june_to_september())));
}

#[test]
fn it_holds_from_its_first_day_to_its_last() {
    let consent = after([june_to_september()]);
    assert!(consent.in_force(FIRST).is_ok());
    assert!(consent.in_force(date(2026, 9, 30)).is_ok());
    for day in [date(2026, 6, 9), date(2026, 10, 1)] {
        assert_eq!(consent.in_force(day), Err(Refusal::NotInForce(day)));
    }
}

#[test]
fn care_that_continues_extends_it_by_a_month_at_a_time() {
    let consent = after([june_to_september()]);
    let july = date(2026, 7, 3);
    assert_eq!(
        consent.decide(Command::Extend, july),
        Ok(Some(Event::Extended(date(2026, 10, 31))))
    );
}

#[test]
fn an_extension_never_reaches_beyond_what_a_new_consent_would() {
    let consent = after([june_to_september()]);
    assert_eq!(consent.decide(Command::Extend, date(2026, 6, 30)), Ok(None));

    let july = date(2026, 7, 3);
    let extended = after([june_to_september(), Event::Extended(date(2026, 10, 31))]);
    assert_eq!(extended.decide(Command::Extend, july), Ok(None));
    assert_eq!(
        extended.decide(Command::Extend, date(2026, 8, 1)),
        Ok(Some(Event::Extended(date(2026, 11, 30))))
    );
}

#[test]
fn what_has_ended_is_not_extended() {
    let day = date(2026, 10, 1);
    let consent = after([june_to_september()]);
    assert_eq!(consent.decide(Command::Extend, day), Err(Refusal::NotInForce(day)));
}

#[test]
fn it_does_not_hold_from_the_day_of_its_withdrawal_on() {
    let day = date(2026, 7, 3);
    let withdrawn = after([june_to_september(), Event::Withdrawn(day)]);
    assert_eq!(withdrawn.in_force(day), Err(Refusal::NotInForce(day)));
    assert_eq!(withdrawn.decide(Command::Extend, day), Err(Refusal::NotInForce(day)));
    assert_eq!(withdrawn.decide(Command::Withdraw, day), Err(Refusal::NotInForce(day)));
}

#[test]
fn it_can_be_given_again_after_a_withdrawal_even_on_the_same_day() {
    let day = date(2026, 7, 3);
    let withdrawn = after([june_to_september(), Event::Withdrawn(day)]);
    let again = withdrawn.decide(give(), day).unwrap().unwrap();
    assert_eq!(again, given(day, date(2026, 10, 31)));
    assert!(withdrawn.evolve(again).in_force(day).is_ok());
}

#[test]
fn it_can_be_given_again_after_it_ended() {
    let day = date(2026, 12, 1);
    let ended = after([june_to_september()]);
    assert_eq!(ended.decide(give(), day), Ok(Some(given(day, date(2027, 3, 31)))));
}

#[test]
fn what_was_never_given_is_neither_extended_nor_withdrawn() {
    for command in [Command::Extend, Command::Withdraw] {
        assert_eq!(StandingConsent::default().decide(command, FIRST), Err(Refusal::NotGiven));
    }
}
