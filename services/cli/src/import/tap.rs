//! Reads a file and learns its fingerprint on the way.

use std::io::{self, Read};

use super::encoding::Utf8Check;

/// Passes bytes through; knows their hash and whether they are UTF-8.
pub struct Tap<R> {
    source: R,
    hash: blake3::Hasher,
    utf8: Utf8Check,
}

impl<R> Tap<R> {
    /// A tap on a source.
    pub fn new(source: R) -> Self {
        Self { source, hash: blake3::Hasher::new(), utf8: Utf8Check::default() }
    }

    /// The hash of all bytes read.
    pub fn fingerprint(&self) -> blake3::Hash {
        self.hash.finalize()
    }

    /// The place of the first byte that is not UTF-8, counted from 0.
    pub fn not_utf8_at(&self) -> Option<u64> {
        self.utf8.broken_at()
    }
}

impl<R: Read> Read for Tap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        self.hash.update(bytes);
        self.utf8.take(bytes);
        Ok(count)
    }
}
