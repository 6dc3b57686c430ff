use super::*;

/// A folder with the shipped edition in it, beside nothing.
fn written() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("edition");
    write(&folder, &Files::shipped()).unwrap();
    (place, folder)
}

#[test]
fn what_was_written_is_read_and_nothing_lies_beside_it() {
    let (place, folder) = written();
    let found = read(&folder).unwrap();
    assert_eq!(found.files, Files::shipped());
    assert_eq!(found.edition.id(), Files::shipped().id());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn an_edition_is_never_written_over_and_a_failed_one_leaves_nothing() {
    let (place, folder) = written();
    let again = write(&folder, &Files::shipped()).unwrap_err().to_string();
    assert!(again.ends_with("edition exists already; name a folder that does not"), "{again}");
    let mut files = Files::shipped();
    files.put("no/such/folder", &b""[..]);
    let other = place.path().join("other");
    assert!(matches!(write(&other, &files), Err(NotWritten::Failed { .. })));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn what_is_no_edition_is_refused_with_the_file_at_fault() {
    let (_place, folder) = written();
    let refused = || read(&folder).err().unwrap().to_string();
    let spoil = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    spoil("wards.csv", b"nothing");
    assert!(refused().contains("edition: wards.csv"), "{}", refused());
    fs::remove_file(folder.join("wards.csv")).unwrap();
    assert!(refused().ends_with("wards.csv is missing"), "{}", refused());
    spoil("notes.txt", b"");
    assert!(refused().ends_with("notes.txt is no file of an edition"), "{}", refused());
    fs::create_dir(folder.join("more")).unwrap();
    assert!(refused().ends_with("is no file of an edition"), "{}", refused());
    fs::remove_dir_all(&folder).unwrap();
    assert!(matches!(read(&folder), Err(NotAnEditionFolder::Unreadable { .. })));
}
