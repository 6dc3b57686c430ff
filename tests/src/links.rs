//! Cards linked to people, and what later becomes of a link.

use tonic::Status;
use wire::proto::{
    common::v1::InsuranceIdentity,
    event::v1::LinkReason,
    identity::v1::{
        ErasePersonRequest, LinkInsuranceRequest, LinkSubject, MergePeopleRequest,
        RestoreLinkRequest, SuspendLinkRequest, UnlinkRequest, link_subject::Subject,
    },
};

use crate::{people::Person, places::operator, world::World};

/// The link of a card.
#[must_use]
pub fn of_card(card: &InsuranceIdentity) -> Option<LinkSubject> {
    Some(LinkSubject { subject: Some(Subject::Insurance(card.clone())) })
}

impl World {
    /// Links a person's card.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn link(&self, person: &Person) -> Result<u64, Status> {
        let request = LinkInsuranceRequest {
            request_id: self.request_id(),
            my_number: person.my_number.clone(),
            insurance: Some(person.card.clone()),
        };
        let linked = self.identities(&operator()).await.link_insurance(request).await?;
        Ok(linked.into_inner().position)
    }

    /// Suspends the link of a card.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn suspend(&self, card: &InsuranceIdentity) -> Result<u64, Status> {
        let request = SuspendLinkRequest {
            request_id: self.request_id(),
            subject: of_card(card),
            reason: LinkReason::Mismatch.into(),
        };
        let suspended = self.identities(&operator()).await.suspend_link(request).await?;
        Ok(suspended.into_inner().position)
    }

    /// Restores the link of a card.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn restore(&self, card: &InsuranceIdentity) -> Result<u64, Status> {
        let request = RestoreLinkRequest {
            request_id: self.request_id(),
            subject: of_card(card),
            reason: LinkReason::Confirmed.into(),
        };
        let restored = self.identities(&operator()).await.restore_link(request).await?;
        Ok(restored.into_inner().position)
    }

    /// Takes the link of a card away.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn unlink(&self, card: &InsuranceIdentity) -> Result<u64, Status> {
        let request = UnlinkRequest {
            request_id: self.request_id(),
            subject: of_card(card),
            reason: LinkReason::InsuranceChanged.into(),
        };
        let unlinked = self.identities(&operator()).await.unlink(request).await?;
        Ok(unlinked.into_inner().position)
    }

    /// Merges one person into another.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn merge(&self, person: &Person, into: &Person) -> Result<u64, Status> {
        let request = MergePeopleRequest {
            request_id: self.request_id(),
            my_number: person.my_number.clone(),
            into_my_number: into.my_number.clone(),
        };
        let merged = self.identities(&operator()).await.merge_people(request).await?;
        Ok(merged.into_inner().position)
    }

    /// Erases a person (`people/{uuid}`).
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn erase(&self, person: &str) -> Result<u64, Status> {
        let request =
            ErasePersonRequest { request_id: self.request_id(), person: person.to_owned() };
        let erased = self.identities(&operator()).await.erase_person(request).await?;
        Ok(erased.into_inner().position)
    }
}
