//! A snapshot on disk, so that a restart replays only the tail.
//!
//! It is written while events go on being taken in: the directory and what is known of people stand
//! as they were at its first positions, links and certificates as they were when their shard was
//! written, never later than its last positions. Taking in everything after the first positions
//! again makes all of it current, because what was taken in before changes nothing. Until the last
//! positions are reached again, no answer is given.
//!
//! What is written is closed ([`sealing::SnapshotSealer`]), and opens only whole: a snapshot that
//! was altered, is of another version or key, or belongs to another ledger is set aside, and the
//! projections are rebuilt from the first event. A snapshot is never needed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ledger::{Position, ReadError, RecordedEvent, SharedLedger};
use sealing::{OpenBlockError, SealBlockError, SnapshotSealer};
use uuid::Uuid;

use crate::{
    bytes::{Reader, put_bytes, put_number},
    certificates::{Dictionary, Numbers, SHARDS, Unreadable},
    content::{Content, Positions},
    people::LINK_SHARDS,
};

mod file;
#[cfg(test)]
mod tests;

use file::{FrameReader, FrameWriter};

/// After how many events a snapshot is written, unless said otherwise.
pub const EVENTS_PER_SNAPSHOT: u64 = 200_000;

/// The snapshot.
const NAME: &str = "projections.snapshot";

/// One that is being written.
const NAME_UNFINISHED: &str = "projections.snapshot.unfinished";

/// One that was not used. Removed when the next one was written.
const NAME_SET_ASIDE: &str = "projections.snapshot.set-aside";

/// Where snapshots are kept, and what closes them.
pub struct Snapshots {
    /// A folder of its own, which exists.
    pub folder: PathBuf,
    /// Closes and opens them.
    pub sealer: SnapshotSealer,
    /// After how many events one is written; [`EVENTS_PER_SNAPSHOT`] is a good number. A large
    /// projection waits longer: for as many events as an eighth of its certificates.
    pub every_events: u64,
}

/// A snapshot was not written. The one before it still stands.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// What is in memory could not be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It could not be closed.
    #[error(transparent)]
    NotSealed(#[from] SealBlockError),
    /// The disk refused it.
    #[error("snapshot could not be written: {0}")]
    Disk(#[from] io::Error),
    /// The event it is bound to could not be read.
    #[error("ledger could not be read: {0}")]
    Ledger(#[from] ReadError),
    /// The ledger no longer has the last event that was taken in.
    #[error("ledger has no event at position {0}")]
    EventMissing(Position),
}

/// A snapshot was not used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotUsed {
    #[error("it could not be read: {0}")]
    Disk(#[from] io::Error),
    #[error("it is of another version, or no snapshot")]
    OtherVersion,
    #[error("it does not open: {0}")]
    NotOpened(#[from] OpenBlockError),
    #[error("it does not say what a snapshot says")]
    Malformed,
    #[error(
        "its event at position {0} is not the ledger's: it belongs to another ledger, or is ahead of this one"
    )]
    OtherLedger(Position),
}

/// What was read of a snapshot, before it is compared with the ledgers.
pub(crate) struct Loaded {
    pub(crate) content: Content,
    /// Everything up to here was taken in; what comes after must be.
    pub(crate) from: Positions,
    /// Something up to here may have been taken in.
    pub(crate) upto: Positions,
    registration: Fingerprint,
    identity: Fingerprint,
}

/// A hash of the last event a snapshot may know; zeros before the first event.
type Fingerprint = [u8; 32];

/// A snapshot that holds everything but the event it is bound to.
pub(crate) struct Unfinished {
    frames: FrameWriter,
    pub(crate) upto: Positions,
}

impl Snapshots {
    /// Writes everything but the end. Waits for the disk; readers wait for nothing, whoever takes
    /// events in waits for one shard at a time.
    ///
    /// # Errors
    ///
    /// [`NotWritten`].
    pub(crate) fn begin(&self, content: &Content) -> Result<Unfinished, NotWritten> {
        let mut out = Vec::new();
        let histories = {
            let from = content.hold_still();
            put_positions(&mut out, *from);
            let mut directory = Vec::new();
            content.directory.store(&mut directory);
            put_bytes(&mut out, &directory);
            content.people.histories()
        };
        let path = self.folder.join(NAME_UNFINISHED);
        let mut frames = FrameWriter::create(&path, Uuid::new_v4())?;
        frames.frame(&self.sealer, &out)?;
        let mut frame = |fill: &mut dyn FnMut(&mut Vec<u8>) -> Result<(), Unreadable>| {
            out.clear();
            fill(&mut out)?;
            frames.frame(&self.sealer, &out)
        };
        frame(&mut |out| {
            histories.store(out);
            Ok(())
        })?;
        for at in 0..LINK_SHARDS {
            frame(&mut |out| {
                content.people.store_links(at, out);
                Ok(())
            })?;
        }
        let mut dictionary = Dictionary::default();
        for at in 0..SHARDS {
            frame(&mut |out| content.certificates.store_shard(at, &mut dictionary, out))?;
        }
        let upto = *content.hold_still();
        Ok(Unfinished { frames, upto })
    }

    /// Binds a snapshot to its ledgers and lets it take the place of the one before. Waits for the
    /// disk.
    ///
    /// # Errors
    ///
    /// [`NotWritten`].
    pub(crate) fn finish(
        &self,
        unfinished: Unfinished,
        registration: &Fingerprint,
        identity: &Fingerprint,
    ) -> Result<(), NotWritten> {
        let Unfinished { mut frames, upto } = unfinished;
        let mut out = Vec::new();
        put_positions(&mut out, upto);
        out.extend_from_slice(registration);
        out.extend_from_slice(identity);
        frames.frame(&self.sealer, &out)?;
        frames.finish(&self.sealer)?;
        fs::rename(self.folder.join(NAME_UNFINISHED), self.folder.join(NAME))?;
        fs::File::open(&self.folder)?.sync_all()?;
        remove_if_there(&self.folder.join(NAME_SET_ASIDE))?;
        Ok(())
    }

    /// Reads the snapshot, if there is one. Waits for the disk.
    ///
    /// # Errors
    ///
    /// [`NotUsed`].
    pub(crate) fn load(&self) -> Result<Option<Loaded>, NotUsed> {
        let file = match fs::File::open(self.folder.join(NAME)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut frames = FrameReader::open(file)?;
        let mut frame = || frames.frame(&self.sealer)?.ok_or(NotUsed::Malformed);
        let content = Content::new();
        let from = {
            let bytes = frame()?;
            let mut reader = Reader::new(&bytes);
            let from = take_positions(&mut reader).ok_or(NotUsed::Malformed)?;
            let directory = reader.bytes().ok_or(NotUsed::Malformed)?;
            content.directory.load(directory).ok_or(NotUsed::Malformed)?;
            from
        };
        content.people.load_histories(&frame()?).ok_or(NotUsed::Malformed)?;
        for _ in 0..LINK_SHARDS {
            content.people.load_links(&frame()?).ok_or(NotUsed::Malformed)?;
        }
        let mut numbers = Numbers::default();
        for _ in 0..SHARDS {
            content.certificates.load_shard(&frame()?, &mut numbers).ok_or(NotUsed::Malformed)?;
        }
        let bytes = frame()?;
        let mut reader = Reader::new(&bytes);
        let end = take_positions(&mut reader)
            .and_then(|upto| Some((upto, reader.array()?, reader.array()?)))
            .filter(|_| reader.is_at_end());
        let (upto, registration, identity) = end.ok_or(NotUsed::Malformed)?;
        if frames.frame(&self.sealer)?.is_some() {
            return Err(NotUsed::Malformed);
        }
        *content.hold_still() = from;
        Ok(Some(Loaded { content, from, upto, registration, identity }))
    }

    /// Puts the snapshot where nobody takes it for one.
    pub(crate) fn set_aside(&self) -> io::Result<()> {
        fs::rename(self.folder.join(NAME), self.folder.join(NAME_SET_ASIDE))
    }
}

impl Loaded {
    /// Checks that the snapshot belongs to these ledgers, and that they are as far as it is.
    ///
    /// # Errors
    ///
    /// [`ReadError`] where a ledger could not be read; inside, [`NotUsed::OtherLedger`].
    pub(crate) async fn check(
        &self,
        registration: &SharedLedger,
        identity: &SharedLedger,
    ) -> Result<Result<(), NotUsed>, ReadError> {
        for (ledger, position, known) in [
            (registration, self.upto.registration, self.registration),
            (identity, self.upto.identity, self.identity),
        ] {
            if fingerprint(ledger, position).await? != Some(known) {
                return Ok(Err(NotUsed::OtherLedger(position)));
            }
        }
        Ok(Ok(()))
    }
}

/// A hash of the event at this position; [`None`] where the ledger has none there.
///
/// # Errors
///
/// [`ReadError`].
pub(crate) async fn fingerprint(
    ledger: &SharedLedger,
    position: Position,
) -> Result<Option<Fingerprint>, ReadError> {
    let Some(before) = position.get().checked_sub(1) else { return Ok(Some([0; 32])) };
    let events = ledger.read_all(Position::new(before), 1).await?;
    Ok(events.first().filter(|event| event.position == position).map(hash))
}

fn hash(event: &RecordedEvent) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    hasher.update(event.id.as_bytes());
    hasher.update(&event.position.get().to_le_bytes());
    hasher.update(&event.version.get().to_le_bytes());
    hasher.update(&event.recorded_at.as_microsecond().to_le_bytes());
    for text in [event.stream.as_str(), &event.event_type, &event.caller, &event.request_id] {
        hasher.update(&text.len().to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(&event.payload);
    *hasher.finalize().as_bytes()
}

fn put_positions(out: &mut Vec<u8>, positions: Positions) {
    put_number(out, positions.registration.get());
    put_number(out, positions.identity.get());
}

fn take_positions(reader: &mut Reader<'_>) -> Option<Positions> {
    let registration = Position::new(reader.number()?);
    Some(Positions { registration, identity: Position::new(reader.number()?) })
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
