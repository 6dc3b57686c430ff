//! An upload: a result per row, each row once, and nothing half.

use tests::{
    enrolling::day,
    history::{all_of, kinds, stream},
    people::{Person, person},
    places::{BODY, CHILD, OTHER_BODY, body, caller, clinic, other_body},
    refused::{fields, reason, refusal},
    rows::{deleted_row, history_row, over, row, withheld},
    upload::{Uploaded, header, parts},
    world::World,
};
use tonic::Code;
use wire::proto::{
    audit::v1::LedgerName,
    common::v1::ErrorReason,
    eligibility::v1::EligibilityClass,
    enrolment::v1::RetireProgramRequest,
    registration::v1::{
        RecipientRow, RowBatch, RowOutcome, RowResult, UploadEnd, UploadHeader, WriteStyle,
        finding::Kind, register_recipients_request::Part,
    },
};

/// The reason of the only refusal of a row, and its field.
pub(crate) fn refused(result: &RowResult) -> (&str, ErrorReason) {
    assert_eq!(result.outcome(), RowOutcome::Refused, "{result:?}");
    assert_eq!((result.certificate.as_str(), result.position), ("", 0));
    let [finding] = &result.findings[..] else { panic!("{result:?}") };
    assert!(finding.refuses && finding.kind() == Kind::Refusal);
    assert!(!finding.message.is_empty() && !finding.remedy.is_empty());
    (&finding.field, finding.reason())
}

#[tokio::test]
async fn an_upload_sent_again_gets_its_first_answers_and_records_nothing() {
    let world = World::furnished().await;
    let rows = || {
        let reversed = over(row(&person(2)), "2026-04-02", "2026-04-01");
        vec![row(&person(1)), reversed, row(&person(3))]
    };
    let id = world.request_id();

    let first = world.upload_as(BODY, WriteStyle::Full, &id, rows()).await;
    let recorded = world.replay(all_of(LedgerName::Registration)).await;
    let again = world.upload_as(BODY, WriteStyle::Full, &id, rows()).await;

    let outcomes = [RowOutcome::Registered, RowOutcome::Refused, RowOutcome::Registered];
    assert_eq!(first.outcomes(), outcomes);
    assert_eq!(again.results, first.results);
    assert_eq!(again.summary, first.summary);
    assert_eq!(world.replay(all_of(LedgerName::Registration)).await, recorded);
    let summary = first.summary.unwrap();
    assert_eq!((summary.row_count, summary.changed_count, summary.refused_count), (3, 2, 1));
    assert_eq!(kinds(&recorded).last().unwrap(), "ImportAccepted");
}

#[tokio::test]
async fn the_same_rows_under_another_id_say_what_is_known() {
    let world = World::furnished().await;
    world.register(vec![row(&person(1))]).await;
    let again = world.register(vec![row(&person(1))]).await;
    assert_eq!(again.outcomes(), [RowOutcome::Unchanged]);
    assert_eq!(again.only().position, 0);
    assert!(!again.only().certificate.is_empty());
}

#[tokio::test]
async fn a_request_id_used_again_with_another_row_refuses_that_row() {
    let world = World::furnished().await;
    let id = world.request_id();
    let (kept, other) = (row(&person(1)), row(&person(2)));
    world.upload_as(BODY, WriteStyle::Full, &id, vec![kept.clone(), other.clone()]).await;

    let changed = RecipientRow { income_segment: "02".to_owned(), ..other };
    let again = world.upload_as(BODY, WriteStyle::Full, &id, vec![kept, changed]).await;

    assert_eq!(again.results[0].outcome(), RowOutcome::Registered);
    assert_eq!(refused(&again.results[1]), ("historyKey", ErrorReason::RequestIdReused));
}

#[tokio::test]
async fn a_finished_upload_sent_again_later_undoes_nothing() {
    let world = World::furnished().await;
    world.register(vec![row(&person(1))]).await;
    let id = world.request_id();
    let known = || vec![row(&person(1))];
    let first = world.upload_as(BODY, WriteStyle::Full, &id, known()).await;
    let corrected = RecipientRow { income_segment: "02".to_owned(), ..row(&person(1)) };
    world.register(vec![corrected.clone()]).await;

    let again = world.upload_as(BODY, WriteStyle::Full, &id, known()).await;
    let stands = world.register(vec![corrected]).await;

    assert_eq!(first.outcomes(), [RowOutcome::Unchanged]);
    assert_eq!(again.results, first.results);
    assert_eq!(stands.outcomes(), [RowOutcome::Unchanged], "the correction stands");
}

#[tokio::test]
async fn of_two_rows_with_one_key_the_second_must_say_the_same() {
    let world = World::furnished().await;
    let first = history_row(&person(1), "1");
    let other = RecipientRow { income_segment: "02".to_owned(), ..first.clone() };
    let rows = vec![first.clone(), first, other];

    let uploaded = world.upload_as(BODY, WriteStyle::History, &world.request_id(), rows).await;

    assert_eq!(uploaded.results[0].outcome(), RowOutcome::Registered);
    assert_eq!(uploaded.results[1].outcome(), RowOutcome::Unchanged);
    assert_eq!(refused(&uploaded.results[2]), ("historyKey", ErrorReason::RequestIdReused));
}

#[tokio::test]
async fn a_torn_upload_keeps_what_it_answered_and_is_completed_by_sending_it_again() {
    let world = World::furnished().await;
    let id = world.request_id();
    let rows = vec![row(&person(1)), row(&person(2))];
    let mut torn = parts(header(&id, BODY, WriteStyle::Full), rows[..1].to_vec());
    torn.pop();

    let first = world.send(&body(), torn).await;
    let again = world.upload_as(BODY, WriteStyle::Full, &id, rows).await;

    let (code, why) = refusal(first.ended);
    assert_eq!((code, &*why), (Code::Aborted, "UPLOAD_TORN"));
    assert_eq!(first.summary, None);
    assert_eq!(first.results[0].outcome(), RowOutcome::Registered);
    assert_eq!(again.results[0], first.results[0]);
    assert_eq!(again.results[1].outcome(), RowOutcome::Registered);
    let registered = kinds(&world.replay(all_of(LedgerName::Registration)).await);
    let count = |kind| registered.iter().filter(|it| *it == kind).count();
    assert_eq!((count("CertificateRegistered"), count("ImportAccepted")), (2, 1));
}

#[tokio::test]
async fn a_dry_run_says_what_would_change_and_records_nothing() {
    let world = World::furnished().await;
    world.register_history(vec![history_row(&person(1), "1"), history_row(&person(2), "1")]).await;
    let before = world.positions().await;
    let corrected = RecipientRow {
        income_segment: "02".to_owned(),
        certification_name: "別の名".to_owned(),
        ..history_row(&person(1), "1")
    };
    let rows = vec![
        corrected,
        history_row(&person(2), "1"),
        over(history_row(&person(2), "2"), "2027-04-01", "2028-03-31"),
        deleted_row(&person(2), "1"),
        history_row(&person(3), "1"),
        RecipientRow { valid_to: String::new(), ..history_row(&person(4), "1") },
    ];
    let header =
        UploadHeader { dry_run: true, ..header(&world.request_id(), BODY, WriteStyle::History) };

    let uploaded = world.send(&body(), parts(header, rows)).await;

    assert_eq!(
        uploaded.outcomes(),
        [
            RowOutcome::Corrected,
            RowOutcome::Unchanged,
            RowOutcome::PeriodAdded,
            RowOutcome::Deleted,
            RowOutcome::Registered,
            RowOutcome::Refused,
        ]
    );
    assert_eq!(uploaded.results[0].changed_fields, ["certificationName", "incomeSegment"]);
    assert!(uploaded.results.iter().all(|result| result.position == 0));
    assert_eq!(uploaded.position(), 0);
    assert_eq!(world.positions().await, before);
    assert_eq!(uploaded.summary.unwrap().changed_count, 4);
}

#[tokio::test]
async fn a_person_missing_from_a_file_keeps_what_they_have() {
    let world = World::furnished().await;
    world.register(vec![row(&person(1)), row(&person(2))]).await;
    world.link(&person(1)).await.unwrap();

    world.register(vec![row(&person(2)), row(&person(3))]).await;

    let told = world.visit(&clinic(), &person(1).card).await;
    assert_eq!(told.class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn an_upload_that_breaks_the_protocol_is_refused() {
    let world = World::furnished().await;
    let rows = |places: &[u64]| {
        let rows = places.iter().map(|place| row(&person(*place))).collect();
        Part::Rows(RowBatch { rows })
    };
    let begin = || Part::Header(header(&world.request_id(), BODY, WriteStyle::Full));
    let end = |row_count| Part::End(UploadEnd { row_count });
    let broken = [
        ("nothing", vec![]),
        ("rows before the header", vec![rows(&[1]), end(1)]),
        ("an end alone", vec![end(0)]),
        ("a second header", vec![begin(), begin(), end(0)]),
        ("a message without rows", vec![begin(), rows(&[]), end(0)]),
        ("too large a message", vec![begin(), rows(&[1; 1_001]), end(1_001)]),
        ("an end that counts more", vec![begin(), rows(&[1]), end(2)]),
        ("an end that counts less", vec![begin(), rows(&[1, 2]), end(1)]),
        ("something after the end", vec![begin(), rows(&[1]), end(1), rows(&[2])]),
    ];
    for (what, parts) in broken {
        let Uploaded { summary, ended, .. } = world.send(&body(), parts).await;
        let refused = refusal(ended);
        assert_eq!(refused, (Code::InvalidArgument, "UPLOAD_MALFORMED".to_owned()), "{what}");
        assert_eq!(summary, None, "{what}");
    }
    let imports = kinds(&world.replay(all_of(LedgerName::Registration)).await);
    assert!(!imports.contains(&"ImportAccepted".to_owned()));
}

#[tokio::test]
async fn a_header_says_who_uploads_what_and_how() {
    let world = World::furnished().await;
    let good = header(&world.request_id(), BODY, WriteStyle::Full);
    let headers = [
        ("header.request_id", UploadHeader { request_id: String::new(), ..good.clone() }),
        ("header.body", UploadHeader { body: String::new(), ..good.clone() }),
        ("header.style", UploadHeader { style: 0, ..good.clone() }),
    ];
    for (field, header) in headers {
        let status = world.send(&body(), parts(header, vec![])).await.ended.unwrap_err();
        assert_eq!(
            (reason(&status), fields(&status)),
            ("FIELD_MISSING".to_owned(), vec![field.to_owned()])
        );
    }
}

#[tokio::test]
async fn a_body_uploads_for_itself_and_only_when_it_takes_part() {
    let world = World::furnished().await;
    let for_other = header(&world.request_id(), BODY, WriteStyle::Full);
    let not_enrolled = header(&world.request_id(), "011002", WriteStyle::Full);
    let rows = vec![row(&person(1))];

    let other = world.send(&other_body(), parts(for_other, rows.clone())).await;
    let unknown = world.send(&caller("body/011002"), parts(not_enrolled, rows)).await;

    assert_eq!(refusal(other.ended), (Code::PermissionDenied, "OTHER_TENANT".to_owned()));
    assert_eq!(refusal(unknown.ended), (Code::FailedPrecondition, "BODY_NOT_ENROLLED".to_owned()));
    assert_eq!((other.results.len(), unknown.results.len()), (0, 0));
}

#[tokio::test]
async fn rows_of_a_retired_program_are_taken_for_the_days_it_had() {
    let world = World::furnished().await;
    let request = RetireProgramRequest {
        request_id: world.request_id(),
        body: format!("bodies/{BODY}"),
        certificate_type: CHILD.to_owned(),
        last: Some(day(jiff::civil::date(2026, 12, 31))),
    };
    world.enrolment(&body()).await.retire_program(request).await.unwrap();
    let until = |last: &str, place| over(row(&person(place)), "2026-04-01", last);
    let rows = vec![until("2026-12-31", 1), until("2027-01-01", 2)];

    let uploaded = world.upload_as(BODY, WriteStyle::Full, &world.request_id(), rows).await;

    assert_eq!(uploaded.results[0].outcome(), RowOutcome::Registered);
    assert_eq!(refused(&uploaded.results[1]), ("validFrom", ErrorReason::ProgramRetired));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_uploads_of_the_same_people_at_once_make_each_person_once() {
    const PEOPLE: u64 = 40;
    let world = World::furnished().await;
    let people: Vec<Person> = (1..=PEOPLE).map(person).collect();
    let rows = || people.iter().map(row).collect::<Vec<_>>();
    let backwards = || rows().into_iter().rev().collect::<Vec<_>>();

    let (one, other) = tokio::join!(world.register(rows()), world.register(backwards()));

    let mut theirs = other.results.clone();
    theirs.reverse();
    for (ours, theirs) in one.results.iter().zip(theirs) {
        assert_eq!(ours.certificate, theirs.certificate);
        let outcomes = [ours.outcome(), theirs.outcome()];
        assert!(
            outcomes == [RowOutcome::Registered, RowOutcome::Unchanged]
                || outcomes == [RowOutcome::Unchanged, RowOutcome::Registered],
            "{outcomes:?}"
        );
    }
    let recorded = kinds(&world.replay(all_of(LedgerName::Registration)).await);
    let registered = recorded.iter().filter(|kind| *kind == "CertificateRegistered").count();
    assert_eq!(registered as u64, PEOPLE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_is_decided_on_what_the_messages_before_it_left() {
    /// So many that two messages are two batches.
    const OTHERS: u16 = 501;
    let world = World::furnished().await;
    let of_spring = || over(history_row(&person(1), "spring"), "2026-04-01", "2026-09-30");
    let of_autumn = || over(history_row(&person(1), "autumn"), "2026-10-01", "2027-03-31");
    world.register_history(vec![of_spring(), of_autumn()]).await;
    let message = |first: u64, last: RecipientRow| {
        let others = (first..).take(OTHERS.into()).map(|place| history_row(&person(place), "all"));
        Part::Rows(RowBatch { rows: others.chain([last]).collect() })
    };
    let parts = vec![
        Part::Header(header(&world.request_id(), BODY, WriteStyle::History)),
        message(1_000, withheld(of_spring())),
        message(2_000, of_autumn()),
        message(3_000, withheld(of_spring())),
        message(4_000, history_row(&person(2), "all")),
        Part::End(UploadEnd { row_count: 4 * (u64::from(OTHERS) + 1) }),
    ];

    let uploaded = world.send(&body(), parts).await;

    let outcomes = uploaded.outcomes();
    let of = |message: usize| outcomes[(message + 1) * (usize::from(OTHERS) + 1) - 1];
    assert_eq!(of(0), RowOutcome::DisclosureChanged, "withheld");
    assert_eq!(of(1), RowOutcome::DisclosureChanged, "lifted again: nothing else of it is new");
    assert_eq!(of(2), RowOutcome::DisclosureChanged, "as the same row was answered before");
    assert_eq!(of(3), RowOutcome::Registered);
    let stream = stream("certificate", &uploaded.results[usize::from(OTHERS)].certificate);
    let recorded = kinds(&world.on_stream(LedgerName::Registration, stream).await);
    let of_disclosure = recorded.iter().filter(|kind| kind.contains("Disclosure"));
    assert_eq!(of_disclosure.count(), 2, "{recorded:?}");
}

#[tokio::test]
async fn two_bodies_with_the_same_type_have_certificates_of_their_own() {
    let world = World::furnished().await;
    let child = person(1);
    let here = world.register(vec![row(&child)]).await;
    let rows = vec![row(&child)];
    let there = world.upload_as(OTHER_BODY, WriteStyle::Full, &world.request_id(), rows).await;
    world.link(&child).await.unwrap();

    let told = world.visit(&clinic(), &child.card).await;

    assert_ne!(here.only().certificate, there.only().certificate);
    let bodies: Vec<_> = told.certificates.iter().map(|told| told.body.as_str()).collect();
    assert_eq!(bodies, ["bodies/131016", "bodies/232033"], "in the order of bodies");
}
