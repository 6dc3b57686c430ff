use std::fs;

use super::{Chain, DataFolder, Found, Mark, SLOT_BYTES, TailMark, create, find};
use crate::Position;

fn mark(number: u64) -> Mark {
    Mark { position: Position::new(number), chain: Chain([u8::try_from(number).unwrap(); 32]) }
}

#[test]
fn the_newer_mark_counts_and_a_torn_one_leaves_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let file = folder.path().join("registration.tail");
    assert_eq!(find(&file).unwrap(), Found::Nothing);
    create(&data, &file, Mark::START).unwrap();
    let Found::Mark(first, slot) = find(&file).unwrap() else { panic!("no mark") };
    assert_eq!(first, Mark::START);

    let mut tail_mark = TailMark::open(&file, slot).unwrap();
    for number in 1..=5 {
        tail_mark.write(mark(number)).unwrap();
        let Found::Mark(newest, other) = find(&file).unwrap() else { panic!("no mark") };
        assert_eq!(newest, mark(number));
        // Tear the newest, byte by byte: the one before it stands.
        let whole = fs::read(&file).unwrap();
        let newest_at = usize::try_from((1 - other) * SLOT_BYTES).unwrap();
        for byte in 0..super::MARK_BYTES {
            let mut torn = whole.clone();
            torn[newest_at + byte] ^= 0x10;
            fs::write(&file, &torn).unwrap();
            let Found::Mark(standing, next) = find(&file).unwrap() else { panic!("no mark") };
            assert_eq!(standing, if number == 1 { Mark::START } else { mark(number - 1) });
            assert_eq!(next, 1 - other);
        }
        fs::write(&file, &whole).unwrap();
    }
}

#[test]
fn a_file_without_a_whole_mark_is_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registration.tail");
    for bytes in [vec![], vec![0; 63], vec![0; 8192], b"pmhtail1".to_vec()] {
        fs::write(&file, bytes).unwrap();
        assert_eq!(find(&file).unwrap(), Found::Unreadable);
    }
}
