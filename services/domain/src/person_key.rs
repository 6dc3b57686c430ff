//! The key that stands for a person inside the hub, in the place of My Number.

use uuid::Uuid;

use crate::resource_name::named_by_uuid;

/// A person key: a random UUID, in the API `people/{uuid}`.
///
/// Says nothing about the person. Only the room that links numbers to keys knows whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(Uuid);

named_by_uuid!(PersonKey, "people");
