//! From My Numbers to person keys, many at once: for registration, and without a trace for dry runs.
//!
//! Read every link · make those that are missing · follow merges. Whoever is new gets a data key before a
//! link, so that nothing ever leads to a person whose fields could not be sealed.

use domain::{
    PersonKey,
    check_digit::{CheckDigitPolicy, CheckDigitVerdict},
    link::{Command, Link},
};
use hashbrown::{HashMap, HashSet};
use ledger::{Append, AppendError, Attribution};
use uuid::Uuid;
use wire::{decision::ATTEMPTS_MAX, event::identity as event, my_number::UnreadMyNumber};

use crate::{
    Identity, IdentityError, ResolveRefusal,
    links::{self, Candidates, Found, Standing},
    my_number::MyNumber,
    people::People,
};

/// The most numbers of one call.
pub const NUMBERS_MAX: usize = 1_000;

/// The namespace of the ids of events that make links. Never changes.
const LINK_EVENTS: Uuid = Uuid::from_u128(0x4b1d_3c5e_7a90_4f6b_8d27_61c0_e59f_20a3);

/// A number leads to this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The person, after all merges.
    pub person: PersonKey,
    /// Whether the number's check digit holds; under OFF nobody asked and it is true.
    pub check_digit_holds: bool,
}

/// What a number leads to, if to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookedUp {
    /// The person, after all merges; none: a registration would make a link.
    pub person: Option<PersonKey>,
    /// Whether the number's check digit holds; under OFF nobody asked and it is true.
    pub check_digit_holds: bool,
}

/// A number, read and hashed. The number itself is gone.
#[derive(Clone, Debug)]
pub(crate) struct Hashed {
    pub(crate) candidates: Candidates,
    check_digit_holds: bool,
}

/// Whom a link concerns, and whether it may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Led {
    /// The person, after all merges.
    pub(crate) person: PersonKey,
    /// Why nobody may be told, if so.
    pub(crate) refusal: Option<ResolveRefusal>,
}

impl Identity {
    /// The people that these numbers lead to, in their order. A number that leads nowhere gets a new person.
    ///
    /// The same number twice gets one person. What was made is durable when this returns; sent again after an
    /// error, it finds what was made.
    ///
    /// # Errors
    ///
    /// [`IdentityError::TooMany`] above [`NUMBERS_MAX`], then as the ledger and the key store fail, then
    /// [`IdentityError::Contended`].
    pub async fn resolve_many(
        &self,
        numbers: Vec<UnreadMyNumber>,
        policy: CheckDigitPolicy,
        attribution: Attribution,
    ) -> Result<Vec<Result<Resolved, ResolveRefusal>>, IdentityError> {
        let hashed = self.hash_many(numbers, policy)?;
        let led = self.lead(hashed.iter().flatten(), &attribution).await?;
        let answer = |hashed: Result<Hashed, ResolveRefusal>| {
            let Hashed { candidates, check_digit_holds } = hashed?;
            // Every number that was read leads somewhere by now.
            let led = led.get(&candidates.id()).ok_or(ResolveRefusal::Malformed)?;
            led.refusal.map_or(Ok(Resolved { person: led.person, check_digit_holds }), Err)
        };
        Ok(hashed.into_iter().map(answer).collect())
    }

    /// The people that these numbers lead to, in their order. Nothing is recorded.
    ///
    /// # Errors
    ///
    /// [`IdentityError::TooMany`] above [`NUMBERS_MAX`], then as the ledger fails.
    pub async fn look_up_many(
        &self,
        numbers: Vec<UnreadMyNumber>,
        policy: CheckDigitPolicy,
    ) -> Result<Vec<Result<LookedUp, ResolveRefusal>>, IdentityError> {
        let hashed = self.hash_many(numbers, policy)?;
        let led = self.find_led(&distinct(hashed.iter().flatten())).await?;
        let answer = |hashed: Result<Hashed, ResolveRefusal>| {
            let Hashed { candidates, check_digit_holds } = hashed?;
            match led.get(&candidates.id()) {
                Some(Led { refusal: Some(refusal), .. }) => Err(*refusal),
                Some(Led { person, .. }) => {
                    Ok(LookedUp { person: Some(*person), check_digit_holds })
                }
                None => Ok(LookedUp { person: None, check_digit_holds }),
            }
        };
        Ok(hashed.into_iter().map(answer).collect())
    }

    /// A number, read, checked and hashed.
    ///
    /// # Errors
    ///
    /// [`ResolveRefusal::Malformed`], [`ResolveRefusal::CheckDigitWrong`].
    pub(crate) fn hash(
        &self,
        number: UnreadMyNumber,
        policy: CheckDigitPolicy,
    ) -> Result<Hashed, ResolveRefusal> {
        let number = MyNumber::read(number).map_err(|_| ResolveRefusal::Malformed)?;
        let check_digit_holds = policy == CheckDigitPolicy::Off || number.check_digit_holds();
        if policy.judge(check_digit_holds) == CheckDigitVerdict::Refused {
            return Err(ResolveRefusal::CheckDigitWrong);
        }
        let candidates = Candidates::of_number(&self.parts.my_number_keys, &number);
        Ok(Hashed { candidates, check_digit_holds })
    }

    fn hash_many(
        &self,
        numbers: Vec<UnreadMyNumber>,
        policy: CheckDigitPolicy,
    ) -> Result<Vec<Result<Hashed, ResolveRefusal>>, IdentityError> {
        if numbers.len() > NUMBERS_MAX {
            return Err(IdentityError::TooMany(numbers.len()));
        }
        Ok(numbers.into_iter().map(|number| self.hash(number, policy)).collect())
    }

    /// Whom each of these numbers concerns, by its id; links that are missing are made.
    ///
    /// # Errors
    ///
    /// As [`Identity::resolve_many`].
    pub(crate) async fn lead(
        &self,
        numbers: impl IntoIterator<Item = &Hashed>,
        attribution: &Attribution,
    ) -> Result<HashMap<Uuid, Led>, IdentityError> {
        let mut pending = distinct(numbers);
        let mut led = HashMap::with_capacity(pending.len());
        for _ in 0..ATTEMPTS_MAX {
            if pending.is_empty() {
                return Ok(led);
            }
            let found = links::find(&*self.parts.ledger, &pending).await?;
            let of = |found: &Found| (found.id, found.standing().link);
            led.extend(self.follow(found.iter().map(of).collect()).await?);
            let missing = found.into_iter().filter(|found| found.standing().link == Link::Nowhere);
            led.extend(self.make_links(missing.collect(), attribution).await?);
            pending.retain(|candidates| !led.contains_key(&candidates.id()));
        }
        if pending.is_empty() { Ok(led) } else { Err(IdentityError::Contended) }
    }

    /// Whom each of these numbers concerns, by its id; those that lead nowhere are left out.
    ///
    /// # Errors
    ///
    /// As the ledger fails.
    pub(crate) async fn find_led(
        &self,
        numbers: &[&Candidates],
    ) -> Result<HashMap<Uuid, Led>, IdentityError> {
        let found = links::find(&*self.parts.ledger, numbers).await?;
        self.follow(found.iter().map(|found| (found.id, found.standing().link)).collect()).await
    }

    /// Whom these links concern after all merges; those that lead nowhere are left out.
    async fn follow(&self, links: Vec<(Uuid, Link)>) -> Result<HashMap<Uuid, Led>, IdentityError> {
        let people = links.iter().filter_map(|(_, link)| link.person());
        let people = People::read(&*self.parts.ledger, people).await?;
        let led = links.iter().filter_map(|(id, link)| {
            let (person, state) = people.end_of(link.person()?);
            let refusal = if state.is_erased() {
                Some(ResolveRefusal::Erased)
            } else {
                matches!(link, Link::Suspended(_)).then_some(ResolveRefusal::Suspended)
            };
            Some((*id, Led { person, refusal }))
        });
        Ok(led.collect())
    }

    /// Makes a person and a link for each of these, unless somebody else did since it was read.
    async fn make_links(
        &self,
        missing: Vec<Found>,
        attribution: &Attribution,
    ) -> Result<HashMap<Uuid, Led>, IdentityError> {
        if missing.is_empty() {
            return Ok(HashMap::new());
        }
        let people: Vec<_> = missing.iter().map(|_| (self.parts.new_person)()).collect();
        self.create_keys(people.clone()).await?;
        let append = |(found, person): (&Found, &PersonKey)| Append {
            stream: found.newest.stream.clone(),
            expected: found.newest.version,
            events: make(&found.newest, *person),
            attribution: attribution.clone(),
        };
        let appends = missing.iter().zip(&people).map(append).collect();
        let answers = self.parts.ledger.append_each(appends).await;
        let mut made = HashMap::with_capacity(missing.len());
        for ((found, person), answer) in missing.iter().zip(people).zip(answers) {
            match answer {
                Ok(_) => {
                    made.insert(found.id, Led { person, refusal: None });
                }
                Err(AppendError::Conflict { .. }) => {} // Somebody else made it: read it again.
                Err(error) => return Err(IdentityError::Append(error)),
            }
        }
        Ok(made)
    }
}

/// Each identifier once, in the order given, so that links are made in the order of the rows.
fn distinct<'a>(numbers: impl IntoIterator<Item = &'a Hashed>) -> Vec<&'a Candidates> {
    let mut seen = HashSet::new();
    let candidates = numbers.into_iter().map(|hashed| &hashed.candidates);
    candidates.filter(|candidates| seen.insert(candidates.id())).collect()
}

/// The event that makes a link. Its id is made of the stream, its version and the person, so that two who make the
/// same link at once conflict, and neither takes the other's for its own.
fn make(standing: &Standing, person: PersonKey) -> Vec<ledger::NewEvent> {
    let version = standing.version.next();
    let name = format!("{}/{version}/{person}", standing.stream);
    let id = Uuid::new_v5(&LINK_EVENTS, name.as_bytes());
    let command = Command::Make { person, key_version: standing.key_version };
    // A link that leads nowhere refuses nobody.
    let made = Link::Nowhere.decide(command).unwrap_or_default();
    made.iter().map(|happened| event::link::encode(id, happened)).collect()
}

#[cfg(test)]
mod tests;
