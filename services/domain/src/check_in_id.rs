//! The id of one check-in (受付): one person, one facility, one question.

use uuid::Uuid;

use crate::resource_name::named_by_uuid;

/// A check-in's id, in the API `checkIns/{uuid}`.
///
/// Made of the facility, the reader and the request id that opened it (UUID v5), so that a retry finds it again. The
/// request id is chosen at random by the reader, so an id cannot be guessed from another; and knowing one is not
/// enough: a check-in is told of to its own facility only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckInId(Uuid);

named_by_uuid!(CheckInId, "checkIns");
