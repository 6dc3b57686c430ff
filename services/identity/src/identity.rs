//! The room itself: its ledger, its keys, and what else it is given.

use std::sync::Arc;

use domain::{PersonKey, person};
use ledger::{PAGE_EVENTS_MAX, Position, SharedLedger};
use sealing::{GetError, KeyStore};
use tokio::{sync::Mutex, task::spawn_blocking};
use wire::{event::identity as event, identity::LookupKeys};

use crate::IdentityError;

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

    /// Destroys the keys of all people who were erased and whose keys a crash has left, and says how many.
    ///
    /// Reads identity's whole ledger, in pages. Nothing is told of such a person meanwhile: the event alone
    /// refuses them.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Read`], [`IdentityError::Decode`], [`IdentityError::Destroy`].
    pub async fn finish_erasures(&self) -> Result<u64, IdentityError> {
        let (mut after, mut finished) = (Position::START, 0);
        // Ends with the ledger: every page is later than the one before it.
        loop {
            let page = self.parts.ledger.read_all(after, PAGE_EVENTS_MAX).await?;
            let Some(last) = page.last() else { return Ok(finished) };
            after = last.position;
            for recorded in &page {
                let event::Event::Person(person::Event::Shredded { person, .. }) =
                    event::decode(recorded)?
                else {
                    continue;
                };
                if !matches!(self.parts.keys.get(person), Err(GetError::Shredded { .. })) {
                    self.destroy_key(person).await?;
                    finished += 1;
                }
            }
        }
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
        let created = spawn_blocking(move || keys.get_or_create_many(&people).map(drop)).await;
        Ok(created.map_err(|_| IdentityError::Interrupted)??)
    }
}
