//! What is one caller's is nobody else's: every RPC, called by its tenant and by another of the same role.
//!
//! Both come with certificates of the hub's authority, through the same door. Which roles may call at all is the
//! hub's matrix; here everybody has the right role, and the wrong name.

use std::collections::BTreeSet;

use domain::caller::{Caller, Role};
use hub::policy::{self, POLICY};
use prost::Message;
use tests::{people::person, places, refused::refusal, rows::row, world::World};
use tonic::{Code, Status};
use wire::proto::{
    event::v1::LinkReason,
    identity::v1::{LinkSubject, SuspendLinkRequest, UnlinkRequest, link_subject::Subject},
};

use crate::{
    refusals,
    rpc::{call, every_rpc},
};

mod copayment;
mod eligibility;
mod enrolment;
mod identity;
mod registration;

/// 札幌市: a body that nobody enrolled here.
const NO_BODY: &str = "011002";

/// A certificate that nobody holds.
const NO_CERTIFICATE: &str = "certificates/00000000-0000-5000-8000-000000000000";

/// An RPC with a request that its tenant may send.
pub(crate) struct Row {
    rpc: &'static str,
    tenant: Caller,
    other: Caller,
    /// About what is the tenant's.
    request: Vec<Vec<u8>>,
    /// The same about what is nobody's.
    of_nobody: Vec<Vec<u8>>,
    told: Told,
}

/// What the other is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It speaks for another: refused by the name in the request alone.
    OtherTenant,
    /// There is no such thing: as of what never was.
    NotFound(&'static str),
    /// The request names no tenant: the other does the same for itself, and meets nothing of the tenant's.
    ItsOwn,
    /// It may do the same: what the request names is no tenant's. It learns no more than that it was done.
    Done,
}

/// One message of a request.
fn one(message: &impl Message) -> Vec<Vec<u8>> {
    vec![message.encode_to_vec()]
}

/// A hub with everything that the rows speak of.
async fn rows(world: &World) -> Vec<Row> {
    let mut rows = enrolment::rows(world);
    rows.extend(identity::rows(world).await);
    rows.extend(registration::rows(world).await);
    rows.extend(eligibility::rows(world).await);
    rows.extend(copayment::rows(world).await);
    rows
}

/// The resources named in an answer: `certificates/{uuid}` and the like.
fn names(answers: &[Vec<u8>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for answer in answers {
        let text = String::from_utf8_lossy(answer);
        for kind in ["certificates", "checkIns", "standingConsents", "inquiries", "people"] {
            for (begin, _) in text.match_indices(&format!("{kind}/")) {
                names.insert(text[begin..].chars().take(kind.len() + 1 + 36).collect());
            }
        }
    }
    names
}

/// All that a refusal says.
fn said(status: &Status) -> (Code, &str, &[u8]) {
    (status.code(), status.message(), status.details())
}

#[tokio::test]
async fn what_is_one_tenant_s_is_not_another_s_whichever_rpc_asks() {
    let world = World::furnished().await;
    let named = refusals::named();
    for row in rows(&world).await {
        let Row { rpc, tenant, other, request, of_nobody, told } = &row;
        let before = world.positions().await;
        let by_other = call(&world, other, rpc, request).await;
        let about_nobody = call(&world, other, rpc, of_nobody).await;
        let after = world.positions().await;
        match told {
            Told::OtherTenant | Told::NotFound(_) => {
                let (refused, of_nobody) = (by_other.unwrap_err(), about_nobody.unwrap_err());
                assert_eq!(said(&refused), said(&of_nobody), "{other} learns what is there: {rpc}");
                let refused = refusal::<()>(Err(refused));
                assert_eq!(refused, told.refusal(), "{other} calls {rpc}");
                assert!(named[*rpc].contains(&refused.1), "{rpc} does not name {}", refused.1);
                assert_eq!(after, before, "{other} was refused, and {rpc} recorded something");
                let by_tenant = call(&world, tenant, rpc, request).await;
                assert!(by_tenant.is_ok(), "{tenant} calls {rpc}: {by_tenant:?}");
            }
            Told::ItsOwn => {
                let by_other = names(&by_other.unwrap());
                let by_tenant = names(&call(&world, tenant, rpc, request).await.unwrap());
                assert!(!by_tenant.is_empty(), "{rpc} names nothing: a row that proves nothing");
                assert!(by_tenant.is_disjoint(&by_other), "{other} meets {by_tenant:?} by {rpc}");
            }
            Told::Done => {
                let learned = names(&by_other.unwrap());
                assert!(learned.is_empty(), "{other} learns {learned:?} by {rpc}");
            }
        }
    }
}

impl Told {
    fn refusal(self) -> (Code, String) {
        match self {
            Self::NotFound(reason) => (Code::NotFound, reason.to_owned()),
            Self::OtherTenant | Self::ItsOwn | Self::Done => {
                (Code::PermissionDenied, "OTHER_TENANT".to_owned())
            }
        }
    }
}

/// Whether there are several of a role, each with what is its own.
fn has_tenants(role: Role) -> bool {
    match role {
        Role::Body | Role::Insurer | Role::Facility | Role::Reader => true,
        // An auditor sees everything, and there is one operator.
        Role::Auditor | Role::Operator => false,
    }
}

#[tokio::test]
async fn every_rpc_has_a_row_for_every_role_with_tenants_that_may_call_it() {
    let world = World::furnished().await;
    let rows = rows(&world).await;
    let mut untried = BTreeSet::new();
    for rpc in every_rpc() {
        let policy = policy::row(POLICY, &rpc).unwrap_or_else(|| panic!("{rpc} is nobody's"));
        for role in policy.callers.iter().copied().filter(|role| has_tenants(*role)) {
            if !rows.iter().any(|row| row.rpc == rpc && row.tenant.role() == role) {
                untried.insert(format!("{rpc} as {role}"));
            }
        }
    }
    assert!(untried.is_empty(), "{untried:?}");
    for row in rows {
        assert_eq!(row.tenant.role(), row.other.role(), "{}", row.rpc);
        assert_ne!(row.tenant, row.other, "{}", row.rpc);
    }
}

#[tokio::test]
async fn a_body_names_no_card_and_an_insurer_no_my_number() {
    let world = World::furnished().await;
    let child = person(1);
    world.register(vec![row(&child)]).await;
    world.link(&child).await.unwrap();
    let of_number = || LinkSubject { subject: Some(Subject::MyNumber(child.my_number.clone())) };
    let of_card = || LinkSubject { subject: Some(Subject::Insurance(child.card.clone())) };
    let suspend = |subject| SuspendLinkRequest {
        request_id: world.request_id(),
        subject: Some(subject),
        reason: LinkReason::Mismatch.into(),
    };
    let mut body = world.identities(&places::body()).await;
    let mut insurer = world.identities(&places::insurer()).await;

    let card_by_body = body.suspend_link(suspend(of_card())).await;
    let number_by_insurer = insurer.suspend_link(suspend(of_number())).await;
    let unlinked = UnlinkRequest {
        request_id: world.request_id(),
        subject: Some(of_number()),
        reason: LinkReason::WrongNumber.into(),
    };
    let unlinked = insurer.unlink(unlinked).await;

    for refused in [refusal(card_by_body), refusal(number_by_insurer), refusal(unlinked)] {
        assert_eq!(refused, Told::OtherTenant.refusal());
    }
    assert!(world.open(&places::clinic(), &child.card).await.unwrap().ask, "nothing was done");
}
