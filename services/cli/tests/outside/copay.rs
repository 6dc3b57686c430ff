//! `pmh copay`: the same requests and answers as the hub's, without one; and worked cases.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use crate::support::{Ran, World, run, word};
use cli::failure::{Exit, Failure};
use serde_json::{Value, json};

const MASTER: &str = include_str!("../../../calculation/data/local_master.csv");
const NATIONAL: &str = include_str!("../../../calculation/tests/cases/national.json");
const LOCAL: &str = include_str!("../../../calculation/tests/cases/local.json");

/// A child of 市川市, one outpatient visit.
fn month() -> Value {
    json!({
        "person": {
            "birth_date": "2019-05-05",
            "certificates": [{ "local": "12-ichikawa-child" }],
        },
        "insurance": { "share_percent": 30 },
        "visits": [{
            "date": "2026-10-05", "facility": "A", "prefecture": 12, "setting": "SETTING_OUTPATIENT",
            "slices": [{ "points": 500, "all_certificates": true }],
        }],
    })
}

async fn with_file(command: &str, text: &str, more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("given.json");
    fs::write(&file, text).unwrap();
    run(&[&["copay", command, &word(&file)], more].concat()).await
}

async fn calculated(request: &Value, more: &[&str]) -> Ran {
    with_file("calculate", &request.to_string(), more).await
}

#[tokio::test]
async fn an_explanation_says_who_pays_what_and_why() {
    let en = calculated(&month(), &[]).await.text;
    let lines: Vec<&str> = en.lines().collect();
    assert_eq!(lines[0], "2026-10-05  A  outpatient  5,000 yen");
    assert!(lines[1].contains("the insurer pays its share of the cost: 5,000 yen to 1,500 yen"));
    assert_eq!(
        lines[3..6],
        [
            "  payers: insurer 3,500 yen + 12-ichikawa-child 1,200 yen + person 300 yen",
            "  at the counter 300 yen, refunded later 0 yen",
            "month: the person's part 300 yen, at counters 300 yen, refunded later 0 yen, in the end 300 yen",
        ]
    );
    let ja = calculated(&month(), &["--lang", "ja"]).await.text;
    assert!(ja.contains("窓口 300円、後日の償還 0円"), "{ja}");
    let mut grown_up = month();
    grown_up["person"]["birth_date"] = json!("1990-05-05");
    let en = calculated(&grown_up, &[]).await.text;
    assert!(en.contains("12-ichikawa-child takes nothing of this visit"), "{en}");
    grown_up["person"]["birth_date"] = Value::Null;
    let en = calculated(&grown_up, &[]).await.text;
    assert!(en.contains("  cannot decide: birth date"), "{en}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_gives_the_same_answer_to_the_same_request() {
    let world = World::begin(3).await;
    let (body, ..) = world.body();
    let month = month();
    let mut visit = month.clone();
    visit["visit"] = visit["visits"][0].clone();
    visit["earlier_visits"] = visit["visits"].take();
    visit.as_object_mut().unwrap().remove("visits");
    let mut compare = month.clone();
    let person = compare.as_object_mut().unwrap().remove("person").unwrap();
    compare["people"] = json!([person, { "birth_date": "2019-05-05" }]);
    for (method, request) in
        [("CalculateMonth", &month), ("CalculateVisit", &visit), ("CompareCertificates", &compare)]
    {
        let method = format!("CopaymentService/{method}");
        let by_hub = world.run(&body, &["call", &method, &request.to_string()]).await.document();
        let here = calculated(request, &["--json"]).await.document();
        assert_eq!(here, by_hub, "{method}");
        let mut named = request.clone();
        named["edition"] = here["edition"].clone();
        assert_eq!(calculated(&named, &["--json"]).await.document(), here);
    }
}

#[tokio::test]
async fn bad_facts_are_refused_by_field() {
    type Change = fn(&mut Value);
    let national = |limits: Value| json!({ "national": { "law_number": "54" }, "limits": limits });
    let unit = national(json!([{ "setting": "CARE_SETTING_COMBINED", "amount_yen": 10_000 }]));
    let daily = national(json!([{
        "period": "LIMIT_PERIOD_DAY", "setting": "CARE_SETTING_COMBINED", "amount_yen": 1_000,
    }]));
    let certificates = |list: Value| {
        let mut month = month();
        month["person"]["certificates"] = list;
        month
    };
    let cases: [(Change, Exit, &str); 13] = [
        (
            |m| m["visits"][0]["slices"][0]["points"] = json!(-1),
            Exit::Refused,
            "visits[0].slices[0].points",
        ),
        (
            |m| m["visits"][0]["slices"][0]["points"] = json!(1_000_000_000),
            Exit::Refused,
            "visits[0].slices[0].points",
        ),
        (
            |m| m["visits"][0]["slices"][0]["points"] = json!(1.5),
            Exit::File,
            "visits[0].slices[0].points",
        ),
        (|m| m["visits"][0]["date"] = json!("1990-01-01"), Exit::Refused, "visits[0].date"),
        (|m| m["visits"][0]["date"] = json!("2100-01-01"), Exit::Refused, "visits[0].date"),
        (|m| m["visits"][0]["date"] = json!("2026-02-30"), Exit::File, "visits[0].date"),
        (|m| m["visits"][0]["setting"] = json!("ROOF"), Exit::File, "visits[0].setting"),
        (|m| m["visits"][0]["luck"] = json!(7), Exit::File, "visits[0]"),
        (|m| m["visits"] = json!([]), Exit::Refused, "visits"),
        (|m| m["insurance"]["income_class"] = json!("ヌ"), Exit::Refused, "insurance.income_class"),
        (
            |m| m["insurance"]["share_percent"] = json!(101),
            Exit::Refused,
            "insurance.share_percent",
        ),
        (|m| m["edition"] = json!("0".repeat(64)), Exit::Refused, "edition"),
        (|m| *m = json!({ "person": {} }), Exit::File, "visits"),
    ];
    for (change, exit, field) in cases {
        let mut request = month();
        change(&mut request);
        refused(&request, exit, field).await;
    }
    let child = json!({ "local": "12-ichikawa-child" });
    let first = "person.certificates[0]";
    for (list, field) in [
        (json!([{ "national": { "law_number": "99" } }]), format!("{first}.national.law_number")),
        (json!([{ "local": "nowhere" }]), format!("{first}.local")),
        (json!([{ "payer_number": "12345678" }]), format!("{first}.payer_number")),
        (json!([child, child]), "person.certificates".to_owned()),
        (json!([national(json!([])), national(json!([]))]), "person.certificates[1]".to_owned()),
        (json!([unit]), format!("{first}.limits[0].period")),
        (json!([daily]), first.to_owned()),
    ] {
        refused(&certificates(list), Exit::Refused, &field).await;
    }
}

async fn refused(request: &Value, exit: Exit, field: &str) {
    let failure = calculated(request, &[]).await.ended.unwrap_err();
    let Failure { fields, .. } = &failure;
    assert_eq!((failure.exit, fields[0].0.as_str()), (exit, field), "{failure}");
    assert!(!fields[0].1.is_empty(), "{failure}");
}

#[tokio::test]
async fn an_edition_given_is_used_and_the_shipped_one_stays_at_hand() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("20270401.csv"), word(&folder.path().join("edition")));
    // The price of a visit in 市川市 rises.
    let dearer = MASTER.lines().map(|line| {
        if line.contains(",122033,") { line.replace(",300,", ",500,") } else { line.to_owned() }
    });
    fs::write(&file, dearer.collect::<Vec<_>>().join("\r\n")).unwrap();
    let words = ["rules", "import", &word(&file), "--out", &out, "--json"];
    let imported = run(&words).await.document();
    let asked = json!([{ "local": "loc-12-ichikawa-child-1-a" }]);
    let mut request = month();
    request["person"]["certificates"] = asked;
    let old = calculated(&request, &["--json"]).await.document();
    assert_eq!(old["month"]["counter_yen"], 300);

    let gone = calculated(&request, &["--edition", &out, "--json"]).await;
    let failure = gone.ended.unwrap_err();
    assert_eq!(failure.reason.as_deref(), Some("RULE_NOT_FOUND"), "half a rule is none: {failure}");
    let not_carried = imported["local"]["not_carried"].as_array().unwrap();
    let row = not_carried.iter().find(|row| row["was"] == "loc-12-ichikawa-child-1-a").unwrap();
    request["person"]["certificates"] = json!([{ "local": row["id"] }]);
    let new = calculated(&request, &["--edition", &out, "--json"]).await.document();
    assert_eq!(new["month"]["counter_yen"], 500);

    request["person"]["certificates"] = json!([{ "local": "loc-12-ichikawa-child-1-a" }]);
    request["edition"] = old["edition"].clone();
    let again = calculated(&request, &["--edition", &out, "--json"]).await.document();
    assert_eq!(again, old, "an old answer is had again by its edition");
}

#[test]
fn the_program_reads_standard_input_and_ends_with_the_code_of_the_failure() {
    let run = |text: &str, words: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pmh"))
            .args(["copay", "calculate"])
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        program.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let ended = program.wait_with_output().unwrap();
        let text = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
        (ended.status.code().unwrap(), text)
    };
    let (code, text) = run(&month().to_string(), &[]);
    assert!(code == 0 && text.contains("at the counter 300 yen"), "{text}");
    let (code, text) = run("{", &["-"]);
    assert!(code == 6 && text.starts_with("pmh: standard input: the file is no JSON"), "{text}");
    let (code, text) = run(&month().to_string().replace("500", "-5"), &["--json"]);
    let error: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &error["error"]["reason"]), (1, &json!("FIELD_MALFORMED")));
}

/// The verdicts of a file of cases, and how the command ended.
async fn verdicts(text: &str) -> (Vec<Value>, Result<(), Failure>) {
    let ran = with_file("cases", text, &["--json"]).await;
    let documents = ran.documents();
    (documents, ran.ended)
}

#[tokio::test]
async fn every_worked_case_comes_out() {
    for text in [NATIONAL, LOCAL] {
        let file: Value = serde_json::from_str(text).unwrap();
        let count = file["cases"].as_array().unwrap().len();
        let (told, ended) = verdicts(text).await;
        ended.unwrap();
        let total = told.last().unwrap();
        assert_eq!((&total["cases"], &total["ok"]), (&json!(count), &json!(count)));
        assert_eq!(total["holds"], true);
        assert_eq!(told.len(), count + 1);
    }
}

/// The first case of a file, changed.
fn spoilt(file: &str, change: fn(&mut Value)) -> String {
    let mut file: Value = serde_json::from_str(file).unwrap();
    file["cases"].as_array_mut().unwrap().truncate(3);
    change(&mut file["cases"][0]);
    file.to_string()
}

#[tokio::test]
async fn a_case_that_differs_is_undecided_or_is_malformed_is_told_and_fails() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change, &str, &str, Exit); 8] = [
        (
            NATIONAL,
            |case| case["expected"]["patient_month_total_yen"] = json!(1_326),
            "differs",
            "patient_month_total_yen: expected 1326, got 1325",
            Exit::Refused,
        ),
        (
            LOCAL,
            |case| case["expected"]["month"]["patient_final_yen"] = json!(501),
            "differs",
            "month patient: expected 501, got 500",
            Exit::Refused,
        ),
        (
            LOCAL,
            |case| case["rule_id"] = json!("99-nowhere"),
            "cannot decide",
            "99-nowhere",
            Exit::Refused,
        ),
        (
            NATIONAL,
            |case| case["input"]["programs"][0]["houbetsu"] = json!("99"),
            "cannot decide",
            "99",
            Exit::Refused,
        ),
        (
            NATIONAL,
            |case| case["input"]["luck"] = json!(1),
            "malformed",
            "`luck` is not known",
            Exit::File,
        ),
        (
            LOCAL,
            |case| case["visits"][0]["luck"] = json!(1),
            "malformed",
            "`visits[0].luck`",
            Exit::File,
        ),
        (
            LOCAL,
            |case| drop(case.as_object_mut().unwrap().remove("patient")),
            "malformed",
            "missing field `patient`",
            Exit::File,
        ),
        (
            NATIONAL,
            |case| drop(case.as_object_mut().unwrap().remove("expected")),
            "malformed",
            "field `expected` is missing",
            Exit::File,
        ),
    ];
    for (file, change, verdict, why, exit) in cases {
        let (told, ended) = verdicts(&spoilt(file, change)).await;
        assert_eq!(told[0]["verdict"], verdict, "{why}: {told:?}");
        assert!(told[0]["why"].as_str().unwrap().contains(why), "{why}: {told:?}");
        assert_eq!((&told[1]["verdict"], &told[2]["verdict"]), (&json!("ok"), &json!("ok")));
        assert_eq!(ended.unwrap_err().exit, exit, "{why}");
    }
}

#[tokio::test]
async fn a_file_may_be_the_list_alone() {
    for file in [NATIONAL, LOCAL] {
        let file: Value = serde_json::from_str(file).unwrap();
        let (told, ended) = verdicts(&format!("\u{feff}{}", file["cases"])).await;
        ended.unwrap();
        assert_eq!(told.len(), file["cases"].as_array().unwrap().len() + 1);
    }
}

#[tokio::test]
async fn a_file_of_neither_form_is_refused() {
    let both = r#"{ "cases": [{ "rule_id": "x" }, { "input": {} }] }"#;
    for (text, told) in [
        ("no JSON", "the file is no JSON"),
        ("{}", "there is no list of cases"),
        (r#"{ "cases": [] }"#, "neither form"),
        (r#"{ "cases": [{ "id": "x" }] }"#, "neither form"),
        (both, "mixes both forms"),
    ] {
        let failure = with_file("cases", text, &[]).await.ended.unwrap_err();
        assert_eq!(failure.exit, Exit::File);
        assert!(
            failure.message.contains("given.json: ") && failure.message.contains(told),
            "{failure}"
        );
    }
}
