//! A check-in as its stream says it is.

use domain::{
    check_in::{CheckIn, Command, Event, Refusal as Decided, stream_of},
    check_in_id::CheckInId,
    institution_code::InstitutionCode,
    japan,
    request_id::RequestId,
};
use ledger::{RecordedEvent, StreamName};
use wire::{
    Envelope, Refusal,
    decision::{self, Recorded, Request},
    event::{self, DecodeError},
};

use crate::{Room, recent::Seen, status};

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
        let recorded = decision::record(&*self.access, &request, fold, |check_in, at| {
            of_facility(check_in, facility)?;
            let event: Event = check_in.decide(command.clone(), japan::day(at))?;
            Ok(vec![event::check_in::encode(first_event, &event)])
        })
        .await;
        self.recent.forget(id);
        recorded.map_err(status::of_check_in)
    }
}
