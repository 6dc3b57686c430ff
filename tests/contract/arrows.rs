//! The map's table of arrows is what the manifests say, crate by crate.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Crate → what of ours it uses.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// How the table of arrows begins in the map.
const TABLE_HEAD: &str = "| crate | may use |";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The table of arrows of `services/ARCHITECTURE.md`.
fn drawn(map: &str) -> Arrows {
    let table = map.split(TABLE_HEAD).nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| {
        let mut words = row.split('`').skip(1).step_by(2).map(str::to_owned);
        (words.next().unwrap(), words.collect())
    });
    cells.collect()
}

/// The members of the workspace in the order of the list, each with its manifest and what of ours it uses in whatever
/// way: to run, to build, to test.
fn members() -> Vec<(String, PathBuf, BTreeSet<String>)> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let asked = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let metadata: Value = serde_json::from_slice(&asked.stdout).unwrap();
    let mut found = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let ours = dependencies
            .filter(|dependency| dependency["path"].is_string())
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned());
        let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
        let name = package["name"].as_str().unwrap().to_owned();
        found.insert(manifest.parent().unwrap().to_owned(), (name, manifest, ours.collect()));
    }
    listed().into_iter().map(|folder| found.remove(&folder).unwrap()).collect()
}

/// The folders of the members, in the order of the list in the manifest of the workspace.
fn listed() -> Vec<PathBuf> {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let list = manifest.split("members = [").nth(1).unwrap().split(']').next().unwrap();
    list.split('"').skip(1).step_by(2).map(|member| repository().join(member)).collect()
}

fn map() -> String {
    fs::read_to_string(repository().join("services/ARCHITECTURE.md")).unwrap()
}

#[test]
fn every_room_uses_what_the_map_says_and_nothing_else_of_ours() {
    let rooms = repository().join("services");
    let drawn = drawn(&map());
    let built: Arrows = members()
        .into_iter()
        .filter(|(_, manifest, _)| manifest.starts_with(&rooms))
        .map(|(name, _, ours)| (name, ours))
        .collect();

    for (name, ours) in &built {
        let drawn = drawn.get(name).unwrap_or_else(|| panic!("{name} is not on the map"));
        assert_eq!(ours, drawn, "what {name} uses");
    }
    let gone: Vec<_> = drawn.keys().filter(|name| !built.contains_key(*name)).collect();
    assert!(gone.is_empty(), "on the map and nowhere else: {gone:?}");
}

#[test]
fn a_crate_uses_only_crates_above_it_in_the_list_of_members() {
    let mut above = BTreeSet::new();
    for (name, _, ours) in members() {
        let below: Vec<_> = ours.difference(&above).collect();
        assert!(below.is_empty(), "{name} uses {below:?}, which come after it");
        above.insert(name);
    }
}

#[test]
fn every_room_has_its_sentence_on_the_map_and_every_folder_of_rooms_is_a_member() {
    let map = map();
    let sentences = map.split(TABLE_HEAD).next().unwrap();
    let members = listed();
    for entry in fs::read_dir(repository().join("services")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.join("Cargo.toml").exists() {
            assert!(members.contains(&folder), "{} is no member", folder.display());
            let row = format!("| `{}` |", folder.file_name().unwrap().to_string_lossy());
            assert_eq!(sentences.matches(&row).count(), 1, "{row} has one sentence");
        }
    }
}

#[test]
fn an_arrow_that_nobody_drew_is_noticed() {
    let map =
        format!("{TABLE_HEAD}\n|---|---|\n| `a` | |\n| `b` | `a` |\n| `c` | `a` `b` |\n\nend `d`");
    let read = drawn(&map);
    let crates = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let expected: [(String, BTreeSet<String>); 3] = [
        ("a".into(), crates(&[])),
        ("b".into(), crates(&["a"])),
        ("c".into(), crates(&["a", "b"])),
    ];
    assert_eq!(read, Arrows::from(expected));
}
