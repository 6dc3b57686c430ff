//! A body's uploads, and its decisions about certificates of its own.

use jiff::civil::date;
use prost::Message as _;
use tests::{
    enrolling::day,
    people::person,
    places::{BODY, body, other_body},
    rows::{row, withheld},
    upload::{header, parts},
    world::World,
};
use wire::proto::{
    common::v1::Disclosure,
    event::v1::EndCause,
    registration::v1::{
        EndCertificateRequest, LiftDisclosureRequest, RegisterRecipientsRequest,
        WithholdDisclosureRequest, WriteStyle,
    },
};

use super::{NO_BODY, NO_CERTIFICATE, Row, Told, one};

/// The rows; persons 201 to 204 are theirs.
pub(super) async fn rows(world: &World) -> Vec<Row> {
    let held = vec![row(&person(201)), row(&person(202)), withheld(row(&person(203)))];
    let uploaded = world.register(held).await;
    let certificate = |index: usize| uploaded.results[index].certificate.as_str();

    let upload = |code: &str| -> Vec<Vec<u8>> {
        let header = header(&world.request_id(), code, WriteStyle::Full);
        let parts = parts(header, vec![row(&person(204))]);
        let messages = parts.into_iter().map(|part| RegisterRecipientsRequest { part: Some(part) });
        messages.map(|message| message.encode_to_vec()).collect()
    };
    let end = |certificate: &str| EndCertificateRequest {
        request_id: world.request_id(),
        certificate: certificate.to_owned(),
        last: Some(day(date(2026, 10, 31))),
        cause: EndCause::MovedOut.into(),
        ..Default::default()
    };
    let withhold = |certificate: &str| WithholdDisclosureRequest {
        request_id: world.request_id(),
        certificate: certificate.to_owned(),
        disclosure: Disclosure::HideAll.into(),
        reason_code: "DV".to_owned(),
    };
    let lift = |certificate: &str| LiftDisclosureRequest {
        request_id: world.request_id(),
        certificate: certificate.to_owned(),
        reason_code: "R1".to_owned(),
    };
    let row = |rpc, told, request, of_nobody| Row {
        rpc,
        tenant: body(),
        other: other_body(),
        request,
        of_nobody,
        told,
    };
    let not_found = Told::NotFound("CERTIFICATE_NOT_FOUND");
    vec![
        row(
            "/pmh.registration.v1.RegistrationService/RegisterRecipients",
            Told::OtherTenant,
            upload(BODY),
            upload(NO_BODY),
        ),
        row(
            "/pmh.registration.v1.RegistrationService/EndCertificate",
            not_found,
            one(&end(certificate(0))),
            one(&end(NO_CERTIFICATE)),
        ),
        row(
            "/pmh.registration.v1.RegistrationService/WithholdDisclosure",
            not_found,
            one(&withhold(certificate(1))),
            one(&withhold(NO_CERTIFICATE)),
        ),
        row(
            "/pmh.registration.v1.RegistrationService/LiftDisclosure",
            not_found,
            one(&lift(certificate(2))),
            one(&lift(NO_CERTIFICATE)),
        ),
    ]
}
