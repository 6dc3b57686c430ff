use std::collections::BTreeSet;

use super::*;

const SAMPLE: &str = include_str!("../../../../deploy/hub.toml");

fn sample() -> Config {
    Config::from_text(SAMPLE, Path::new("/etc/pmh")).unwrap()
}

/// Every key of a table, with the tables it stands in.
fn keys(table: &toml::Table, parent: &str, into: &mut BTreeSet<String>) {
    for (key, value) in table {
        let key = format!("{parent}{key}");
        if let toml::Value::Table(table) = value {
            keys(table, &format!("{key}."), into);
        }
        into.insert(key);
    }
}

fn keys_of(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(&text.parse().unwrap(), "", &mut found);
    found
}

#[test]
fn the_sample_has_every_key_and_the_values_that_hold_without_it() {
    let config = sample();
    assert_eq!(keys_of(SAMPLE), keys_of(&toml::to_string(&config).unwrap()));
    assert_eq!(config.deadlines, Deadlines::default());
    assert_eq!(config.limits, Limits::default());
    assert_eq!(config.rules, RulesConfig::default());
    assert_eq!(config.snapshot_every_events, snapshot_every_events_default());
    assert_eq!(config.log.format, LogFormat::Json);
}

#[test]
fn every_key_of_the_sample_stands_below_a_comment() {
    let mut commented = false;
    for line in SAMPLE.lines().filter(|line| !line.is_empty()) {
        assert!(commented || line.starts_with('#'), "no comment above: {line}");
        commented = line.starts_with('#');
    }
}

#[test]
fn paths_are_taken_from_the_folder_of_the_file() {
    let config = sample();
    assert_eq!(config.data_folder, Path::new("/etc/pmh/data"));
    assert_eq!(config.tls.revoked.as_deref(), Some(Path::new("/etc/pmh/tls/revoked.txt")));
    assert_eq!(config.keys.root.place, KeyPlace::File("/etc/pmh/keys/root.key".into()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hub.toml");
    fs::write(&file, SAMPLE).unwrap();
    assert_eq!(Config::load(&file).unwrap().tls.key, folder.path().join("tls/server.key"));
    let none = Config::load(&folder.path().join("none.toml"));
    assert!(matches!(none, Err(ConfigError::Unreadable { .. })));
}

#[test]
fn a_key_that_is_not_known_is_refused_wherever_it_stands() {
    for (before, after) in [
        ("roles = []", "roles = []\nrole = \"audit\""),
        ("[tls]", "[tls]\ncipher = \"x\""),
        ("[keys]", "[keys]\nspare = 1"),
        ("[deadlines]", "[deadlines]\nunary_seconds = 1"),
        ("[limits]", "[limits]\nthreads = 1"),
        ("[log]", "[log]\nfile = \"x\""),
        ("root = { version = 1,", "root = { version = 1, mode = 1,"),
        ("roles = []", "roles = [\"door\"]"),
        ("format = \"json\"", "format = \"xml\""),
    ] {
        let text = SAMPLE.replacen(before, after, 1);
        assert_ne!(text, SAMPLE);
        let refused = Config::from_text(&text, Path::new(""));
        assert!(matches!(refused, Err(ConfigError::Malformed(_))), "{after}");
    }
}

#[test]
fn a_number_outside_its_range_is_refused_with_the_range() {
    for (before, after, message) in [
        (
            "unary_milliseconds = 5000",
            "unary_milliseconds = 99",
            "configuration key deadlines.unary_milliseconds must be 100 to 60000, not 99",
        ),
        (
            "calls_in_flight = 1024",
            "calls_in_flight = 0",
            "configuration key limits.calls_in_flight must be 1 to 100000, not 0",
        ),
        (
            "my_number = [{ version = 1, file = \"keys/my-number-1.key\" }]",
            "my_number = []",
            "configuration key keys.my_number (how many) must be 1 to 2, not 0",
        ),
    ] {
        let text = SAMPLE.replacen(before, after, 1);
        let refused = Config::from_text(&text, Path::new("")).unwrap_err();
        assert_eq!(refused.to_string(), message);
    }
}

#[test]
fn a_key_lies_in_a_file_or_in_the_environment_and_not_in_both() {
    let file = "file = \"keys/root.key\"";
    let text = SAMPLE.replacen(file, "environment = \"PMH_ROOT_KEY\"", 1);
    let config = Config::from_text(&text, Path::new("/etc/pmh")).unwrap();
    assert_eq!(config.keys.root.place, KeyPlace::Environment("PMH_ROOT_KEY".into()));
    for wrong in ["", ", environment = \"PMH_ROOT_KEY\", file = \"root.key\""] {
        let text = SAMPLE.replacen(&format!(", {file}"), wrong, 1);
        let refused = Config::from_text(&text, Path::new("")).unwrap_err();
        assert!(refused.to_string().contains("exactly one of `file` and `environment`"));
    }
}

#[test]
fn no_role_opens_all_doors_and_a_role_opens_its_own() {
    assert!(sample().opens(HubRole::Audit));
    let text = SAMPLE.replacen("roles = []", "roles = [\"eligibility\"]", 1);
    let config = Config::from_text(&text, Path::new("")).unwrap();
    assert!(config.opens(HubRole::Eligibility));
    assert!(!config.opens(HubRole::Audit));
}
