//! What became of the people that links lead to: merged into others, erased.

use domain::{
    PersonKey,
    person::{self, Person},
};
use hashbrown::HashMap;
use ledger::{Ledger, RecordedEvent, StreamName};
use wire::event::{DecodeError, identity as event};

use crate::IdentityError;

/// How often a person may have been merged on and still be followed.
const MERGES_FOLLOWED_MAX: usize = 16;

/// People, and everybody they were merged into.
#[derive(Debug, Default)]
pub(crate) struct People(HashMap<PersonKey, Person>);

impl People {
    /// Reads these people, and everybody they were merged into.
    ///
    /// # Errors
    ///
    /// [`IdentityError::StreamName`], [`IdentityError::Read`], [`IdentityError::Decode`],
    /// [`IdentityError::MergedTooOften`].
    pub(crate) async fn read(
        ledger: &dyn Ledger,
        people: impl IntoIterator<Item = PersonKey>,
    ) -> Result<Self, IdentityError> {
        let mut known = Self::default();
        let mut next: Vec<_> = people.into_iter().collect();
        for _ in 0..=MERGES_FOLLOWED_MAX {
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return Ok(known);
            }
            let streams =
                next.iter().map(|person| stream_of(*person)).collect::<Result<Vec<_>, _>>()?;
            let histories = ledger.read_streams(&streams).await?;
            for (person, history) in next.drain(..).zip(histories) {
                let mut state = Person::default();
                history.iter().try_for_each(|recorded| fold(&mut state, recorded))?;
                known.0.insert(person, state);
            }
            let into = known.0.values().filter_map(|state| state.merged_into());
            next.extend(into.filter(|into| !known.0.contains_key(into)));
        }
        Err(IdentityError::MergedTooOften)
    }

    /// The person, then everybody they were merged into, one after another.
    pub(crate) fn chain(&self, person: PersonKey) -> impl Iterator<Item = (PersonKey, Person)> {
        let state = |person| self.0.get(&person).copied().unwrap_or_default();
        std::iter::successors(Some((person, state(person))), move |(_, known)| {
            known.merged_into().map(|into| (into, state(into)))
        })
        // Two hubs that merged at once could have made a circle.
        .take(MERGES_FOLLOWED_MAX + 1)
    }

    /// Who the person is after all merges, and what became of that one.
    pub(crate) fn end_of(&self, person: PersonKey) -> (PersonKey, Person) {
        self.chain(person).last().unwrap_or((person, Person::default()))
    }
}

/// Takes one recorded event into a person.
///
/// # Errors
///
/// [`DecodeError`].
pub(crate) fn fold(person: &mut Person, recorded: &RecordedEvent) -> Result<(), DecodeError> {
    *person = person.evolve(event::person::decode(recorded)?);
    Ok(())
}

fn stream_of(person: PersonKey) -> Result<StreamName, IdentityError> {
    person::stream_of(person).try_into().map_err(|_| IdentityError::StreamName)
}
