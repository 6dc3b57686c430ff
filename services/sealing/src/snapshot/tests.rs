use uuid::Uuid;

use super::{
    BLOCK_BYTES_MAX, BlockPlace, OVERHEAD_BYTES, OpenBlockError, SealBlockError, SnapshotSealer,
};
use crate::testing::root;

const PLACE: BlockPlace<'_> = BlockPlace {
    name: "certificates",
    snapshot_id: Uuid::from_u128(0xabcd),
    block: 4,
    is_last: false,
};

const BLOCK: &[u8] = b"rows of a projection";

fn sealer() -> SnapshotSealer {
    root(1, 0x11).snapshot_sealer()
}

#[test]
fn a_sealed_block_opens_to_the_same() {
    let sealed = sealer().seal_block(&PLACE, BLOCK).unwrap();
    assert_eq!(sealed.len(), BLOCK.len() + OVERHEAD_BYTES);
    assert_eq!(sealer().open_block(&PLACE, &sealed).unwrap(), BLOCK);
}

#[test]
fn a_block_sealed_again_has_other_bytes() {
    let [one, other] = [(), ()].map(|()| sealer().seal_block(&PLACE, BLOCK).unwrap());
    assert_ne!(one, other);
}

#[test]
fn a_block_opens_in_its_own_place_only() {
    let sealed = sealer().seal_block(&PLACE, BLOCK).unwrap();
    for elsewhere in [
        BlockPlace { name: "certificate", ..PLACE },
        BlockPlace { snapshot_id: Uuid::from_u128(0xabce), ..PLACE },
        BlockPlace { block: 5, ..PLACE },
        BlockPlace { is_last: true, ..PLACE },
    ] {
        let opened = sealer().open_block(&elsewhere, &sealed);
        assert_eq!(opened, Err(OpenBlockError::Altered), "{elsewhere:?}");
    }
}

#[test]
fn a_block_opens_under_its_own_root_only() {
    let sealed = sealer().seal_block(&PLACE, BLOCK).unwrap();
    let other = root(1, 0x12).snapshot_sealer();
    assert_eq!(other.open_block(&PLACE, &sealed), Err(OpenBlockError::Altered));
}

#[test]
fn a_block_with_any_bit_flipped_is_refused() {
    let whole = sealer().seal_block(&PLACE, BLOCK).unwrap();
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let expected = if bit < 8 {
            OpenBlockError::UnknownFormat { format: flipped[0] }
        } else {
            OpenBlockError::Altered
        };
        assert_eq!(sealer().open_block(&PLACE, &flipped), Err(expected), "bit {bit}");
    }
}

#[test]
fn a_cut_block_is_refused() {
    let whole = sealer().seal_block(&PLACE, b"").unwrap();
    assert_eq!(sealer().open_block(&PLACE, &whole).unwrap(), b"");
    let too_short = OpenBlockError::TooShort { bytes: 28 };
    assert_eq!(sealer().open_block(&PLACE, &whole[..28]), Err(too_short));
}

#[test]
fn a_block_may_have_4_mib_and_no_more() {
    let longest = vec![7; BLOCK_BYTES_MAX];
    let mut sealed = sealer().seal_block(&PLACE, &longest).unwrap();
    assert!(sealer().open_block(&PLACE, &sealed).unwrap() == longest);

    let bytes = BLOCK_BYTES_MAX + 1;
    let refused = sealer().seal_block(&PLACE, &vec![7; bytes]);
    assert_eq!(refused, Err(SealBlockError::TooLong { bytes }));

    sealed.push(0);
    let refused = OpenBlockError::TooLong { bytes: sealed.len() };
    assert_eq!(sealer().open_block(&PLACE, &sealed), Err(refused));
}
