//! Takes a CSV file apart into its records, one in memory at a time.
//!
//! Bytes only: commas, quotes and line ends are the same in UTF-8 and `Shift_JIS`, where no second
//! byte is one of them. A quote opens a field only at its beginning; a doubled quote inside is one.

use std::io::BufRead;

use super::{encoding::BOM, fault::FileFault, rows::ROW_BYTES_MAX};

/// The records of a CSV file.
pub struct CsvRecords<R> {
    source: R,
    offset: u64,
    line: u64,
    record: Record,
}

/// One record: its fields without their quotes, and its bytes as they stand in the file.
#[derive(Default)]
pub struct Record {
    /// The first byte, counted from 0.
    pub offset: u64,
    /// The first line, counted from 1.
    pub line: u64,
    /// The bytes as they stand in the file.
    pub raw: Vec<u8>,
    /// Whether something stands between a closing quote and the next comma.
    pub stray_after_quote: bool,
    text: Vec<u8>,
    ends: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

impl Record {
    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nothing stands in the line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
    }

    /// The fields in order.
    pub fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let field = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            field
        })
    }

    fn clear(&mut self, offset: u64, line: u64) {
        (self.offset, self.line, self.stray_after_quote) = (offset, line, false);
        self.raw.clear();
        self.text.clear();
        self.ends.clear();
    }

    /// Takes a byte; whether the record ends with it.
    fn take(&mut self, byte: u8, state: &mut State) -> bool {
        self.raw.push(byte);
        *state = match (*state, byte) {
            (State::Quoted, b'"') | (State::QuoteInQuoted, b'\r') => State::QuoteInQuoted,
            (State::Quoted, _) | (State::QuoteInQuoted, b'"') => {
                self.text.push(byte);
                State::Quoted
            }
            (_, b',') => {
                self.ends.push(self.text.len());
                State::FieldStart
            }
            (_, b'\n') => {
                self.end(*state);
                return true;
            }
            (State::FieldStart, b'"') => State::Quoted,
            (before, _) => {
                self.stray_after_quote |= before == State::QuoteInQuoted;
                self.text.push(byte);
                State::Plain
            }
        };
        false
    }

    /// Ends the last field; a carriage return before the line's end belongs to the line.
    fn end(&mut self, state: State) {
        if state == State::Plain && self.text.last() == Some(&b'\r') {
            self.text.pop();
        }
        self.ends.push(self.text.len());
    }
}

impl<R: BufRead> CsvRecords<R> {
    /// The records in a source; a byte order mark before them is passed over.
    ///
    /// # Errors
    ///
    /// [`FileFault::Read`].
    pub fn new(mut source: R) -> Result<Self, FileFault> {
        let mut offset = 0;
        if source.fill_buf()?.starts_with(&BOM) {
            source.consume(BOM.len());
            offset = BOM.len() as u64;
        }
        Ok(Self { source, offset, line: 1, record: Record::default() })
    }

    /// What is read from.
    pub fn source(&self) -> &R {
        &self.source
    }

    /// The next record that is no empty line; none after the last.
    ///
    /// # Errors
    ///
    /// [`FileFault`]: it cannot be read, ends inside quotes, or has a record longer than
    /// [`ROW_BYTES_MAX`].
    pub fn next_record(&mut self) -> Result<Option<&Record>, FileFault> {
        loop {
            if !self.read_record()? {
                return Ok(None);
            }
            if !self.record.is_empty() {
                return Ok(Some(&self.record));
            }
        }
    }

    fn read_record(&mut self) -> Result<bool, FileFault> {
        self.record.clear(self.offset, self.line);
        let mut state = State::FieldStart;
        loop {
            let bytes = self.source.fill_buf()?;
            if bytes.is_empty() {
                return self.last_record(state);
            }
            let mut taken = 0;
            let mut ended = false;
            for byte in bytes {
                taken += 1;
                self.line += u64::from(*byte == b'\n');
                ended = self.record.take(*byte, &mut state);
                if ended || self.record.raw.len() > ROW_BYTES_MAX {
                    break;
                }
            }
            self.source.consume(taken);
            self.offset += taken as u64;
            if self.record.raw.len() > ROW_BYTES_MAX {
                let offset = self.record.offset;
                let hint =
                    if state == State::Quoted { "; a quote may have been left open" } else { "" };
                return Err(FileFault::RowTooLong { offset, hint });
            }
            if ended {
                return Ok(true);
            }
        }
    }

    /// What stands after the last line end.
    fn last_record(&mut self, state: State) -> Result<bool, FileFault> {
        let Record { line, offset, .. } = self.record;
        if state == State::Quoted {
            return Err(FileFault::OpenQuote { line, offset });
        }
        if self.record.raw.is_empty() {
            return Ok(false);
        }
        self.record.end(state);
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
