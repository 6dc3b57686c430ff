//! All that is projected, and the one place where it changes.
//!
//! Two ledgers are followed side by side, and erasing a person concerns what both say: so one
//! event is taken in at a time, and both positions move under one lock.

use std::sync::{Mutex, MutexGuard};

use domain::person;
use ledger::Position;

use crate::{
    certificates::{Certificates, Unreadable},
    decode::RegistrationChange,
    directory::Directory,
    lock::turn,
    people::{IdentityChange, People},
};

/// Up to where each ledger was taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Positions {
    /// In the registration ledger.
    pub registration: Position,
    /// In identity's ledger.
    pub identity: Position,
}

/// A hash of all that is projected: two projections with the same one answer alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(blake3::Hash);

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// All that is projected.
pub(crate) struct Content {
    pub(crate) certificates: Certificates,
    pub(crate) directory: Directory,
    pub(crate) people: People,
    /// Whoever holds it may take events in.
    taken_in: Mutex<Positions>,
}

impl Content {
    /// What is known before the first event.
    pub(crate) fn new() -> Self {
        Self {
            certificates: Certificates::new(),
            directory: Directory::default(),
            people: People::new(),
            taken_in: Mutex::default(),
        }
    }

    /// Keeps both ledgers from being taken in further while the guard is held.
    pub(crate) fn hold_still(&self) -> MutexGuard<'_, Positions> {
        turn(&self.taken_in)
    }

    /// Takes in what events of the registration ledger change, in order.
    ///
    /// Events of a person who was erased are left out.
    ///
    /// # Errors
    ///
    /// [`Unreadable`]; what came before was taken in.
    pub(crate) fn take_registration(
        &self,
        changes: Vec<(Position, RegistrationChange)>,
    ) -> Result<Position, Unreadable> {
        let mut taken_in = turn(&self.taken_in);
        let mut concerned = Vec::with_capacity(changes.len());
        let mut result = Ok(());
        for (position, change) in changes {
            match change {
                RegistrationChange::Certificate(event) => {
                    if !self.people.is_erased(event.certificate.person()) {
                        result = self.certificates.take_in(&event);
                    }
                    concerned.push((event.certificate.body(), position));
                }
                RegistrationChange::Enrolment(event) => {
                    concerned.extend(body_of(&event).map(|body| (body, position)));
                    self.directory.take_in(event);
                }
                RegistrationChange::Import(body) => concerned.push((body, position)),
            }
            if result.is_err() {
                break;
            }
            taken_in.registration = position;
        }
        self.directory.note(concerned);
        result.map(|()| taken_in.registration)
    }

    /// Takes in what events of identity's ledger change, in order.
    ///
    /// # Errors
    ///
    /// [`Unreadable`]; what came before was taken in.
    pub(crate) fn take_identity(
        &self,
        changes: Vec<(Position, IdentityChange)>,
    ) -> Result<Position, Unreadable> {
        let mut taken_in = turn(&self.taken_in);
        for (position, change) in changes {
            self.people.take_in(&change);
            if let IdentityChange::Person(person::Event::Shredded { person, .. }) = change {
                self.certificates.forget(person)?;
            }
            taken_in.identity = position;
        }
        Ok(taken_in.identity)
    }

    /// A hash of all that is projected, at the positions that come with it.
    ///
    /// Nothing is taken in meanwhile: for checks, not for every request.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub(crate) fn digest(&self) -> Result<(Positions, Digest), Unreadable> {
        let positions = turn(&self.taken_in);
        let mut hasher = blake3::Hasher::new();
        self.certificates.digest(&mut hasher)?;
        self.directory.digest(&mut hasher);
        self.people.digest(&mut hasher);
        Ok((*positions, Digest(hasher.finalize())))
    }
}

/// Which body an event of the directory concerns.
fn body_of(event: &wire::event::enrolment::Event) -> Option<domain::body_code::BodyCode> {
    use domain::{body, program};
    use wire::event::enrolment::Event;
    match event {
        Event::Body(
            body::Event::Enrolled { body, .. } | body::Event::OperatorDelegated { body, .. },
        )
        | Event::Program(program::Event::Retired { body, .. }) => Some(*body),
        Event::Program(program::Event::Defined(master) | program::Event::Revised(master)) => {
            Some(master.body)
        }
        Event::Facility(_) => None,
    }
}
