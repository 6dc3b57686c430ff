//! Links an insurance identity (資格情報) to the person a My Number belongs to.
//!
//! A number that nobody gave before gets its person here: insurers may come before bodies.

use domain::{
    PersonKey,
    check_digit::CheckDigitPolicy,
    link::{Command, Link},
};
use ledger::Position;
use wire::{
    Envelope, Refusal, common, decision::Request, event::event_id, field, identity as read,
    proto::identity::v1::LinkInsuranceRequest,
};

use crate::{
    Identity,
    links::{Candidates, Standing},
    people::People,
    resolve::Led,
    status, tenant,
};

impl Identity {
    /// Links an insurance identity and says where it was recorded.
    ///
    /// # Errors
    ///
    /// The reasons in the contract of `LinkInsurance`.
    pub(crate) async fn link_insurance(
        &self,
        envelope: &Envelope,
        mut request: LinkInsuranceRequest,
    ) -> Result<Position, Refusal> {
        let request_id = field::request_id(&request.request_id)?;
        let number = read::my_number("my_number", &mut request.my_number)?;
        let insurance = common::insurance(request.insurance)?;
        tenant::insurer(envelope.caller(), &insurance)?;
        let hashed = self
            .hash(number, CheckDigitPolicy::Off)
            .map_err(|refusal| status::of_number("my_number", refusal))?;
        let attribution = envelope.attribution(&request_id);
        let led = self.lead([&hashed], &attribution).await?;
        let led = led.get(&hashed.candidates.id()).copied().ok_or_else(status::not_found)?;

        let candidates = Candidates::of_insurance(&self.parts.insurance_keys, &insurance);
        let found = self.find_link(&candidates).await?;
        let standing = found.standing();
        let person = self.known_as(standing.link, led).await?;
        let key = self.parts.keys.get(person).map_err(status::of_key)?;
        let key = key.ok_or_else(|| status::keys_unavailable(&"the person has no data key"))?;
        let link_at = |place: &Standing| {
            let (event, stream) = (event_id(&request_id, "", 0), place.stream.as_str());
            let sealed_identity = read::seal_insurance(&key, stream, event, &insurance)
                .map_err(status::not_sealed)?;
            let command =
                Command::LinkInsurance { person, key_version: place.key_version, sealed_identity };
            Ok::<_, Refusal>((Request::new(stream.to_owned(), &request_id, envelope)?, command))
        };

        // A retry gets its first answer, also where the number was suspended since.
        let (request, command) = link_at(standing)?;
        if let Some(position) = self.first_answer(&request, &request_id, &command).await? {
            return Ok(position);
        }
        if let Some(refusal) = led.refusal {
            return Err(status::of_number("my_number", refusal));
        }
        // A link under the older key that leads nowhere is made anew under the newest.
        if standing.link == Link::Nowhere {
            let (request, command) = link_at(&found.newest)?;
            return self.record_link(&request, &request_id, &command).await;
        }
        self.record_link(&request, &request_id, &command).await
    }

    /// The key under which the link knows the person already, if both are the same human after all merges.
    async fn known_as(&self, link: Link, led: Led) -> Result<PersonKey, Refusal> {
        let Some(known) = link.person() else { return Ok(led.person) };
        let people = People::read(&*self.parts.ledger, [known]).await?;
        let (end, _) = people.end_of(known);
        Ok(if end == led.person { known } else { led.person })
    }
}
