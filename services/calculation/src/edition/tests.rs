use super::*;
use crate::official::sample;

fn about(name: &str) -> About {
    About { name: name.into(), as_of: "2026-08-03".parse().unwrap(), based_on: None }
}

fn refused(change: impl FnOnce(&mut Files<'static>)) -> String {
    let mut files = Files::shipped();
    change(&mut files);
    Edition::load(&files).unwrap_err().to_string()
}

#[test]
fn the_shipped_edition_loads_whole() {
    let edition = Edition::shipped().unwrap();
    assert_eq!(edition.local_rows().len(), 2_152);
    assert_eq!(edition.local_ids().len(), 2_152);
    assert_eq!(edition.national_master().rows.len(), 44);
    assert_eq!((edition.unseen_codes(), edition.unknown_places()), (&[][..], vec![]));
    assert!(edition.local_ids().iter().all(|id| edition.rules().knows(id)));
}

#[test]
fn an_edition_is_known_by_every_byte_of_its_files() {
    let shipped = Files::shipped();
    assert_eq!(Edition::load(&shipped).unwrap().id(), shipped.id());
    for name in Files::names() {
        let mut bytes = shipped.get(name).unwrap().to_vec();
        bytes.push(b'\n');
        let mut other = shipped.clone();
        other.put(name, bytes);
        assert_ne!(other.id(), shipped.id(), "{name}");
    }
}

#[test]
fn an_edition_that_does_not_fit_together_is_refused() {
    let shipped = Files::shipped();
    let text = |name: &str| String::from_utf8(shipped.get(name).unwrap().to_vec()).unwrap();
    let changed = |name: &'static str, from: &str, to: &str| {
        let changed = text(name).replacen(from, to, 1);
        assert_ne!(changed, text(name), "{name}: {from}");
        refused(|files| files.put(name, changed.into_bytes()))
    };
    assert_eq!(
        refused(|files| files.put("notes.txt", &b""[..])),
        "notes.txt is no file of an edition"
    );
    let mut fewer = Files::default();
    for (name, bytes) in shipped.iter().filter(|(name, _)| *name != Files::WARDS) {
        fewer.put(name, bytes);
    }
    assert_eq!(Edition::load(&fewer).unwrap_err().to_string(), "wards.csv is missing");
    assert_eq!(
        changed(Files::ABOUT, "\"as_of\":\"2026-", "\"as_of\":\"26-"),
        "edition.json: as_of is no day as yyyy-mm-dd"
    );
    assert_eq!(
        changed(Files::COLUMNS, "\"key\": \"priority\"", "\"key\": \"rank\""),
        "columns.json: the dictionary must name the item priority exactly once"
    );
    assert!(
        changed(Files::LOCAL_MASTER, ",20240401,", ",20240431,")
            .starts_with("local_master.csv: 1 faults, the first: row 1, column 10 ")
    );
    assert_eq!(
        changed(Files::LOCAL_SUPPLEMENT, "{\"row\":2,", "{\"row\":3,"),
        "local_supplement.jsonl line 2: row 3 in the line of row 2"
    );
    let without_last = text(Files::LOCAL_SUPPLEMENT);
    let without_last = without_last.trim_end().rsplit_once('\n').unwrap().0.to_owned();
    assert_eq!(
        refused(|files| files.put(Files::LOCAL_SUPPLEMENT, without_last.into_bytes())),
        "local_supplement.jsonl line 0: row 2152 has no line"
    );
    assert_eq!(
        changed(Files::PAYER_KEYS, "o24-01-141-1-a,", "o24-01-141-9-a,"),
        "payer_keys.csv row 1: there is no row o24-01-141-9-a"
    );
    assert!(
        changed("national_limits.csv", "2015-01,2017-07", "2015-01,2017-08")
            .contains("national_limits.csv")
    );
}

#[test]
fn our_own_file_imported_says_what_the_shipped_edition_says() {
    let (edition, files) = (Edition::shipped().unwrap(), Files::shipped());
    let imported = edition.import(&files, sample::LOCAL_MASTER, &about("again")).unwrap();
    assert_eq!((imported.edition.local_rows().len(), imported.carried), (2_152, 2_152));
    assert_eq!(imported.not_carried, []);
    let again = Edition::load(&imported.files).unwrap();
    assert_eq!(again.id(), imported.edition.id());
    assert_eq!(again.local_ids(), edition.local_ids());
    assert_ne!(again.id(), edition.id(), "it has another name");
    let mut renamed = imported.files.clone();
    renamed.put(Files::ABOUT, files.get(Files::ABOUT).unwrap().to_vec());
    renamed.put(Files::LOCAL_SUPPLEMENT, files.get(Files::LOCAL_SUPPLEMENT).unwrap().to_vec());
    renamed.put(Files::PAYER_KEYS, files.get(Files::PAYER_KEYS).unwrap().to_vec());
    assert_eq!(renamed.id(), edition.id(), "nothing else changed");
}

#[test]
fn a_newer_national_master_is_kept_and_its_changes_are_told() {
    let (edition, files) = (Edition::shipped().unwrap(), Files::shipped());
    let old = String::from_utf8(files.get(Files::NATIONAL_MASTER).unwrap().to_vec()).unwrap();
    let newer = old.replacen("2024", "2026", 1);
    assert_ne!(newer, old);
    let imported = edition.import_national(&files, newer.as_bytes(), &about("newer")).unwrap();
    assert_eq!(imported.changes.len(), 1);
    assert_eq!(imported.files.get(Files::NATIONAL_MASTER), Some(newer.as_bytes()));
    let again = Edition::load(&imported.files).unwrap();
    assert_eq!(again.id(), imported.edition.id());
    assert_eq!(again.local_rows().len(), edition.local_rows().len());

    let (header, rows) = old.split_once('\n').unwrap();
    let shifted = format!("{header}\n,{rows}");
    let refused = edition.import_national(&files, shifted.as_bytes(), &about("shifted"));
    let refused = refused.unwrap_err().to_string();
    assert!(refused.starts_with("national_master.csv: 1 faults, the first: row 1: 57 fields"));
}

#[test]
fn a_grown_file_becomes_an_edition_with_the_supplements_that_fit() {
    let (edition, files) = (Edition::shipped().unwrap(), Files::shipped());
    let (master, made) = sample::grown();
    let imported = edition.import(&files, &master, &about("grown")).unwrap();
    let lost = imported.not_carried.len();
    assert_eq!(imported.carried + lost, made.unchanged + made.changed);
    assert!(lost > 0 && lost < made.changed, "{lost} of {made:?}");
    let grown = &imported.edition;
    assert_eq!(grown.local_rows().len(), sample::GROWN_ROWS);
    assert!(grown.local_ids().iter().all(|id| grown.rules().knows(id)));
    for lost in &imported.not_carried {
        assert!(!grown.rules().knows(&lost.was), "{}: cannot decide, never a guess", lost.was);
        assert_eq!(&grown.local_ids()[lost.row - 1], &lost.id);
    }
}

#[test]
fn a_payer_number_finds_its_rows() {
    let edition = Edition::shipped().unwrap();
    let rows = edition.rows_of("88131248".parse().unwrap());
    assert_eq!(
        rows.iter().map(|id| &**id).collect::<Vec<_>>(),
        ["w26-13-132012-child-2-i", "w26-13-132012-child-2-o"]
    );
    assert_eq!(edition.rows_of("81136244".parse().unwrap()), [], "published, and no row for it");
}
