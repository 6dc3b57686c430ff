use super::*;
use crate::official::{KEYS, Layout, States};

const OURS: &str = include_str!("../../../data/columns.json");

#[test]
fn every_column_of_the_dictionary_is_a_field_of_a_row() {
    let dictionary = Dictionary::read(OURS.as_bytes()).unwrap();
    let named: Vec<_> = dictionary.columns().iter().map(|column| column.key.as_str()).collect();
    assert_eq!(named, KEYS);
}

#[test]
fn the_shipped_dictionary_reads_with_its_formulas() {
    let dictionary = Dictionary::read(OURS.as_bytes()).unwrap();
    Layout::new(&dictionary).unwrap();
    assert_eq!(dictionary.formulas().len(), 3);
    let states = dictionary.codes::<States>("states").unwrap();
    let code = Code::read("2").unwrap();
    assert_eq!(states.look_up(code), Some(Coded::Known(States::Burden)));
    assert_eq!(states.code_of(States::Burden), Some(code));
    assert_eq!(states.look_up(Code::read("3").unwrap()), None);
}

#[test]
fn a_dictionary_that_says_what_no_operator_knows_is_refused() {
    let layout = |text: &str| Dictionary::read(text.as_bytes()).and_then(|d| Layout::new(&d));
    let unknown = OURS.replacen("\"program_pays\"", "\"nobody_pays\"", 1);
    assert_eq!(
        layout(&unknown).unwrap_err(),
        NotADictionary::Meaning { key: "cap_kind", code: "1".into(), means: "nobody_pays".into() }
    );
    let renamed = OURS.replacen("\"key\": \"priority\"", "\"key\": \"rank\"", 1);
    assert_eq!(layout(&renamed).unwrap_err(), NotADictionary::Item("priority"));
    let moved = OURS.replacen("\"position\": 94", "\"position\": 95", 1);
    assert_eq!(layout(&moved).unwrap_err(), NotADictionary::Positions);
    assert!(matches!(layout("{}").unwrap_err(), NotADictionary::Form(_)));
}

#[test]
fn a_list_of_codes_published_later_changes_the_data_only() {
    let published =
        OURS.replacen("\"certainty\": \"inferred-2026\"", "\"certainty\": \"official\"", 1);
    let dictionary = Dictionary::read(published.as_bytes()).unwrap();
    let codes = dictionary.codes::<bool>("ins_shaho").unwrap();
    assert_eq!(codes.look_up(Code::read("2").unwrap()), Some(Coded::Known(true)));
    assert_eq!(codes.look_up(Code::read("9").unwrap()), None, "wrong now, not new");
}
