//! A check-in as its stream says it is.

use domain::{
    check_in::{CheckIn, Command, Event, Opened, Refusal as Decided, stream_of},
    check_in_id::CheckInId,
    institution_code::InstitutionCode,
    japan,
    reader_number::ReaderNumber,
    request_id::RequestId,
};
use ledger::{Append, ExpectedVersion, RecordedEvent, StreamName, Version};
use uuid::Uuid;
use wire::{
    Envelope, Refusal,
    decision::{self, Outcome, Recorded, Request},
    event::{self, DecodeError},
};

use crate::{Room, get_eligibility::durable, recent::Seen, status};

/// The namespace of check-in ids. Never changes: a retry finds its stream by it.
const CHECK_INS: Uuid = Uuid::from_u128(0x2d0f_3b1e_7c64_5a8e_8a4d_61f2_90c3_7be5);

/// The check-in that this request of this reader opens.
pub(crate) fn of_request(
    facility: InstitutionCode,
    reader: ReaderNumber,
    request_id: &RequestId,
) -> CheckInId {
    let name = format!("{facility}/{reader}/{request_id}");
    CheckInId::from_uuid(Uuid::new_v5(&CHECK_INS, name.as_bytes()))
}

/// The stream of a check-in.
///
/// # Errors
///
/// None for any id; a defect else.
pub(crate) fn stream(id: CheckInId) -> Result<StreamName, Refusal> {
    let name = stream_of(id);
    name.parse().map_err(status::no_stream_name(&name))
}

/// Takes one recorded event in.
///
/// # Errors
///
/// [`DecodeError`].
pub(crate) fn fold(check_in: &mut CheckIn, recorded: &RecordedEvent) -> Result<(), DecodeError> {
    let event = event::check_in::decode(recorded)?;
    *check_in = std::mem::take(check_in).evolve(event);
    Ok(())
}

/// Whether it is a check-in of this facility; another's is not found, just as an unknown one.
///
/// # Errors
///
/// [`Decided::NotOpened`].
pub(crate) fn of_facility(check_in: &CheckIn, facility: InstitutionCode) -> Result<(), Decided> {
    match check_in.opened() {
        Some(opened) if opened.facility == facility => Ok(()),
        Some(_) | None => Err(Decided::NotOpened),
    }
}

impl Room {
    /// A check-in, read from its stream; none if it has no event.
    ///
    /// # Errors
    ///
    /// The LEDGER reasons.
    pub(crate) async fn read_check_in(&self, id: CheckInId) -> Result<Option<Seen>, Refusal> {
        // `ASKED_MAX` keeps the stream within what one call reads.
        let streams = self.access.read_streams(&[stream(id)?]).await?;
        let mut check_in = CheckIn::default();
        let mut version = None;
        for recorded in streams.iter().flatten() {
            fold(&mut check_in, recorded)?;
            version = Some(recorded.version);
        }
        Ok(version.map(|version| Seen { check_in, version }))
    }

    /// Records what a command makes of a check-in of this facility.
    ///
    /// # Errors
    ///
    /// What the command is refused with, `REQUEST_ID_REUSED`, `CONTENDED`, and the LEDGER reasons.
    pub(crate) async fn change_check_in(
        &self,
        envelope: &Envelope,
        request_id: &RequestId,
        id: CheckInId,
        facility: InstitutionCode,
        command: Command,
    ) -> Result<Recorded, Refusal> {
        let first_event = event::event_id(request_id, "", 0);
        let request = Request {
            stream: stream(id)?,
            first_event,
            attribution: envelope.attribution(request_id),
        };
        if let Some(recorded) =
            self.change_as_opened(&request, request_id, id, facility, &command).await?
        {
            return Ok(recorded);
        }
        let recorded = decision::record(&*self.access, &request, fold, |check_in, at| {
            of_facility(check_in, facility)?;
            let event: Event = check_in.decide(command.clone(), japan::day(at))?;
            Ok(vec![event::check_in::encode(first_event, &event)])
        })
        .await;
        self.recent.forget(id);
        recorded.map_err(status::of_check_in)
    }

    /// The same for the first change after the opening, without a read: on what was seen lately. None where
    /// the check-in has to be read.
    ///
    /// As long as nothing but the opening stands there, the request cannot have been recorded before, unless
    /// the opening bore its id; the append at that version says whether nothing else does.
    async fn change_as_opened(
        &self,
        request: &Request,
        request_id: &RequestId,
        id: CheckInId,
        facility: InstitutionCode,
        command: &Command,
    ) -> Result<Option<Recorded>, Refusal> {
        let Some(Seen { check_in, version: Version::FIRST }) = self.recent.get(id) else {
            return Ok(None);
        };
        let of_opening = |of: &Opened| of_request(of.facility, of.reader, request_id) == id;
        if of_facility(&check_in, facility).is_err() || check_in.opened().is_some_and(of_opening) {
            return Ok(None);
        }
        let today = japan::day(request.attribution.recorded_at);
        let Ok(event) = check_in.decide(command.clone(), today) else { return Ok(None) };
        let append = Append {
            stream: request.stream.clone(),
            expected: ExpectedVersion::Exactly(Version::FIRST),
            events: vec![event::check_in::encode(request.first_event, &event)],
            attribution: request.attribution.clone(),
        };
        let Some(appended) = durable(self.access.append(append).await)? else { return Ok(None) };
        let check_in = check_in.evolve(event);
        self.recent.put(id, Seen { check_in, version: appended.version });
        Ok(Some(Recorded { position: appended.position, outcome: Outcome::New }))
    }
}
