use domain::history_key::HistoryKey;
use domain::{
    certificate::{Certificate, CertificateRef, Disclosure, EndCause, Event, Row},
    period::Period,
};
use jiff::civil::date;
use ledger::Position;
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::*;

pub(crate) fn person(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn certificate(number: u128, sub_key: &str) -> CertificateRef {
    CertificateRef::new(
        "011002".parse().unwrap(),
        "child".parse().unwrap(),
        person(number),
        sub_key.parse().unwrap(),
    )
}

pub(crate) fn row(history_key: &str, number: u32) -> Row {
    Row {
        history_key: history_key.parse().unwrap(),
        period: Period::new(date(2026, 4, 1), date(2027, 3, 31)).unwrap(),
        payer_number: None,
        certification_name: format!("受給者証 {}", number % 3),
        segment: String::new(),
        income_band: None,
        additional_conditions: Vec::new(),
        designated_institutions: Vec::new(),
        always_reimbursement: false,
        copayment_limits: Vec::new(),
        personal: None,
    }
}

fn new_row(row: &Row) -> NewRow {
    NewRow {
        history_key: row.history_key.clone(),
        period: row.period,
        wording: Wording {
            payer_number: row.payer_number,
            certification_name: row.certification_name.clone(),
            segment: row.segment.clone(),
            income_band: row.income_band.clone(),
            additional_conditions: row.additional_conditions.clone(),
            always_reimbursement: row.always_reimbursement,
            copayment_limits: row.copayment_limits.clone(),
        },
        institutions: row.designated_institutions.clone(),
        event_id: Uuid::from_u128(5),
        sealed: bytes::Bytes::from_static(b"closed"),
    }
}

pub(crate) fn taken(
    certificate: &CertificateRef,
    position: u64,
    event: &Event,
) -> CertificateEvent {
    let change = match event {
        Event::Registered { row, disclosure } => {
            Change::Registered { row: new_row(row), disclosure: *disclosure }
        }
        Event::PeriodAdded(row) => Change::PeriodAdded(new_row(row)),
        Event::Corrected { row, .. } => Change::Corrected(new_row(row)),
        Event::Ended { history_key, last, .. } => {
            Change::Ended { history_key: history_key.clone(), last: *last }
        }
        Event::Deleted(history_key) => Change::Deleted(history_key.clone()),
        Event::Reinstated(row) => Change::Reinstated(new_row(row)),
        Event::Withheld { disclosure, .. } => Change::Withheld(*disclosure),
        Event::Lifted { .. } => Change::Lifted,
    };
    CertificateEvent { certificate: certificate.clone(), position: Position::new(position), change }
}

pub(crate) fn registered(number: u32) -> Event {
    Event::Registered { row: row("", number), disclosure: Disclosure::Open }
}

fn an_event() -> impl Strategy<Value = Event> {
    let a_row =
        || (0..3_usize, 0..9_u32).prop_map(|(key, number)| row(["", "a", "b"][key], number));
    let a_key = || (0..3_usize).prop_map(|key| ["", "a", "b"][key].parse().unwrap());
    prop_oneof![
        a_row().prop_map(|row| Event::Registered { row, disclosure: Disclosure::HideFromHistory }),
        a_row().prop_map(Event::PeriodAdded),
        a_row().prop_map(|row| Event::Corrected { row, changed: Vec::new() }),
        (a_key(), 1_i8..13).prop_map(|(history_key, month)| Event::Ended {
            history_key,
            last: date(2026, month, 28),
            cause: EndCause::Died,
        }),
        a_key().prop_map(Event::Deleted),
        a_row().prop_map(Event::Reinstated),
        Just(Event::Withheld { disclosure: Disclosure::HideAll, reason_code: String::new() }),
        Just(Event::Lifted { reason_code: String::new() }),
    ]
}

proptest! {
    #[test]
    fn what_is_kept_is_what_the_certificate_itself_says(events in vec(an_event(), 1..40)) {
        let certificates = Certificates::new();
        let reference = certificate(1, "");
        for (position, event) in (1..).zip(&events) {
            certificates.take_in(&taken(&reference, position, event)).unwrap();
        }
        let expected = Certificate::replay(events.clone());

        let known = certificates.of(person(1)).unwrap();

        prop_assert_eq!(known.len(), 1);
        for facts in known {
            let stands = |key: &HistoryKey| expected.rows().any(|row| row.history_key == *key);
            prop_assert!(facts.deleted.is_sorted());
            prop_assert!(!facts.deleted.iter().any(stands));
            let said = (1..).zip(&events).filter_map(|(at, event)| Some((key_of(event)?, at)));
            let last: BTreeMap<HistoryKey, u64> = said.collect();
            for row in &facts.rows {
                prop_assert_eq!(last.get(&row.history_key).copied(), Some(row.recorded.get()));
            }
            prop_assert_eq!(facts.disclosure, expected.disclosure());
            let rows: Vec<_> = facts.rows.iter().map(kept).collect();
            let expected: Vec<_> = expected.rows().map(new_row).collect();
            prop_assert_eq!(rows, expected.iter().map(given).collect::<Vec<_>>());
        }
    }

    #[test]
    fn events_that_are_taken_in_again_change_nothing(
        events in vec(an_event(), 1..20),
        again in 0..20_usize,
    ) {
        let certificates = Certificates::new();
        let reference = certificate(1, "");
        let events: Vec<_> =
            (1..).zip(&events).map(|(position, event)| taken(&reference, position, event)).collect();
        for event in &events {
            certificates.take_in(event).unwrap();
        }
        let before = certificates.of(person(1)).unwrap();
        for event in events.iter().skip(again) {
            certificates.take_in(event).unwrap();
        }
        prop_assert_eq!(certificates.of(person(1)).unwrap(), before);
    }

    #[test]
    fn nothing_is_left_of_people_who_are_forgotten(events in vec((1..5_u128, an_event()), 1..60)) {
        let certificates = Certificates::new();
        for (position, (number, event)) in (1..).zip(&events) {
            let sub_key = if position % 2 == 0 { "x" } else { "" };
            certificates.take_in(&taken(&certificate(*number, sub_key), position, event)).unwrap();
        }
        for number in 1..5 {
            certificates.forget(person(number)).unwrap();
        }
        prop_assert_eq!(certificates.len(), 0);
        prop_assert_eq!(certificates.sizes().words, 0);
        prop_assert_eq!(certificates.sizes().record_bytes, 0);
    }
}

/// The key of the row that an event concerns.
fn key_of(event: &Event) -> Option<HistoryKey> {
    match event {
        Event::Registered { row, .. }
        | Event::PeriodAdded(row)
        | Event::Corrected { row, .. }
        | Event::Reinstated(row) => Some(row.history_key.clone()),
        Event::Ended { history_key, .. } | Event::Deleted(history_key) => Some(history_key.clone()),
        Event::Withheld { .. } | Event::Lifted { .. } => None,
    }
}

#[test]
fn a_deleted_row_leaves_its_key_until_it_stands_again() {
    let certificates = Certificates::new();
    let reference = certificate(1, "");
    let deleted = || {
        let known = certificates.of(person(1)).unwrap().remove(0);
        known.deleted.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    certificates.take_in(&taken(&reference, 1, &registered(1))).unwrap();
    certificates.take_in(&taken(&reference, 2, &Event::PeriodAdded(row("a", 1)))).unwrap();
    for (position, key) in [(3, "a"), (4, "")] {
        let event = Event::Deleted(key.parse().unwrap());
        certificates.take_in(&taken(&reference, position, &event)).unwrap();
    }
    assert_eq!(deleted(), ["", "a"]);
    certificates.take_in(&taken(&reference, 5, &Event::Reinstated(row("a", 1)))).unwrap();
    assert_eq!(deleted(), [""]);
}

fn kept(row: &RowFacts) -> (String, Period, Wording) {
    (row.history_key.to_string(), row.period, row.wording.as_ref().clone())
}

fn given(row: &NewRow) -> (String, Period, Wording) {
    (row.history_key.to_string(), row.period, row.wording.clone())
}

#[test]
fn corrections_without_end_take_no_more_memory_than_the_first() {
    let certificates = Certificates::new();
    let reference = certificate(1, "");
    let corrected = |number| Event::Corrected {
        row: Row { segment: format!("区分 {number:06}"), ..row("", 1) },
        changed: Vec::new(),
    };
    certificates.take_in(&taken(&reference, 1, &corrected(1))).unwrap();
    let first = certificates.sizes();
    for position in 2..2_000 {
        certificates.take_in(&taken(&reference, position, &corrected(position))).unwrap();
    }
    let last = certificates.sizes();
    assert_eq!((last.certificates, last.words), (first.certificates, first.words));
    assert_eq!(last.index_bytes, first.index_bytes);
    assert!(last.record_bytes <= first.record_bytes + 2, "a longer position takes a byte more");
}

#[test]
fn several_certificates_of_a_person_are_told_in_one_order() {
    let certificates = Certificates::new();
    for (position, sub_key) in (1..).zip(["c", "a", "b"]) {
        let event = taken(&certificate(1, sub_key), position, &registered(1));
        certificates.take_in(&event).unwrap();
    }
    let known = certificates.of(person(1)).unwrap();
    let ids: Vec<_> = known.iter().map(|facts| facts.id).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.is_sorted());
    assert_eq!(certificates.of(person(2)).unwrap(), []);
}
