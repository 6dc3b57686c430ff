//! Records what a command makes of the link that a request names.

use domain::{
    check_digit::CheckDigitPolicy,
    link::{self, Command, Link},
    request_id::RequestId,
};
use ledger::{NewEvent, Position};
use wire::{
    Envelope, Refusal,
    decision::{self, Request},
    event::identity as event,
    identity::Subject,
};

use crate::{
    Identity,
    links::{self, Candidates, Found},
    status,
};

impl Identity {
    /// Records what a command makes of this link, and says where.
    ///
    /// # Errors
    ///
    /// `FIELD_MALFORMED` on `subject.my_number`, then as the ledger fails, then the refusal of the command.
    pub(crate) async fn change_link(
        &self,
        envelope: &Envelope,
        request_id: RequestId,
        subject: Subject,
        command: Command,
    ) -> Result<Position, Refusal> {
        let found = self.find_subject(subject).await?;
        let stream = found.standing().stream.to_string();
        let request = Request::new(stream, &request_id, envelope)?;
        self.record_link(&request, &request_id, &command).await
    }

    /// Records what a command makes of the link in the request's stream, and says where.
    ///
    /// # Errors
    ///
    /// As the ledger fails, then the refusal of the command.
    pub(crate) async fn record_link(
        &self,
        request: &Request,
        request_id: &RequestId,
        command: &Command,
    ) -> Result<Position, Refusal> {
        let decide = |link: &Link, _| decide(*link, command, request_id);
        let recorded = decision::record(&*self.parts.ledger, request, links::fold, decide).await;
        recorded.map(|recorded| recorded.position).map_err(status::of_link)
    }

    /// Where the command was recorded when the request was sent before.
    ///
    /// # Errors
    ///
    /// As the ledger fails, then `REQUEST_ID_REUSED`.
    pub(crate) async fn first_answer(
        &self,
        request: &Request,
        request_id: &RequestId,
        command: &Command,
    ) -> Result<Option<Position>, Refusal> {
        let decide = |link: &Link, _| decide(*link, command, request_id);
        let ledger = &*self.parts.ledger;
        let answer = decision::first_answer(ledger, request, links::fold, decide).await;
        answer.map(|found| found.map(|recorded| recorded.position)).map_err(status::of_link)
    }

    async fn find_subject(&self, subject: Subject) -> Result<Found, Refusal> {
        let candidates = match subject {
            Subject::MyNumber(number) => {
                let hashed = self.hash(number, CheckDigitPolicy::Off);
                hashed.map_err(|error| status::of_number("subject.my_number", error))?.candidates
            }
            Subject::Insurance(identity) => {
                Candidates::of_insurance(&self.parts.insurance_keys, &identity)
            }
        };
        self.find_link(&candidates).await
    }

    /// The link of one identifier.
    ///
    /// # Errors
    ///
    /// As the ledger fails.
    pub(crate) async fn find_link(&self, candidates: &Candidates) -> Result<Found, Refusal> {
        let found = links::find(&*self.parts.ledger, &[candidates]).await?;
        found.into_iter().next().ok_or_else(status::not_found)
    }
}

fn decide(
    link: Link,
    command: &Command,
    request_id: &RequestId,
) -> Result<Vec<NewEvent>, link::Refusal> {
    let events = link.decide(command.clone())?;
    let ids = Request::event_ids(request_id);
    Ok(ids.zip(&events).map(|(id, happened)| event::link::encode(id, happened)).collect())
}
