//! Links as they stand: an identifier may have a stream for each live lookup key.

use domain::{
    insurance_identity::InsuranceIdentity,
    link::{self, Link},
};
use ledger::{ExpectedVersion, Ledger, RecordedEvent, StreamName};
use sealing::LookupKey;
use uuid::Uuid;
use wire::{
    event::{DecodeError, identity as event},
    identity::{LookupKeys, insurance_link},
};

use crate::{IdentityError, my_number::MyNumber};

/// Where the link of one identifier may stand.
#[derive(Clone, Debug)]
pub(crate) struct Candidates {
    newest: Candidate,
    older: Option<Candidate>,
}

/// One stream a link may stand in.
#[derive(Clone, Debug)]
struct Candidate {
    link: Uuid,
    key_version: u32,
}

/// A link as it stands in one stream.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The stream.
    pub(crate) stream: StreamName,
    /// The version of the lookup key that the stream's name is made with.
    pub(crate) key_version: u32,
    /// Where the link leads.
    pub(crate) link: Link,
    /// The version of the stream.
    pub(crate) version: ExpectedVersion,
}

/// The link of one identifier.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The UUID that tells the identifier from all others.
    pub(crate) id: Uuid,
    /// Where a new link is made.
    pub(crate) newest: Standing,
    /// The link under the older key, when that is the one that counts.
    older: Option<Standing>,
}

impl Candidates {
    /// Where the link of a My Number may stand.
    pub(crate) fn of_number(keys: &LookupKeys, number: &MyNumber) -> Self {
        Self::of(keys, |key| number.hash(key).stream_uuid())
    }

    /// Where the link of an insurance identity may stand.
    pub(crate) fn of_insurance(keys: &LookupKeys, identity: &InsuranceIdentity) -> Self {
        Self::of(keys, |key| insurance_link(key, identity))
    }

    fn of(keys: &LookupKeys, link: impl Fn(&LookupKey) -> Uuid) -> Self {
        let candidate = |key: &LookupKey| Candidate { link: link(key), key_version: key.version() };
        Self { newest: candidate(&keys.newest), older: keys.older.as_deref().map(candidate) }
    }

    /// The UUID that tells this identifier from all others.
    pub(crate) fn id(&self) -> Uuid {
        self.newest.link
    }

    fn all(&self) -> impl Iterator<Item = &Candidate> {
        std::iter::once(&self.newest).chain(&self.older)
    }
}

impl Found {
    /// The link that counts: one that leads somewhere, else one that has a past, the newest first.
    pub(crate) fn standing(&self) -> &Standing {
        self.older.as_ref().unwrap_or(&self.newest)
    }

    fn new(id: Uuid, newest: Standing, older: Option<Standing>) -> Self {
        let leads = |standing: &Standing| standing.link != Link::Nowhere;
        let has_past = |standing: &Standing| standing.version != ExpectedVersion::NoStream;
        let counts = |older: &Standing| {
            !leads(&newest) && (leads(older) || (!has_past(&newest) && has_past(older)))
        };
        let older = older.filter(counts);
        Self { id, newest, older }
    }
}

/// The links of these identifiers, in their order, by one reading.
///
/// # Errors
///
/// [`IdentityError::StreamName`], [`IdentityError::Read`], [`IdentityError::Decode`].
pub(crate) async fn find(
    ledger: &dyn Ledger,
    identifiers: &[&Candidates],
) -> Result<Vec<Found>, IdentityError> {
    let candidates = || identifiers.iter().flat_map(|candidates| candidates.all());
    let streams =
        candidates().map(|candidate| stream_of(candidate.link)).collect::<Result<Vec<_>, _>>()?;
    let histories = ledger.read_streams(&streams).await?;
    let mut standing = candidates()
        .zip(streams)
        .zip(histories)
        .map(|((of, stream), history)| standing(of.key_version, stream, &history));
    let mut found = Vec::with_capacity(identifiers.len());
    for identifier in identifiers {
        let Some(newest) = standing.next().transpose()? else { break };
        let older = match &identifier.older {
            Some(_) => standing.next().transpose()?,
            None => None,
        };
        found.push(Found::new(identifier.id(), newest, older));
    }
    Ok(found)
}

/// Takes one recorded event into a link.
///
/// # Errors
///
/// [`DecodeError`].
pub(crate) fn fold(link: &mut Link, recorded: &RecordedEvent) -> Result<(), DecodeError> {
    *link = link.evolve(event::link::decode(recorded)?);
    Ok(())
}

fn standing(
    key_version: u32,
    stream: StreamName,
    history: &[RecordedEvent],
) -> Result<Standing, IdentityError> {
    let mut link = Link::default();
    history.iter().try_for_each(|recorded| fold(&mut link, recorded))?;
    let version = history
        .last()
        .map_or(ExpectedVersion::NoStream, |last| ExpectedVersion::Exactly(last.version));
    Ok(Standing { stream, key_version, link, version })
}

fn stream_of(link: Uuid) -> Result<StreamName, IdentityError> {
    link::stream_of(link).try_into().map_err(|_| IdentityError::StreamName)
}
