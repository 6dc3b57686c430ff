//! Small values written one after another: what records in memory and snapshots are made of.
//!
//! Numbers are written in groups of seven bits, lowest first (LEB128); texts and lists after their
//! length. Whoever reads asks for the same values in the same order; [`None`] says that the bytes
//! do not hold what was asked for.

use domain::period::Period;
use jiff::civil::Date;
use uuid::Uuid;

/// Bits of a number in one byte.
const GROUP: u32 = 7;

/// The bit that says that the number goes on.
const MORE: u8 = 0x80;

/// The year from which days are counted: that of [`Period::EARLIEST`], before which none is.
const YEAR_FIRST: i16 = 1868;

/// Writes a number.
pub(crate) fn put_number(out: &mut Vec<u8>, number: u64) {
    let mut rest = number;
    loop {
        let [low, ..] = rest.to_le_bytes();
        rest >>= GROUP;
        if rest == 0 {
            out.push(low & !MORE);
            return;
        }
        out.push(low | MORE);
    }
}

/// Writes how many of something follow, or where something stands.
pub(crate) fn put_count(out: &mut Vec<u8>, count: usize) {
    // A usize has at most 64 bits.
    put_number(out, u64::try_from(count).unwrap_or(u64::MAX));
}

/// Writes bytes after their length.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_count(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// Writes a text after its length.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_bytes(out, text.as_bytes());
}

/// Writes a text that may be absent.
pub(crate) fn put_optional_text(out: &mut Vec<u8>, text: Option<&str>) {
    put_flag(out, text.is_some());
    if let Some(text) = text {
        put_text(out, text);
    }
}

/// Writes yes or no.
pub(crate) fn put_flag(out: &mut Vec<u8>, flag: bool) {
    out.push(u8::from(flag));
}

/// Writes a UUID.
pub(crate) fn put_uuid(out: &mut Vec<u8>, uuid: Uuid) {
    out.extend_from_slice(uuid.as_bytes());
}

/// Writes a day of the years 1868 to 9999 in at most four bytes; the open end in one.
pub(crate) fn put_date(out: &mut Vec<u8>, date: Date) {
    if date == Period::OPEN_END {
        out.push(0);
        return;
    }
    let part = |value: i16| u64::try_from(value).unwrap_or(0);
    let year = part(date.year().saturating_sub(YEAR_FIRST));
    put_number(out, year << 9 | part(date.month().into()) << 5 | part(date.day().into()));
}

/// Writes both days of a period.
pub(crate) fn put_period(out: &mut Vec<u8>, period: Period) {
    put_date(out, period.first());
    put_date(out, period.last());
}

/// Reads what was written, from the front.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Begins at the first byte.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether everything was read.
    pub(crate) fn is_at_end(self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// The next number.
    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let group = u64::from(byte & !MORE);
            let placed = group << shift;
            if placed >> shift != group {
                return None;
            }
            number |= placed;
            if byte & MORE == 0 {
                return Some(number);
            }
        }
        None
    }

    /// How many follow, or where something stands.
    pub(crate) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// The next bytes, after their length.
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.count()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The next text.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        str::from_utf8(self.bytes()?).ok()
    }

    /// The next text, which may be absent.
    #[expect(clippy::option_option, reason = "unreadable, absent and present are three things")]
    pub(crate) fn optional_text(&mut self) -> Option<Option<&'a str>> {
        if self.flag()? { self.text().map(Some) } else { Some(None) }
    }

    /// The next yes or no.
    pub(crate) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// The next bytes, as many as asked for.
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*array)
    }

    /// The next UUID.
    pub(crate) fn uuid(&mut self) -> Option<Uuid> {
        self.array().map(Uuid::from_bytes)
    }

    /// The next day.
    pub(crate) fn date(&mut self) -> Option<Date> {
        let number = self.number()?;
        if number == 0 {
            return Some(Period::OPEN_END);
        }
        let year = i16::try_from(number >> 9).ok()?.checked_add(YEAR_FIRST)?;
        let month = i8::try_from(number >> 5 & 0xF).ok()?;
        let day = i8::try_from(number & 0x1F).ok()?;
        Date::new(year, month, day).ok()
    }

    /// The next period.
    pub(crate) fn period(&mut self) -> Option<Period> {
        let first = self.date()?;
        Period::new(first, self.date()?).ok()
    }

    /// A list after its length; each element is read by `element` and takes at least one byte.
    pub(crate) fn list<T>(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.count()?;
        // Damaged bytes may promise more than they hold; memory is not taken on their word.
        let mut list = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            list.push(element(self)?);
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests;
