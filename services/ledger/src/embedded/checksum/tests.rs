use super::{Chain, Content, checksum};
use crate::Position;

fn content() -> Content<'static> {
    Content {
        stream: "certificate-1",
        version: 3,
        id: &[5; 16],
        event_type: "Counted",
        recorded_at_us: 1_790_814_600_123_456,
        caller: "caller",
        request_id: "request",
        payload: b"payload",
    }
}

#[test]
fn every_field_changes_the_digest() {
    let scratch = &mut Vec::new();
    let digest = content().digest(scratch);
    assert_eq!(content().digest(scratch), digest);
    let others = [
        Content { stream: "certificate-2", ..content() },
        Content { version: 4, ..content() },
        Content { id: &[6; 16], ..content() },
        Content { event_type: "counted", ..content() },
        Content { recorded_at_us: 1_790_814_600_123_457, ..content() },
        Content { caller: "callers", ..content() },
        Content { request_id: "Request", ..content() },
        Content { payload: b"payload\0", ..content() },
    ];
    for other in others {
        assert_ne!(other.digest(scratch), digest);
    }
}

#[test]
fn a_byte_does_not_move_from_one_field_to_the_next() {
    let scratch = &mut Vec::new();
    let one = Content { caller: "ab", request_id: "c", ..content() }.digest(scratch);
    let other = Content { caller: "a", request_id: "bc", ..content() }.digest(scratch);
    assert_ne!(one, other);
    let one = Content { request_id: "r", payload: b"ab", ..content() }.digest(scratch);
    let other = Content { request_id: "ra", payload: b"b", ..content() }.digest(scratch);
    assert_ne!(one, other);
}

#[test]
fn a_large_payload_is_hashed_like_a_small_one() {
    // The same bytes, once in one piece and once in two.
    let payload = vec![9; super::ONE_PIECE_BYTES_MAX + 1];
    let scratch = &mut Vec::new();
    let digest = Content { payload: &payload, ..content() }.digest(scratch);
    scratch.extend_from_slice(&payload);
    assert_eq!(digest, *blake3::hash(scratch).as_bytes());
}

#[test]
fn checksum_and_chain_bind_the_position_and_the_past() {
    let digest = content().digest(&mut Vec::new());
    let (one, two) = (Position::new(1), Position::new(2));
    assert_ne!(checksum(one, &digest), checksum(two, &digest));
    let chain = Chain::START.then(one, &digest);
    assert_ne!(chain, Chain::START.then(two, &digest));
    assert_ne!(chain.then(two, &digest), Chain::START.then(two, &digest));
}
