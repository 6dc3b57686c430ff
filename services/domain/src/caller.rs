//! Who calls: the URI name in the caller's certificate, read once at the door.
//!
//! `spiffe://pmh/body/232033`, `…/insurer/06132005`, `…/facility/0110113719`,
//! `…/facility/0110113719/reader/1`, `…/auditor/{name}`, `…/operator`. A caller has one name only:
//! what is not written exactly so is nobody.

use std::fmt;
use std::str::FromStr;

use crate::body_code::BodyCode;
use crate::institution_code::InstitutionCode;
use crate::insurer_number::InsurerNumber;
use crate::reader_number::ReaderNumber;

/// The trust domain of every caller's certificate.
pub const TRUST_DOMAIN: &str = "pmh";
/// The most characters of an auditor's name.
pub const AUDITOR_NAME_CHARACTERS_MAX: usize = 64;

/// Who calls, as a certificate of the hub's authority says.
///
/// Holding one that came from a verified certificate proves who calls, not what they may do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caller {
    /// A body (実施機関) and its systems.
    Body(BodyCode),
    /// A health insurer (保険者).
    Insurer(InsurerNumber),
    /// The desk of a facility (医療機関等の受付).
    Facility(InstitutionCode),
    /// A card reader (顔認証付きカードリーダー), which speaks for the person before it.
    Reader {
        /// The facility it stands in.
        facility: InstitutionCode,
        /// Which of the facility's readers it is.
        reader: ReaderNumber,
    },
    /// An auditor (監査人).
    Auditor(AuditorName),
    /// Who runs the hub (運用者).
    Operator,
}

/// What kind of caller a [`Caller`] is: a column of the policy table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A body.
    Body,
    /// A health insurer.
    Insurer,
    /// The desk of a facility.
    Facility,
    /// A card reader of a facility.
    Reader,
    /// An auditor.
    Auditor,
    /// Who runs the hub.
    Operator,
}

/// An auditor's name: 1 to 64 of `a` to `z`, `0` to `9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuditorName(Box<str>);

/// A text is not the name of a [`Caller`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "caller must be spiffe://{TRUST_DOMAIN}/ and body/{{6 digits}}, insurer/{{8 or 6 digits}}, \
     facility/{{10 digits}}, facility/{{10 digits}}/reader/{{1 to 9999}}, auditor/{{name}} or operator"
)]
pub struct NotACaller;

/// A text is not an [`AuditorName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("auditor name must be 1 to {AUDITOR_NAME_CHARACTERS_MAX} of a to z, 0 to 9 and -")]
pub struct NotAnAuditorName;

impl Role {
    /// Every role, for tables that must name them all.
    pub const ALL: [Self; 6] =
        [Self::Body, Self::Insurer, Self::Facility, Self::Reader, Self::Auditor, Self::Operator];
}

impl Caller {
    /// What kind of caller this is.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Body(_) => Role::Body,
            Self::Insurer(_) => Role::Insurer,
            Self::Facility(_) => Role::Facility,
            Self::Reader { .. } => Role::Reader,
            Self::Auditor(_) => Role::Auditor,
            Self::Operator => Role::Operator,
        }
    }

    /// The facility of a desk or a reader.
    #[must_use]
    pub fn facility(&self) -> Option<InstitutionCode> {
        match self {
            Self::Facility(facility) | Self::Reader { facility, .. } => Some(*facility),
            Self::Body(_) | Self::Insurer(_) | Self::Auditor(_) | Self::Operator => None,
        }
    }

    /// The body, if a body calls.
    #[must_use]
    pub fn body(&self) -> Option<BodyCode> {
        match self {
            Self::Body(body) => Some(*body),
            Self::Insurer(_)
            | Self::Facility(_)
            | Self::Reader { .. }
            | Self::Auditor(_)
            | Self::Operator => None,
        }
    }

    /// The insurer, if an insurer calls.
    #[must_use]
    pub fn insurer(&self) -> Option<InsurerNumber> {
        match self {
            Self::Insurer(insurer) => Some(*insurer),
            Self::Body(_)
            | Self::Facility(_)
            | Self::Reader { .. }
            | Self::Auditor(_)
            | Self::Operator => None,
        }
    }

    /// Reads the path after the trust domain. Some numbers have several texts; see `from_str`.
    fn from_path(path: &str) -> Option<Self> {
        let mut parts = path.split('/');
        let caller = match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            ("body", Some(code), None, None) => Self::Body(code.parse().ok()?),
            ("insurer", Some(number), None, None) => Self::Insurer(number.parse().ok()?),
            ("facility", Some(code), None, None) => Self::Facility(code.parse().ok()?),
            ("facility", Some(code), Some("reader"), Some(reader)) => {
                Self::Reader { facility: code.parse().ok()?, reader: reader.parse().ok()? }
            }
            ("auditor", Some(name), None, None) => Self::Auditor(name.parse().ok()?),
            ("operator", None, None, None) => Self::Operator,
            _ => return None,
        };
        parts.next().is_none().then_some(caller)
    }
}

impl FromStr for Caller {
    type Err = NotACaller;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix("spiffe://")
            .and_then(|rest| rest.strip_prefix(TRUST_DOMAIN))
            .and_then(|rest| rest.strip_prefix('/'))
            .and_then(Self::from_path)
            // An insurer's six digits can be written with noughts before them: refused here.
            .filter(|caller| caller.to_string() == text)
            .ok_or(NotACaller)
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "spiffe://{TRUST_DOMAIN}/")?;
        match self {
            Self::Body(code) => write!(f, "body/{code}"),
            Self::Insurer(number) => write!(f, "insurer/{number}"),
            Self::Facility(code) => write!(f, "facility/{code}"),
            Self::Reader { facility, reader } => write!(f, "facility/{facility}/reader/{reader}"),
            Self::Auditor(name) => write!(f, "auditor/{name}"),
            Self::Operator => f.write_str("operator"),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Body => "body",
            Self::Insurer => "insurer",
            Self::Facility => "facility",
            Self::Reader => "reader",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
        })
    }
}

impl AuditorName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AuditorName {
    type Err = NotAnAuditorName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length_fits = (1..=AUDITOR_NAME_CHARACTERS_MAX).contains(&text.len());
        if length_fits && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        {
            Ok(Self(text.into()))
        } else {
            Err(NotAnAuditorName)
        }
    }
}

impl fmt::Display for AuditorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
