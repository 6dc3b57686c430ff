//! The policy table as callers meet it: every RPC for every role.

use domain::caller::Role;
use tonic::{Code, body::Body};

use super::{reason, world::World, world::call};
use crate::policy::{Kind, POLICY};

fn name(role: Role) -> &'static str {
    match role {
        Role::Body => "spiffe://pmh/body/232033",
        Role::Insurer => "spiffe://pmh/insurer/06132005",
        Role::Facility => "spiffe://pmh/facility/0110113719",
        Role::Reader => "spiffe://pmh/facility/0110113719/reader/1",
        Role::Auditor => "spiffe://pmh/auditor/board",
        Role::Operator => "spiffe://pmh/operator",
    }
}

#[tokio::test]
async fn every_rpc_is_answered_to_the_roles_of_its_row_and_denied_to_all_others() {
    let world = World::new().await;
    for role in Role::ALL {
        let caller = world.caller(name(role)).await;
        for row in POLICY {
            // A stream of health or reflection waits for its caller; a deadline ends it.
            let timeout = (row.kind == Kind::Watch).then_some("500m");
            let status = call(&caller, row.rpc, timeout, Body::empty()).await;
            let denied =
                status.code() == Code::PermissionDenied && reason(&status) == "ROLE_NOT_ALLOWED";
            assert_eq!(denied, !row.allows(role), "{role} calls {}: {status:?}", row.rpc);
            assert_ne!(status.code(), Code::Unauthenticated, "{role} calls {}", row.rpc);
        }
    }
}
