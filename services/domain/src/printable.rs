//! A short text kept exactly as it was given, if it can be printed.

/// What is wrong with a text that should be short and printable.
///
/// Written to follow the name of the field: `recipient number must not be blank`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing but white space, or nothing at all.
    #[error("must not be blank")]
    Blank,
    /// More characters (Unicode scalar values) than allowed.
    #[error("must have at most {max} characters, has {found}")]
    TooLong {
        /// The most characters allowed.
        max: usize,
        /// The characters given.
        found: usize,
    },
    /// A control character, or one that is not seen but moves or joins others.
    #[error("must have printable characters only, character {place} is U+{:04X}", u32::from(*.character))]
    NotPrintable {
        /// Which character, counted from 1.
        place: usize,
        /// The character.
        character: char,
    },
}

/// `text` itself, if it has `1..=max` characters, all of them printable and not all of them blank.
///
/// # Errors
///
/// [`TextFault`], in the order of its variants.
pub(crate) fn read(text: &str, max: usize) -> Result<Box<str>, TextFault> {
    if text.trim().is_empty() { Err(TextFault::Blank) } else { read_or_empty(text, max) }
}

/// As [`read`], and nothing at all is a text too.
///
/// # Errors
///
/// [`TextFault`], in the order of its variants.
pub(crate) fn read_or_empty(text: &str, max: usize) -> Result<Box<str>, TextFault> {
    if !text.is_empty() && text.trim().is_empty() {
        return Err(TextFault::Blank);
    }
    let found = text.chars().count();
    if found > max {
        return Err(TextFault::TooLong { max, found });
    }
    match (1..).zip(text.chars()).find(|(_, character)| !is_printable(*character)) {
        Some((place, character)) => Err(TextFault::NotPrintable { place, character }),
        None => Ok(text.into()),
    }
}

/// Whether a character leaves a mark or a gap where it stands, and does nothing else.
fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(
            character,
            '\u{200B}'..='\u{200F}' // Zero-width spaces and joiners, direction marks.
            | '\u{2028}'..='\u{202E}' // Line and paragraph separators, direction overrides.
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
        )
}

#[cfg(test)]
mod tests;
