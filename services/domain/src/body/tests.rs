//! The history of bodies.

use jiff::civil::date;

use super::*;

fn ichinomiya() -> BodyCode {
    "232033".parse().unwrap()
}

fn enrolment(policy: CheckDigitPolicy) -> Enrolment {
    Enrolment {
        name: "一宮市".into(),
        participation: Period::new(date(2026, 4, 1), date(2031, 3, 31)).unwrap(),
        check_digit_policy: policy,
    }
}

fn enrolled(policy: CheckDigitPolicy) -> Event {
    Event::Enrolled { body: ichinomiya(), enrolment: enrolment(policy) }
}

fn delegation() -> Delegation {
    Delegation { operator: "支払基金".into(), first: date(2026, 4, 1) }
}

fn check(
    history: impl IntoIterator<Item = Event>,
    command: Command,
    expected: Result<Vec<Event>, Refusal>,
) {
    assert_eq!(Body::replay(history).decide(ichinomiya(), command), expected);
}

#[test]
fn a_body_is_enrolled_once_and_again_when_something_changed() {
    let (warn, reject) = (CheckDigitPolicy::Warn, CheckDigitPolicy::Reject);
    check([], Command::Enrol(enrolment(warn)), Ok(vec![enrolled(warn)]));
    check([enrolled(warn)], Command::Enrol(enrolment(warn)), Ok(vec![]));
    check([enrolled(warn)], Command::Enrol(enrolment(reject)), Ok(vec![enrolled(reject)]));
}

#[test]
fn only_an_enrolled_body_delegates_and_each_delegation_stands_once() {
    let delegated = Event::OperatorDelegated { body: ichinomiya(), delegation: delegation() };
    let delegate = Command::DelegateOperator(delegation());
    check([], delegate.clone(), Err(Refusal::NotEnrolled(ichinomiya())));
    let history = [enrolled(CheckDigitPolicy::Off)];
    check(history.clone(), delegate.clone(), Ok(vec![delegated.clone()]));
    check(history.into_iter().chain([delegated]), delegate, Ok(vec![]));
}

#[test]
fn a_body_takes_part_from_its_first_day_to_its_last() {
    let body = Body::replay([enrolled(CheckDigitPolicy::Warn)]);
    assert!(!body.participates_on(date(2026, 3, 31)));
    assert!(body.participates_on(date(2026, 4, 1)));
    assert!(body.participates_on(date(2031, 3, 31)));
    assert!(!body.participates_on(date(2031, 4, 1)));
    assert!(!Body::default().participates_on(date(2026, 4, 1)));
}

#[test]
fn the_latest_policy_counts_and_warn_where_there_is_none() {
    assert_eq!(Body::default().check_digit_policy(), CheckDigitPolicy::Warn);
    let history = [enrolled(CheckDigitPolicy::Off), enrolled(CheckDigitPolicy::Reject)];
    assert_eq!(Body::replay(history).check_digit_policy(), CheckDigitPolicy::Reject);
}

#[test]
fn a_body_has_a_stream_named_by_its_code() {
    assert_eq!(stream_of(ichinomiya()), "body-232033");
}
