//! The directory as a snapshot holds it, and as a digest sees it.
//!
//! A snapshot holds the shortest history that makes the directory what it is: events in the form
//! in which the ledger has them, so that there is one way only to read one.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::{
    body, body_code::BodyCode, certificate_type::CertificateTypeId, facility,
    institution_code::InstitutionCode, program,
};
use jiff::Timestamp;
use ledger::{NewEvent, Position, RecordedEvent, StreamName, Version};
use uuid::Uuid;
use wire::event::enrolment;

use super::{Body, Directory, Known, KnownFacility, Program};
use crate::bytes::{Reader, put_bytes, put_count, put_number, put_text};
use crate::lock::{read, write};

/// Events in a snapshot have no stream; this name stands for none.
const NO_STREAM: &str = "snapshot";

impl Directory {
    /// Writes the directory.
    pub(crate) fn store(&self, out: &mut Vec<u8>) {
        let events = read(&self.known).shortest_history();
        put_count(out, events.len());
        for event in events {
            put_text(out, &event.event_type);
            put_bytes(out, &event.payload);
        }
        let as_of = read(&self.as_of);
        put_count(out, as_of.len());
        for (body, position) in as_of.iter() {
            put_text(out, &body.to_string());
            put_number(out, position.get());
        }
    }

    /// Reads what [`Directory::store`] wrote; [`None`] if it is something else.
    pub(crate) fn load(&self, bytes: &[u8]) -> Option<()> {
        let mut reader = Reader::new(bytes);
        let stream: StreamName = NO_STREAM.parse().ok()?;
        for _ in 0..reader.count()? {
            let event = RecordedEvent {
                id: Uuid::nil(),
                stream: stream.clone(),
                version: Version::FIRST,
                position: Position::START,
                event_type: reader.text()?.into(),
                recorded_at: Timestamp::UNIX_EPOCH,
                caller: "".into(),
                request_id: "".into(),
                payload: Bytes::copy_from_slice(reader.bytes()?),
            };
            self.take_in(enrolment::decode(&event).ok()?);
        }
        let as_of: BTreeMap<BodyCode, Position> = reader
            .list(|reader| {
                let body = reader.text()?.parse().ok()?;
                Some((body, Position::new(reader.number()?)))
            })?
            .into_iter()
            .collect();
        *write(&self.as_of) = as_of;
        reader.is_at_end().then_some(())
    }

    /// Adds everything to a hash, in an order that depends on nothing but itself.
    ///
    /// By `Debug`, which shows every field of these: the maps in an encoded program have no order.
    pub(crate) fn digest(&self, hasher: &mut blake3::Hasher) {
        let known = read(&self.known);
        let Known { bodies, programs, facilities } = &*known;
        let mut add = |line: String| {
            let mut out = Vec::with_capacity(line.len() + 2);
            put_text(&mut out, &line);
            hasher.update(&out);
        };
        for body in bodies {
            add(format!("{body:?}"));
        }
        for programs in programs {
            add(format!("{programs:?}"));
        }
        for (code, KnownFacility { facility, readers }) in facilities {
            add(format!("{code:?} {facility:?} {readers:?}"));
        }
        for as_of in read(&self.as_of).iter() {
            add(format!("{as_of:?}"));
        }
    }
}

impl Known {
    fn shortest_history(&self) -> Vec<NewEvent> {
        let bodies = self.bodies.iter().flat_map(|(code, body)| history_of_body(*code, body));
        let programs = self.programs.iter().flat_map(|(body, programs)| {
            programs.iter().flat_map(|(kind, program)| history_of_program(*body, kind, program))
        });
        let facilities =
            self.facilities.iter().flat_map(|(code, known)| history_of_facility(*code, known));
        bodies.chain(programs).chain(facilities).collect()
    }
}

fn history_of_body(body: BodyCode, known: &Body) -> Vec<NewEvent> {
    let enrolled = known
        .enrolment()
        .map(|enrolment| body::Event::Enrolled { body, enrolment: enrolment.clone() });
    let delegated = known
        .delegations()
        .iter()
        .map(|delegation| body::Event::OperatorDelegated { body, delegation: delegation.clone() });
    enrolled
        .into_iter()
        .chain(delegated)
        .map(|event| enrolment::body::encode(Uuid::nil(), &event))
        .collect()
}

fn history_of_program(
    body: BodyCode,
    certificate_type: &CertificateTypeId,
    known: &Program,
) -> Vec<NewEvent> {
    let defined = known.master().map(|master| program::Event::Defined(master.clone()));
    let retired = known.retired_after().map(|last| program::Event::Retired {
        body,
        certificate_type: certificate_type.clone(),
        last,
    });
    defined
        .into_iter()
        .chain(retired)
        .map(|event| enrolment::program::encode(Uuid::nil(), &event))
        .collect()
}

fn history_of_facility(facility: InstitutionCode, known: &KnownFacility) -> Vec<NewEvent> {
    let enrolled = match known.facility.enrolment() {
        Some(enrolment) => facility::Event::Enrolled { facility, enrolment: enrolment.clone() },
        None => facility::Event::OptedOut { facility },
    };
    let readers = known
        .readers
        .iter()
        .map(|reader| facility::Event::ReaderEnrolled { facility, reader: *reader });
    [enrolled]
        .into_iter()
        .chain(readers)
        .map(|event| enrolment::facility::encode(Uuid::nil(), &event))
        .collect()
}
