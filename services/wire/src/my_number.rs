//! A My Number (個人番号) on its way to `identity`, unread.
//!
//! The generated messages that carry one have no derived `Debug`; here it is moved out of them into a type
//! that cannot be shown, copied or stored, and that is wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

use crate::proto::{identity::v1 as identity, registration::v1 as registration};

/// From how many bytes on a number is sought in other fields.
const SOUGHT_BYTES_MIN: usize = 10;

/// What a message carried in a My Number field. Holding one proves nothing: it has not been read.
///
/// It has neither `Debug` nor `Display`, cannot be cloned or serialised, and is wiped when dropped.
pub struct UnreadMyNumber(Zeroizing<String>);

impl UnreadMyNumber {
    /// Moves the text out of a message's field and leaves the field empty.
    pub fn take(field: &mut String) -> Self {
        Self(Zeroizing::new(std::mem::take(field)))
    }

    /// Whether the field was empty.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text holds it, so that what must stay out of events can be refused without reading it.
    ///
    /// Only a number of ten characters or more is sought: what is shorter is refused as malformed anyway, and
    /// stands in many texts.
    #[must_use]
    pub fn stands_in(&self, text: &str) -> bool {
        self.0.len() >= SOUGHT_BYTES_MIN && text.contains(self.0.as_str())
    }

    /// The text. Only `identity` calls this; a lint holds everyone else back.
    #[must_use]
    pub fn open(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for registration::RecipientRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecipientRow(..)")
    }
}

impl fmt::Debug for identity::LinkSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSubject(..)")
    }
}

impl fmt::Debug for identity::link_subject::Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(..)")
    }
}

impl fmt::Debug for identity::LinkInsuranceRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkInsuranceRequest(..)")
    }
}

impl fmt::Debug for identity::MergePeopleRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MergePeopleRequest(..)")
    }
}
