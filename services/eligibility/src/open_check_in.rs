//! Begins a check-in and says whether there is anything to ask.

use domain::{
    answer::{AnswerClass, Link, Question, question},
    check_in::{CheckIn, Command, Event, Opened},
    check_in_id::CheckInId,
    insurance_identity::InsuranceIdentity,
    person_key::PersonKey,
    request_id::RequestId,
};
use jiff::civil::Date;
use ledger::{Append, AppendError, ExpectedVersion, Position};
use projections::Found;
use uuid::Uuid;
use wire::{
    Envelope, Refusal, decision,
    eligibility::{Opening, opening},
    event::{self, event_id},
    proto::{
        eligibility::v1::{OpenCheckInRequest, OpenCheckInResponse},
        event::v1 as nouns,
    },
};

use crate::{
    Room,
    check_in::{of_request, stream},
    gathered::{Gathered, Source},
    recent::Seen,
    status, tenant,
};

/// Opens a check-in, durably, and says whether to ask.
///
/// # Errors
///
/// As the contract says of `OpenCheckIn`.
pub(crate) async fn open_check_in(
    room: &Room,
    envelope: &Envelope,
    request: OpenCheckInRequest,
) -> Result<OpenCheckInResponse, Refusal> {
    let (facility, reader) = tenant::reader(envelope)?;
    let Opening { request_id, insurance } = opening(request)?;
    let fresh = room.fresh(None).await?.is_ok();
    if fresh {
        room.check_reader(facility, reader)?;
    }
    let (person, link, question) = look(room, &insurance, fresh, envelope.today());
    let opened = Opened {
        facility,
        reader,
        person,
        link,
        ask: question.asks(),
        class: question.class(),
        date: envelope.today(),
    };
    let id = of_request(facility, reader, &request_id);
    let (opened, position) = record(room, envelope, &request_id, id, opened).await?;
    Ok(told(id, &opened, position))
}

/// Who it is and over which link, where that is known, and whether there is anything to ask.
fn look(
    room: &Room,
    insurance: &InsuranceIdentity,
    fresh: bool,
    today: Date,
) -> (Option<PersonKey>, Option<Uuid>, Question) {
    let nothing = |link| question::<Source<'_>>(link, &[]);
    if !fresh {
        return (None, None, nothing(Link::NotLooked));
    }
    let (found, link) = room.find(insurance);
    match found {
        Found::Unknown => (None, None, nothing(Link::Linked)),
        Found::Pending(person) => (Some(person), link, nothing(Link::Pending)),
        Found::Person(person) => {
            let gathered = Gathered::of(&room.projections, person, today, None);
            let asked = gathered.map_or_else(
                |_| nothing(Link::NotLooked),
                |gathered| question(Link::Linked, &gathered.known()),
            );
            (Some(person), link, asked)
        }
    }
}

/// Records that it was opened; a request that was sent before gets what was recorded then.
async fn record(
    room: &Room,
    envelope: &Envelope,
    request_id: &RequestId,
    id: CheckInId,
    opened: Opened,
) -> Result<(Opened, Position), Refusal> {
    let event = CheckIn::default()
        .decide(Command::Open(opened.clone()), opened.date)
        .map_err(status::check_in_refused)?;
    let append = Append {
        stream: stream(id)?,
        expected: ExpectedVersion::NoStream,
        events: vec![event::check_in::encode(event_id(request_id, "", 0), &event)],
        attribution: envelope.attribution(request_id),
    };
    match room.access.append(append).await {
        Ok(appended) if !appended.repeated => {
            let check_in = CheckIn::default().evolve(event);
            room.recent.put(id, Seen { check_in, version: appended.version });
            Ok((opened, appended.position))
        }
        Ok(_) | Err(AppendError::Conflict { .. }) => first_answer(room, id, &opened).await,
        Err(error) => Err(error.into()),
    }
}

/// What was recorded under this id before.
///
/// The insurance identity is not recorded: the person it leads to tells another one apart. Where the hub
/// could not look, then or now, nothing can be told apart, and the first answer stands.
async fn first_answer(
    room: &Room,
    id: CheckInId,
    now: &Opened,
) -> Result<(Opened, Position), Refusal> {
    let streams = room.access.read_streams(&[stream(id)?]).await?;
    let Some(recorded) = streams.first().and_then(|events| events.first()) else {
        return Err(Refusal::contended());
    };
    let Event::Opened(then) = event::check_in::decode(recorded)? else {
        return Err(event::unknown_type(recorded).into());
    };
    let looked = [&then, now].iter().all(|it| it.class != AnswerClass::TemporarilyUnavailable);
    let same = match (then.person, now.person) {
        (Some(then), Some(now)) => room.is_same(now, then),
        (then, now) => then == now,
    };
    if looked && !same {
        return Err(decision::request_id_reused());
    }
    Ok((then, recorded.position))
}

fn told(id: CheckInId, opened: &Opened, position: Position) -> OpenCheckInResponse {
    let class = if opened.ask {
        nouns::AnswerClass::Unspecified
    } else {
        event::check_in::class::from(opened.class.as_told_at_the_reader())
    };
    OpenCheckInResponse {
        check_in: id.resource_name(),
        ask: opened.ask,
        class: class.into(),
        position: position.get(),
    }
}
