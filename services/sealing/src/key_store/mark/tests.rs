use std::fs;
use std::fs::TryLockError;

use tempfile::TempDir;

use super::{Digest, Found, Mark, MarkFile};

fn mark(generation: i64) -> Mark {
    let byte = generation.to_be_bytes()[7];
    Mark { generation, digest: Digest([byte; 16]) }
}

#[test]
fn the_newest_mark_is_found() {
    let folder = TempDir::new().unwrap();
    let mut file = MarkFile::open(&folder.path().join("keys.mark")).unwrap();
    assert_eq!(file.read().unwrap(), Found::Nothing);
    for generation in 0..5 {
        file.write(&mark(generation)).unwrap();
        assert_eq!(file.read().unwrap(), Found::Mark(mark(generation)));
    }
}

#[test]
fn a_torn_mark_leaves_the_one_before() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys.mark");
    let mut file = MarkFile::open(&path).unwrap();
    file.write(&mark(6)).unwrap();
    file.write(&mark(7)).unwrap();
    let whole = fs::read(&path).unwrap();
    for byte in 4096..4136 {
        let mut torn = whole.clone();
        torn[byte] ^= 1;
        fs::write(&path, torn).unwrap();
        assert_eq!(file.read().unwrap(), Found::Mark(mark(6)), "byte {byte}");
    }
    for length in [4096, 4100, 4135] {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(file.read().unwrap(), Found::Mark(mark(6)), "length {length}");
    }
}

#[test]
fn a_file_without_a_whole_mark_is_damaged() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys.mark");
    let mut file = MarkFile::open(&path).unwrap();
    for content in [vec![0; 1], vec![0; 5000], b"PMHKMARK".to_vec()] {
        fs::write(&path, content).unwrap();
        assert_eq!(file.read().unwrap(), Found::Damaged);
    }
}

#[test]
fn a_mark_file_is_held_by_one_at_a_time() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys.mark");
    let held = MarkFile::open(&path).unwrap();
    assert!(matches!(MarkFile::open(&path), Err(TryLockError::WouldBlock)));
    drop(held);
    assert!(MarkFile::open(&path).is_ok());
}
