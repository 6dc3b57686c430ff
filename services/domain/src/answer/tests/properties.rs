//! What holds for every answer.

use proptest::prelude::*;

use super::world::{Line, World, line};
use crate::answer::{Answer, AnswerClass, Consent, EligibilityClass, Link};

/// Some certificate; none of sub key `z`, so that one can be added that shadows nothing.
fn any_line() -> impl Strategy<Value = Line> {
    let bodies = prop::sample::select(vec!["A", "B", "C"]);
    let types = prop::sample::select(vec!["1", "2", "3"]);
    let marks = prop::sample::select(vec!["", "!", "*", "@this", "@other", "#a", "#a!", "m", "m!"]);
    (bodies, types, marks, 2024..2028_i32, 1..=12_i32, 0..3_i32).prop_map(
        |(body, kind, marks, year, month, years)| {
            line(&format!(
                "{body}{kind}:{year}-{month:02}-01..{}-{month:02}-28{marks}",
                year + years
            ))
        },
    )
}

fn any_link() -> impl Strategy<Value = Link> {
    prop::sample::select(vec![Link::Linked, Link::Linked, Link::Pending, Link::NotLooked])
}

/// All that is told, as one text: everything but what is only recorded.
fn bytes_told(answer: &Answer<'_, String>) -> String {
    format!("{:?} {:?} {:?} {:?}", answer.told, answer.advice, answer.certificates, answer.coverage)
}

fn world(lines: Vec<Line>, link: Link) -> World {
    World { link, lines, ..World::on("2026-10-01") }
}

proptest! {
    #[test]
    fn no_row_of_a_withheld_certificate_is_ever_told(
        lines in prop::collection::vec(any_line(), 0..6),
        link in any_link(),
    ) {
        let world = world(lines, link);
        let hidden: Vec<_> =
            world.lines.iter().filter(|line| line.hides_all()).map(Line::id).collect();
        world.answered(|answer| {
            for told in &answer.certificates {
                // Two lines may be of one certificate; one of them may be open.
                prop_assert!(
                    told.certificate.disclosure != crate::certificate::Disclosure::HideAll
                );
                prop_assert!(!answer.withheld.contains(&told.certificate.id));
            }
            prop_assert!(answer.withheld.iter().all(|id| hidden.contains(id)));
            Ok(())
        })?;
    }

    #[test]
    fn adding_a_withheld_certificate_changes_no_byte_told(
        lines in prop::collection::vec(any_line(), 0..6),
        link in any_link(),
        body in prop::sample::select(vec!["A", "B", "C"]),
    ) {
        let added = line(&format!("{body}1:2026-04-01..2027-03-31!#z"));
        let without = world(lines.clone(), link);
        let with = world(lines.into_iter().chain([added]).collect(), link);
        prop_assert_eq!(without.answered(bytes_told), with.answered(bytes_told));
    }

    #[test]
    fn without_a_consent_no_certificate_changes_a_byte_told(
        lines in prop::collection::vec(any_line(), 0..6),
        link in any_link(),
    ) {
        let mut some = world(lines, link);
        some.consent = Consent::Lacking(AnswerClass::NotConsented);
        let mut none = World::on("2026-10-01");
        none.consent = Consent::Lacking(AnswerClass::NoRecord);
        some.answered(|answer| {
            prop_assert!(answer.certificates.is_empty());
            prop_assert_eq!(answer.told, EligibilityClass::NoInformation);
            Ok(())
        })?;
        prop_assert_eq!(some.answered(bytes_told), none.answered(bytes_told));
    }

    #[test]
    fn the_order_in_which_facts_are_given_does_not_matter(
        mut lines in prop::collection::vec(any_line(), 0..6),
    ) {
        // One certificate once: the facts are a person's certificates, each under its own id.
        lines.sort_by_key(Line::id);
        lines.dedup_by_key(|line| line.id());
        let backwards: Vec<_> = lines.iter().rev().cloned().collect();
        prop_assert_eq!(
            world(lines, Link::Linked).answered(bytes_told),
            world(backwards, Link::Linked).answered(bytes_told)
        );
    }
}
