//! Tells the desk which certificates a person may use on the day of a visit.
//!
//! Fresh · facility · consent · answer · durable · out. A check-in seen lately costs no read: what is kept of it is
//! decided on, and the expected version of the append says whether it still held.

use std::sync::Arc;

use domain::{
    answer::AnswerClass,
    check_in::{CheckIn, Command, Consent, Opened, Refusal as Decided},
    check_in_id::CheckInId,
    institution_code::InstitutionCode,
    standing_consent_id::StandingConsentId,
};
use jiff::civil::Date;
use ledger::{Append, AppendError, Appended, ExpectedVersion, Position, StreamName, Version};
use projections::NotFresh;
use uuid::Uuid;
use wire::{
    Envelope, Refusal,
    decision::ATTEMPTS_MAX,
    eligibility::{Basis, Question, question, recorded_at},
    event,
    proto::eligibility::v1::{GetEligibilityRequest, GetEligibilityResponse},
};

use crate::{
    Room,
    check_in::{of_facility, stream},
    inquiry,
    recent::Seen,
    status,
    telling::{Asking, Telling, Told},
    tenant,
};

/// The namespace of the ids of what was told. Never changes.
const TOLD: Uuid = Uuid::from_u128(0x91c7_52aa_0d3b_5e61_b7f0_4e8d_16a9_c23f);

/// Who asks, when, and what.
struct Call<'a> {
    envelope: &'a Envelope,
    facility: InstitutionCode,
    today: Date,
    question: Question,
    /// Whether what is known is fresh enough; [`weigh`] has let it through.
    fresh: bool,
}

/// Answers the desk.
///
/// # Errors
///
/// As the contract says of `GetEligibility`.
pub(crate) async fn get_eligibility(
    room: &Room,
    envelope: &Envelope,
    request: &GetEligibilityRequest,
) -> Result<GetEligibilityResponse, Refusal> {
    let facility = tenant::desk(envelope)?;
    let question = question(request)?;
    let fresh = room.fresh(question.min_position).await?;
    if fresh.is_ok() {
        room.check_facility(facility)?;
    }
    let basis = question.basis;
    let too_old = weigh(fresh.as_ref().err(), question.min_position);
    let fresh = fresh.is_ok();
    let call = Call { envelope, facility, today: envelope.today(), question, fresh };
    match basis {
        Basis::CheckIn(id) => on_check_in(room, &call, id, too_old).await,
        Basis::StandingConsent(id) => on_standing_consent(room, &call, id, too_old).await,
    }
}

/// The refusal where a position was asked for that was not reached in time.
///
/// Without one, and where the projections stand still, the answer itself says that the hub could not look.
fn weigh(error: Option<&NotFresh>, min_position: Option<Position>) -> Option<Refusal> {
    match error {
        Some(error @ NotFresh::TimedOut { .. }) if min_position.is_some() => {
            Some(status::not_fresh_enough(error))
        }
        Some(NotFresh::TimedOut { .. } | NotFresh::Stopped(_)) | None => None,
    }
}

async fn on_check_in(
    room: &Room,
    call: &Call<'_>,
    id: CheckInId,
    too_old: Option<Refusal>,
) -> Result<GetEligibilityResponse, Refusal> {
    let mut seen = room.recent.get(id);
    for _ in 0..ATTEMPTS_MAX {
        let current = match seen.take() {
            Some(seen) => seen,
            None => match room.read_check_in(id).await? {
                Some(seen) => seen,
                None => return Err(status::check_in_refused(Decided::NotOpened)),
            },
        };
        let Seen { check_in, version } = current;
        let (response, command) = telling(room, call, &check_in, too_old.as_ref())?;
        let event = check_in.decide(command, call.today).map_err(status::check_in_refused)?;
        let append = Append {
            stream: stream(id)?,
            expected: ExpectedVersion::Exactly(version),
            events: vec![event::check_in::encode(told_id(id.uuid(), version.next()), &event)],
            attribution: call.envelope.attribution_under(Arc::from("")),
        };
        if let Some(appended) = durable(room.access.append(append).await)? {
            let check_in = check_in.evolve(event);
            room.recent.put(id, Seen { check_in, version: appended.version });
            return Ok(recorded_at(response, appended.position));
        }
        room.recent.forget(id);
    }
    Err(Refusal::contended())
}

/// What is told in this check-in, and the command that records it.
fn telling(
    room: &Room,
    call: &Call<'_>,
    check_in: &CheckIn,
    too_old: Option<&Refusal>,
) -> Result<(GetEligibilityResponse, Command), Refusal> {
    of_facility(check_in, call.facility).map_err(status::check_in_refused)?;
    let opened: &Opened =
        check_in.asked(call.question.visit_date, call.today).map_err(status::check_in_refused)?;
    let asking = Asking {
        facility: call.facility,
        person: opened.person,
        link: opened.link,
        visit_date: call.question.visit_date,
        asked: call.question.asked.as_ref(),
    };
    let Telling { response, record } = match check_in.consent() {
        Consent::Given => looked_up(room, call, &asking, too_old)?,
        Consent::Open if !opened.ask => asking.without_consent(opened.class),
        Consent::Open | Consent::Refused | Consent::NotAnswered | Consent::Withdrawn => {
            asking.without_consent(AnswerClass::NotConsented)
        }
    };
    let command = match record {
        Told::Something(disclosed) => Command::Disclose(disclosed),
        Told::Nothing(withheld) => Command::Withhold(withheld),
    };
    Ok((response, command))
}

fn looked_up(
    room: &Room,
    call: &Call<'_>,
    asking: &Asking<'_>,
    too_old: Option<&Refusal>,
) -> Result<Telling, Refusal> {
    match too_old {
        Some(refusal) => Err(refusal.clone()),
        None if call.fresh => asking.with_consent(room),
        None => Ok(asking.not_looked()),
    }
}

/// A question on a standing consent is an inquiry about one person; its answers stand on a stream
/// of the consent and the day, so that years of home visits do not make one long stream.
async fn on_standing_consent(
    room: &Room,
    call: &Call<'_>,
    id: StandingConsentId,
    too_old: Option<Refusal>,
) -> Result<GetEligibilityResponse, Refusal> {
    let consent = room.read_standing_consent(id).await?;
    let given = consent
        .given()
        .filter(|given| given.facility == call.facility)
        .ok_or(domain::standing_consent::Refusal::NotGiven)
        .map_err(status::standing_consent_refused)?;
    if call.question.visit_date != call.today {
        return Err(status::visit_date_not_today());
    }
    consent.in_force(call.today).map_err(status::standing_consent_refused)?;
    let asking = Asking {
        facility: call.facility,
        person: Some(given.person),
        link: given.link,
        visit_date: call.today,
        asked: call.question.asked.as_ref(),
    };
    let telling = looked_up(room, call, &asking, too_old.as_ref())?;
    let day = inquiry::of_standing_consent(id, call.today);
    let events = [inquiry::event(telling.record)];
    let attribution = call.envelope.attribution_under(Arc::from(""));
    let positions = room.append_told(day, &events, &attribution).await?;
    Ok(recorded_at(telling.response, positions.first().copied().unwrap_or_default()))
}

/// The id of what is told at this version of a stream.
pub(crate) fn told_id(stream: Uuid, version: Version) -> Uuid {
    let name = [stream.as_bytes().as_slice(), &version.get().to_be_bytes()].concat();
    Uuid::new_v5(&TOLD, &name)
}

/// Where it was recorded; none if something else stands there now.
///
/// Two calls at once make the same id of the same version, and not the same answer: whoever finds the
/// id standing there has lost, and decides again.
///
/// # Errors
///
/// The LEDGER reasons.
pub(crate) fn durable(
    appended: Result<Appended, AppendError>,
) -> Result<Option<Appended>, Refusal> {
    match appended {
        Ok(appended) if !appended.repeated => Ok(Some(appended)),
        Ok(_) | Err(AppendError::Conflict { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The name of a stream, known to be one.
pub(crate) fn named(name: &str) -> Result<StreamName, Refusal> {
    name.parse().map_err(status::no_stream_name(name))
}
