//! Merges the person one My Number leads to into the person another leads to (統合).
//!
//! The merge is the first person's own event, so every link that led there follows: the other numbers, and
//! all insurance identities.

use domain::{
    PersonKey,
    check_digit::CheckDigitPolicy,
    link::LinkReason,
    person::{self, Command, Person},
    request_id::RequestId,
};
use ledger::Position;
use wire::{
    Envelope, Refusal,
    decision::{self, Request},
    event::identity as event,
    field, identity as read,
    my_number::UnreadMyNumber,
    proto::identity::v1::MergePeopleRequest,
};

use crate::{
    Identity,
    people::{self, People},
    status, tenant,
};

impl Identity {
    /// Merges two people and says where it was recorded.
    ///
    /// # Errors
    ///
    /// The reasons in the contract of `MergePeople`.
    pub(crate) async fn merge_people(
        &self,
        envelope: &Envelope,
        mut request: MergePeopleRequest,
    ) -> Result<Position, Refusal> {
        tenant::operator(envelope.caller())?;
        let request_id = field::request_id(&request.request_id)?;
        let number = read::my_number("my_number", &mut request.my_number)?;
        let into_number = read::my_number("into_my_number", &mut request.into_my_number)?;
        let _alone = self.merging.lock().await;
        let person = self.person_of("my_number", number).await?;
        let into = self.person_of("into_my_number", into_number).await?;
        let people = People::read(&*self.parts.ledger, [person, into]).await?;
        let (last, _) = people.end_of(person);
        let (into, of_into) = people.end_of(into);
        if last == into {
            return self.merged_before(envelope, &request_id, &people, person).await;
        }
        if of_into.is_erased() {
            return Err(status::merge_impossible());
        }
        let request = Request::new(person::stream_of(last), &request_id, envelope)?;
        let decide = |state: &Person, _| decide(*state, last, into, &request_id);
        let recorded = decision::record(&*self.parts.ledger, &request, people::fold, decide).await;
        recorded.map(|recorded| recorded.position).map_err(status::of_person)
    }

    /// The first answer, where the two are one person because this request made them so.
    async fn merged_before(
        &self,
        envelope: &Envelope,
        request_id: &RequestId,
        people: &People,
        person: PersonKey,
    ) -> Result<Position, Refusal> {
        for (person, state) in people.chain(person) {
            let Some(into) = state.merged_into() else { continue };
            let request = Request::new(person::stream_of(person), request_id, envelope)?;
            let decide = |state: &Person, _| decide(*state, person, into, request_id);
            let ledger = &*self.parts.ledger;
            let answer = decision::first_answer(ledger, &request, people::fold, decide).await;
            if let Some(recorded) = answer.map_err(status::of_person)? {
                return Ok(recorded.position);
            }
        }
        Err(status::merge_impossible())
    }

    /// The person that a number's link names; merges are not followed yet.
    async fn person_of(
        &self,
        field: &'static str,
        number: UnreadMyNumber,
    ) -> Result<PersonKey, Refusal> {
        let hashed = self.hash(number, CheckDigitPolicy::Off);
        let hashed = hashed.map_err(|refusal| status::of_number(field, refusal))?;
        let found = self.find_link(&hashed.candidates).await?;
        found.standing().link.person().ok_or_else(status::not_found)
    }
}

fn decide(
    state: Person,
    person: PersonKey,
    into: PersonKey,
    request_id: &RequestId,
) -> Result<Vec<ledger::NewEvent>, person::Refusal> {
    let command = Command::Merge { into, reason: LinkReason::NumberChanged };
    let events = state.decide(person, command)?;
    let ids = Request::event_ids(request_id);
    Ok(ids.zip(&events).map(|(id, happened)| event::person::encode(id, happened)).collect())
}
