//! The history of check-ins.

use jiff::civil::{Date, date};

use super::{
    ASKED_MAX, Account, CheckIn, Command, Consent, Disclosed, Event, Identification, Opened,
    Refusal, Withheld,
};
use crate::{answer::AnswerClass, person_key::PersonKey};

const TODAY: Date = date(2026, 10, 1);
const TOMORROW: Date = date(2026, 10, 2);

fn person() -> PersonKey {
    "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap()
}

fn opened() -> Event {
    Event::Opened(Opened {
        facility: "0110113719".parse().unwrap(),
        reader: "1".parse().unwrap(),
        person: Some(person()),
        link: None,
        ask: true,
        class: AnswerClass::Disclosed,
        date: TODAY,
    })
}

fn opened_with_nothing_to_ask() -> Event {
    let Event::Opened(opened) = opened() else { unreachable!() };
    Event::Opened(Opened { ask: false, person: None, class: AnswerClass::NoRecord, ..opened })
}

fn disclosed(visit_date: Date) -> Disclosed {
    Disclosed {
        facility: "0110113719".parse().unwrap(),
        person: person(),
        visit_date,
        rows: Vec::new(),
        withheld: Vec::new(),
        answer_hash: [0; 32],
        registration_position: 7,
    }
}

fn withheld(visit_date: Date) -> Withheld {
    Withheld {
        facility: "0110113719".parse().unwrap(),
        person: None,
        visit_date,
        class: AnswerClass::NotConsented,
        withheld: Vec::new(),
        registration_position: 0,
    }
}

fn given(events: impl IntoIterator<Item = Event>) -> CheckIn {
    CheckIn::replay(events)
}

fn yes() -> Event {
    Event::ConsentGiven(Identification::Face)
}

#[test]
fn the_question_is_answered_once() {
    let answers = [
        Command::Give(Identification::Pin),
        Command::Refuse(Identification::Phone),
        Command::LeaveUnanswered,
    ];
    for first in &answers {
        let asked = given([opened()]);
        let event = asked.decide(first.clone(), TODAY).unwrap();
        let answered = asked.evolve(event);
        for second in &answers {
            assert_eq!(answered.decide(second.clone(), TODAY), Err(Refusal::AlreadyAnswered));
        }
    }
}

#[test]
fn a_withdrawn_consent_cannot_be_given_again() {
    let withdrawn = given([opened(), yes(), Event::ConsentWithdrawn]);
    assert_eq!(withdrawn.consent(), Consent::Withdrawn);
    assert_eq!(
        withdrawn.decide(Command::Give(Identification::Face), TODAY),
        Err(Refusal::AlreadyAnswered)
    );
    assert_eq!(withdrawn.decide(Command::Withdraw, TODAY), Err(Refusal::NotConsented));
}

#[test]
fn only_a_yes_can_be_taken_back() {
    assert_eq!(
        given([opened(), yes()]).decide(Command::Withdraw, TODAY),
        Ok(Event::ConsentWithdrawn)
    );
    for not_yes in [Event::ConsentRefused(Identification::Face), Event::ConsentNotAnswered] {
        assert_eq!(
            given([opened(), not_yes]).decide(Command::Withdraw, TODAY),
            Err(Refusal::NotConsented)
        );
    }
    assert_eq!(given([opened()]).decide(Command::Withdraw, TODAY), Err(Refusal::NotConsented));
}

#[test]
fn nothing_is_asked_where_there_is_nothing_to_ask() {
    assert_eq!(
        given([opened_with_nothing_to_ask()]).decide(Command::LeaveUnanswered, TODAY),
        Err(Refusal::NothingToAsk)
    );
}

#[test]
fn a_check_in_lasts_to_the_end_of_its_day_and_not_longer() {
    let consented = given([opened(), yes()]);
    let commands = [Command::Withdraw, Command::Disclose(disclosed(TODAY))];
    for command in commands {
        assert!(consented.decide(command.clone(), TODAY).is_ok());
        assert_eq!(consented.decide(command, TOMORROW), Err(Refusal::Over(TODAY)));
    }
    assert_eq!(
        given([opened()]).decide(Command::LeaveUnanswered, TOMORROW),
        Err(Refusal::Over(TODAY))
    );
}

#[test]
fn an_unknown_check_in_is_not_found_whatever_is_asked_of_it() {
    let commands = [
        Command::LeaveUnanswered,
        Command::Withdraw,
        Command::Disclose(disclosed(TODAY)),
        Command::Withhold(withheld(TODAY)),
    ];
    for command in commands {
        assert_eq!(CheckIn::default().decide(command, TODAY), Err(Refusal::NotOpened));
    }
}

#[test]
fn a_check_in_is_opened_once() {
    let Event::Opened(first) = opened() else { unreachable!() };
    assert_eq!(CheckIn::default().decide(Command::Open(first.clone()), TODAY), Ok(opened()));
    assert_eq!(given([opened()]).decide(Command::Open(first), TODAY), Err(Refusal::AlreadyOpened));
}

#[test]
fn nothing_is_disclosed_without_a_consent() {
    let histories = [
        vec![opened()],
        vec![opened(), Event::ConsentRefused(Identification::Pin)],
        vec![opened(), Event::ConsentNotAnswered],
        vec![opened(), yes(), Event::ConsentWithdrawn],
        vec![opened_with_nothing_to_ask()],
    ];
    for history in histories {
        let check_in = given(history);
        assert_eq!(
            check_in.decide(Command::Disclose(disclosed(TODAY)), TODAY),
            Err(Refusal::NotConsented)
        );
        assert!(check_in.decide(Command::Withhold(withheld(TODAY)), TODAY).is_ok());
    }
}

#[test]
fn the_desk_asks_about_the_day_of_the_check_in_only() {
    let consented = given([opened(), yes()]);
    for command in [Command::Disclose(disclosed(TOMORROW)), Command::Withhold(withheld(TOMORROW))] {
        assert_eq!(consented.decide(command, TODAY), Err(Refusal::VisitDateNotToday(TODAY)));
    }
}

#[test]
fn the_desk_may_ask_again_but_not_for_ever() {
    let asked = |times: u32| {
        let told = (0..times).map(|_| Event::Disclosed(disclosed(TODAY)));
        given([opened(), yes()].into_iter().chain(told))
            .decide(Command::Disclose(disclosed(TODAY)), TODAY)
    };
    assert!(asked(1).is_ok());
    assert!(asked(ASKED_MAX - 1).is_ok());
    assert_eq!(asked(ASKED_MAX), Err(Refusal::AskedTooOften));
}

#[test]
fn a_consent_can_be_withdrawn_even_after_the_desk_asked_too_often() {
    let told = (0..ASKED_MAX).map(|_| Event::Disclosed(disclosed(TODAY)));
    let asked = given([opened(), yes()].into_iter().chain(told));
    assert_eq!(asked.decide(Command::Withdraw, TODAY), Ok(Event::ConsentWithdrawn));
}

#[test]
fn an_account_has_1_to_50_half_width_characters() {
    for text in ["a", "staff-01", &"x".repeat(50)] {
        assert_eq!(text.parse::<Account>().unwrap().to_string(), text);
    }
    for text in ["", "受付", "a b", &"x".repeat(51)] {
        assert!(text.parse::<Account>().is_err(), "{text}");
    }
}
