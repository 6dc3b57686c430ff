//! Many people asked about at once, on standing consents.
//!
//! Accepted once; then answered a part at a time: consents · answers · durable · out. Only one part is
//! held in memory, and the next is begun when the last was taken.

use std::sync::Arc;

use domain::{
    answer::AnswerClass,
    inquiry::{Accepted, Asked, Event, Refusal as Decided, soon, stream_of},
    inquiry_id::InquiryId,
    institution_code::InstitutionCode,
    person_key::PersonKey,
    standing_consent::Given,
    standing_consent_id::StandingConsentId,
};
use jiff::civil::Date;
use ledger::{Append, AppendError, Attribution, Direction, ExpectedVersion, Position, Version};
use projections::Found;
use prost::Message as _;
use uuid::Uuid;
use wire::{
    Envelope, Refusal,
    decision::{self, ATTEMPTS_MAX},
    eligibility::{Inquiry, no_information, recorded_at},
    event::{self, event_id},
    identity::insurance_link,
    proto::eligibility::v1::InquiryAnswer,
};

use crate::{
    Room,
    get_eligibility::{durable, named, told_id},
    status,
    telling::{Asking, Told},
};

/// How many people are answered at a time: an append of as many events, and the answers in memory.
const PART: usize = 64;

/// A part ends after the answer that brings it to this many bytes.
const PART_BYTES: usize = 512 * 1024;

/// The namespace of inquiry ids. Never changes: a retry finds its stream by it.
const INQUIRIES: Uuid = Uuid::from_u128(0x4b6a_90f1_2c3d_5d17_93e8_7a05_c1d4_6e92);

/// The inquiry that this request of this facility makes.
fn inquiry_id(facility: InstitutionCode, request_id: &impl ToString) -> InquiryId {
    let name = format!("{facility}/{}", request_id.to_string());
    InquiryId::from_uuid(Uuid::new_v5(&INQUIRIES, name.as_bytes()))
}

/// Where the answers of one day on one standing consent stand, when a desk asks for one person.
pub(crate) fn of_standing_consent(consent: StandingConsentId, day: Date) -> InquiryId {
    InquiryId::from_uuid(Uuid::new_v5(&INQUIRIES, format!("{consent}/{day}").as_bytes()))
}

/// What is recorded of one answer.
pub(crate) fn event(told: Told) -> Event {
    match told {
        Told::Something(disclosed) => Event::Disclosed(disclosed),
        Told::Nothing(withheld) => Event::Withheld(withheld),
    }
}

/// An inquiry while it is answered.
pub(crate) struct Answering {
    id: InquiryId,
    accepted: Accepted,
    attribution: Attribution,
    answered: usize,
    disclosed_count: u32,
    withheld_count: u32,
}

impl Room {
    /// Takes an inquiry: durably, once per request id.
    ///
    /// # Errors
    ///
    /// As the contract says of `SubmitInquiry`; `NOT_FRESH_ENOUGH` where the hub cannot look who the people are.
    pub(crate) async fn accept(
        &self,
        envelope: &Envelope,
        facility: InstitutionCode,
        inquiry: Inquiry,
    ) -> Result<(InquiryId, Accepted, Position), Refusal> {
        let id = inquiry_id(facility, &inquiry.request_id);
        self.fresh(None).await?.map_err(|error| status::not_fresh_enough(&error))?;
        self.check_facility(facility)?;
        let accepted = self.asked(facility, &inquiry).await?;
        if let Some((then, position)) = self.first_event(id).await? {
            return same(then, &accepted).map(|then| (id, then, position));
        }
        soon(inquiry.visit_date, envelope.today()).map_err(status::inquiry_refused)?;
        let event = Event::Accepted(accepted.clone());
        let append = Append {
            stream: named(&stream_of(id))?,
            expected: ExpectedVersion::NoStream,
            events: vec![event::check_in::inquiry::encode(
                event_id(&inquiry.request_id, "", 0),
                &event,
            )],
            attribution: envelope.attribution(&inquiry.request_id),
        };
        match self.access.append(append).await {
            Ok(appended) if !appended.repeated => Ok((id, accepted, appended.position)),
            // The same request came twice at once: the other one was first.
            Ok(_) | Err(AppendError::Conflict { .. }) => match self.first_event(id).await? {
                Some((then, position)) => same(then, &accepted).map(|then| (id, then, position)),
                None => Err(Refusal::contended()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// An inquiry of this facility, to be answered today.
    ///
    /// # Errors
    ///
    /// `INQUIRY_NOT_FOUND`, `CHECK_IN_OVER`, and the LEDGER reasons.
    pub(crate) async fn fetch(
        &self,
        id: InquiryId,
        facility: InstitutionCode,
        today: Date,
    ) -> Result<Accepted, Refusal> {
        let Some((Event::Accepted(accepted), _)) = self.first_event(id).await? else {
            return Err(status::inquiry_refused(Decided::NotAccepted));
        };
        accepted.fetched(facility, today).map_err(status::inquiry_refused)?;
        Ok(accepted)
    }

    /// Records what was told next to what stands on an inquiry's stream, and says where each of it stands.
    ///
    /// # Errors
    ///
    /// `CONTENDED`, and the LEDGER reasons.
    pub(crate) async fn append_told(
        &self,
        id: InquiryId,
        events: &[Event],
        attribution: &Attribution,
    ) -> Result<Vec<Position>, Refusal> {
        let stream = named(&stream_of(id))?;
        for _ in 0..ATTEMPTS_MAX {
            let last = self.access.read_stream(&stream, None, Direction::Backwards, 1).await?;
            let expected = ExpectedVersion::after(last.first().map(|event| event.version));
            let first = expected.next().get();
            let new = events.iter().zip(first..).map(|(event, version)| {
                let id = told_id(id.uuid(), Version::new(version));
                event::check_in::inquiry::encode(id, event)
            });
            let append = Append {
                stream: stream.clone(),
                expected,
                events: new.collect(),
                attribution: attribution.clone(),
            };
            if let Some(appended) = durable(self.access.append(append).await)? {
                if let [_] = events {
                    return Ok(vec![appended.position]);
                }
                // The append says only where the last of them stands.
                let from = Some(Version::new(first));
                let told = self
                    .access
                    .read_stream(&stream, from, Direction::Forwards, events.len())
                    .await?;
                return Ok(told.iter().map(|event| event.position).collect());
            }
        }
        Err(Refusal::contended())
    }

    /// The first event of an inquiry's stream.
    async fn first_event(&self, id: InquiryId) -> Result<Option<(Event, Position)>, Refusal> {
        let stream = named(&stream_of(id))?;
        let page = self.access.read_stream(&stream, None, Direction::Forwards, 1).await?;
        let Some(recorded) = page.first() else { return Ok(None) };
        Ok(Some((event::check_in::inquiry::decode(recorded)?, recorded.position)))
    }

    /// Who is asked about, and on which consents.
    async fn asked(
        &self,
        facility: InstitutionCode,
        inquiry: &Inquiry,
    ) -> Result<Accepted, Refusal> {
        let people: Vec<_> = inquiry
            .people
            .iter()
            .map(|insurance| match self.find(insurance).0 {
                Found::Person(person) => Some(person),
                // A link that is being checked leads to nobody.
                Found::Pending(_) | Found::Unknown => None,
            })
            .collect();
        // A consent may stand under a key that was merged into another since.
        let candidates: Vec<_> = people
            .iter()
            .enumerate()
            .filter_map(|(index, person)| person.map(|person| (index, person)))
            .flat_map(|(index, person)| self.consents_of(facility, index, person))
            .collect();
        let mut asked: Vec<_> =
            people.into_iter().map(|person| Asked { person, standing_consent: None }).collect();
        for part in candidates.chunks(PART) {
            let ids: Vec<_> = part.iter().map(|(_, id)| *id).collect();
            let consents = self.read_standing_consents(&ids).await?;
            for ((index, id), consent) in part.iter().zip(consents) {
                if consent.in_force(inquiry.visit_date).is_ok()
                    && let Some(asked) = asked.get_mut(*index)
                {
                    asked.standing_consent.get_or_insert(*id);
                }
            }
        }
        let mut hasher = blake3::Hasher::new();
        for insurance in &inquiry.people {
            hasher.update(insurance_link(&self.insurance_keys.newest, insurance).as_bytes());
        }
        Ok(Accepted {
            facility,
            visit_date: inquiry.visit_date,
            people: asked,
            people_hash: Some(*hasher.finalize().as_bytes()),
        })
    }

    fn consents_of(
        &self,
        facility: InstitutionCode,
        index: usize,
        person: PersonKey,
    ) -> impl Iterator<Item = (usize, StandingConsentId)> + use<> {
        let keys = self.projections.people().keys_of(person);
        keys.into_iter().map(move |key| (index, StandingConsentId::derive(facility, key)))
    }
}

/// What was accepted before under the same request id.
fn same(then: Event, now: &Accepted) -> Result<Accepted, Refusal> {
    match then {
        Event::Accepted(then) if then.asks_the_same(now) => Ok(then),
        Event::Accepted(_) | Event::Disclosed(_) | Event::Withheld(_) | Event::Answered { .. } => {
            Err(decision::request_id_reused())
        }
    }
}

impl Answering {
    /// Begins to answer, after the first `answered` people.
    pub(crate) fn after(
        answered: u64,
        id: InquiryId,
        accepted: Accepted,
        envelope: &Envelope,
    ) -> Self {
        Self {
            id,
            accepted,
            attribution: envelope.attribution_under(Arc::from("")),
            answered: usize::try_from(answered).unwrap_or(usize::MAX),
            disclosed_count: 0,
            withheld_count: 0,
        }
    }

    /// Which inquiry.
    pub(crate) fn id(&self) -> InquiryId {
        self.id
    }

    /// How many people were answered, if not all.
    pub(crate) fn left(&self) -> Option<u64> {
        let is_left = self.answered < self.accepted.people.len();
        is_left.then(|| u64::try_from(self.answered).unwrap_or(u64::MAX))
    }

    /// The next answers, durable; none when all were given.
    ///
    /// # Errors
    ///
    /// `FACILITY_NOT_ENROLLED`, `KEYS_UNAVAILABLE`, `CONTENDED`, and the LEDGER reasons.
    pub(crate) async fn next_part(&mut self, room: &Room) -> Result<Vec<InquiryAnswer>, Refusal> {
        let end = self.accepted.people.len().min(self.answered.saturating_add(PART));
        let part = self.accepted.people.get(self.answered..end).unwrap_or_default().to_vec();
        if part.is_empty() {
            return Ok(Vec::new());
        }
        let fresh = room.fresh(None).await?.is_ok();
        if fresh {
            // It may have opted out since the inquiry was taken.
            room.check_facility(self.accepted.facility)?;
        }
        let consented = self.consented(room, &part).await?;
        let mut responses = Vec::with_capacity(part.len());
        let (mut events, mut bytes) = (Vec::new(), 0);
        for (asked, consented) in part.iter().zip(consented) {
            if bytes >= PART_BYTES {
                break;
            }
            let Some(told) = self.one(room, asked, consented.as_ref(), fresh)? else {
                self.withheld_count = self.withheld_count.saturating_add(1);
                responses.push((no_information(), false));
                continue;
            };
            bytes += told.response.encoded_len();
            let counted = if told.record.is_something() {
                &mut self.disclosed_count
            } else {
                &mut self.withheld_count
            };
            *counted = counted.saturating_add(1);
            responses.push((told.response, true));
            events.push(event(told.record));
        }
        let mut positions = match events.as_slice() {
            [] => Vec::new(),
            told => room.append_told(self.id, told, &self.attribution).await?,
        }
        .into_iter();
        let first = self.answered;
        self.answered = first.saturating_add(responses.len());
        let numbered =
            responses.into_iter().zip(first..).map(|((response, is_recorded), index)| {
                let position = if is_recorded { positions.next() } else { None };
                InquiryAnswer {
                    number: u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX),
                    answer: Some(recorded_at(response, position.unwrap_or_default())),
                }
            });
        Ok(numbered.collect())
    }

    /// Records that the inquiry, or a page of it, was answered.
    ///
    /// # Errors
    ///
    /// `CONTENDED`, and the LEDGER reasons.
    pub(crate) async fn end(&self, room: &Room) -> Result<(), Refusal> {
        let answered = Event::Answered {
            disclosed_count: self.disclosed_count,
            withheld_count: self.withheld_count,
        };
        room.append_told(self.id, &[answered], &self.attribution).await.map(|_| ())
    }

    /// What each of these people consented to, where it still holds on the day asked about.
    async fn consented(&self, room: &Room, part: &[Asked]) -> Result<Vec<Option<Given>>, Refusal> {
        let ids: Vec<_> = part.iter().filter_map(|asked| asked.standing_consent).collect();
        let mut consents = room.read_standing_consents(&ids).await?.into_iter();
        let holds = part.iter().map(|asked| {
            let consent = asked.standing_consent.and_then(|_| consents.next())?;
            consent.in_force(self.accepted.visit_date).ok().cloned()
        });
        Ok(holds.collect())
    }

    /// What is told of one person; none where there never was a consent, of which nothing is recorded.
    fn one(
        &self,
        room: &Room,
        asked: &Asked,
        consented: Option<&Given>,
        fresh: bool,
    ) -> Result<Option<crate::telling::Telling>, Refusal> {
        if asked.standing_consent.is_none() {
            return Ok(None);
        }
        let asking = Asking {
            facility: self.accepted.facility,
            person: asked.person,
            link: consented.and_then(|given| given.link),
            visit_date: self.accepted.visit_date,
            asked: None,
        };
        if consented.is_none() {
            return Ok(Some(asking.without_consent(AnswerClass::NotConsented)));
        }
        if fresh { asking.with_consent(room).map(Some) } else { Ok(Some(asking.not_looked())) }
    }
}
