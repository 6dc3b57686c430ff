use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{KeyFileError, KeyTextError, from_file, from_text};
use crate::testing::{self, bytes};

fn key() -> [u8; 32] {
    bytes(0xa1, 7)
}

fn hex() -> String {
    testing::hex(&key())
}

fn file(content: &[u8], mode: u32) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("root.key");
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    (folder, path)
}

fn read(content: &[u8]) -> Result<[u8; 32], KeyFileError> {
    let (_folder, path) = file(content, 0o600);
    from_file(&path).map(|key| *key)
}

#[test]
fn a_key_file_holds_raw_bytes_or_hex_digits() {
    assert_eq!(read(&key()).unwrap(), key());
    for end in ["", "\n", "\r\n"] {
        assert_eq!(read(format!("{}{end}", hex()).as_bytes()).unwrap(), key());
        assert_eq!(read(format!("{}{end}", hex().to_uppercase()).as_bytes()).unwrap(), key());
    }
}

#[test]
fn a_key_file_of_any_other_form_is_refused() {
    for content in [
        Vec::new(),
        key()[..31].to_vec(),
        [key().as_slice(), b"\n"].concat(),
        hex()[..63].into(),
        format!("{}0", hex()).into(),
        format!("{}\n\n", hex()).into(),
        format!(" {}\n", hex()).into(),
        format!("{}\r", hex()).into(),
        hex().replace('a', "g").into(),
        vec![b'a'; 1_000_000],
    ] {
        assert!(matches!(read(&content), Err(KeyFileError::NotAKey { .. })), "{}", content.len());
    }
}

#[test]
fn a_placeholder_is_no_key() {
    assert!(matches!(read(&[0; 32]), Err(KeyFileError::Placeholder { .. })));
    assert!(matches!(read(&[b'f'; 64]), Err(KeyFileError::Placeholder { .. })));
    assert_eq!(from_text(&"ab".repeat(32)).unwrap_err(), KeyTextError::Placeholder);
}

#[test]
fn a_key_file_that_others_may_touch_is_refused_with_the_remedy() {
    for mode in [0o640, 0o604, 0o660, 0o610, 0o602] {
        let (_folder, path) = file(&key(), mode);
        let error = from_file(&path).unwrap_err();
        assert!(matches!(error, KeyFileError::OpenToOthers { mode: found, .. } if found == mode));
        assert!(error.to_string().contains(&format!("chmod 600 {}", path.display())));
    }
    let (_folder, path) = file(&key(), 0o400);
    assert_eq!(*from_file(&path).unwrap(), key());
}

#[test]
fn a_folder_and_a_missing_file_are_no_key_files() {
    let folder = TempDir::new().unwrap();
    assert!(matches!(from_file(folder.path()), Err(KeyFileError::NotAFile { .. })));
    let missing = folder.path().join("missing.key");
    assert!(matches!(from_file(&missing), Err(KeyFileError::Unreadable { .. })));
}

#[test]
fn a_key_text_is_64_hex_digits() {
    assert_eq!(*from_text(&hex()).unwrap(), key());
    assert_eq!(*from_text(&format!("{}\n", hex())).unwrap(), key());
    for text in ["", "abc", &hex()[..62], &format!("{}é", &hex()[..62]), &format!("0x{}", hex())] {
        assert_eq!(from_text(text).unwrap_err(), KeyTextError::NotAKey, "{text}");
    }
}

#[test]
fn no_error_repeats_the_content() {
    let nearly = &hex()[..63];
    assert!(!format!("{:?}", from_text(nearly).unwrap_err()).contains(&nearly[..8]));
    assert!(!format!("{:?}", read(nearly.as_bytes()).unwrap_err()).contains(&nearly[..8]));
}
