//! From what a card says to a person key.

use domain::insurance_identity::InsuranceIdentity;
use projections::Found;
use wire::{Refusal, identity::insurance_link};

use crate::{Room, status};

impl Room {
    /// Where an insurance identity leads: looked up under each live key, newest first.
    ///
    /// # Errors
    ///
    /// `KEYS_UNAVAILABLE` when there is no key to look with.
    pub(crate) fn find(&self, insurance: &InsuranceIdentity) -> Result<Found, Refusal> {
        if self.insurance_keys.is_empty() {
            return Err(status::keys_unavailable());
        }
        let people = self.projections.people();
        let mut found =
            self.insurance_keys.iter().map(|key| people.find(insurance_link(key, insurance)));
        Ok(found.find(|found| *found != Found::Unknown).unwrap_or(Found::Unknown))
    }
}
