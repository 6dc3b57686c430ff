use domain::caller::Caller;

use super::{
    entry::{self, Entry},
    file::EnrolmentFile,
};

const JSON: &str = include_str!("../../samples/enrolment.json");
const TOML: &str = include_str!("../../samples/enrolment.toml");

fn sample() -> EnrolmentFile {
    serde_json::from_str(JSON).unwrap()
}

fn caller(path: &str) -> Caller {
    format!("spiffe://pmh/{path}").parse().unwrap()
}

#[test]
fn both_samples_say_the_same() {
    let from_toml: EnrolmentFile = toml::from_str(TOML).unwrap();
    assert_eq!(from_toml, sample());
}

#[test]
fn the_same_content_has_the_same_id_and_other_content_another() {
    let (file, again, mut other) = (sample(), sample(), sample());
    other.bodies[0].name.push('x');
    let ids = |file: &EnrolmentFile, edition: &str| {
        entry::all(file).map(|entry| entry.request_id(edition)).collect::<Vec<_>>()
    };
    assert_eq!(ids(&file, ""), ids(&again, ""));
    assert_ne!(ids(&file, "")[0], ids(&other, "")[0]);
    assert_eq!(ids(&file, "")[1..], ids(&other, "")[1..]);
    assert_ne!(ids(&file, "")[0], ids(&file, "2")[0]);
}

#[test]
fn everyone_enrols_their_own_and_the_operator_who_takes_part() {
    let file = sample();
    let may = |path: &str| {
        entry::all(&file)
            .filter(|entry| entry.barrier(&caller(path)).is_none())
            .map(|entry| match entry {
                Entry::Body(_) => 'b',
                Entry::Facility(_) => 'f',
                Entry::Reader(..) => 'r',
                Entry::Program(_) => 'p',
            })
            .collect::<String>()
    };
    assert_eq!(may("operator"), "bfrr");
    assert_eq!(may("body/232033"), "p");
    assert_eq!(may("body/011002"), "");
    assert_eq!(may(&format!("facility/{}", file.facilities[0].code)), "frr");
    assert_eq!(may("auditor/a"), "");
}

#[test]
fn entries_become_requests_with_every_field() {
    let file = sample();
    let id = uuid::Uuid::from_u128(1);
    let body = entry::body(&file.bodies[0], id).unwrap();
    assert_eq!((body.body.as_str(), body.check_digit_policy), ("bodies/232033", 2));
    let program = entry::program(&file.programs[0], id).unwrap().program.unwrap();
    assert_eq!(program.income_bands.len(), 2);
    assert_eq!(program.conditions[0].codes[0].code, "1");
    assert_eq!(program.rule.unwrap().income_bands["01"], "general");
    assert_eq!(program.in_force.unwrap().first.unwrap().year, 2024);
}

#[test]
fn a_word_that_is_none_is_named_with_its_field() {
    let mut file = sample();
    file.programs[0].settlement_inside = "CASH".to_owned();
    file.bodies[0].participation.first = "soon".to_owned();
    let id = uuid::Uuid::from_u128(1);
    assert_eq!(entry::program(&file.programs[0], id).unwrap_err().fields[0].0, "settlement_inside");
    assert_eq!(entry::body(&file.bodies[0], id).unwrap_err().fields[0].0, "participation");
    let unknown = JSON.replace("\"readers\"", "\"reader\"");
    let error = serde_json::from_str::<EnrolmentFile>(&unknown).unwrap_err().to_string();
    assert!(error.contains("unknown field `reader`"), "{error}");
}
