//! What proves that an event is what was recorded: a checksum for itself, a chain for its past.
//!
//! `digest` = BLAKE3 of all fields but the position, each text and the payload behind its length.
//! `checksum` = BLAKE3(position ‖ digest), 16 bytes, checked on every read.
//! `chain` = BLAKE3(chain of the event before ‖ position ‖ digest), 32 bytes, checked wherever
//! events are read in order.

use crate::Position;

/// Payloads up to this many bytes are hashed in one piece with the fields before them.
const ONE_PIECE_BYTES_MAX: usize = 16 * 1024;

pub(super) type Digest = [u8; 32];

pub(super) type Checksum = [u8; 16];

/// The running hash up to and including an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chain(pub(super) [u8; 32]);

/// All fields of an event but its position, which only the writer knows.
pub(super) struct Content<'a> {
    pub(super) stream: &'a str,
    pub(super) version: u64,
    pub(super) id: &'a [u8; 16],
    pub(super) event_type: &'a str,
    pub(super) recorded_at_us: i64,
    pub(super) caller: &'a str,
    pub(super) request_id: &'a str,
    pub(super) payload: &'a [u8],
}

impl Content<'_> {
    /// The digest; `scratch` is room to work in, kept between calls.
    pub(super) fn digest(&self, scratch: &mut Vec<u8>) -> Digest {
        scratch.clear();
        scratch.extend_from_slice(&self.version.to_le_bytes());
        scratch.extend_from_slice(self.id);
        scratch.extend_from_slice(&self.recorded_at_us.to_le_bytes());
        for text in [self.stream, self.event_type, self.caller, self.request_id] {
            scratch.extend_from_slice(&(text.len() as u64).to_le_bytes());
            scratch.extend_from_slice(text.as_bytes());
        }
        scratch.extend_from_slice(&(self.payload.len() as u64).to_le_bytes());
        if self.payload.len() <= ONE_PIECE_BYTES_MAX {
            scratch.extend_from_slice(self.payload);
            blake3::hash(scratch).into()
        } else {
            blake3::Hasher::new().update(scratch).update(self.payload).finalize().into()
        }
    }
}

/// The checksum of the event with this digest at this position.
pub(super) fn checksum(position: Position, digest: &Digest) -> Checksum {
    let mut input = [0; 40];
    let (number, rest) = input.split_at_mut(8);
    number.copy_from_slice(&position.get().to_le_bytes());
    rest.copy_from_slice(digest);
    first_16(blake3::hash(&input).as_bytes())
}

/// The first half of a hash.
pub(super) fn first_16(hash: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    half
}

impl Chain {
    /// Before the first event.
    pub(super) const START: Self = Self([0; 32]);

    /// The chain after one more event.
    pub(super) fn then(&self, position: Position, digest: &Digest) -> Self {
        let mut input = [0; 72];
        let (before, rest) = input.split_at_mut(32);
        let (number, content) = rest.split_at_mut(8);
        before.copy_from_slice(&self.0);
        number.copy_from_slice(&position.get().to_le_bytes());
        content.copy_from_slice(digest);
        Self(blake3::hash(&input).into())
    }
}

#[cfg(test)]
mod tests;
