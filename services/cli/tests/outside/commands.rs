//! The commands against a hub that listens, as a user gives them.

use std::fs;

use crate::support::{World, run, word};
use cli::{
    connection::{ConnectionOptions, HubAddress},
    failure::Exit,
    import::{EncodingChoice, FormatChoice, Import, Style, progress::Progress},
};
use domain::caller::Caller;
use serde_json::{Value, json};
use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream},
};

const SEED: u64 = 11;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_imported_once_however_often_it_is_sent() {
    let world = World::enrolled(SEED).await;
    let (caller, body, file) = world.body();
    let file = word(&file);
    let import = ["import", file.as_str(), "--body", body.as_str()];

    let dry = world.run(&caller, &[&import[..], &["--dry-run"]].concat()).await;
    let first = world.run(&caller, &import).await;
    let again = world.run(&caller, &import[..2]).await;
    let nobody = world.run(&Caller::Operator, &import[..2]).await;
    let other = "0190b4c1-7a00-4000-8000-00000000a001";
    let afresh = world.run(&caller, &[&import[..], &["--request-id", other]].concat()).await;

    let rows = first.document()["rows"].clone();
    assert!(rows.as_u64() > Some(10));
    assert_eq!(dry.document()["changed"], rows);
    assert_eq!(dry.document()["position"], 0);
    assert_eq!(first.document()["changed"], rows);
    assert_eq!(first.document()["import"]["format"], "JSON");
    assert_eq!(again.document()["outcomes"], first.document()["outcomes"]);
    assert_eq!(afresh.document()["unchanged"], rows);
    assert_eq!(nobody.ended.unwrap_err().exit, Exit::Usage);
    let positions = world.run(&World::auditor(), &["call", "GetPositions"]).await.document();
    assert_eq!(positions["registration_position"], afresh.document()["position"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_s_shift_jis_file_goes_in_and_its_bad_rows_come_back() {
    let world = World::enrolled(SEED).await;
    let (caller, body, json_file) = world.body();
    let rows: Vec<Value> = serde_json::from_slice(&fs::read(json_file).unwrap()).unwrap();
    let row = |row: &Value, change: &dyn Fn(&mut Vec<String>)| {
        let basic = &row["basicFiveInfo"];
        let mut cells: Vec<String> = [
            &row["orgSpecificCertificateTypeId"],
            &row["myNumber"],
            &json!("山田　太郎"),
            &json!("ﾔﾏﾀﾞ ﾀﾛｳ"),
            &basic["address"],
            &basic["dateOfBirth"],
            &json!("男"),
            &json!("0"),
            &row["certificationName"],
            &json!("R8.4.1"),
            &json!("令和9年3月31日"),
        ]
        .map(|value| value.as_str().unwrap().to_owned())
        .into();
        change(&mut cells);
        cells.join(",")
    };
    let header = "受給者証種別,個人番号,氏名,氏名カナ,住所,生年月日,性別,不開示フラグ,受給者証名,有効期間開始日,有効期間終了日";
    let lines = [
        header.to_owned(),
        row(&rows[0], &|_| {}),
        row(&rows[1], &|cells| cells[9] = "令和8年2月30日".to_owned()),
        row(&rows[2], &|cells| cells[0] = "=UNKNOWN".to_owned()),
        row(&rows[3], &|cells| cells[10] = "平成39年3月31日".to_owned()),
        row(&rows[4], &|cells| cells[1] = "1".to_owned()),
    ];
    let lines = lines.join("\r\n");
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(&lines);
    let csv = world.folder.path().join("受給者.csv");
    fs::write(&csv, bytes).unwrap();
    let (csv, report) = (word(&csv), word(&world.folder.path().join("errors.csv")));

    let words = ["import", &csv, "--body", &body, "--style", "full", "--errors", &report];
    let ran = world.run(&caller, &words).await;

    assert_eq!(ran.ended.as_ref().unwrap_err().exit, Exit::Refused);
    let summary = ran.document();
    assert_eq!(summary["import"]["encoding"], "Shift_JIS (CP932)");
    assert_eq!((&summary["rows"], &summary["refused"]), (&json!(5), &json!(3)));
    assert_eq!(summary["changed"], 2);
    let report = fs::read_to_string(report).unwrap();
    let findings: Vec<Vec<String>> =
        csv::Reader::from_reader(report.trim_start_matches('\u{feff}').as_bytes())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
    let of_row = |row: &str| findings.iter().filter(|cells| cells[0] == row).collect::<Vec<_>>();
    assert!(of_row("1").is_empty());
    assert_eq!(of_row("2")[0][3..6], ["refused", "validFrom", "FIELD_MALFORMED"]);
    assert_eq!(of_row("3")[0][3..5], ["refused", "orgSpecificCertificateTypeId"]);
    assert_eq!(of_row("4")[0][3..6], ["warning", "validTo", "ERA_ENDED"]);
    assert_eq!(of_row("5")[0][3..5], ["refused", "myNumber"]);
    assert!(!report.contains("山田"), "no value of a row stands in the report");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_while_it_is_read_is_not_taken_for_whole() {
    let world = World::enrolled(SEED).await;
    let (caller, body, file) = world.body();
    let (auto, history) = (FormatChoice::Auto, Style::History);
    let import = Import::prepare(
        file.clone(),
        body.parse().unwrap(),
        history,
        false,
        auto,
        EncodingChoice::Auto,
    )
    .unwrap();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("丁目", "町目", 1)).unwrap();

    let channel = world.house.connect(&world.address(), &caller).await.unwrap();
    let failure = import.run(&channel, None, &Progress::hidden()).await.err().unwrap();

    assert_eq!(failure.exit, Exit::File);
    assert!(failure.message.contains("changed while it was read"), "{failure}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_repeats_the_upload_under_the_same_id() {
    let world = World::enrolled(SEED).await;
    let (caller, body, file) = world.body();
    let cutting = cutting_proxy(world.hub.local_addr().port()).await;

    let words = ["import", &word(&file), "--body", &body];
    let ran = world.run_at(&cutting, &caller, &words).await;

    let summary = ran.document();
    assert_eq!(summary["import"]["attempts"], 2, "{summary}");
    assert_eq!(summary["refused"], 0);
    let direct = world.run(&caller, &words).await.document();
    assert_eq!(direct["outcomes"], summary["outcomes"]);
    assert_eq!(direct["import"]["request_id"], summary["import"]["request_id"]);
}

/// Passes bytes to the hub and back; cuts the first connection once so many have gone there.
async fn cutting_proxy(port: u16) -> HubAddress {
    const CUT_AFTER_BYTES: u64 = 6 * 1024;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = HubAddress::local(listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let mut limit = CUT_AFTER_BYTES;
        while let Ok((from, _)) = listener.accept().await {
            let to = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let (limit, (read, mut write)) =
                (std::mem::replace(&mut limit, u64::MAX), from.into_split());
            let (mut back, mut forth) = to.into_split();
            tokio::spawn(async move {
                let mut limited = read.take(limit);
                tokio::select! {
                    _ = tokio::io::copy(&mut limited, &mut forth) => {}
                    _ = tokio::io::copy(&mut back, &mut write) => {}
                }
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn any_rpc_is_called_by_name_and_its_refusals_are_readable() {
    let world = World::begin(SEED).await;
    let auditor = World::auditor();

    let listed = world.run(&auditor, &["call"]).await.text;
    assert!(listed.contains("pmh.eligibility.v1.EligibilityService/GetEligibility"), "{listed}");

    let refused = world.run(&auditor, &["call", "EnrolBody", "{}"]).await.ended.unwrap_err();
    assert_eq!((refused.exit, refused.code), (Exit::Refused, Some("PERMISSION_DENIED")));
    assert_eq!(refused.reason.as_deref(), Some("ROLE_NOT_ALLOWED"));

    let operator = Caller::Operator;
    let incomplete = world.run(&operator, &["call", "EnrolBody", "{}"]).await.ended.unwrap_err();
    assert_eq!(incomplete.reason.as_deref(), Some("FIELD_MISSING"));
    assert_eq!(incomplete.fields[0].0, "request_id");

    let request = json!({
        "requestId": "0190b4c1-7a00-4000-8000-00000000b001",
        "body": "bodies/232033",
        "name": "一宮市",
        "participation": {
            "first": { "year": 2024, "month": 4, "day": 1 },
            "last": { "year": 9999, "month": 12, "day": 31 },
        },
    });
    let enrolled = world.run(&operator, &["call", "EnrolBody", &request.to_string()]).await;
    assert_eq!(enrolled.document(), json!({ "position": 1 }));

    let unknown = world.run(&auditor, &["call", "Nothing"]).await.ended.unwrap_err();
    assert_eq!(unknown.exit, Exit::Usage);
    let stream =
        world.run(&auditor, &["call", "Replay", "{\"ledger\":\"LEDGER_NAME_REGISTRATION\"}"]);
    let text = stream.await.text;
    assert!(text.contains("\"@type\"") && text.contains("BodyEnrolled"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_called_as_json_lines() {
    let world = World::enrolled(SEED).await;
    let (caller, body, file) = world.body();
    let rows: Vec<Value> = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let basic = &rows[0]["basicFiveInfo"];
    let row = json!({
        "org_specific_certificate_type_id": rows[0]["orgSpecificCertificateTypeId"],
        "my_number": rows[0]["myNumber"],
        "basic_five_info": {
            "name": basic["name"], "name_kana": basic["nameKana"], "address": basic["address"],
            "date_of_birth": basic["dateOfBirth"], "sex": basic["sex"],
        },
        "is_not_disclosed": false,
        "certification_name": rows[0]["certificationName"],
        "valid_from": "2026-04-01",
        "valid_to": "2027-03-31",
    });
    let upload = json!([
        { "header": {
            "request_id": "0190b4c1-7a00-4000-8000-00000000c001",
            "body": format!("bodies/{body}"), "style": "WRITE_STYLE_FULL",
        }},
        { "rows": { "rows": [row] } },
        { "end": { "row_count": 1 } },
    ]);
    let path = world.folder.path().join("upload.json");
    fs::write(&path, upload.to_string()).unwrap();

    let ran =
        world.run(&caller, &["call", "RegisterRecipients", &format!("@{}", path.display())]).await;

    let answers = ran.documents();
    assert_eq!(answers[0]["results"]["results"][0]["outcome"], "ROW_OUTCOME_REGISTERED");
    assert_eq!(answers.last().unwrap()["summary"]["changed_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_enrols_what_is_theirs_and_a_second_time_changes_nothing() {
    let world = World::begin(SEED).await;
    let file = word(&world.written.enrolment);
    let first = world.run(&Caller::Operator, &["enrol", &file]).await;
    let again = world.run(&Caller::Operator, &["enrol", &file]).await;
    first.ended.as_ref().unwrap();

    let outcomes = |documents: &[Value]| {
        let of = |word| documents.iter().filter(|entry| entry["outcome"] == word).count();
        (of("recorded"), of("skipped"), of("refused"))
    };
    let (recorded, skipped, refused) = outcomes(&first.documents());
    assert!(recorded > 8 && skipped > 8 && refused == 0);
    assert_eq!(first.documents(), again.documents());
    let (body, ..) = world.body();
    let programs = world.run(&body, &["enrol", &file]).await;
    programs.ended.as_ref().unwrap();
    assert!(outcomes(&programs.documents()).0 > 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_are_linked_from_a_file_and_history_is_replayed() {
    let world = World::enrolled(SEED).await;
    let links = word(&world.written.links);
    let linked = world.run(&Caller::Operator, &["link", &links]).await;
    assert_eq!(linked.document()["linked"], 40);
    let again = world.run(&Caller::Operator, &["link", &links]).await;
    assert_eq!(again.document()["linked"], 40);

    let (_, body, _) = world.body();
    let words = ["replay", "--ledger", "registration", "--body", &body, "--type", "ProgramDefined"];
    let replayed = world.run(&World::auditor(), &words).await.documents();
    assert!(replayed.len() > 3);
    assert!(replayed.iter().all(|event| event["type"] == "ProgramDefined"));
    assert!(replayed.iter().all(|event| event["event"]["program"]["body"] == body.as_str()));
    let one = [&words[..], &["--max", "1"]].concat();
    assert_eq!(world.run(&World::auditor(), &one).await.documents(), replayed[..1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_hub_is_proved_intact_and_a_flipped_bit_is_found() {
    let world = World::enrolled(SEED).await;
    let data = word(&world.data());
    let running = run(&["verify", "--data", &data, "--json"]).await;
    assert_eq!(running.ended.unwrap_err().exit, Exit::Unavailable);
    world.hub.stop().await.unwrap();

    let intact = run(&["verify", "--data", &data, "--json"]).await;
    intact.ended.as_ref().unwrap();
    let verdicts: Vec<_> = intact.documents().iter().map(|one| one["verdict"].clone()).collect();
    assert_eq!(verdicts, ["intact", "intact", "intact"]);

    fs::remove_file(world.folder.path().join("data/registration.tail")).unwrap();
    let unmarked = run(&["verify", "--data", &data, "--json"]).await;
    assert_eq!(unmarked.ended.unwrap_err().exit, Exit::Damage);
    let taken = run(&["verify", "--data", &data, "--accept-tail", "registration", "--json"]).await;
    taken.ended.as_ref().unwrap();
    run(&["verify", "--data", &data, "--json"]).await.ended.unwrap();

    let file = world.folder.path().join("data/registration.db");
    let mut bytes = fs::read(&file).unwrap();
    let name = "こども医療費".as_bytes();
    let place = bytes.windows(name.len()).rposition(|window| window == name).unwrap();
    bytes[place] ^= 1;
    fs::write(&file, bytes).unwrap();
    let damaged = run(&["verify", "--data", &data, "--json"]).await;
    let failure = damaged.ended.unwrap_err();
    assert_eq!(failure.exit, Exit::Damage);
    assert!(failure.message.contains("position"), "{failure}");
    let words = ["verify", "--data", &data, "--accept-tail", "registration", "--json"];
    assert_eq!(run(&words).await.ended.unwrap_err().exit, Exit::Damage, "damage is never taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_authority_is_told_apart_from_a_hub_that_is_not_there() {
    let world = World::begin(SEED).await;
    let (ca, other) = (world.folder.path().join("other-ca"), world.folder.path().join("other"));
    run(&["ca", "init", &word(&ca)]).await.ended.unwrap();
    let words = ["ca", "issue", "--ca", &word(&ca), "--caller", "operator", "--out", &word(&other)];
    run(&words).await.ended.unwrap();
    let options = ConnectionOptions { hub: world.address(), identity: Some(other.clone()) };

    let stranger = options.connect().await.unwrap_err();
    fs::copy(world.folder.path().join("ca/ca.pem"), other.join("ca.pem")).unwrap();
    let refused = options.connect().await.unwrap_err();

    assert_eq!(stranger.exit, Exit::Unavailable);
    assert!(stranger.message.contains("is not good by the identity's ca.pem"), "{stranger}");
    assert_eq!(refused.exit, Exit::Refused);
    assert!(refused.message.contains("does not take the identity's certificate"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_not_there_is_said_at_once() {
    let world = World::begin(SEED).await;
    let address = world.address();
    world.hub.stop().await.unwrap();
    let identity = world.house.identity(&Caller::Operator);
    let options = ConnectionOptions { hub: address, identity: Some(identity) };
    let failure = options.connect().await.unwrap_err();
    assert_eq!(failure.exit, Exit::Unavailable);
    assert!(failure.message.starts_with("no hub answers"), "{failure}");
    let nobody = ConnectionOptions { identity: None, ..options };
    assert_eq!(nobody.connect().await.unwrap_err().exit, Exit::Usage);
}
