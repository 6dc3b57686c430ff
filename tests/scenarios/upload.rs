//! An upload: a result per row, each row once, bad rows beside good ones, and nothing half.

use tests::{
    enrolling::day,
    history::{all_of, kinds},
    people::{Person, person, with_wrong_check_digit},
    places::{BODY, CHILD, DESIGNATED, OTHER_BODY, body, caller, clinic, other_body},
    refused::{fields, reason, refusal},
    rows::{deleted_row, history_row, over, row},
    upload::{Uploaded, header, parts},
    world::World,
};
use tonic::Code;
use wire::proto::{
    audit::v1::LedgerName,
    common::v1::{CheckDigitPolicy, DesignatedInstitution, ErrorReason},
    eligibility::v1::EligibilityClass,
    enrolment::v1::RetireProgramRequest,
    registration::v1::{
        RecipientRow, RowBatch, RowOutcome, RowResult, UploadEnd, UploadHeader, WriteStyle,
        finding::Kind, register_recipients_request::Part,
    },
};

/// The reason of the only refusal of a row, and its field.
fn refused(result: &RowResult) -> (&str, ErrorReason) {
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

/// What is wrong with a row: how it is made so, and which field is refused why.
type Fault = (fn(&mut RecipientRow), &'static str, ErrorReason);

const FAULTS: &[Fault] = {
    use ErrorReason as Why;
    &[
        (|row| row.my_number.clear(), "myNumber", Why::FieldMissing),
        (|row| row.my_number.truncate(11), "myNumber", Why::FieldMalformed),
        (|row| row.my_number.replace_range(..1, "x"), "myNumber", Why::FieldMalformed),
        (
            |row| row.org_specific_certificate_type_id.clear(),
            "orgSpecificCertificateTypeId",
            Why::FieldMissing,
        ),
        (
            |row| row.org_specific_certificate_type_id = "種別".into(),
            "orgSpecificCertificateTypeId",
            Why::FieldMalformed,
        ),
        (
            |row| row.org_specific_certificate_type_id = "UNKNOWN".into(),
            "orgSpecificCertificateTypeId",
            Why::ProgramNotDefined,
        ),
        (|row| row.basic_five_info = None, "basicFiveInfo", Why::FieldMissing),
        (|row| basic(row).name.clear(), "basicFiveInfo.name", Why::FieldMissing),
        (|row| basic(row).name = "見".repeat(101), "basicFiveInfo.name", Why::FieldTooLong),
        (
            |row| basic(row).name = "見\u{e000}本".into(),
            "basicFiveInfo.name",
            Why::PrivateUseCharacter,
        ),
        (|row| basic(row).name_kana.clear(), "basicFiveInfo.nameKana", Why::FieldMissing),
        (|row| basic(row).address.clear(), "basicFiveInfo.address", Why::FieldMissing),
        (|row| basic(row).address = "町".repeat(201), "basicFiveInfo.address", Why::FieldTooLong),
        (|row| basic(row).date_of_birth.clear(), "basicFiveInfo.dateOfBirth", Why::FieldMissing),
        (
            |row| basic(row).date_of_birth = "2026-10-02".into(),
            "basicFiveInfo.dateOfBirth",
            Why::FieldMalformed,
        ),
        (
            |row| basic(row).date_of_birth = "2019-02-29".into(),
            "basicFiveInfo.dateOfBirth",
            Why::FieldMalformed,
        ),
        (|row| basic(row).sex.clear(), "basicFiveInfo.sex", Why::FieldMissing),
        (|row| basic(row).sex = "4".into(), "basicFiveInfo.sex", Why::FieldMalformed),
        (|row| row.is_not_disclosed = None, "isNotDisclosed", Why::FieldMissing),
        (
            |row| row.medical_subsidy_insurer_number = "8123".into(),
            "medicalSubsidyInsurerNumber",
            Why::FieldMalformed,
        ),
        (
            |row| row.medical_subsidy_recipient_number = "1".repeat(31),
            "medicalSubsidyRecipientNumber",
            Why::FieldMalformed,
        ),
        (|row| row.certification_name.clear(), "certificationName", Why::FieldMissing),
        (|row| row.certification_name = "証".repeat(101), "certificationName", Why::FieldTooLong),
        (
            |row| row.certification_sub_key = "k".repeat(51),
            "certificationSubKey",
            Why::FieldMalformed,
        ),
        (|row| row.segment = "区".repeat(51), "segment", Why::FieldTooLong),
        (|row| row.income_segment = "99".into(), "incomeSegment", Why::IncomeBandNotDefined),
        (|row| row.additional_conditions = "1".into(), "additionalConditions", Why::FieldMalformed),
        (
            |row| row.additional_conditions = "1-2;1-9".into(),
            "additionalConditions",
            Why::ConditionNotDefined,
        ),
        (
            |row| row.additional_conditions = "9-1".into(),
            "additionalConditions",
            Why::ConditionNotDefined,
        ),
        (
            |row| row.designated_medical_institutions = vec![institution("23"); 1],
            "designatedMedicalInstitutions[0].institution_code",
            Why::FieldMalformed,
        ),
        (
            |row| row.designated_medical_institutions = vec![institution(""); 21],
            "designatedMedicalInstitutions",
            Why::FieldTooLong,
        ),
        (
            |row| row.is_always_reimbursement = "2".into(),
            "isAlwaysReimbursement",
            Why::FieldMalformed,
        ),
        (|row| row.valid_from.clear(), "validFrom", Why::FieldMissing),
        (|row| row.valid_from = "20260401".into(), "validFrom", Why::FieldMalformed),
        (|row| row.valid_from = "2026-04-31".into(), "validFrom", Why::FieldMalformed),
        (|row| row.valid_from = "2024-03-31".into(), "validFrom", Why::ProgramRetired),
        (|row| row.valid_to.clear(), "validTo", Why::FieldMissing),
        (|row| row.valid_to = "2026-03-31".into(), "validTo", Why::PeriodReversed),
        (|row| row.history_key = "1".into(), "historyKey", Why::FieldMalformed),
        (|row| row.is_deleted = Some(true), "isDeleted", Why::FieldMalformed),
    ]
};

fn basic(row: &mut RecipientRow) -> &mut wire::proto::registration::v1::BasicFiveInfo {
    row.basic_five_info.as_mut().unwrap()
}

fn institution(code: &str) -> DesignatedInstitution {
    DesignatedInstitution { institution_code: code.to_owned(), name: "見本".to_owned() }
}

#[tokio::test]
async fn a_bad_row_is_refused_with_its_field_and_reason_and_stops_no_good_one() {
    let world = World::furnished().await;
    let mut rows = Vec::new();
    for (place, (spoil, ..)) in (1..).zip(FAULTS) {
        let mut bad = row(&person(2 * place));
        spoil(&mut bad);
        rows.extend([bad, row(&person(2 * place + 1))]);
    }

    let uploaded = world.upload_as(BODY, WriteStyle::Full, &world.request_id(), rows).await;

    let summary = uploaded.summary.unwrap();
    let count = FAULTS.len() as u64;
    assert_eq!((summary.refused_count, summary.changed_count), (count, count));
    for (number, result) in (1..).zip(&uploaded.results) {
        assert_eq!(result.row, number);
    }
    for (pair, (_, field, reason)) in uploaded.results.chunks(2).zip(FAULTS) {
        assert_eq!(refused(&pair[0]), (*field, *reason));
        assert_eq!(pair[1].outcome(), RowOutcome::Registered, "after {field} {reason:?}");
    }
}

#[tokio::test]
async fn all_that_is_wrong_with_a_row_is_said_at_once_and_no_value_of_it() {
    let world = World::furnished().await;
    let mut bad = row(&person(1));
    basic(&mut bad).name = "秘\u{e000}".to_owned();
    basic(&mut bad).date_of_birth = "1899-13-01".to_owned();
    bad.my_number.truncate(10);
    bad.valid_to.clear();

    let uploaded =
        world.upload_as(BODY, WriteStyle::Full, &world.request_id(), vec![bad.clone()]).await;

    let findings = &uploaded.only().findings;
    let found: Vec<_> = findings.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(found, ["basicFiveInfo.name", "basicFiveInfo.dateOfBirth", "validTo"]);
    let said = format!("{findings:?}");
    for secret in ["秘", "1899", bad.my_number.as_str()] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[tokio::test]
async fn a_history_row_has_its_key_and_its_flags() {
    let world = World::furnished().await;
    let good = history_row(&person(1), "1");
    let rows = vec![
        RecipientRow { history_key: String::new(), ..good.clone() },
        RecipientRow { is_deleted: None, ..good.clone() },
        RecipientRow { is_always_reimbursement: String::new(), ..good.clone() },
        deleted_row(&person(1), "1"),
        good,
    ];

    let uploaded = world.upload_as(BODY, WriteStyle::History, &world.request_id(), rows).await;

    let missing = ErrorReason::FieldMissing;
    assert_eq!(refused(&uploaded.results[0]), ("historyKey", missing));
    assert_eq!(refused(&uploaded.results[1]), ("isDeleted", missing));
    assert_eq!(refused(&uploaded.results[2]), ("isAlwaysReimbursement", missing));
    assert_eq!(refused(&uploaded.results[3]), ("historyKey", ErrorReason::HistoryRowNotFound));
    assert_eq!(uploaded.results[4].outcome(), RowOutcome::Registered);
}

#[tokio::test]
async fn a_wrong_check_digit_is_what_the_body_s_policy_says() {
    let world = World::furnished().await;
    let spoilt = |place: u64| {
        let somebody = person(place);
        let wrong = with_wrong_check_digit;
        let number = wrong(&clinic().code);
        [
            ("myNumber", RecipientRow { my_number: wrong(&somebody.my_number), ..row(&somebody) }),
            // The published sample numbers, whose check digits do not hold.
            (
                "medicalSubsidyInsurerNumber",
                RecipientRow {
                    medical_subsidy_insurer_number: "87654321".to_owned(),
                    ..row(&person(place + 1))
                },
            ),
            (
                "designatedMedicalInstitutions",
                RecipientRow {
                    designated_medical_institutions: vec![institution(&number)],
                    ..row(&person(place + 2))
                },
            ),
        ]
    };
    let policies = [CheckDigitPolicy::Off, CheckDigitPolicy::Warn, CheckDigitPolicy::Reject];
    for (place, policy) in (0..).zip(policies) {
        world.enrol_body(BODY, policy).await;
        let (names, rows): (Vec<_>, Vec<_>) = spoilt(100 * place).into_iter().unzip();

        let uploaded = world.upload_as(BODY, WriteStyle::Full, &world.request_id(), rows).await;

        for (field, result) in names.into_iter().zip(&uploaded.results) {
            let digit = |kind: Kind| {
                let mut findings = result.findings.iter();
                findings.any(|finding| finding.field == field && finding.kind() == kind)
            };
            if policy == CheckDigitPolicy::Reject {
                assert_eq!(refused(result), (field, ErrorReason::CheckDigitWrong));
            } else {
                assert_eq!(result.outcome(), RowOutcome::Registered, "{result:?}");
                let warned = policy == CheckDigitPolicy::Warn;
                assert_eq!(digit(Kind::CheckDigit), warned, "{policy:?} {result:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_odd_but_lawful_is_taken_with_a_warning() {
    let world = World::furnished().await;
    let designated = RecipientRow {
        org_specific_certificate_type_id: DESIGNATED.to_owned(),
        income_segment: String::new(),
        // A published number whose law number and prefecture are others.
        medical_subsidy_insurer_number: "81136244".to_owned(),
        ..history_row(&person(1), "1")
    };
    let rows = vec![
        designated,
        history_row(&person(2), "1"),
        over(history_row(&person(2), "2"), "2027-03-31", "2027-12-31"),
        over(history_row(&person(3), "1"), "2101-01-01", "2101-12-31"),
    ];

    let uploaded = world.register_history(rows).await;

    let warned = |place: usize| {
        let findings = uploaded.results[place].findings.iter();
        findings.map(|it| (it.field.as_str(), it.kind(), it.refuses)).collect::<Vec<_>>()
    };
    let payer = "medicalSubsidyInsurerNumber";
    assert_eq!(
        warned(0),
        [(payer, Kind::LawNumberDiffers, false), (payer, Kind::PrefectureDiffers, false)]
    );
    assert_eq!(warned(1), []);
    assert_eq!(warned(2), [("validFrom", Kind::PeriodOverlaps, false)]);
    assert_eq!(warned(3), [("validFrom", Kind::PeriodUnusual, false)]);
    assert_eq!(uploaded.summary.unwrap().warned_count, 3);
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
