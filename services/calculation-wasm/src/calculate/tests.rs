use serde_json::{Value, json};

use super::{REQUEST_BYTES_MAX, calculate};
use crate::VISITS_MAX;

/// A visit of a person under 70 with an ordinary income and a printed monthly limit of an intractable disease.
fn request() -> Value {
    json!({
        "person": {
            "birth_date": "1970-05-05",
            "certificates": [{
                "national": { "law_number": "54" },
                "limits": [{
                    "period": "LIMIT_PERIOD_MONTH",
                    "setting": "CARE_SETTING_COMBINED",
                    "amount_yen": 2500,
                }],
            }],
        },
        "insurance": { "share_percent": 30, "income_class": "ウ", "limit_proof": true },
        "visit": {
            "date": "2026-10-01",
            "facility": "a hospital",
            "prefecture": 23,
            "setting": "SETTING_OUTPATIENT",
            "slices": [{ "points": 5000, "all_certificates": true }],
        },
    })
}

fn answer(request: &Value) -> Value {
    serde_json::from_str(&calculate(request.to_string().as_bytes())).unwrap()
}

fn split(request: &Value) -> Value {
    answer(request)["answer"]["split"].clone()
}

/// The field and the message of a refusal.
fn refused(request: &Value) -> (String, String) {
    let error = answer(request)["error"].clone();
    let text = |name: &str| error[name].as_str().unwrap().to_owned();
    (text("field"), text("message"))
}

/// The request with something else at a place.
fn with(place: &str, value: Value) -> Value {
    let mut request = request();
    *request.pointer_mut(place).unwrap() = value;
    request
}

#[test]
fn a_visit_is_split_between_insurer_program_and_person() {
    let split = split(&request());

    assert_eq!(split["cost_yen"], 50_000);
    assert_eq!(split["patient_yen"], 2_500);
    assert_eq!(split["counter_yen"], 2_500);
    assert_eq!(
        split["shares"],
        json!([
            { "insurer": true, "amount_yen": 35_000 },
            { "certificate": 0, "amount_yen": 12_500 },
        ])
    );
}

#[test]
fn each_yen_has_its_reason_in_two_languages() {
    let steps = split(&request())["steps"].clone();
    let steps = steps.as_array().unwrap();

    assert_eq!(steps[0]["before_yen"], 50_000);
    assert_eq!(steps.last().unwrap()["after_yen"], 2_500);
    for pair in steps.windows(2) {
        assert_eq!(pair[0]["after_yen"], pair[1]["before_yen"]);
    }
    for step in steps {
        assert!(step["ja"].as_str().unwrap().contains('円'), "{step}");
        assert!(step["en"].as_str().unwrap().contains("yen"), "{step}");
    }
}

#[test]
fn the_answer_names_its_edition_and_is_the_same_with_it() {
    let first = answer(&request());
    let mut again = request();
    again["edition"] = first["edition"].clone();

    assert_eq!(answer(&again), first);
    again["edition"] = json!("f".repeat(64));
    assert_eq!(refused(&again).0, "edition");
}

#[test]
fn earlier_visits_of_the_month_count_for_its_limit() {
    let mut second = request();
    second["earlier_visits"] = json!([request()["visit"]]);

    assert_eq!(split(&second)["patient_yen"], 0);
}

#[test]
fn a_payer_number_finds_its_local_rule_where_the_data_knows_it() {
    let child = |certificate: Value| {
        let mut request = with("/person/birth_date", json!("2018-04-10"));
        request["person"]["certificates"] = json!([certificate]);
        request["insurance"] = json!({ "share_percent": 30 });
        answer(&request)
    };
    // The number and the row of one city's subsidy for children, as the city publishes them.
    let by_number = child(json!({ "payer_number": "88138243" }));

    assert_eq!(by_number, child(json!({ "local": "w26-13-132012-child-1-a" })));
    assert!(by_number["answer"].is_object(), "{by_number}");
    let unknown = child(json!({ "payer_number": "88138250" }));
    assert_eq!(unknown["error"]["field"], "person.certificates[0].payer_number");
}

#[test]
fn what_is_not_known_is_told_and_not_guessed() {
    let mut request = request();
    request["insurance"] = json!({});
    request["person"]["birth_date"] = json!("");
    let undecided = answer(&request)["answer"]["undecided"].clone();

    assert!(undecided["item"].as_str().is_some_and(|item| !item.is_empty()), "{undecided}");
    assert!(undecided["row"].as_str().is_some_and(|row| !row.is_empty()), "{undecided}");
}

#[test]
fn a_refusal_names_its_field() {
    for (place, value, field) in [
        ("/visit/slices/0/points", json!(-1), "visit.slices[0].points"),
        ("/visit/slices/0/points", json!(100_000_001), "visit.slices[0].points"),
        ("/visit/slices/0", json!({ "points": 1, "cost_yen": 10 }), "visit.slices[0]"),
        ("/visit/slices/0", json!({ "points": 1, "certificates": [1] }), "visit"),
        ("/visit/slices", json!([]), "visit"),
        ("/visit/date", json!("2026-02-30"), "visit.date"),
        ("/visit/date", json!("1999-01-01"), "person"),
        ("/visit/prefecture", json!(48), "visit.prefecture"),
        ("/visit/facility", json!(""), "visit.facility"),
        ("/person/birth_date", json!("yesterday"), "person.birth_date"),
        (
            "/person/certificates/0/national/law_number",
            json!("5"),
            "person.certificates[0].national.law_number",
        ),
        ("/person/certificates/0/national/law_number", json!("99"), "person"),
        (
            "/person/certificates/0/limits/0/amount_yen",
            json!(-1),
            "person.certificates[0].limits[0].amount_yen",
        ),
        ("/insurance/share_percent", json!(101), "insurance.share_percent"),
    ] {
        let (named, message) = refused(&with(place, value));
        assert_eq!(named, field, "{message}");
        assert!(!message.is_empty());
    }
}

#[test]
fn a_field_that_the_form_does_not_have_is_refused_with_its_name() {
    let mut request = request();
    request["visit"]["colour"] = json!("red");

    assert!(refused(&request).1.contains("unknown field `colour`"));
}

#[test]
fn text_that_is_no_request_is_refused() {
    for bytes in [&b""[..], b"{", b"[]", b"\xff\xfe", b"null"] {
        let told: Value = serde_json::from_str(&calculate(bytes)).unwrap();
        assert!(
            told["error"]["message"]
                .as_str()
                .unwrap()
                .starts_with("the request is not of its form")
        );
    }
}

#[test]
fn a_request_has_a_longest_length_and_a_month_a_last_visit() {
    let told: Value = serde_json::from_str(&calculate(&vec![b' '; REQUEST_BYTES_MAX + 1])).unwrap();
    assert_eq!(told["error"]["message"], "the request is longer than 1048576 bytes");

    let mut many = request();
    many["earlier_visits"] = vec![request()["visit"].clone(); VISITS_MAX].into();
    assert_eq!(split(&many)["patient_yen"], 0);
    many["earlier_visits"] = vec![request()["visit"].clone(); VISITS_MAX + 1].into();
    assert_eq!(refused(&many).0, "earlier_visits");
}
