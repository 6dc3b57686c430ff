//! What may be asked in bulk.

use jiff::civil::{Date, date};

use super::{Accepted, Asked, Refusal, soon};
use crate::{person_key::PersonKey, standing_consent_id::StandingConsentId};

const TODAY: Date = date(2026, 10, 1);

fn person() -> PersonKey {
    "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap()
}

fn accepted(visit_date: Date) -> Accepted {
    let facility = "0110113719".parse().unwrap();
    let standing_consent = Some(StandingConsentId::derive(facility, person()));
    let people = vec![Asked { person: Some(person()), standing_consent }, Asked::default()];
    Accepted { facility, visit_date, people, people_hash: None }
}

#[test]
fn an_inquiry_is_about_today_or_one_of_the_next_seven_days() {
    assert_eq!(soon(TODAY, TODAY), Ok(()));
    assert_eq!(soon(date(2026, 10, 8), TODAY), Ok(()));
    for day in [date(2026, 9, 30), date(2026, 10, 9)] {
        assert_eq!(soon(day, TODAY), Err(Refusal::NotSoon(day)));
    }
}

#[test]
fn its_answers_are_fetched_until_the_end_of_the_day_asked_about() {
    let inquiry = accepted(TODAY);
    let ours = "0110113719".parse().unwrap();
    assert_eq!(inquiry.fetched(ours, date(2026, 9, 28)), Ok(()));
    assert_eq!(inquiry.fetched(ours, TODAY), Ok(()));
    assert_eq!(inquiry.fetched(ours, date(2026, 10, 2)), Err(Refusal::Over(TODAY)));
}

#[test]
fn another_facility_does_not_find_it() {
    let theirs = "1310000009".parse().unwrap();
    assert_eq!(accepted(TODAY).fetched(theirs, TODAY), Err(Refusal::NotAccepted));
}

#[test]
fn whom_people_lead_to_by_now_is_not_part_of_the_question() {
    let asked = |hash: u8, people: Vec<Asked>| Accepted {
        people,
        people_hash: Some([hash; 32]),
        ..accepted(TODAY)
    };
    let led = accepted(TODAY).people;
    assert!(asked(1, led.clone()).asks_the_same(&asked(1, vec![Asked::default(); 2])));
    assert!(!asked(1, led.clone()).asks_the_same(&asked(2, led.clone())));
    assert!(asked(1, led).asks_the_same(&accepted(TODAY)), "the first release knew no hash");
}

#[test]
fn two_inquiries_ask_the_same_about_the_same_people_on_the_same_day() {
    let inquiry = accepted(TODAY);
    assert!(inquiry.asks_the_same(&accepted(TODAY)));
    assert!(!inquiry.asks_the_same(&accepted(date(2026, 10, 2))));

    let mut without_consent = accepted(TODAY);
    without_consent.people[0].standing_consent = None;
    assert!(inquiry.asks_the_same(&without_consent));

    let mut other_order = accepted(TODAY);
    other_order.people.reverse();
    assert!(!inquiry.asks_the_same(&other_order));
}
