//! What the bytes of a file mean: UTF-8, or `Shift_JIS` as Windows writes it (CP932).

use std::{borrow::Cow, fmt};

use encoding_rs::{DecoderResult, SHIFT_JIS};

/// The mark that some programs write before UTF-8.
pub const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// The first private-use character that user-defined bytes (外字) decode to: `F0 40`.
const GAIJI_FIRST: u32 = 0xE000;

/// How many user-defined characters `Shift_JIS` has room for: `F0 40` to `F9 FC`.
const GAIJI_COUNT: u32 = 1880;

/// How many characters share a first byte.
const TRAILS: u32 = 188;

/// What the bytes of a file mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8WithBom,
    /// `Shift_JIS` as Windows writes it (CP932).
    ShiftJis,
}

impl Encoding {
    /// The text of some bytes, or the place of the first byte that means nothing.
    ///
    /// # Errors
    ///
    /// The place, counted from 0.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        match self {
            Self::Utf8 | Self::Utf8WithBom => {
                std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| error.valid_up_to())
            }
            Self::ShiftJis => SHIFT_JIS
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or_else(|| {
                    let place = ShiftJisCheck::default().take(bytes, true).unwrap_or(0);
                    usize::try_from(place).unwrap_or(usize::MAX)
                }),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithBom => "UTF-8 with BOM",
            Self::ShiftJis => "Shift_JIS (CP932)",
        })
    }
}

/// The two bytes that `Shift_JIS` writes for a private-use character, if it has such bytes.
#[must_use]
pub fn gaiji_bytes(character: char) -> Option<[u8; 2]> {
    let index = u32::from(character).checked_sub(GAIJI_FIRST).filter(|at| *at < GAIJI_COUNT)?;
    let trail = index % TRAILS;
    // The byte 7F is left out.
    let trail = if trail < 0x3F { trail + 0x40 } else { trail + 0x41 };
    Some([u8::try_from(0xF0 + index / TRAILS).ok()?, u8::try_from(trail).ok()?])
}

/// Finds the first byte of a long text that is not UTF-8, piece by piece.
#[derive(Default)]
pub struct Utf8Check {
    seen: u64,
    open: Vec<u8>,
    broken_at: Option<u64>,
}

impl Utf8Check {
    /// Takes the next piece.
    pub fn take(&mut self, piece: &[u8]) {
        if self.broken_at.is_some() {
            return;
        }
        let start = self.seen - self.open.len() as u64;
        self.seen += piece.len() as u64;
        let joined;
        let bytes = if self.open.is_empty() {
            piece
        } else {
            joined = [self.open.as_slice(), piece].concat();
            &joined
        };
        match std::str::from_utf8(bytes) {
            Ok(_) => self.open.clear(),
            Err(error) if error.error_len().is_none() => {
                self.open = bytes.get(error.valid_up_to()..).unwrap_or_default().to_vec();
            }
            Err(error) => self.broken_at = Some(start + error.valid_up_to() as u64),
        }
    }

    /// The place of the first byte that is not UTF-8, now that all was seen.
    #[must_use]
    pub fn broken_at(&self) -> Option<u64> {
        let cut_short = || (!self.open.is_empty()).then(|| self.seen - self.open.len() as u64);
        self.broken_at.or_else(cut_short)
    }
}

/// Finds the first byte of a long text that is not `Shift_JIS`, piece by piece.
pub struct ShiftJisCheck {
    decoder: encoding_rs::Decoder,
    seen: u64,
    scratch: Vec<u8>,
}

/// How many bytes of text are decoded at a time.
const SCRATCH_BYTES: usize = 16 * 1024;

impl Default for ShiftJisCheck {
    fn default() -> Self {
        Self {
            decoder: SHIFT_JIS.new_decoder_without_bom_handling(),
            seen: 0,
            scratch: vec![0; SCRATCH_BYTES],
        }
    }
}

impl ShiftJisCheck {
    /// Takes the next piece; the place of the first byte that means nothing, once it is found.
    pub fn take(&mut self, mut piece: &[u8], last: bool) -> Option<u64> {
        loop {
            let (result, read, _) =
                self.decoder.decode_to_utf8_without_replacement(piece, &mut self.scratch, last);
            self.seen += read as u64;
            match result {
                DecoderResult::InputEmpty => return None,
                DecoderResult::OutputFull => piece = piece.get(read..).unwrap_or_default(),
                DecoderResult::Malformed(bad, after) => {
                    return Some(self.seen - u64::from(bad) - u64::from(after));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
