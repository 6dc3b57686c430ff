//! Takes a JSON array apart into its elements, one in memory at a time.
//!
//! Only strings and brackets are looked at, to find where an element ends; whether it is well
//! formed is asked of each element alone, so a bad one stops no other.

use std::io::BufRead;

use super::{encoding::BOM, fault::FileFault, rows::ROW_BYTES_MAX};

/// The elements of an array.
pub struct JsonArray<R> {
    source: R,
    offset: u64,
    state: State,
    element: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Begin,
    First,
    Next,
    End,
}

impl<R: BufRead> JsonArray<R> {
    /// The array in a source.
    pub fn new(source: R) -> Self {
        Self { source, offset: 0, state: State::Begin, element: Vec::new() }
    }

    /// What is read from.
    pub fn source(&self) -> &R {
        &self.source
    }

    /// The next element with the place of its first byte; none after the last, once the source was
    /// read to its end.
    ///
    /// # Errors
    ///
    /// [`FileFault`]: it cannot be read, is no array, is torn, or has an element longer than
    /// [`ROW_BYTES_MAX`].
    pub fn next_element(&mut self) -> Result<Option<(u64, &[u8])>, FileFault> {
        loop {
            let byte = self.next_mark()?;
            match (self.state, byte) {
                (State::Begin, None) => return Err(FileFault::Empty),
                (State::Begin, Some(b'[')) => {
                    self.pass();
                    self.state = State::First;
                }
                (State::Begin, Some(byte)) => return Err(FileFault::NoArray(byte.into())),
                (State::First | State::Next, Some(b']')) => {
                    self.pass();
                    self.state = State::End;
                }
                (State::First, Some(b',')) => return Err(self.broken("a comma before a row")),
                (State::Next, Some(b',')) => {
                    self.pass();
                    match self.next_mark()? {
                        Some(b',' | b']') => return Err(self.broken("a comma without a row")),
                        _ => self.state = State::First,
                    }
                }
                (State::First, Some(_)) => {
                    let start = self.offset;
                    self.take_element(start)?;
                    self.state = State::Next;
                    return Ok(Some((start, &self.element)));
                }
                (State::Next, Some(_)) => return Err(self.broken("no comma between rows")),
                (State::First | State::Next, None) => return Err(self.broken("the file ends here")),
                (State::End, None) => return Ok(None),
                (State::End, Some(_)) => return Err(self.broken("something after the array")),
            }
        }
    }

    /// The next byte that is no white space, not yet passed.
    fn next_mark(&mut self) -> Result<Option<u8>, FileFault> {
        if self.offset == 0 && self.source.fill_buf()?.starts_with(&BOM) {
            self.source.consume(BOM.len());
            self.offset += BOM.len() as u64;
        }
        loop {
            let bytes = self.source.fill_buf()?;
            let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let found = bytes.get(blanks).copied();
            let at_end = bytes.is_empty();
            self.source.consume(blanks);
            self.offset += blanks as u64;
            if found.is_some() || at_end {
                return Ok(found);
            }
        }
    }

    fn pass(&mut self) {
        self.source.consume(1);
        self.offset += 1;
    }

    fn take_element(&mut self, start: u64) -> Result<(), FileFault> {
        self.element.clear();
        let mut scan = Scan::default();
        loop {
            let bytes = self.source.fill_buf()?;
            if bytes.is_empty() {
                return Err(self.broken("the file ends inside a row"));
            }
            let mut taken = 0;
            let mut ended = false;
            for byte in bytes {
                if scan.ends_before(*byte) {
                    ended = true;
                    break;
                }
                taken += 1;
                if scan.ends_with(*byte) {
                    ended = true;
                    break;
                }
            }
            if self.element.len() + taken > ROW_BYTES_MAX {
                return Err(FileFault::RowTooLong { offset: start, hint: "" });
            }
            self.element.extend_from_slice(bytes.get(..taken).unwrap_or_default());
            self.source.consume(taken);
            self.offset += taken as u64;
            if ended {
                return Ok(());
            }
        }
    }

    fn broken(&self, fault: &'static str) -> FileFault {
        FileFault::Json { offset: self.offset, fault }
    }
}

/// Where in an element the reading is.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Scan {
    /// Whether the element ended before this byte: a bare word or number at the top.
    fn ends_before(&self, byte: u8) -> bool {
        let at_top = self.depth == 0 && !self.in_text;
        at_top && (matches!(byte, b',' | b']') || byte.is_ascii_whitespace())
    }

    /// Whether the element ends with this byte: a bracket or quote that closes it.
    fn ends_with(&mut self, byte: u8) -> bool {
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_text = false;
                    return self.depth == 0;
                }
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests;
