//! The room itself: its ledger, its keys, and what else it is given.

use std::sync::Arc;

use domain::PersonKey;
use ledger::SharedLedger;
use sealing::{GetError, KeyStore};
use tokio::{sync::Mutex, task::spawn_blocking};
use wire::identity::LookupKeys;

use crate::{IdentityError, people::People};

/// Draws a new person key at random. The hub's; randomness enters nowhere else.
pub type NewPerson = Arc<dyn Fn() -> PersonKey + Send + Sync>;

/// What the room is made of.
#[derive(Clone)]
pub struct Parts {
    /// Identity's own ledger; nobody else appends to it.
    pub ledger: SharedLedger,
    /// The data keys of everyone.
    pub keys: Arc<KeyStore>,
    /// The lookup keys of My Numbers.
    pub my_number_keys: LookupKeys,
    /// The lookup keys of insurance identities.
    pub insurance_keys: LookupKeys,
    /// Draws a new person key.
    pub new_person: NewPerson,
}

/// Links numbers and identities to people. Cheap to clone; it is its own gRPC service.
#[derive(Clone)]
pub struct Identity {
    pub(crate) parts: Arc<Parts>,
    /// Held while two people are merged: two merges at once could lead in a circle.
    pub(crate) merging: Arc<Mutex<()>>,
}

impl Identity {
    /// The room made of these parts.
    ///
    /// An erasure may have been interrupted between its event and the destruction of the key:
    /// call [`Identity::finish_erasures`] once after start; it may run beside everything else.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), merging: Arc::default() }
    }

    /// Destroys the keys that a crash has left of people who were erased, and says how many.
    ///
    /// `erased` is everybody who may have been, as somebody knows who follows identity's ledger: to look for them
    /// here would be to read all of it at every start. Only whom the ledger itself says to be erased loses the
    /// key. Nothing is told of such a person meanwhile: the event alone refuses them.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Read`], [`IdentityError::Decode`], [`IdentityError::MergedTooOften`],
    /// [`IdentityError::Destroy`].
    pub async fn finish_erasures(&self, erased: &[PersonKey]) -> Result<u64, IdentityError> {
        let mut finished = 0;
        for &person in erased {
            if matches!(self.parts.keys.get(person), Err(GetError::Shredded { .. })) {
                continue;
            }
            let people = People::read(&*self.parts.ledger, [person]).await?;
            if people.chain(person).next().is_some_and(|(_, state)| state.is_erased()) {
                self.destroy_key(person).await?;
                finished += 1;
            }
        }
        Ok(finished)
    }

    /// Destroys a person's data key, durably.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Destroy`], [`IdentityError::Interrupted`].
    pub(crate) async fn destroy_key(&self, person: PersonKey) -> Result<(), IdentityError> {
        let keys = self.parts.keys.clone();
        let destroyed = spawn_blocking(move || keys.destroy(person)).await;
        Ok(destroyed.map_err(|_| IdentityError::Interrupted)??)
    }

    /// Makes a data key for each of these people, durably.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Create`], [`IdentityError::Interrupted`].
    pub(crate) async fn create_keys(&self, people: Vec<PersonKey>) -> Result<(), IdentityError> {
        let keys = self.parts.keys.clone();
        let created = spawn_blocking(move || keys.create_many(&people)).await;
        Ok(created.map_err(|_| IdentityError::Interrupted)??)
    }
}
