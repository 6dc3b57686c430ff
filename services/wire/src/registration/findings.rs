//! What is found in a row, gathered while it is read, and as it is answered.

use crate::{
    field,
    proto::registration::v1::{Finding, finding::Kind},
    refusal::FieldError,
};

/// The errors of a row so far.
#[derive(Default)]
pub(super) struct Found(Vec<FieldError>);

impl Found {
    /// Notes what is wrong.
    pub(super) fn note(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// The value, or nothing and a note.
    pub(super) fn keep<T>(&mut self, read: Result<T, FieldError>) -> Option<T> {
        read.map_err(|error| self.note(error)).ok()
    }

    /// Every element read, or nothing and a note for each that says what it must not.
    pub(super) fn each<M, T>(
        &mut self,
        field: &'static str,
        values: Vec<M>,
        limit: usize,
        read: impl Fn(M) -> Result<T, FieldError>,
    ) -> Option<Vec<T>> {
        self.keep(field::at_most(field, &values, limit))?;
        let mut elements = Vec::with_capacity(values.len());
        for (index, value) in values.into_iter().enumerate() {
            let element = read(value).map_err(|error| error.under(&format!("{field}[{index}]")));
            elements.extend(self.keep(element).map(Some));
        }
        // An element that could not be read was noted; the row is refused by `finish`.
        elements.into_iter().collect()
    }

    /// `value` when nothing is wrong.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }

    /// All that is wrong.
    pub(super) fn into_errors(self) -> Vec<FieldError> {
        self.0
    }
}

/// The finding that refuses a row.
#[must_use]
pub fn refusal(error: FieldError) -> Finding {
    Finding {
        refuses: true,
        field: error.field.into_owned(),
        kind: Kind::Refusal.into(),
        message: error.message,
        remedy: error.remedy.into_owned(),
        reason: error.reason.into(),
    }
}

/// A finding that lets a row pass.
#[must_use]
pub fn warning(
    field: &str,
    kind: Kind,
    message: impl Into<String>,
    remedy: impl Into<String>,
) -> Finding {
    Finding {
        refuses: false,
        field: field.to_owned(),
        kind: kind.into(),
        message: message.into(),
        remedy: remedy.into(),
        reason: 0,
    }
}
