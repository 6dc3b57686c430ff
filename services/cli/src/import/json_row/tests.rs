use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::read;
use crate::import::fault::Finding;

fn row() -> Value {
    json!({
        "orgSpecificCertificateTypeId": "CHILD",
        "myNumber": "0",
        "basicFiveInfo": {
            "name": "愛知 花子", "nameKana": "アイチ ハナコ", "address": "愛知県一宮市",
            "dateOfBirth": "2013-01-01", "sex": "2"
        },
        "isNotDisclosed": false,
        "medicalSubsidyInsurerNumber": "88231010",
        "certificationName": "子ども医療費受給者証",
        "medicalSubsidyRecipientNumber": "0000002",
        "isAlwaysReimbursement": "0",
        "maxCopaymentAmount": [{ "period": "MONTH", "setting": "COMBINED", "amountYen": 500 }],
        "designatedMedicalInstitutions": [{ "institutionCode": "2310000010", "name": "中央病院" }],
        "validFrom": "2026-04-01", "validTo": "2027-03-31",
        "historyKey": "1", "isDeleted": false,
        "certificationDetail": [{ "label": "保護者", "value": "愛知 太郎" }]
    })
}

fn refusals(change: impl FnOnce(&mut Value)) -> Vec<Finding> {
    let mut row = row();
    change(&mut row);
    match read(row.to_string().as_bytes(), 0, &mut BTreeSet::new()) {
        Ok(builder) => builder.finish().1,
        Err(finding) => vec![finding],
    }
}

#[test]
fn all_nineteen_fields_reach_the_contract() {
    let mut unknown = BTreeSet::new();
    let (row, findings) = read(row().to_string().as_bytes(), 0, &mut unknown).unwrap().finish();
    let row = row.unwrap();
    assert!(findings.is_empty() && unknown.is_empty());
    let basic = row.basic_five_info.unwrap();
    assert_eq!((basic.name.as_str(), basic.sex.as_str()), ("愛知 花子", "2"));
    assert_eq!(row.is_not_disclosed, Some(false));
    assert_eq!(row.is_deleted, Some(false));
    assert_eq!(row.max_copayment_amount[0].amount_yen, 500);
    assert_eq!(row.designated_medical_institutions[0].name, "中央病院");
    assert_eq!(row.certification_detail[0].value, "愛知 太郎");
    assert_eq!(row.valid_to, "2027-03-31");
}

#[test]
fn an_unknown_name_is_gathered_and_a_missing_one_left_to_the_hub() {
    let mut unknown = BTreeSet::new();
    let bytes = br#"{"note":1,"basicFiveInfo":{"age":9}}"#;
    let (row, findings) = read(bytes, 0, &mut unknown).unwrap().finish();
    assert!(findings.is_empty());
    assert_eq!(row.unwrap().is_not_disclosed, None);
    assert_eq!(unknown.into_iter().collect::<Vec<_>>(), ["basicFiveInfo.age", "note"]);
}

#[test]
fn a_field_of_the_wrong_kind_refuses_its_row_without_its_value() {
    for (name, value) in [
        ("myNumber", json!(31_415)),
        ("isDeleted", json!("31415")),
        ("validFrom", json!("31415")),
        ("maxCopaymentAmount", json!([{ "period": "31415" }])),
        ("certificationName", json!({ "a": 31_415 })),
        ("certificationDetail", json!([31_415])),
    ] {
        let found = refusals(|row| row[name] = value);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!((found[0].refuses, found[0].column.as_ref()), (true, name));
        assert!(!format!("{:?}", found[0]).contains("31415"), "{name}");
    }
}

#[test]
fn a_private_character_refuses_its_row_and_is_named_by_its_code() {
    let found = refusals(|row| row["basicFiveInfo"]["name"] = json!("山\u{e000}"));
    assert_eq!(found[0].reason, "GAIJI_PRIVATE");
    assert!(found[0].message.contains("character 2 (U+E000, bytes F0 40)"));
}

#[test]
fn an_element_that_is_no_object_is_refused_alone() {
    for (bytes, message) in [
        (&b"7"[..], "is no object"),
        (b"{\"a\":}", "is no JSON"),
        (b"{\"a\":\"\xFF\"}", "byte 106 is not UTF-8"),
    ] {
        let finding = read(bytes, 100, &mut BTreeSet::new()).err().unwrap();
        assert!(finding.message.starts_with(message), "{finding:?}");
    }
}
