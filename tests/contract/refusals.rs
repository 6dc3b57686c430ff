//! Every reason a call can be refused with is named where a caller reads of the call, and is met in a test.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use wire::proto::common::v1::ErrorReason;

/// What the hub's door can say of any call; named where the reasons are.
const OF_THE_DOOR: [&str; 4] =
    ["CALLER_UNKNOWN", "ROLE_NOT_ALLOWED", "OVERLOADED", "DEADLINE_PASSED"];

/// What "the LEDGER reasons" are.
const OF_THE_LEDGER: [&str; 4] =
    ["LEDGER_INDEFINITE", "LEDGER_SEALED", "LEDGER_FULL", "LEDGER_DAMAGED"];

/// How often RPCs refer to each other: "fails as … do".
const REFERENCES_MAX: usize = 3;

/// The numbers of reasons, with room to grow.
const NUMBER_MAX: i32 = 1_000;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every reason of the contract, without its prefix, and as Rust spells it.
fn reasons() -> BTreeMap<String, String> {
    let known = (1..NUMBER_MAX).filter_map(|number| ErrorReason::try_from(number).ok());
    let named = known.map(|reason| {
        let name = reason.as_str_name().trim_start_matches("ERROR_REASON_").to_owned();
        (name, format!("{reason:?}"))
    });
    named.collect()
}

/// All files of this kind below a folder of the repository whose path in it says so.
fn files(folder: &str, kind: &str, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let repository = repository();
    let (mut found, mut folders) = (Vec::new(), vec![repository.join(folder)]);
    // Ends: a folder holds no folder above it.
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == kind)
                && wanted(&path.strip_prefix(&repository).unwrap().to_string_lossy())
            {
                found.push(path);
            }
        }
    }
    found
}

/// What the comments say of how each RPC fails, by its path.
fn told() -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for file in files("proto", "proto", |path| path.contains("_service.")) {
        let (mut package, mut service, mut comment) = (String::new(), String::new(), String::new());
        let mut of_all = String::new();
        for line in fs::read_to_string(file).unwrap().lines().map(str::trim) {
            let words: Vec<_> = line.split([' ', '(', ';']).collect();
            match words.as_slice() {
                ["//", ..] => comment.extend([line.trim_start_matches("//"), " "]),
                ["package", name, ..] => package = (*name).to_owned(),
                ["service", name, ..] => {
                    service = (*name).to_owned();
                    of_all = fails(&comment);
                }
                ["rpc", name, ..] => {
                    let path = format!("/{package}.{service}/{name}");
                    told.insert(path, format!("{of_all} {}", fails(&comment)));
                }
                _ => {}
            }
            if !line.starts_with("//") {
                comment.clear();
            }
        }
    }
    told
}

/// The part of a comment that says how it fails.
fn fails(comment: &str) -> String {
    let begin = comment.find("Fails").or_else(|| comment.find("fails,")).unwrap_or(comment.len());
    comment[begin..].to_owned()
}

/// The words of a text that are made of these characters.
fn words(text: &str, of: fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |character| !of(character)).filter(|word| word.len() > 1)
}

fn is_shouted(character: char) -> bool {
    character.is_ascii_uppercase() || character == '_'
}

/// The reasons each RPC names, by its path: its own, those of RPCs it refers to, and the ledger's.
pub(crate) fn named() -> BTreeMap<String, BTreeSet<String>> {
    let told = told();
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (rpc, text) in &told {
        let shouted = words(text, is_shouted).map(str::to_owned);
        let of_the_ledger = OF_THE_LEDGER.map(str::to_owned);
        let ledger = text.contains("LEDGER reasons").then_some(of_the_ledger);
        let all = shouted.filter(|word| word != "LEDGER").chain(ledger.into_iter().flatten());
        named.insert(rpc.clone(), all.collect());
    }
    for _ in 0..REFERENCES_MAX {
        let known = named.clone();
        for (rpc, text) in &told {
            let (service, _) = rpc.rsplit_once('/').unwrap();
            for other in words(text, |character| character.is_ascii_alphabetic()) {
                if let Some(theirs) = known.get(&format!("{service}/{other}")) {
                    named.get_mut(rpc).unwrap().extend(theirs.iter().cloned());
                }
            }
        }
    }
    named
}

#[test]
fn every_reason_is_named_by_an_rpc_or_is_the_door_s() {
    let named: BTreeSet<String> = named().into_values().flatten().collect();
    let door = OF_THE_DOOR.map(str::to_owned);
    let unnamed: Vec<_> = reasons()
        .into_keys()
        .filter(|name| !named.contains(name) && !door.contains(name))
        .collect();
    assert!(unnamed.is_empty(), "no RPC says that it fails with {unnamed:?}");
}

#[test]
fn what_an_rpc_says_it_fails_with_is_a_reason() {
    let reasons = reasons();
    let said = named();
    for rpc in crate::rpc::every_rpc() {
        let names = said.get(&rpc).unwrap_or_else(|| panic!("{rpc} has no comment"));
        assert!(!names.is_empty(), "{rpc} does not say how it fails");
        let unknown: Vec<_> = names.iter().filter(|name| !reasons.contains_key(*name)).collect();
        assert!(unknown.is_empty(), "{rpc} names {unknown:?}");
    }
}

#[test]
fn every_reason_is_met_in_a_test() {
    let here = repository().join(file!());
    let mut tests = String::new();
    for folder in ["services", "tests"] {
        for file in files(folder, "rs", |path| path.contains("tests")) {
            if file != here {
                tests += &fs::read_to_string(file).unwrap();
            }
        }
    }
    let met: BTreeSet<_> =
        words(&tests, |character| character.is_ascii_alphanumeric() || character == '_').collect();
    let unmet: Vec<_> = reasons()
        .into_iter()
        .filter(|(name, variant)| {
            let by_variant =
                met.contains(variant.as_str()) && tests.contains(&format!("::{variant}"));
            !met.contains(name.as_str()) && !by_variant
        })
        .collect();
    assert!(unmet.is_empty(), "no test meets {unmet:?}");
}
