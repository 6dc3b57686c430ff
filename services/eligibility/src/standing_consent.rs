//! A standing consent as its stream says it is.

use std::sync::{Mutex, PoisonError};

use domain::{
    institution_code::InstitutionCode,
    japan,
    period::Period,
    request_id::RequestId,
    standing_consent::{Command, Event, Refusal as Decided, StandingConsent, stream_of},
    standing_consent_id::StandingConsentId,
};
use ledger::{Position, ReadError, RecordedEvent, StreamName};
use wire::{
    Envelope, Refusal,
    decision::{self, Request},
    event::{self, DecodeError},
};

use crate::{Room, get_eligibility::named, status};

/// What a command has made of a standing consent.
pub(crate) struct Changed {
    /// The days on which it holds; absent only where nothing was ever given.
    pub(crate) period: Option<Period>,
    /// Where that was recorded.
    pub(crate) position: Position,
}

/// Takes one recorded event in.
///
/// # Errors
///
/// [`DecodeError`].
pub(crate) fn fold(
    consent: &mut StandingConsent,
    recorded: &RecordedEvent,
) -> Result<(), DecodeError> {
    let event = event::check_in::standing_consent::decode(recorded)?;
    *consent = std::mem::take(consent).evolve(event);
    Ok(())
}

impl Room {
    /// A standing consent, read from its stream.
    ///
    /// # Errors
    ///
    /// The LEDGER reasons.
    pub(crate) async fn read_standing_consent(
        &self,
        id: StandingConsentId,
    ) -> Result<StandingConsent, Refusal> {
        let mut read = self.read_standing_consents(&[id]).await?;
        Ok(read.pop().unwrap_or_default())
    }

    /// Several standing consents, in the order asked for.
    ///
    /// # Errors
    ///
    /// The LEDGER reasons.
    pub(crate) async fn read_standing_consents(
        &self,
        ids: &[StandingConsentId],
    ) -> Result<Vec<StandingConsent>, Refusal> {
        let streams: Result<Vec<_>, _> = ids.iter().map(|id| named(&stream_of(*id))).collect();
        let streams = streams?;
        let read = match self.access.read_streams(&streams).await {
            // One person's many consents hold up nobody else's: read each in pages.
            Err(ReadError::StreamTooLong(_)) => return self.read_long_consents(&streams).await,
            read => read?,
        };
        let consents = read.iter().map(|events| {
            let mut consent = StandingConsent::default();
            events.iter().try_for_each(|recorded| fold(&mut consent, recorded))?;
            Ok(consent)
        });
        consents.collect()
    }

    async fn read_long_consents(
        &self,
        streams: &[StreamName],
    ) -> Result<Vec<StandingConsent>, Refusal> {
        let mut consents = Vec::with_capacity(streams.len());
        for stream in streams {
            let consent = decision::present(&*self.access, stream, fold).await;
            consents.push(consent.map_err(status::of_standing_consent)?);
        }
        Ok(consents)
    }

    /// Records what a command makes of a standing consent of this facility.
    ///
    /// # Errors
    ///
    /// What the command is refused with, `REQUEST_ID_REUSED`, `CONTENDED`, and the LEDGER reasons.
    pub(crate) async fn change_standing_consent(
        &self,
        envelope: &Envelope,
        request_id: &RequestId,
        id: StandingConsentId,
        facility: InstitutionCode,
        command: Command,
    ) -> Result<Changed, Refusal> {
        let first_event = event::event_id(request_id, "", 0);
        let request = Request {
            stream: named(&stream_of(id))?,
            first_event,
            attribution: envelope.attribution(request_id),
        };
        // What was decided last is what stands: a repeated request is decided as it was.
        let period = Mutex::new(None);
        let decide = |consent: &StandingConsent, at| {
            if consent.given().is_some_and(|given| given.facility != facility) {
                return Err(Decided::NotGiven);
            }
            let event = consent.decide(command.clone(), japan::day(at))?;
            let after = event.iter().cloned().fold(consent.clone(), StandingConsent::evolve);
            *period.lock().unwrap_or_else(PoisonError::into_inner) =
                after.given().map(|given| given.period);
            Ok(event.iter().map(|event| written(first_event, event)).collect())
        };
        let recorded = decision::record(&*self.access, &request, fold, decide)
            .await
            .map_err(status::of_standing_consent)?;
        let period = *period.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Changed { period, position: recorded.position })
    }
}

fn written(id: uuid::Uuid, event: &Event) -> ledger::NewEvent {
    event::check_in::standing_consent::encode(id, event)
}
