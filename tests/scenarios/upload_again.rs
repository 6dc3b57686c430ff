//! An upload that comes again after its end: its first answers, and nothing taken in silence.

use tests::{
    history::{all_of, kinds},
    people::person,
    places::{BODY, CHILD, body},
    refused::refusal,
    rows::{history_row, row},
    upload::{header, parts},
    world::World,
};
use tonic::Code;
use wire::proto::{
    audit::v1::LedgerName,
    common::v1::{DetailItem, Disclosure, ErrorReason},
    registration::v1::{
        RecipientRow, RowOutcome, RowResult, WithholdDisclosureRequest, WriteStyle,
    },
};

fn reasons(result: &RowResult) -> Vec<(&str, ErrorReason)> {
    result.findings.iter().map(|finding| (finding.field.as_str(), finding.reason())).collect()
}

#[tokio::test]
async fn a_row_that_a_finished_upload_did_not_have_is_refused_and_never_called_known() {
    let world = World::furnished().await;
    world.register(vec![row(&person(1))]).await;
    let id = world.request_id();
    world.upload_as(BODY, WriteStyle::Full, &id, vec![row(&person(2))]).await;
    let before = world.positions().await;

    // One is new, one would correct what another upload registered, one is the upload's own.
    let corrected = RecipientRow { income_segment: "02".to_owned(), ..row(&person(1)) };
    let rows = vec![row(&person(3)), corrected, row(&person(2))];
    let again = world.upload_as(BODY, WriteStyle::Full, &id, rows).await;

    let outcomes = [RowOutcome::Refused, RowOutcome::Refused, RowOutcome::Registered];
    assert_eq!(again.outcomes(), outcomes);
    for refused in &again.results[..2] {
        assert_eq!(reasons(refused), [("historyKey", ErrorReason::RequestIdReused)]);
        assert!(refused.findings[0].remedy.contains("new request id"));
    }
    assert_eq!(world.positions().await, before, "nothing was recorded, no person made");
}

#[tokio::test]
async fn a_row_refused_in_a_finished_upload_is_taken_under_a_new_request_id_only() {
    let world = World::furnished().await;
    let id = world.request_id();
    let wrong = RecipientRow { income_segment: "99".to_owned(), ..row(&person(1)) };
    world.upload_as(BODY, WriteStyle::Full, &id, vec![wrong]).await;

    let again = world.upload_as(BODY, WriteStyle::Full, &id, vec![row(&person(1))]).await;
    let anew = world.register(vec![row(&person(1))]).await;

    assert_eq!(reasons(again.only()), [("historyKey", ErrorReason::RequestIdReused)]);
    assert_eq!(anew.outcomes(), [RowOutcome::Registered]);
}

#[tokio::test]
async fn a_message_of_more_than_one_mebibyte_ends_the_upload() {
    let world = World::furnished().await;
    let item = || DetailItem { label: "備考".to_owned(), value: "見".repeat(390) };
    let large = |place| RecipientRow {
        certification_detail: (0..50).map(|_| item()).collect(),
        ..history_row(&person(1), &format!("{place}"))
    };
    let upload = |count: u32| {
        let header = header(&world.request_id(), BODY, WriteStyle::History);
        parts(header, (0..count).map(large).collect())
    };

    let fits = world.send(&body(), upload(17)).await;
    let too_large = world.send(&body(), upload(18)).await;

    assert_eq!(fits.summary.map(|it| it.changed_count), Some(17), "{:?}", fits.ended);
    let (code, why) = refusal(too_large.ended);
    assert_eq!((code, &*why), (Code::InvalidArgument, "UPLOAD_MALFORMED"));
}

#[tokio::test]
async fn a_my_number_in_a_field_that_is_stored_open_or_told_refuses_the_row() {
    let world = World::furnished().await;
    let child = person(1);
    let number = child.my_number.clone();
    let item = DetailItem { label: "整理番号".to_owned(), value: format!("第{number}号") };
    let keyed = RecipientRow {
        certification_sub_key: number.clone(),
        certification_detail: vec![item.clone(), item],
        ..history_row(&child, &format!("{CHILD}-{number}"))
    };
    let before = world.positions().await;

    let uploaded =
        world.upload_as(BODY, WriteStyle::History, &world.request_id(), vec![keyed]).await;

    let malformed = |field| (field, ErrorReason::FieldMalformed);
    assert_eq!(
        reasons(uploaded.only()),
        ["certificationSubKey", "historyKey", "certificationDetail"].map(malformed)
    );
    assert!(uploaded.only().findings.iter().all(|it| !format!("{it:?}").contains(&number)));
    let recorded = kinds(&world.replay(all_of(LedgerName::Registration)).await);
    assert_eq!(recorded.last().unwrap(), "ImportAccepted", "only that the upload came");
    assert!(world.positions().await != before);
}

fn withhold(world: &World, certificate: &str, disclosure: Disclosure) -> WithholdDisclosureRequest {
    WithholdDisclosureRequest {
        request_id: world.request_id(),
        certificate: certificate.to_owned(),
        disclosure: disclosure.into(),
        reason_code: String::new(),
    }
}

#[tokio::test]
async fn a_certificate_with_too_many_events_refuses_its_row_and_no_other() {
    let world = World::furnished().await;
    let rows = (0..900).map(|key| history_row(&person(1), &format!("{key}"))).collect();
    let full = world.register_history(rows).await;
    let more = vec![history_row(&person(1), "more"), history_row(&person(2), "1")];

    let uploaded = world.upload_as(BODY, WriteStyle::History, &world.request_id(), more).await;

    assert_eq!(uploaded.outcomes(), [RowOutcome::Refused, RowOutcome::Registered]);
    let expected = [("certificationSubKey", ErrorReason::HistoryFull)];
    assert_eq!(reasons(&uploaded.results[0]), expected);
    // Its body can still withhold it, a hundred times.
    let certificate = full.results[0].certificate.clone();
    let mut registration = world.registration(&body()).await;
    for place in 0..100 {
        let disclosure = [Disclosure::HideAll, Disclosure::HideFromHistory][place % 2];
        let request = withhold(&world, &certificate, disclosure);
        registration.withhold_disclosure(request).await.unwrap();
    }
    let request = withhold(&world, &certificate, Disclosure::HideAll);
    let (code, why) = refusal(registration.withhold_disclosure(request).await);
    assert_eq!((code, &*why), (Code::FailedPrecondition, "HISTORY_FULL"));
}
