//! Erases a person (消去): the event first, then the key to all personal fields.
//!
//! From the event on nobody is told anything of the person; what a crash leaves of the key is destroyed by
//! [`Identity::finish_erasures`], or by the same request sent again.

use domain::{
    PersonKey, japan,
    person::{self, Command, Person},
};
use ledger::Position;
use wire::{
    Envelope, Refusal,
    decision::{self, Request},
    event::identity as event,
    field,
    proto::identity::v1::ErasePersonRequest,
    refusal::FieldError,
};

use crate::{Identity, people, status, tenant};

impl Identity {
    /// Erases a person and says where it was recorded.
    ///
    /// # Errors
    ///
    /// The reasons in the contract of `ErasePerson`.
    pub(crate) async fn erase_person(
        &self,
        envelope: &Envelope,
        request: &ErasePersonRequest,
    ) -> Result<Position, Refusal> {
        tenant::operator(envelope.caller())?;
        let request_id = field::request_id(&request.request_id)?;
        let person = read_person(&request.person)?;
        // Whoever is known has a key, or had one: keys are made before links.
        if matches!(self.parts.keys.get(person), Ok(None)) {
            return Err(status::not_found());
        }
        let request = Request::new(person::stream_of(person), &request_id, envelope)?;
        let decide = |state: &Person, at| {
            let events = state.decide(person, Command::Erase { date: japan::day(at) })?;
            let ids = Request::event_ids(&request_id);
            Ok(ids.zip(&events).map(|(id, happened)| event::person::encode(id, happened)).collect())
        };
        let recorded = decision::record(&*self.parts.ledger, &request, people::fold, decide)
            .await
            .map_err(status::of_person)?;
        self.destroy_key(person).await?;
        Ok(recorded.position)
    }
}

fn read_person(name: &str) -> Result<PersonKey, FieldError> {
    if name.is_empty() {
        return Err(FieldError::missing("person"));
    }
    PersonKey::from_resource_name(name).map_err(|error| FieldError::malformed("person", error))
}
