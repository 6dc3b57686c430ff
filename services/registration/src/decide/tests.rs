//! What many rows, and many events, of one certificate come to.

use domain::{
    certificate::{BasicInfo, CertificateRef, DetailItem, Personal, Row, Sex},
    period::Period,
    request_id::RequestId,
};
use jiff::civil::date;
use ledger::{APPEND_BYTES_MAX, Attribution, RecordedEvent, Version};
use sealing::{DataKey, KeyStore, RootKey};

use super::*;

fn certificate() -> CertificateRef {
    CertificateRef::new(
        "232033".parse().unwrap(),
        "CHILD".parse().unwrap(),
        "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap(),
        domain::sub_key::SubKey::default(),
    )
}

fn key() -> DataKey {
    let root = RootKey::from_text(1, &format!("17{}", "5e".repeat(31))).unwrap();
    KeyStore::in_memory(&root).get_or_create_many(&[certificate().person()]).unwrap().remove(0)
}

fn request(number: usize) -> RequestId {
    format!("5e1f0000-0000-4000-8000-{number:012x}").parse().unwrap()
}

/// A row with this key that says something of about this many bytes.
fn put(history_key: &str, length: usize) -> Change {
    let item = || DetailItem { label: "備考".into(), value: "見".repeat(length / 150) };
    let row = Row {
        history_key: history_key.parse().unwrap(),
        period: Period::new(date(2026, 4, 1), date(2027, 3, 31)).unwrap(),
        payer_number: None,
        certification_name: "受給者証".into(),
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
                address: "愛知県一宮市見本町".into(),
                date_of_birth: date(2019, 5, 5),
                sex: Sex::Female,
            },
            recipient_number: None,
            details: (0..50).map(|_| item()).collect(),
        }),
    };
    Change::Put { row: Box::new(row), not_disclosed: false }
}

/// The history with what was decided on appended.
fn appended(history: &History, decided: &Decided, key: &DataKey) -> History {
    let mut recorded = history.recorded.clone();
    let attribution = Attribution {
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        caller: "spiffe://pmh/body/232033".into(),
        request_id: "".into(),
    };
    let stream: StreamName = certificate().stream().parse().unwrap();
    for event in decided.news.iter().flatten() {
        let next = recorded.len() as u64;
        recorded.push(RecordedEvent {
            id: event.id,
            stream: stream.clone(),
            version: Version::new(next),
            position: Position::new(next + 1),
            event_type: event.event_type.clone().into(),
            recorded_at: attribution.recorded_at,
            caller: attribution.caller.clone(),
            request_id: attribution.request_id.clone(),
            payload: event.payload.clone(),
        });
    }
    History::read(recorded, Some(key)).unwrap()
}

fn decide(history: &History, changes: &[Change], number: usize, key: &DataKey) -> Decided {
    history.decide(&certificate(), changes, &request(number), None, key).unwrap()
}

#[test]
fn large_rows_are_taken_together_as_far_as_they_fit_an_append() {
    let key = key();
    let history = History::read(Vec::new(), Some(&key)).unwrap();
    let rows: Vec<_> = (0..100).map(|number| put(&format!("{number}"), 59_000)).collect();

    let decided = decide(&history, &rows, 1, &key);

    let bytes: usize = decided.news.iter().flatten().map(|event| event.payload.len()).sum();
    assert!(bytes <= APPEND_BYTES_MAX, "{bytes} bytes");
    let taken = decided.decisions.len();
    assert!((10..50).contains(&taken), "{taken} rows");
    let rest = decide(&appended(&history, &decided, &key), &rows[taken..], 1, &key);
    assert!(rest.decisions.iter().all(|it| matches!(it, Decision::Happens { recorded: None, .. })));
}

#[test]
fn a_full_certificate_takes_no_row_that_adds_and_answers_those_it_has() {
    let key = key();
    let mut history = History::read(Vec::new(), Some(&key)).unwrap();
    for number in 0..EVENTS_BY_ROWS_MAX / 100 {
        let rows: Vec<_> = (0..100).map(|row| put(&format!("{number}-{row}"), 0)).collect();
        let decided = decide(&history, &rows, number, &key);
        history = appended(&history, &decided, &key);
    }
    assert_eq!(history.recorded.len(), EVENTS_BY_ROWS_MAX);

    let changes = [put("one more", 0), put("0-7", 0), Change::Delete("0-7".parse().unwrap())];
    let decided = decide(&history, &changes, 99, &key);
    assert_eq!(decided.decisions, [Decision::Full, Decision::Unchanged, Decision::Full]);

    let again = decide(&history, &changes[1..2], 0, &key);
    assert!(matches!(again.decisions[..], [Decision::Happens { recorded: Some(_), .. }]));
}

#[test]
fn a_row_that_a_finished_upload_did_not_record_is_decided_on_as_it_was_then() {
    let key = key();
    let empty = History::read(Vec::new(), Some(&key)).unwrap();
    let first = appended(&empty, &decide(&empty, &[put("1", 0)], 1, &key), &key);
    let finished = Some(Position::new(2));
    // Another upload corrects the row after this one has ended; the position of its end lies between.
    let mut corrected = appended(&first, &decide(&first, &[put("1", 150)], 3, &key), &key);
    for event in corrected.recorded.iter_mut().skip(1) {
        event.position = Position::new(3);
    }

    let again = corrected.decide(&certificate(), &[put("1", 0)], &request(2), finished, &key);
    assert_eq!(again.unwrap().decisions, [Decision::Unchanged]);
    let other = corrected.decide(&certificate(), &[put("1", 150)], &request(2), finished, &key);
    assert!(matches!(other.unwrap().decisions[..], [Decision::Happens { recorded: None, .. }]));
}
