//! `pmh rules`: official files in, editions out, and what is said of them.

mod desk;

use std::{collections::HashSet, fs};

use crate::support::word;
use calculation::{edition::Edition, lint::lint};
use cli::failure::Exit;
use desk::{
    Desk, GROWN_ROWS, MASTER, MUNICIPALITY, OUT_DAY_CAP, PREFECTURE, Rows, VALID_FROM, VALID_TO,
    grown, ours,
};
use jiff::civil::date;
use serde_json::{Value, json};

const NATIONAL: &str = include_str!("../../../calculation/data/national_master.csv");
fn of(document: &Value, names: [&str; 4]) -> [usize; 4] {
    names.map(|name| usize::try_from(document[name].as_u64().unwrap()).unwrap())
}

#[tokio::test]
async fn a_file_of_the_official_size_becomes_an_edition_and_its_diff_is_right() {
    let desk = Desk::new();
    let (rows, made) = grown();
    let file = desk.master("all_20270401.csv", &rows);

    let imported = desk.import(&file, "edition").await.document();

    assert_eq!(
        (&imported["name"], &imported["as_of"]),
        (&json!("all_20270401"), &json!("2027-04-01"))
    );
    let local = &imported["local"];
    let not_carried = local["not_carried"].as_array().unwrap().len();
    let carried = usize::try_from(local["carried"].as_u64().unwrap()).unwrap();
    assert_eq!(carried + not_carried, made[0] + made[2]);
    assert_eq!((&local["rows"], &local["new"]), (&json!(GROWN_ROWS), &json!(made[3])));
    let said = desk.rules(&["diff", "shipped", &file, "--json"]).await.document();
    assert_eq!(of(&said, ["unchanged", "ended", "changed", "added"]), made);
    assert_eq!(said["changes"].as_array().unwrap().len(), made[1..].iter().sum::<usize>());
    let edition = word(&desk.path("edition"));
    let id = desk.rules(&["id", &edition, "--json"]).await.document();
    assert_eq!(id["id"], imported["edition"]);
    assert_eq!(desk.names(), HashSet::from(["all_20270401.csv".into(), "edition".into()]));
}

/// What is wrong with a file, the places that are told first, and how many faults there are.
type Spoilt = (fn(&mut Rows), &'static [&'static str], usize);

#[tokio::test]
async fn a_refused_file_names_the_row_and_column_of_each_fault_and_leaves_nothing() {
    let desk = Desk::new();
    let with = |change: fn(&mut Rows)| {
        let mut rows = ours();
        rows.truncate(30);
        change(&mut rows);
        rows
    };
    let cases: [Spoilt; 5] = [
        (|rows| drop(rows[4].pop()), &["row 5"], 1),
        (
            |rows| {
                rows[4].insert(0, String::new());
                rows[4].pop();
            },
            &["row 5, column 1 ", "row 5, column 3 ", "row 5, column 4 "],
            6,
        ),
        (
            |rows| {
                rows[7][VALID_FROM] = "20260231".into();
                rows[9][PREFECTURE] = "48".into();
            },
            &["row 8, column 10 ", "row 10, column 3 "],
            2,
        ),
        (
            |rows| {
                let mut twin = rows[0].clone();
                twin[OUT_DAY_CAP] = "1".into();
                rows.push(twin);
            },
            &["row 31, column 10 "],
            1,
        ),
        (|rows| *rows = vec![vec!["?".into(); 2]; 150], &["row 1", "row 2"], 150),
    ];
    for (change, places, count) in cases {
        let file = desk.master("20270401.csv", &with(change));
        let failure = desk.import(&file, "edition").await.ended.unwrap_err();
        assert_eq!(failure.exit, Exit::File);
        let faults = if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") };
        assert!(failure.message.contains(&faults), "{failure}");
        for (place, (told, _)) in places.iter().zip(&failure.fields) {
            assert!(told.starts_with(place), "{place}: {failure}");
        }
        assert!(failure.fields.len() <= 100);
        assert_eq!(desk.names(), HashSet::from(["20270401.csv".to_owned()]));
    }
}

#[tokio::test]
async fn codes_and_places_that_no_list_has_are_listed_and_never_guessed() {
    const NEW_IN_2026: usize = 67;
    let desk = Desk::new();
    let mut rows = ours();
    rows[5][NEW_IN_2026] = "Z".into();
    rows[6][MUNICIPALITY] = "011991".into();
    let file = desk.master("20270401.csv", &rows);
    let imported = desk.import(&file, "edition").await.document();
    let unseen = &imported["local"]["unseen_codes"][0];
    assert_eq!(
        (&unseen["column"], &unseen["code"], &unseen["rows"]),
        (&json!(68), &json!("Z"), &json!(1))
    );
    assert_eq!(imported["local"]["unknown_places"], json!(["011991"]));

    let words = ["import", &file, "--out", &word(&desk.path("again"))];
    let said = desk.rules(&words).await.text;
    assert!(said.contains("codes that no published list has") && said.contains("011991"), "{said}");
}

#[tokio::test]
async fn an_edition_is_never_written_over_and_says_of_which_day_it_is() {
    let desk = Desk::new();
    let file = desk.file("master.csv", MASTER);
    let nameless = desk.import(&file, "edition").await.ended.unwrap_err();
    assert_eq!(nameless.exit, Exit::Usage);
    let out = word(&desk.path("edition"));
    let words = ["import", &file, "--out", &out, "--as-of", "2027-04-01", "--name", "spring"];
    desk.rules(&words).await.ended.unwrap();
    let again = desk.rules(&words).await.ended.unwrap_err();
    assert_eq!(again.exit, Exit::File);
    assert!(again.message.contains("exists already"), "{again}");
    let listed = desk.rules(&["editions", "shipped", &out, "--json"]).await.documents();
    assert_eq!((&listed[1]["name"], &listed[1]["based_on"]), (&json!("spring"), &listed[0]["id"]));
    let same = desk.rules(&["diff", "shipped", &out]).await.text;
    let total = " the same, 0 added, 0 ended, 0 changed; national rows: 0 changed\n";
    assert!(same.starts_with("local rows: ") && same.ends_with(total), "only its name: {same}");
}

#[tokio::test]
async fn what_is_said_beside_the_columns_is_compared_too() {
    let desk = Desk::new();
    let mut rows = ours();
    let lost = rows.iter().position(|row| row[MUNICIPALITY] == "122033").unwrap();
    rows[lost][OUT_DAY_CAP] = "500".into();
    let file = desk.master("20270401.csv", &rows);
    let imported = desk.import(&file, "edition").await.document();
    let edition = word(&desk.path("edition"));
    let diff = ["diff", "shipped", &edition, "--json"];
    let said = desk.rules(&diff).await.document();
    let was = imported["local"]["not_carried"][0]["was"].as_str().unwrap();
    let gone = said["ids_known_no_more"].as_array().unwrap();
    assert!(gone.iter().any(|id| id == was), "{was}: {gone:?}");
    assert_eq!((&said["supplements"], &said["other_files"]), (&json!([]), &json!([])));

    let supplement = desk.path("edition/local_beyond.jsonl");
    let text = fs::read_to_string(&supplement).unwrap();
    fs::write(&supplement, text.replacen("\"yen\":", "\"yen\":1", 1)).unwrap();
    let limits = desk.path("edition/national_limits.csv");
    fs::write(&limits, fs::read_to_string(&limits).unwrap() + "\n").unwrap();
    let said = desk.rules(&diff).await.document();
    assert_eq!(said["supplements"].as_array().unwrap().len(), 1);
    assert_eq!(said["other_files"], json!(["national_limits.csv"]));
    let words = desk.rules(&diff[..3]).await.text;
    assert!(words.contains("what the columns cannot say has changed"), "{words}");
    assert!(words.contains("known no more") && words.contains("national_limits.csv differs"));
}

#[tokio::test]
async fn a_newer_national_master_is_compared_and_kept() {
    let desk = Desk::new();
    let newer =
        desk.file("national_20270401.csv", NATIONAL.replacen("2015-01-01", "2016-01-01", 1));
    let out = word(&desk.path("edition"));
    let words = ["import", "--national", &newer, "--out", &out, "--json"];
    let imported = desk.rules(&words).await.document();
    let change = imported["national"]["changes"][0]["en"].as_str().unwrap();
    assert!(change.contains("from 「2015-01-01」 to 「2016-01-01」"), "{change}");
    assert_eq!(imported["local"], Value::Null);
    for after in [&newer, &out] {
        let said =
            desk.rules(&["diff", "shipped", after, "--lang", "ja", "--json"]).await.document();
        assert_eq!(said["national"], imported["national"]["changes"], "{after}");
    }
    let astray = desk.import(&newer, "other").await.ended.unwrap_err();
    assert!(astray.message.contains("give it with --national"), "{astray}");
    let bad = desk.file("bad_20270401.csv", NATIONAL.replacen(",54,", ",5x,", 1));
    let words = ["import", "--national", &bad, "--out", &word(&desk.path("other"))];
    let refused = desk.rules(&words).await.ended.unwrap_err();
    assert!(refused.fields[0].0.starts_with("row 29, column 2 "), "{refused}");
    assert!(!desk.path("other").exists());
}

#[tokio::test]
async fn a_change_is_said_with_whom_it_touches_in_both_languages() {
    let desk = Desk::new();
    let mut rows = ours();
    rows[0][VALID_TO] = "20270331".into();
    let file = desk.master("newer.csv", &rows);
    let lines = |lang: &'static str| {
        let words = ["diff", "shipped", &file, "--lang", lang].map(str::to_owned);
        let desk = &desk;
        async move { desk.rules(&words.each_ref().map(String::as_str)).await.text }
    };
    let (ja, en) = (lines("ja").await, lines("en").await);
    assert!(ja.contains("高齢者") && ja.contains("期限なし → 2027-03-31"), "{ja}");
    assert!(en.contains("elderly") && en.contains("from no end to 2027-03-31"), "{en}");
    assert!(en.ends_with("0 added, 0 ended, 1 changed; national rows: 0 changed\n"), "{en}");
}

#[tokio::test]
async fn what_cannot_be_decided_is_counted_and_listed_beforehand() {
    let desk = Desk::new();
    let found =
        desk.rules(&["lint", "--on", "2026-11-21", "--findings", "--json"]).await.document();
    let wanted = lint(&Edition::shipped().unwrap(), date(2026, 11, 21));
    let of = |name: &str| usize::try_from(found[name].as_u64().unwrap()).unwrap();
    assert_eq!((of("rows"), of("computing")), (wanted.rows, wanted.computing));
    assert_eq!(of("national_rows_without_program"), 0);
    assert_eq!(found["findings"].as_array().unwrap().len(), wanted.findings.len());
    let table = found["table"].as_array().unwrap();
    let counted: u64 = table.iter().map(|line| line["rows"].as_u64().unwrap()).sum();
    assert_eq!(counted, wanted.findings.len() as u64);
    let said = desk.rules(&["lint", "--on", "2026-11-21"]).await.text;
    assert!(said.contains("unreachable  ended"), "{said}");
    assert_eq!(said.lines().count(), table.len() + 2);
}

#[tokio::test]
async fn a_row_is_read_by_its_id_its_rule_or_its_payer_number() {
    let desk = Desk::new();
    let of_rule = desk.rules(&["show", "12-ichikawa-child"]).await.text;
    let of_row = desk.rules(&["show", "loc-12-ichikawa-child-1-a"]).await.text;
    assert_eq!(of_rule, of_row);
    assert!(of_row.contains("outpatient cap per visit: 300 yen"), "{of_row}");
    assert!(of_row.contains("source: \"https://"), "{of_row}");
    let of_payer = desk.rules(&["show", "88131248", "--json"]).await.documents();
    assert_eq!(of_payer.len(), 2);
    let national = desk.rules(&["show", "54"]).await.text;
    assert!(national.contains("02.法別番号: 54"), "{national}");
    let nothing = desk.rules(&["show", "nowhere"]).await.ended.unwrap_err();
    assert_eq!(nothing.exit, Exit::Refused);
}

#[tokio::test]
async fn the_shipped_edition_can_be_kept_and_a_broken_one_is_refused() {
    let desk = Desk::new();
    let out = word(&desk.path("kept"));
    let kept = desk.rules(&["export", "--out", &out, "--json"]).await.document();
    let shipped = desk.rules(&["id", "--json"]).await.document();
    assert_eq!(kept["id"], shipped["id"]);
    let supplement = desk.path("kept/local_supplement.jsonl");
    let text = fs::read_to_string(&supplement).unwrap();
    fs::write(&supplement, text.replacen("{\"row\":2,", "{\"row\":3,", 1)).unwrap();
    let broken = desk.rules(&["id", &out]).await.ended.unwrap_err();
    assert_eq!(broken.exit, Exit::File);
    assert!(broken.message.contains("local_supplement.jsonl line 2"), "{broken}");
}
