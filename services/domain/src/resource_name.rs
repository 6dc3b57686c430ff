//! Names in the API (`{collection}/{id}`), and the ids that are UUIDs.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// A text is not a name of the expected collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("name must have the form {form}")]
pub struct NotAResourceName {
    /// The form expected, for people: `bodies/{6 digits}`.
    pub form: &'static str,
}

/// A text is not a UUID as this hub writes it: 36 characters, lower-case, in 8-4-4-4-12 groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("id must be a uuid of 36 characters, lower-case, in groups of 8-4-4-4-12")]
pub struct NotAUuid;

/// A name that ends in a UUID: its head, and the 36 characters.
pub(crate) fn with_uuid(head: &str, uuid: Uuid) -> String {
    [head, uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer())].concat()
}

/// The name of `id` in `collection`.
pub(crate) fn write(collection: &str, id: impl fmt::Display) -> String {
    format!("{collection}/{id}")
}

/// The id in `name`, if it is a name of `collection`.
///
/// # Errors
///
/// [`NotAResourceName`].
pub(crate) fn read<T: FromStr>(
    name: &str,
    collection: &str,
    form: &'static str,
) -> Result<T, NotAResourceName> {
    name.strip_prefix(collection)
        .and_then(|rest| rest.strip_prefix('/'))
        .and_then(|id| id.parse().ok())
        .ok_or(NotAResourceName { form })
}

/// The UUID that `text` writes in the one form this hub writes.
///
/// # Errors
///
/// [`NotAUuid`]: braces, upper case and missing hyphens are refused, so an id has one text only.
pub(crate) fn read_uuid(text: &str) -> Result<Uuid, NotAUuid> {
    let uuid = Uuid::try_parse(text).map_err(|_| NotAUuid)?;
    let mut buffer = Uuid::encode_buffer();
    if uuid.hyphenated().encode_lower(&mut buffer) == text { Ok(uuid) } else { Err(NotAUuid) }
}

/// The bytes of several parts, each after its length (4 bytes, big-endian).
///
/// Two different lists of parts never give the same bytes, whatever the parts contain.
pub(crate) fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
    for part in parts {
        // A part is a short number or name; a length that does not fit would still be distinct
        // from every length that does.
        bytes.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

/// What every id that is a UUID can do: be read, be written, be named in the API.
macro_rules! named_by_uuid {
    ($id:ident, $collection:literal) => {
        impl $id {
            const COLLECTION: &str = $collection;
            const FORM: &str = concat!($collection, "/{36-character uuid}");

            /// The id that this UUID is.
            #[must_use]
            pub const fn from_uuid(uuid: ::uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID that this id is.
            #[must_use]
            pub const fn uuid(self) -> ::uuid::Uuid {
                self.0
            }

            #[doc = concat!("Its name in the API: `", $collection, "/{36-character uuid}`.")]
            #[must_use]
            pub fn resource_name(self) -> String {
                $crate::resource_name::with_uuid(concat!($collection, "/"), self.0)
            }

            #[doc = concat!("Reads a name of the API: `", $collection, "/{36-character uuid}`.")]
            ///
            /// # Errors
            ///
            /// [`NotAResourceName`](crate::resource_name::NotAResourceName).
            pub fn from_resource_name(
                name: &str,
            ) -> Result<Self, $crate::resource_name::NotAResourceName> {
                $crate::resource_name::read(name, Self::COLLECTION, Self::FORM)
            }
        }

        impl ::std::str::FromStr for $id {
            type Err = $crate::resource_name::NotAUuid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::resource_name::read_uuid(text).map(Self)
            }
        }

        impl ::std::fmt::Display for $id {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }
    };
}
pub(crate) use named_by_uuid;

#[cfg(test)]
mod tests;
