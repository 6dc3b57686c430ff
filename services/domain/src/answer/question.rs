//! Is there anything to ask the person about? Told to the reader only.

use super::{AnswerClass, Known, Link, seen};

/// Whether the person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Something may be told: ask.
    Ask,
    /// Nothing may be told, and this is the true class.
    Nothing(AnswerClass),
}

impl Question {
    /// Whether to ask.
    #[must_use]
    pub fn asks(self) -> bool {
        self == Self::Ask
    }

    /// The class that is recorded: disclosed where the person is asked.
    #[must_use]
    pub fn class(self) -> AnswerClass {
        match self {
            Self::Ask => AnswerClass::Disclosed,
            Self::Nothing(class) => class,
        }
    }
}

/// Whether there is anything to ask about: a certificate that is not withheld, in force or not.
#[must_use]
pub fn question<T>(link: Link, certificates: &[Known<'_, T>]) -> Question {
    match link {
        Link::NotLooked => Question::Nothing(AnswerClass::TemporarilyUnavailable),
        Link::Pending => Question::Nothing(AnswerClass::LinkPending),
        Link::Linked => match seen(certificates) {
            (open, _) if !open.is_empty() => Question::Ask,
            (_, withheld) if !withheld.is_empty() => Question::Nothing(AnswerClass::Withheld),
            (_, _) => Question::Nothing(AnswerClass::NoRecord),
        },
    }
}
