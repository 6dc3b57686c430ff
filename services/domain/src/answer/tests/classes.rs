//! The class, the true class and the advice.

use super::world::World;
use crate::answer::{AnswerClass, Consent, EligibilityClass, Link, Question, question};

/// One line each: certificates | told, advice, and how many certificates.
fn check(visit_date: &str, table: &str) {
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (certificates, expected) = line.split_once('|').unwrap();
        World::on(visit_date).with(certificates).answered(|answer| {
            let advice = answer.advice.map_or("-".into(), |advice| format!("{advice:?}"));
            let found = format!("{:?} {advice} {}", answer.told, answer.certificates.len());
            let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(found, expected, "{line}");
        });
    }
}

#[test]
fn the_class_is_the_first_that_holds_and_the_advice_follows_from_it() {
    check(
        "2026-10-01",
        "                                                           | NoRecord              AskForPaper         0
         A1:2026-04-01..2027-03-31                                 | Disclosed             UseCertificates     1
         A1:2026-04-01..2027-03-31h                                | Disclosed             UseCertificates     1
         A1:2026-04-01..2027-03-31^                                | NoRecord              AskForPaper         0
         A1:2026-04-01..2027-03-31!                                | NoRecord              AskForPaper         0
         A2:2026-04-01..2027-03-31@other                           | FacilityNotDesignated AskForPaper         1
         A2:2026-04-01..2027-03-31@this                            | Disclosed             UseCertificates     1
         A2:2026-04-01..2027-03-31@name                            | Disclosed             UseCertificates     1
         A1:2025-10-01..2026-09-30                                 | Expired               RenewalMayBeMissing 1
         A1:2024-10-01..2025-09-30                                 | Expired               AskTheBody          1
         A1:2026-11-01..2027-10-31                                 | NotYetValid           NotYet              1
         A3:2026-04-01..2027-03-31                                 | ProgramNotCovered     AskForPaper         0
         C1:2026-04-01..2027-03-31                                 | BodyNotParticipating  AskForPaper         0
         A1:2026-04-01..2027-03-31 A2:2026-04-01..2027-03-31@other | Disclosed             UseCertificates     2
         A2:2026-04-01..2027-03-31@other B1:2025-10-01..2026-09-30 | FacilityNotDesignated AskForPaper         2
         A1:2025-10-01..2026-09-30 B1:2026-11-01..2027-10-31       | Expired               RenewalMayBeMissing 2
         B1:2026-11-01..2027-10-31 A3:2026-04-01..2027-03-31       | NotYetValid           NotYet              1
         A3:2026-04-01..2027-03-31 C1:2026-04-01..2027-03-31       | ProgramNotCovered     AskForPaper         0
         C1:2026-04-01..2027-03-31 A1:2026-04-01..2027-03-31       | Disclosed             UseCertificates     1",
    );
}

#[test]
fn a_renewal_may_be_missing_for_two_months_after_the_end_and_not_longer() {
    let ended = "A1:2025-08-01..2026-07-31";
    check("2026-07-31", &format!("{ended} | Disclosed UseCertificates 1"));
    check("2026-08-01", &format!("{ended} | Expired RenewalMayBeMissing 1"));
    check("2026-09-30", &format!("{ended} | Expired RenewalMayBeMissing 1"));
    check("2026-10-01", &format!("{ended} | Expired AskTheBody 1"));
}

#[test]
fn no_renewal_is_missing_where_the_next_row_is_known() {
    check("2026-10-01", "A1:2025-10-01..2026-09-30&2026-11-01..2027-10-31 | Expired AskTheBody 1");
}

#[test]
fn a_body_counts_on_the_days_on_which_it_takes_part() {
    check("2025-12-31", "C1:2025-04-01..2026-03-31 | Disclosed UseCertificates 1");
    check("2026-01-01", "C1:2025-04-01..2026-03-31 | BodyNotParticipating AskForPaper 0");
}

#[test]
fn withheld_is_true_only_where_nothing_else_exists() {
    let class = |certificates| {
        World::on("2026-10-01")
            .with(certificates)
            .answered(|answer| (answer.told, answer.class, answer.withheld.len()))
    };
    assert_eq!(
        class("A1:2026-04-01..2027-03-31!"),
        (EligibilityClass::NoRecord, AnswerClass::Withheld, 1)
    );
    assert_eq!(
        class("A1:2026-04-01..2027-03-31! B1:2026-04-01..2027-03-31"),
        (EligibilityClass::Disclosed, AnswerClass::Disclosed, 1)
    );
    assert_eq!(
        class("A1:2026-04-01..2027-03-31! B1:2025-10-01..2026-09-30"),
        (EligibilityClass::Expired, AnswerClass::Expired, 1)
    );
    assert_eq!(
        class("A1:2026-04-01..2027-03-31!^"),
        (EligibilityClass::NoRecord, AnswerClass::NoRecord, 0)
    );
}

#[test]
fn what_the_person_says_to_hold_explains_an_empty_answer_only() {
    let told = |certificates, letter, program| {
        World::on("2026-10-01")
            .with(certificates)
            .asking(letter, program)
            .answered(|answer| answer.told)
    };
    assert_eq!(told("", 'C', ""), EligibilityClass::BodyNotParticipating);
    assert_eq!(told("", 'A', "3"), EligibilityClass::ProgramNotCovered);
    assert_eq!(told("", 'A', "51"), EligibilityClass::ProgramNotCovered);
    assert_eq!(told("", 'A', "54"), EligibilityClass::NoRecord);
    assert_eq!(told("", 'A', "2"), EligibilityClass::NoRecord);
    assert_eq!(told("", 'A', ""), EligibilityClass::NoRecord);
    assert_eq!(told("A1:2026-04-01..2027-03-31", 'C', ""), EligibilityClass::Disclosed);
    assert_eq!(told("A1:2025-10-01..2026-09-30", 'C', ""), EligibilityClass::Expired);
    assert_eq!(told("A3:2026-04-01..2027-03-31", 'C', ""), EligibilityClass::BodyNotParticipating);
}

#[test]
fn a_withheld_certificate_is_the_truth_behind_every_explanation() {
    World::on("2026-10-01").with("A1:2026-04-01..2027-03-31!").asking('C', "").answered(|answer| {
        assert_eq!(answer.told, EligibilityClass::BodyNotParticipating);
        assert_eq!(answer.class, AnswerClass::Withheld);
    });
}

#[test]
fn without_a_consent_the_desk_is_told_nothing_whatever_is_true() {
    let lacking = [
        AnswerClass::NotConsented,
        AnswerClass::NoRecord,
        AnswerClass::Withheld,
        AnswerClass::LinkPending,
        AnswerClass::TemporarilyUnavailable,
    ];
    for class in lacking {
        let mut world = World::on("2026-10-01").with("A1:2026-04-01..2027-03-31");
        world.consent = Consent::Lacking(class);
        world.answered(|answer| {
            assert_eq!(answer.told, EligibilityClass::NoInformation);
            assert_eq!(answer.class, class);
            assert_eq!(answer.advice, None);
            assert_eq!(answer.coverage, None);
            assert!(answer.certificates.is_empty() && answer.withheld.is_empty());
        });
    }
}

#[test]
fn a_link_that_is_being_checked_tells_no_certificate() {
    let mut world = World::on("2026-10-01").with("A1:2026-04-01..2027-03-31");
    world.link = Link::Pending;
    world.answered(|answer| {
        assert_eq!(answer.told, EligibilityClass::LinkPending);
        assert!(answer.certificates.is_empty());
    });
}

#[test]
fn where_the_hub_could_not_look_nothing_is_said_of_what_was_searched() {
    let mut world = World::on("2026-10-01").with("A1:2026-04-01..2027-03-31");
    world.link = Link::NotLooked;
    world.answered(|answer| {
        assert_eq!(answer.told, EligibilityClass::TemporarilyUnavailable);
        assert_eq!(answer.class, AnswerClass::TemporarilyUnavailable);
        assert_eq!(answer.coverage, None);
        assert!(answer.certificates.is_empty());
    });
}

#[test]
fn the_person_is_asked_where_something_may_be_told() {
    let asked = |link, certificates| {
        let world = World::on("2026-10-01").with(certificates);
        question(link, &world.known())
    };
    let nothing = Question::Nothing;
    assert_eq!(asked(Link::Linked, "A1:2026-04-01..2027-03-31"), Question::Ask);
    assert_eq!(asked(Link::Linked, "A1:2020-04-01..2021-03-31"), Question::Ask);
    assert_eq!(asked(Link::Linked, ""), nothing(AnswerClass::NoRecord));
    assert_eq!(asked(Link::Linked, "A1:2026-04-01..2027-03-31!"), nothing(AnswerClass::Withheld));
    assert_eq!(
        asked(Link::Pending, "A1:2026-04-01..2027-03-31"),
        nothing(AnswerClass::LinkPending)
    );
    assert_eq!(
        asked(Link::NotLooked, "A1:2026-04-01..2027-03-31"),
        nothing(AnswerClass::TemporarilyUnavailable)
    );
}

#[test]
fn withheld_is_told_as_no_record_at_the_reader() {
    assert_eq!(AnswerClass::Withheld.as_told_at_the_reader(), AnswerClass::NoRecord);
    assert_eq!(AnswerClass::LinkPending.as_told_at_the_reader(), AnswerClass::LinkPending);
}
