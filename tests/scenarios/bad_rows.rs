//! Rows that are wrong, odd or doubtful, beside good ones that they do not stop.

use tests::{
    people::{person, with_wrong_check_digit},
    places::{BODY, DESIGNATED, clinic},
    rows::{deleted_row, history_row, over, row},
    world::World,
};
use wire::proto::{
    common::v1::{CheckDigitPolicy, DesignatedInstitution, ErrorReason},
    registration::v1::{RecipientRow, RowOutcome, WriteStyle, finding::Kind},
};

use crate::upload::refused;

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
