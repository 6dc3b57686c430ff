//! Rows of uploads, as tables a clerk could check.

use jiff::civil::{Date, date};

use super::{Change, WriteStyle, recipient_row};
use crate::proto::{
    common::v1::{CopaymentLimit, DesignatedInstitution, DetailItem},
    registration::v1::{BasicFiveInfo, RecipientRow},
};

const TODAY: Date = date(2026, 11, 21);

/// A row in which nothing is wrong; the My Number is none.
fn good() -> RecipientRow {
    RecipientRow {
        org_specific_certificate_type_id: "IKUSEI01".into(),
        my_number: "a number, unread".into(),
        basic_five_info: Some(BasicFiveInfo {
            name: "愛知　花子".into(),
            name_kana: "アイチハナコ".into(),
            address: "愛知県一宮市本町２丁目５番６号".into(),
            date_of_birth: "2013-01-01".into(),
            sex: "2".into(),
        }),
        is_not_disclosed: Some(false),
        medical_subsidy_insurer_number: "87654321".into(),
        certification_name: "自立支援医療受給者証(育成医療)".into(),
        medical_subsidy_recipient_number: "0000002".into(),
        additional_conditions: "01-1;02-9".into(),
        is_always_reimbursement: "0".into(),
        valid_from: "2026-04-01".into(),
        valid_to: "2027-03-31".into(),
        history_key: "H1".into(),
        is_deleted: Some(false),
        ..RecipientRow::default()
    }
}

/// What is said of a row that was changed: `field REASON`, in order.
fn said(style: WriteStyle, change: impl FnOnce(&mut RecipientRow)) -> Vec<String> {
    let mut row = good();
    change(&mut row);
    match recipient_row(row, style, TODAY) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .iter()
            .map(|error| {
                let reason = error.reason.as_str_name().trim_start_matches("ERROR_REASON_");
                format!("{} {reason}", error.field)
            })
            .collect(),
    }
}

#[track_caller]
fn check(expected: &str, change: impl FnOnce(&mut RecipientRow)) {
    assert_eq!(said(WriteStyle::History, change).join("\n"), expected);
}

fn info(row: &mut RecipientRow) -> &mut BasicFiveInfo {
    row.basic_five_info.as_mut().unwrap()
}

#[test]
fn the_published_sample_has_the_form() {
    check("", |_| {});
    let read = recipient_row(good(), WriteStyle::History, TODAY).ok().unwrap();
    let Change::Put { row, not_disclosed } = read.change else { panic!("not a row") };
    assert!(!not_disclosed);
    assert_eq!(row.payer_number.unwrap().to_string(), "87654321");
    assert_eq!(row.additional_conditions.len(), 2);
    assert_eq!(row.period.to_string(), "2026-04-01..2027-03-31");
}

#[test]
fn each_required_field_is_asked_for() {
    check("orgSpecificCertificateTypeId FIELD_MISSING", |row| {
        row.org_specific_certificate_type_id.clear();
    });
    check("myNumber FIELD_MISSING", |row| row.my_number.clear());
    check("basicFiveInfo FIELD_MISSING", |row| row.basic_five_info = None);
    check("basicFiveInfo.name FIELD_MISSING", |row| info(row).name.clear());
    check("basicFiveInfo.nameKana FIELD_MISSING", |row| info(row).name_kana.clear());
    check("basicFiveInfo.address FIELD_MISSING", |row| info(row).address.clear());
    check("basicFiveInfo.dateOfBirth FIELD_MISSING", |row| info(row).date_of_birth.clear());
    check("basicFiveInfo.sex FIELD_MISSING", |row| info(row).sex.clear());
    check("isNotDisclosed FIELD_MISSING", |row| row.is_not_disclosed = None);
    check("certificationName FIELD_MISSING", |row| row.certification_name.clear());
    check("isAlwaysReimbursement FIELD_MISSING", |row| row.is_always_reimbursement.clear());
    check("validFrom FIELD_MISSING", |row| row.valid_from.clear());
    check("validTo FIELD_MISSING", |row| row.valid_to.clear());
    check("historyKey FIELD_MISSING", |row| row.history_key.clear());
    check("isDeleted FIELD_MISSING", |row| row.is_deleted = None);
}

#[test]
fn fields_that_may_be_empty_are_not_asked_for() {
    check("", |row| {
        row.medical_subsidy_insurer_number.clear();
        row.medical_subsidy_recipient_number.clear();
        row.additional_conditions.clear();
    });
}

#[test]
fn lengths_and_characters_are_the_contracts() {
    check("", |row| row.certification_name = "証".repeat(100));
    check("certificationName FIELD_TOO_LONG", |row| row.certification_name = "証".repeat(101));
    check("basicFiveInfo.name FIELD_TOO_LONG", |row| info(row).name = "名".repeat(101));
    check("basicFiveInfo.address FIELD_TOO_LONG", |row| info(row).address = "所".repeat(201));
    check("orgSpecificCertificateTypeId FIELD_MALFORMED", |row| {
        row.org_specific_certificate_type_id = "種別".into();
    });
    check("orgSpecificCertificateTypeId FIELD_MALFORMED", |row| {
        row.org_specific_certificate_type_id = "A".repeat(51);
    });
    check("medicalSubsidyInsurerNumber FIELD_MALFORMED", |row| {
        row.medical_subsidy_insurer_number = "8765432".into();
    });
    check("medicalSubsidyRecipientNumber FIELD_MALFORMED", |row| {
        row.medical_subsidy_recipient_number = "9".repeat(31);
    });
    check("historyKey FIELD_MALFORMED", |row| row.history_key = "H".repeat(51));
    check("certificationSubKey FIELD_MALFORMED", |row| {
        row.certification_sub_key = "S".repeat(51);
    });
    check("segment FIELD_TOO_LONG", |row| row.segment = "区".repeat(51));
    check("basicFiveInfo.sex FIELD_MALFORMED", |row| info(row).sex = "4".into());
    check("isAlwaysReimbursement FIELD_MALFORMED", |row| {
        row.is_always_reimbursement = "2".into();
    });
    check("basicFiveInfo.name FIELD_MALFORMED", |row| info(row).name = "愛知\n花子".into());
}

#[test]
fn a_private_use_character_is_refused_where_it_would_be_shown() {
    check("basicFiveInfo.name PRIVATE_USE_CHARACTER", |row| {
        info(row).name = "\u{e000}田".into();
    });
    check("", |row| info(row).name = "\u{fa11}田\u{e0100}　𠮷子".into());
}

#[test]
fn dates_are_days_of_the_calendar_in_one_form() {
    for wrong in
        ["2026-02-29", "2026-4-01", "20260401", "令和8年4月1日", "1867-12-31", "2026-04-31"]
    {
        check("validFrom FIELD_MALFORMED", |row| row.valid_from = wrong.into());
    }
    check("", |row| row.valid_to = "9999-12-31".into());
    check("", |row| row.valid_to = "2026-04-01".into());
    check("validTo PERIOD_REVERSED", |row| row.valid_to = "2026-03-31".into());
    check("", |row| info(row).date_of_birth = "2026-11-21".into());
    check("basicFiveInfo.dateOfBirth FIELD_MALFORMED", |row| {
        info(row).date_of_birth = "2026-11-22".into();
    });
}

#[test]
fn additional_conditions_are_pairs() {
    for wrong in ["01", "01-", "-1", "01-1;", "01-1;;02-1", "01-1-2", "０１-1"] {
        let said = said(WriteStyle::History, |row| row.additional_conditions = wrong.into());
        assert_eq!(said.len(), 1, "{wrong}: {said:?}");
        assert!(said[0].starts_with("additionalConditions "), "{said:?}");
    }
    check("additionalConditions FIELD_TOO_LONG", |row| {
        row.additional_conditions = ["1-1"; 21].join(";");
    });
}

#[test]
fn elements_are_named_by_their_place() {
    check("maxCopaymentAmount[1].period FIELD_MISSING", |row| {
        let good = CopaymentLimit { period: 1, setting: 1, amount_yen: 5000, ..Default::default() };
        let wrong = CopaymentLimit { period: 0, ..good.clone() };
        row.max_copayment_amount = vec![good, wrong];
    });
    check("maxCopaymentAmount[0].amount_yen FIELD_MALFORMED", |row| {
        let wrong = CopaymentLimit { period: 1, setting: 1, amount_yen: -1, ..Default::default() };
        row.max_copayment_amount = vec![wrong];
    });
    check("designatedMedicalInstitutions[0].institution_code FIELD_MALFORMED", |row| {
        row.designated_medical_institutions =
            vec![DesignatedInstitution { institution_code: "12345".into(), name: String::new() }];
    });
    check("certificationDetail[0].label FIELD_MISSING", |row| {
        row.certification_detail = vec![DetailItem::default()];
    });
    check("certificationDetail FIELD_TOO_LONG", |row| {
        row.certification_detail = vec![DetailItem::default(); 51];
    });
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    check(
        "myNumber FIELD_MISSING\n\
         basicFiveInfo.sex FIELD_MALFORMED\n\
         medicalSubsidyInsurerNumber FIELD_MALFORMED\n\
         validFrom FIELD_MALFORMED",
        |row| {
            row.my_number.clear();
            info(row).sex = "x".into();
            row.medical_subsidy_insurer_number = "x".into();
            row.valid_from = "x".into();
        },
    );
}

#[test]
fn of_a_deleted_row_only_what_names_it_is_read() {
    check("", |row| {
        *row = RecipientRow {
            org_specific_certificate_type_id: "IKUSEI01".into(),
            my_number: "a number, unread".into(),
            history_key: "H1".into(),
            is_deleted: Some(true),
            ..RecipientRow::default()
        };
    });
}

#[test]
fn a_full_registration_has_neither_history_key_nor_delete_flag() {
    let full = |change: fn(&mut RecipientRow)| {
        said(WriteStyle::Full, |row| {
            row.history_key.clear();
            row.is_deleted = None;
            row.is_always_reimbursement.clear();
            change(row);
        })
        .join("\n")
    };
    assert_eq!(full(|_| {}), "");
    assert_eq!(full(|row| row.history_key = "H1".into()), "historyKey FIELD_MALFORMED");
    assert_eq!(full(|row| row.is_deleted = Some(true)), "isDeleted FIELD_MALFORMED");
}

#[test]
fn a_row_shows_nothing_of_itself() {
    assert_eq!(format!("{:?}", good()), "RecipientRow(..)");
}

#[test]
fn printed_items_of_up_to_sixty_thousand_bytes_are_closed_as_one() {
    let items = |bytes: usize| -> Vec<DetailItem> {
        let item = |value: usize| DetailItem { label: "記号".into(), value: "7".repeat(value) };
        let rest = bytes - 49 * 1_206 - 6;
        let long = DetailItem { label: "記号".into(), value: "見".repeat(400) };
        (0..49).map(|_| long.clone()).chain([item(rest)]).collect()
    };
    check("", |row| row.certification_detail = items(59_500));
    let over = |row: &mut RecipientRow| {
        row.certification_detail = items(59_500);
        row.certification_detail[0].value = "見".repeat(500);
        row.certification_detail[1].value = "見".repeat(500);
    };
    check("certificationDetail FIELD_TOO_LONG", over);
}

#[test]
fn a_my_number_may_stand_in_no_field_that_is_stored_open_or_told() {
    const NUMBER: &str = "not-a-number";
    check("historyKey FIELD_MALFORMED\ncertificationDetail FIELD_MALFORMED", |row| {
        row.my_number = NUMBER.into();
        row.history_key = format!("H-{NUMBER}");
        row.certification_detail =
            vec![DetailItem { label: "番号".into(), value: NUMBER.into() }; 2];
    });
    // Of what is closed and never told, nothing is asked.
    check("", |row| {
        row.my_number = NUMBER.into();
        info(row).name = format!("愛知　{NUMBER}");
    });
}
