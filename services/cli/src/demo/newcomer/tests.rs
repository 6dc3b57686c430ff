use std::fs;

use jiff::civil::{Date, date};
use serde_json::Value;

use super::Newcomer;
use crate::{
    demo::cast::{Cast, Part},
    import::{EncodingChoice, FormatChoice, Import, Style},
    synthetic::{self, PEOPLE_MIN, Population},
};

fn newcomer(folder: &std::path::Path, seed: u64, as_of: Date) -> (Newcomer, Vec<Value>) {
    let population = Population { seed, people: PEOPLE_MIN, as_of };
    let mut cast = Cast::default();
    let written =
        synthetic::write(&population, folder, &mut |recipient| cast.see(recipient)).unwrap();
    let elder = cast.player(Part::Child).unwrap();
    let newcomer = Newcomer::write(&population, elder, &folder.join("newcomer")).unwrap();
    let links = fs::read_to_string(written.links).unwrap();
    (newcomer, links.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn a_newcomer_is_nobody_of_the_population_and_can_be_registered() {
    for seed in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let (newcomer, links) = newcomer(folder.path(), seed, date(2026, 10, 1));
        let (auto, history) = (FormatChoice::Auto, Style::History);
        let file = newcomer.folder.join("recipient.json");
        let import =
            Import::prepare(file, newcomer.body, history, false, auto, EncodingChoice::Auto)
                .unwrap();
        assert_eq!(import.source().row_count, 1);
        let row = import.source().rows().unwrap().next_row().unwrap().unwrap();
        assert!(row.findings.is_empty(), "seed {seed}: {:?}", row.findings);
        let card = fs::read_to_string(newcomer.folder.join("card.jsonl")).unwrap();
        let card: Value = serde_json::from_str(card.trim_end()).unwrap();
        for field in ["my_number", "insurance", "request_id"] {
            assert!(links.iter().all(|link| link[field] != card[field]), "seed {seed}: {field}");
        }
    }
}

#[test]
fn the_card_and_the_body_of_a_newcomer_do_not_depend_on_the_day() {
    let folder = tempfile::tempdir().unwrap();
    let (one, _) = newcomer(folder.path(), 1, date(2026, 3, 31));
    let (other, _) = newcomer(folder.path(), 1, date(2028, 2, 29));
    assert_eq!((one.body, one.insurance), (other.body, other.insurance));
}
