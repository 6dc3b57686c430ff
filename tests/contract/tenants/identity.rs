//! Cards of an insurer, and My Numbers that any body may name.

use domain::caller::Caller;
use tests::{
    links::of_card,
    people::{card, person},
    places::{body, insurer, other_body, other_insurer},
    rows::row,
    world::World,
};
use wire::proto::{
    event::v1::LinkReason,
    identity::v1::{
        LinkInsuranceRequest, LinkSubject, RestoreLinkRequest, SuspendLinkRequest, UnlinkRequest,
        link_subject::Subject,
    },
};

use super::{Row, Told, one};

const SUSPEND: &str = "/pmh.identity.v1.IdentityService/SuspendLink";
const RESTORE: &str = "/pmh.identity.v1.IdentityService/RestoreLink";

/// The place of a person whom nobody linked.
const NOBODY: u64 = 199;

/// The rows; persons 101 to 105 are theirs.
pub(super) async fn rows(world: &World) -> Vec<Row> {
    let (linked, suspended, restored, unlinked, numbered) = (101, 102, 103, 104, 105);
    world.register(vec![row(&person(numbered))]).await;
    for place in [suspended, restored, unlinked] {
        world.link(&person(place)).await.unwrap();
    }
    world.suspend(&card(restored)).await.unwrap();

    let link = |place| LinkInsuranceRequest {
        request_id: world.request_id(),
        my_number: person(place).my_number,
        insurance: Some(card(place)),
    };
    let suspend = |subject| SuspendLinkRequest {
        request_id: world.request_id(),
        subject,
        reason: LinkReason::Mismatch.into(),
    };
    let restore = |subject| RestoreLinkRequest {
        request_id: world.request_id(),
        subject,
        reason: LinkReason::Confirmed.into(),
    };
    let unlink = |place| UnlinkRequest {
        request_id: world.request_id(),
        subject: of_card(&card(place)),
        reason: LinkReason::InsuranceChanged.into(),
    };
    let of_cards = |rpc, request, of_nobody| Row {
        rpc,
        tenant: insurer(),
        other: other_insurer(),
        request,
        of_nobody,
        told: Told::OtherTenant,
    };
    let number =
        |place| Some(LinkSubject { subject: Some(Subject::MyNumber(person(place).my_number)) });
    vec![
        of_cards(
            "/pmh.identity.v1.IdentityService/LinkInsurance",
            one(&link(linked)),
            one(&link(NOBODY)),
        ),
        of_cards(
            SUSPEND,
            one(&suspend(of_card(&card(suspended)))),
            one(&suspend(of_card(&card(NOBODY)))),
        ),
        of_cards(
            RESTORE,
            one(&restore(of_card(&card(restored)))),
            one(&restore(of_card(&card(NOBODY)))),
        ),
        of_cards(
            "/pmh.identity.v1.IdentityService/Unlink",
            one(&unlink(unlinked)),
            one(&unlink(NOBODY)),
        ),
        // Whichever body finds that a number is wrong says so: a My Number is no body's own.
        of_numbers(SUSPEND, one(&suspend(number(numbered))), one(&suspend(number(NOBODY)))),
        of_numbers(RESTORE, one(&restore(number(numbered))), one(&restore(number(NOBODY)))),
    ]
}

fn of_numbers(rpc: &'static str, request: Vec<Vec<u8>>, of_nobody: Vec<Vec<u8>>) -> Row {
    let (tenant, other): (Caller, Caller) = (body(), other_body());
    Row { rpc, tenant, other, request, of_nobody, told: Told::Done }
}
