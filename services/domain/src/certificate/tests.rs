//! Histories of certificates, told as the stories they are.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{
    BasicInfo, Certificate, Command, Disclosure, EndCause, Event, Field, Personal, Refusal, Row,
    Sex,
};
use crate::{history_key::HistoryKey, period::Period};

const FIRST: Date = date(2026, 4, 1);
const LAST: Date = date(2027, 3, 31);

fn key(text: &str) -> HistoryKey {
    text.parse().unwrap()
}

fn row(history_key: &str, first: Date, last: Date) -> Row {
    Row {
        history_key: key(history_key),
        period: Period::new(first, last).unwrap(),
        payer_number: Some("81136244".parse().unwrap()),
        certification_name: "ひとり親家庭等医療証".into(),
        segment: String::new(),
        income_band: None,
        additional_conditions: Vec::new(),
        designated_institutions: Vec::new(),
        always_reimbursement: false,
        copayment_limits: Vec::new(),
        personal: Some(Personal {
            basic_info: BasicInfo {
                name: "見本　花子".into(),
                name_kana: "ミホン　ハナコ".into(),
                address: "見本県見本市１－１".into(),
                date_of_birth: date(2013, 1, 1),
                sex: Sex::Female,
            },
            recipient_number: Some("0000002".parse().unwrap()),
            details: Vec::new(),
        }),
    }
}

fn fiscal_2026() -> Row {
    row("1", FIRST, LAST)
}

fn registered() -> Event {
    Event::Registered { row: fiscal_2026(), disclosure: Disclosure::Open }
}

fn put(row: Row) -> Command {
    Command::Register { row, not_disclosed: false }
}

struct Given(Certificate);

struct Then(Result<Vec<Event>, Refusal>);

fn given(history: impl IntoIterator<Item = Event>) -> Given {
    Given(Certificate::replay(history))
}

impl Given {
    fn when(self, command: Command) -> Then {
        Then(self.0.decide(command))
    }
}

impl Then {
    #[track_caller]
    fn then(self, events: impl IntoIterator<Item = Event>) {
        assert_eq!(self.0, Ok(events.into_iter().collect()));
    }

    #[track_caller]
    fn then_nothing(self) {
        self.then([]);
    }

    #[track_caller]
    fn then_refused(self, refusal: Refusal) {
        assert_eq!(self.0, Err(refusal));
    }
}

#[test]
fn a_certificate_is_registered_once() {
    given([]).when(put(fiscal_2026())).then([registered()]);
    given([registered()]).when(put(fiscal_2026())).then_nothing();
}

#[test]
fn the_first_row_carries_whether_it_may_be_told() {
    given([])
        .when(Command::Register { row: fiscal_2026(), not_disclosed: true })
        .then([Event::Registered { row: fiscal_2026(), disclosure: Disclosure::HideAll }]);
}

#[test]
fn a_further_row_is_a_period_added() {
    let next = row("2", date(2027, 4, 1), date(2028, 3, 31));
    given([registered()]).when(put(next.clone())).then([Event::PeriodAdded(next)]);
}

#[test]
fn a_row_that_says_something_else_is_a_correction_that_names_what_changed() {
    let mut other = fiscal_2026();
    other.segment = "重度かつ継続".into();
    other.personal.as_mut().unwrap().basic_info.address = "見本県別市２－２".into();
    given([registered()])
        .when(put(other.clone()))
        .then([Event::Corrected { row: other, changed: vec![Field::Segment, Field::Address] }]);
}

#[test]
fn an_earlier_last_day_alone_is_an_end_and_a_later_one_a_correction() {
    let earlier = row("1", FIRST, date(2026, 9, 30));
    given([registered()]).when(put(earlier)).then([Event::Ended {
        history_key: key("1"),
        last: date(2026, 9, 30),
        cause: EndCause::NotGiven,
    }]);
    let later = row("1", FIRST, date(2027, 9, 30));
    given([registered()])
        .when(put(later.clone()))
        .then([Event::Corrected { row: later, changed: vec![Field::ValidTo] }]);
}

#[test]
fn a_period_may_end_on_its_first_and_last_day_and_not_outside() {
    let end = |last| Command::End { history_key: key("1"), last, cause: EndCause::MovedOut };
    let ended = |last| Event::Ended { history_key: key("1"), last, cause: EndCause::MovedOut };
    given([registered()]).when(end(FIRST)).then([ended(FIRST)]);
    given([registered()]).when(end(LAST)).then([ended(LAST)]);
    for outside in [date(2026, 3, 31), date(2027, 4, 1)] {
        given([registered()]).when(end(outside)).then_refused(Refusal::NotInForce(outside));
    }
    given([registered(), ended(date(2026, 6, 3))])
        .when(end(date(2026, 6, 4)))
        .then_refused(Refusal::NotInForce(date(2026, 6, 4)));
}

#[test]
fn a_row_is_deleted_once_and_holds_again_when_it_is_registered_again() {
    given([registered()]).when(Command::Delete(key("1"))).then([Event::Deleted(key("1"))]);
    given([registered(), Event::Deleted(key("1"))]).when(Command::Delete(key("1"))).then_nothing();
    given([registered(), Event::Deleted(key("1"))])
        .when(put(fiscal_2026()))
        .then([Event::Reinstated(fiscal_2026())]);
    given([registered()])
        .when(Command::Delete(key("2")))
        .then_refused(Refusal::NoSuchRow(key("2")));
    given([]).when(Command::Delete(key("1"))).then_refused(Refusal::NoSuchRow(key("1")));
}

#[test]
fn a_deleted_row_cannot_be_ended() {
    let end = Command::End { history_key: key("1"), last: LAST, cause: EndCause::Died };
    given([registered(), Event::Deleted(key("1"))])
        .when(end)
        .then_refused(Refusal::NoSuchRow(key("1")));
}

#[test]
fn the_flag_withholds_and_lifts_and_leaves_the_finer_state_alone() {
    let flag = |not_disclosed| Command::Register { row: fiscal_2026(), not_disclosed };
    let withheld = |disclosure| Event::Withheld { disclosure, reason_code: String::new() };
    given([registered()]).when(flag(true)).then([withheld(Disclosure::HideAll)]);
    given([registered(), withheld(Disclosure::HideAll)])
        .when(flag(false))
        .then([Event::Lifted { reason_code: String::new() }]);
    given([registered(), withheld(Disclosure::HideFromHistory)]).when(flag(false)).then_nothing();
    given([registered(), withheld(Disclosure::HideFromHistory)])
        .when(flag(true))
        .then([withheld(Disclosure::HideAll)]);
}

#[test]
fn disclosure_is_changed_only_to_something_else() {
    let withhold = |disclosure| Command::Withhold { disclosure, reason_code: "dv".into() };
    let hidden = Event::Withheld { disclosure: Disclosure::HideAll, reason_code: "dv".into() };
    let lift = Command::Lift { reason_code: String::new() };
    given([]).when(withhold(Disclosure::HideAll)).then_refused(Refusal::NotRegistered);
    given([registered()]).when(withhold(Disclosure::HideAll)).then([hidden.clone()]);
    given([registered(), hidden.clone()])
        .when(withhold(Disclosure::HideAll))
        .then_refused(Refusal::DisclosureUnchanged);
    given([registered()]).when(lift.clone()).then_refused(Refusal::DisclosureUnchanged);
    given([registered(), hidden]).when(lift).then([Event::Lifted { reason_code: String::new() }]);
}

#[test]
fn rows_that_share_a_day_are_named() {
    let certificate = Certificate::replay([registered()]);
    let touching = Period::new(LAST, date(2028, 3, 31)).unwrap();
    let after = Period::new(date(2027, 4, 1), date(2028, 3, 31)).unwrap();
    assert_eq!(certificate.overlapping(&key("2"), touching), Some(&key("1")));
    assert_eq!(certificate.overlapping(&key("2"), after), None);
    assert_eq!(certificate.overlapping(&key("1"), touching), None);
}

#[test]
fn an_erased_row_differs_in_every_personal_field_and_shows_none() {
    let mut erased = fiscal_2026();
    erased.personal = None;
    let differences = erased.differences(&fiscal_2026());
    assert_eq!(differences.first(), Some(&Field::Name));
    assert_eq!(differences.len(), 7);
    assert!(!format!("{:?}", fiscal_2026()).contains("花子"));
}

#[test]
fn every_field_has_one_name_in_the_published_api() {
    for field in Field::ALL {
        assert_eq!(Field::from_api_name(field.api_name()), Some(field));
    }
    assert_eq!(Field::from_api_name("myNumber"), None);
}

fn commands() -> impl Strategy<Value = Command> {
    let keys = prop::sample::select(vec!["", "1", "2"]);
    let days = 1..28_i8;
    prop_oneof![
        (keys.clone(), days.clone(), days.clone(), any::<bool>()).prop_map(
            |(history_key, a, b, not_disclosed)| {
                let (first, last) = (date(2026, 4, a.min(b)), date(2026, 4, a.max(b)));
                Command::Register { row: row(history_key, first, last), not_disclosed }
            }
        ),
        keys.clone().prop_map(|history_key| Command::Delete(key(history_key))),
        (keys, days).prop_map(|(history_key, day)| Command::End {
            history_key: key(history_key),
            last: date(2026, 4, day),
            cause: EndCause::Returned,
        }),
        Just(Command::Withhold { disclosure: Disclosure::HideAll, reason_code: String::new() }),
        Just(Command::Lift { reason_code: String::new() }),
    ]
}

proptest! {
    #[test]
    fn whatever_was_decided_is_known_afterwards(story in prop::collection::vec(commands(), 1..20)) {
        let mut certificate = Certificate::default();
        for command in story {
            let Ok(events) = certificate.decide(command.clone()) else { continue };
            certificate = events.into_iter().fold(certificate, Certificate::evolve);
            // Sent again, the same row says what is known.
            if let Command::Register { .. } | Command::Delete(_) = command {
                prop_assert_eq!(certificate.decide(command), Ok(Vec::new()));
            }
        }
    }
}
