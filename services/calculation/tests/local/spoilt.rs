//! Case files that are spoilt leaf by leaf: each is answered in words, none ends the program.

use std::sync::LazyLock;

use calculation::{
    cases::{self, CaseResult, Verdict},
    edition::Edition,
};
use serde_json::{Value, json};

static EDITION: LazyLock<Edition> = LazyLock::new(|| Edition::shipped().unwrap());

/// What a leaf is spoilt with.
fn spoilt() -> [Value; 9] {
    [
        json!(null),
        json!(-1),
        json!(0),
        json!(101),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!("?"),
        json!([]),
    ]
}

/// The paths of all leaves, and of all fields.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, v)| (at.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in below {
        let path = format!("{path}/{key}");
        paths(value, &path, found);
        found.push(path);
    }
}

/// Every case of a file, spoilt in one place.
fn each_spoilt(file: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(file).unwrap();
    let mut all = Vec::new();
    for (at, case) in file["cases"].as_array().unwrap().iter().enumerate() {
        let mut found = Vec::new();
        paths(case, "", &mut found);
        for (place, path) in found.iter().enumerate() {
            // All values in turn, and each number with the largest one.
            let mut with = |value: Value| {
                let mut spoilt_case = case.clone();
                let field = spoilt_case.pointer_mut(path).unwrap();
                let was = std::mem::replace(field, value);
                all.push(spoilt_case);
                was
            };
            let values = spoilt();
            if with(values[(at + place) % values.len()].clone()).is_number() {
                with(json!(i64::MAX));
            }
        }
    }
    all
}

/// Runs all, and counts those that come out all the same.
fn run(file: &str, run: impl Fn(&str) -> Vec<CaseResult>) {
    let spoilt = each_spoilt(file);
    let count = spoilt.len();
    let results = run(&json!({ "cases": spoilt }).to_string());
    assert_eq!(results.len(), count);
    let of = |is: fn(&Verdict) -> bool| results.iter().filter(|one| is(&one.verdict)).count();
    assert!(of(|verdict| matches!(verdict, Verdict::Malformed(_))) > count / 10);
    assert!(of(|verdict| matches!(verdict, Verdict::Differs(_))) > count / 20);
}

#[test]
fn a_spoilt_national_case_is_answered_in_words() {
    run(include_str!("../cases/national.json"), |text| {
        cases::national::run(EDITION.national(), text).unwrap()
    });
}

#[test]
fn a_spoilt_local_case_is_answered_in_words() {
    run(include_str!("../cases/local.json"), |text| {
        cases::local::run(text.as_bytes(), EDITION.rules()).unwrap()
    });
}
