use std::{collections::BTreeMap, fs, path::Path};

use domain::{
    institution_code::InstitutionCode, insurer_number::InsurerNumber, payer_number::PayerNumber,
    recipient_number::RecipientNumber,
};
use jiff::civil::date;
use serde_json::Value;

use super::{Population, Recipient, certificate::Situation, files::write};
use crate::{
    enrol::file::EnrolmentFile,
    import::{EncodingChoice, FormatChoice, Import, Style},
};

fn population(seed: u64, people: u64) -> Population {
    Population { seed, people, as_of: date(2026, 10, 1) }
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn written(population: Population) -> (tempfile::TempDir, BTreeMap<String, Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    write(&population, folder.path(), &mut |_| {}).unwrap();
    let contents = contents(folder.path());
    (folder, contents)
}

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_seed_other_people() {
    let (_a, one) = written(population(1, 300));
    let (_b, again) = written(population(1, 300));
    let (_c, other) = written(population(2, 300));
    assert!(one == again);
    assert!(one.keys().ne(other.keys()) || one.values().ne(other.values()));
    let links = |files: &BTreeMap<String, Vec<u8>>| files["insurance-links.jsonl"].clone();
    assert_eq!(std::str::from_utf8(&links(&one)).unwrap().lines().count(), 300);
    assert_ne!(links(&one), links(&other));
}

#[test]
fn every_number_of_every_row_is_well_formed_and_every_row_defined() {
    let (folder, files) = written(population(3, 2_000));
    let enrolment = EnrolmentFile::read(&folder.path().join("enrolment.json")).unwrap();
    let mut rows = 0;
    let mut keys = std::collections::BTreeSet::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("recipients-")) {
        let body = &name["recipients-".len()..][..6];
        let array: Vec<Value> = serde_json::from_slice(bytes).unwrap();
        rows += array.len();
        for row in &array {
            let text = |name: &str| row[name].as_str().unwrap_or_default();
            let payer: PayerNumber = text("medicalSubsidyInsurerNumber").parse().unwrap();
            assert!(payer.check_digit_holds());
            assert_eq!(payer.prefecture().unwrap().to_string(), body[..2]);
            let recipient: RecipientNumber = text("medicalSubsidyRecipientNumber").parse().unwrap();
            assert_eq!(recipient.check_digit_holds(), Some(true));
            assert!(text("validFrom") <= text("validTo"));
            let key = ["orgSpecificCertificateTypeId", "myNumber", "historyKey"].map(text);
            assert!(keys.insert((body, key.map(str::to_owned))), "two rows share a key");
            let basic = &row["basicFiveInfo"];
            assert!(basic["dateOfBirth"].as_str().unwrap() <= "2026-10-01");
            assert!(!basic["name"].as_str().unwrap().starts_with('　'));
            let kind = text("orgSpecificCertificateTypeId");
            let program = enrolment
                .programs
                .iter()
                .find(|program| program.body == body && program.certificate_type == kind)
                .unwrap_or_else(|| panic!("{kind} of {body}"));
            assert_eq!(payer.law_number().to_string(), program.law_number);
            if let Some(band) = row["incomeSegment"].as_str() {
                assert!(program.income_bands.iter().any(|known| known.code == band));
            }
            if let Some((item, code)) = text("additionalConditions").split_once('-') {
                let known = program.conditions.iter().find(|known| known.item.code == item);
                assert!(known.unwrap().codes.iter().any(|known| known.code == code));
            }
        }
    }
    assert!(rows > 2_000);
    for facility in &enrolment.facilities {
        let code: InstitutionCode = facility.code.parse().unwrap();
        assert!(code.check_digit_holds() && code.fee_table().is_some());
    }
    for line in std::str::from_utf8(&files["insurance-links.jsonl"]).unwrap().lines() {
        let link: Value = serde_json::from_str(line).unwrap();
        let insurer: InsurerNumber =
            link["insurance"]["insurer_number"].as_str().unwrap().parse().unwrap();
        assert!(insurer.check_digit_holds());
    }
}

#[test]
fn no_two_people_share_a_card() {
    let (_folder, files) = written(population(4, 2_000));
    let lines = std::str::from_utf8(&files["insurance-links.jsonl"]).unwrap().lines();
    let cards: std::collections::BTreeSet<String> = lines
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["insurance"].to_string())
        .collect();
    assert_eq!(cards.len(), 2_000);
}

#[test]
fn the_smallest_population_has_everyone_the_story_needs() {
    for seed in 0..20 {
        let mut found = Vec::new();
        let folder = tempfile::tempdir().unwrap();
        let mut see = |recipient: &Recipient| {
            for situation in [
                Situation::Current,
                Situation::Renewed,
                Situation::Ended,
                Situation::NotYet,
                Situation::Withheld,
                Situation::Reimbursed,
            ] {
                if recipient.holds_one("local-child", situation) {
                    found.push(("local-child", situation));
                }
            }
            if recipient.holds_one("intractable-disease", Situation::Current) {
                assert!(!recipient.certificates[0].institutions.is_empty());
                found.push(("intractable-disease", Situation::Current));
            }
        };
        write(&population(seed, super::PEOPLE_MIN), folder.path(), &mut see).unwrap();
        for wanted in [
            ("local-child", Situation::Current),
            ("local-child", Situation::Renewed),
            ("local-child", Situation::Ended),
            ("local-child", Situation::NotYet),
            ("local-child", Situation::Withheld),
            ("local-child", Situation::Reimbursed),
            ("intractable-disease", Situation::Current),
        ] {
            assert!(found.contains(&wanted), "seed {seed}: {wanted:?}");
        }
    }
}

#[test]
fn the_mix_of_programs_is_that_of_the_country() {
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    let mut situations = BTreeMap::<String, u64>::new();
    let folder = tempfile::tempdir().unwrap();
    write(&population(5, 10_000), folder.path(), &mut |recipient| {
        for certificate in &recipient.certificates {
            *held.entry(certificate.program).or_default() += 1;
            *situations.entry(format!("{:?}", certificate.situation)).or_default() += 1;
        }
    })
    .unwrap();
    let share = |program: &str| held.get(program).copied().unwrap_or(0) * 100 / 10_000;
    assert!((60..80).contains(&share("local-child")), "{held:?}");
    assert!((5..15).contains(&share("mental-outpatient")), "{held:?}");
    assert!((1..8).contains(&share("intractable-disease")), "{held:?}");
    assert!((4..12).contains(&share("local-single-parent")), "{held:?}");
    assert!(situations["Current"] > situations["Renewed"]);
    assert!(situations["Renewed"] > situations["Ended"]);
    assert!(situations["Withheld"] < 80, "{situations:?}");
}

#[test]
fn a_file_of_the_population_is_read_as_a_municipality_s_file() {
    let folder = tempfile::tempdir().unwrap();
    let written = write(&population(6, 200), folder.path(), &mut |_| {}).unwrap();
    for (body, (path, rows)) in written.recipient_files {
        let (auto, history) = (FormatChoice::Auto, Style::History);
        let import =
            Import::prepare(path, body, history, false, auto, EncodingChoice::Auto).unwrap();
        assert_eq!(import.source().row_count, rows);
        let mut read = import.source().rows().unwrap();
        while let Some(row) = read.next_row().unwrap() {
            assert!(row.findings.is_empty(), "{:?}", row.findings);
        }
        assert!(read.unknown().is_empty());
    }
}
