//! However the projections came to where they are, they say the same.

use domain::{
    certificate::{Disclosure, EndCause, Event},
    link, person,
};
use jiff::civil::date;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestCaseError},
};
use uuid::Uuid;

use crate::story::{Story, certificate, fiscal, person, row, sapporo, snapshots};

/// Something that may happen; certificates, people and links are few, so that much happens to each.
#[derive(Clone, Debug)]
enum Step {
    Certificate { person: u128, certificate_type: &'static str, event: Box<Event> },
    Link { link: u128, event: link::Event },
    Person(person::Event),
    Body,
}

fn a_person() -> impl Strategy<Value = u128> {
    1_u128..5
}

fn a_row() -> impl Strategy<Value = domain::certificate::Row> {
    (0..3_usize, 2024_i16..2028, 0..12_u32)
        .prop_map(|(key, year, number)| row(["", "a", "b"][key], fiscal(year), number))
}

fn a_certificate_event() -> impl Strategy<Value = Event> {
    let key = || (0..3_usize).prop_map(|key| ["", "a", "b"][key].parse().unwrap());
    prop_oneof![
        3 => a_row().prop_map(|row| Event::Registered { row, disclosure: Disclosure::Open }),
        3 => a_row().prop_map(Event::PeriodAdded),
        3 => a_row().prop_map(|row| Event::Corrected { row, changed: Vec::new() }),
        2 => (key(), 1_i8..13).prop_map(|(history_key, month)| Event::Ended {
            history_key,
            last: date(2026, month, 1),
            cause: EndCause::Died,
        }),
        2 => key().prop_map(Event::Deleted),
        1 => a_row().prop_map(Event::Reinstated),
        1 => Just(Event::Withheld { disclosure: Disclosure::HideAll, reason_code: String::new() }),
        1 => Just(Event::Lifted { reason_code: String::new() }),
    ]
}

fn a_link_event() -> impl Strategy<Value = link::Event> {
    let reason = link::LinkReason::Mismatch;
    let to = person;
    prop_oneof![
        a_person().prop_map(move |p| link::Event::Made { person: to(p), key_version: 1 }),
        a_person().prop_map(move |p| link::Event::InsuranceLinked {
            person: to(p),
            key_version: 1,
            sealed_identity: Vec::new(),
        }),
        a_person().prop_map(move |p| link::Event::Suspended { person: to(p), reason }),
        a_person().prop_map(move |p| link::Event::Restored { person: to(p), reason }),
        a_person().prop_map(move |p| link::Event::Unlinked { person: to(p), reason }),
    ]
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (a_person(), prop_oneof![Just("child"), Just("rare")], a_certificate_event())
            .prop_map(|(person, certificate_type, event)| Step::Certificate {
                person,
                certificate_type,
                event: Box::new(event),
            }),
        4 => (0_u128..4, a_link_event()).prop_map(|(link, event)| Step::Link { link, event }),
        1 => (a_person(), a_person()).prop_map(|(from, into)| Step::Person(person::Event::Merged {
            person: person(from),
            into: person(into),
            reason: link::LinkReason::NumberChanged,
        })),
        1 => a_person().prop_map(|erased| Step::Person(person::Event::Shredded {
            person: person(erased),
            date: date(2026, 7, 1),
        })),
        1 => Just(Step::Body),
    ]
}

async fn record(story: &Story, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Certificate { person: number, certificate_type, event } => {
                story.tell(&certificate(person(*number), certificate_type), event).await;
            }
            Step::Link { link, event } => {
                story.link(Uuid::from_u128(*link), event).await;
            }
            Step::Person(event) => {
                story.person(event).await;
            }
            Step::Body => {
                story.enrol_body(sapporo(), fiscal(2026)).await;
            }
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 48, ..Config::default() })]

    #[test]
    fn live_rebuilt_and_restored_say_the_same(
        before in vec(a_step(), 0..60),
        after in vec(a_step(), 0..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let story = Story::new();
            let live = story.start(None).await;
            record(&story, &before).await;
            let snapshot = story.projected(Some(snapshots(folder.path(), 1_000_000))).await;
            snapshot.stop().await;
            record(&story, &after).await;
            live.catch_up(story.heads().await, crate::story::LONG).await.unwrap();

            let rebuilt = story.projected(None).await;
            let restored = story.projected(Some(snapshots(folder.path(), 1_000_000))).await;

            let expected = live.digest().unwrap();
            prop_assert_eq!(rebuilt.digest().unwrap(), expected);
            prop_assert_eq!(restored.digest().unwrap(), expected);
            for number in 1..5 {
                let expected = live.certificates_of(person(number)).unwrap();
                prop_assert_eq!(&rebuilt.certificates_of(person(number)).unwrap(), &expected);
                prop_assert_eq!(&restored.certificates_of(person(number)).unwrap(), &expected);
            }
            for link in (0..4).map(Uuid::from_u128) {
                let expected = live.people().find(link);
                prop_assert_eq!(rebuilt.people().find(link), expected);
                prop_assert_eq!(restored.people().find(link), expected);
            }
            Ok::<(), TestCaseError>(())
        })?;
    }
}
