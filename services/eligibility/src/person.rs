//! From what a card says to a person key.

use domain::insurance_identity::InsuranceIdentity;
use projections::Found;
use wire::identity::insurance_link;

use crate::Room;

impl Room {
    /// Where an insurance identity leads: looked up under each live key, newest first.
    pub(crate) fn find(&self, insurance: &InsuranceIdentity) -> Found {
        let people = self.projections.people();
        let mut found =
            self.insurance_keys.iter().map(|key| people.find(insurance_link(key, insurance)));
        found.find(|found| *found != Found::Unknown).unwrap_or(Found::Unknown)
    }
}
