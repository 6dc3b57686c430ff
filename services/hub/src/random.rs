//! Randomness: the one place where what nobody can guess is made, keys in `sealing` excepted.

use domain::person_key::PersonKey;
use uuid::Uuid;

/// A new random UUID (version 4).
#[must_use]
pub fn new_uuid() -> Uuid {
    Uuid::new_v4()
}

/// A person key that no one has yet.
#[must_use]
pub fn new_person() -> PersonKey {
    PersonKey::from_uuid(new_uuid())
}
