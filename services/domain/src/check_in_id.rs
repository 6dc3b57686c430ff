//! The id of one check-in (受付): one person, one facility, one question.

use uuid::Uuid;

use crate::resource_name::named_by_uuid;

/// A check-in's id, in the API `checkIns/{uuid}`.
///
/// Chosen at random when the check-in is opened, so it cannot be guessed from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckInId(Uuid);

named_by_uuid!(CheckInId, "checkIns");
