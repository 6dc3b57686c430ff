use std::path::{Path, PathBuf};

use calculation::edition::Files;

use super::*;

/// The shipped edition under another name, in a folder.
fn renamed(place: &Path, name: &str) -> PathBuf {
    let (edition, mut files) = (Edition::shipped().unwrap(), Files::shipped());
    let mut about = edition.about().clone();
    about.name = name.to_owned();
    files.put(Files::ABOUT, about.write());
    let folder = place.join(name);
    edition_folder::write(&folder, &files).unwrap();
    folder
}

fn names(rules: &RulesConfig) -> Vec<String> {
    let editions = load(rules).unwrap();
    editions.iter().map(|edition| edition.about().name.clone()).collect()
}

#[test]
fn the_shipped_edition_answers_until_another_is_named() {
    let place = tempfile::tempdir().unwrap();
    let (old, older) = (renamed(place.path(), "old"), renamed(place.path(), "older"));
    let shipped = Edition::shipped().unwrap();
    let shipped = shipped.about().name.as_str();
    let mut rules = RulesConfig { editions: vec![old, older.clone()], ..RulesConfig::default() };
    assert_eq!(names(&RulesConfig::default()), [shipped]);
    assert_eq!(names(&rules), [shipped, "old", "older"]);
    rules.current = edition_folder::read(&older).unwrap().edition.id().to_string();
    assert_eq!(names(&rules), ["older", shipped, "old"]);
    rules.editions = vec![older.clone(), older];
    assert_eq!(names(&rules), ["older", shipped], "the same edition counts once");
}

#[test]
fn what_cannot_be_used_is_refused_with_what_is_wrong() {
    let place = tempfile::tempdir().unwrap();
    let refused = |rules: &RulesConfig| load(rules).unwrap_err().to_string();
    let broken = renamed(place.path(), "broken");
    std::fs::remove_file(broken.join(Files::WARDS)).unwrap();
    let mut rules = RulesConfig { editions: vec![broken], ..RulesConfig::default() };
    let told = refused(&rules);
    assert!(told.starts_with("rules.editions: ") && told.ends_with("broken: wards.csv is missing"));
    rules.editions = vec![place.path().join("nowhere")];
    assert!(refused(&rules).contains("nowhere: No such file"), "{}", refused(&rules));
    rules.editions = Vec::new();
    rules.current = "newest".to_owned();
    let told = "rules.current must be `shipped` or an edition's id, not \"newest\"";
    assert_eq!(refused(&rules), told);
    rules.current = "0".repeat(64);
    assert!(refused(&rules).ends_with("neither the shipped edition nor in rules.editions"));
}
