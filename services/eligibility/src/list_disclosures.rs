//! Lists who was told of a certificate, for the body that decided it.
//!
//! Ownership is proved by the certificate's own stream; then the access ledger is read in its order, a bounded
//! number of events in a call. A page may be short, or empty, before the last.

use domain::{body_code::BodyCode, certificate::stream_of, certificate_id::CertificateId};
use ledger::{Direction, PAGE_EVENTS_MAX, Position, RecordedEvent};
use prost::Name as _;
use sealing::DataKey;
use wire::{
    Envelope, Refusal,
    eligibility::{Listing, disclosure_record, listing},
    event,
    proto::{
        eligibility::v1::{DisclosureRecord, ListDisclosuresRequest, ListDisclosuresResponse},
        event::v1::EligibilityDisclosed,
    },
};

use crate::{Room, get_eligibility::named, page_token::Paged, status, tenant};

/// The most events of the access ledger that one call reads.
const SCANNED_MAX: usize = 50_000;

/// Lists disclosures of a certificate of the calling body.
///
/// # Errors
///
/// As the contract says of `ListDisclosures`.
pub(crate) async fn list_disclosures(
    room: &Room,
    envelope: &Envelope,
    request: ListDisclosuresRequest,
) -> Result<ListDisclosuresResponse, Refusal> {
    let body = tenant::body(envelope)?;
    let listing = listing(request)?;
    let Listing { certificate, visited_from, .. } = listing;
    let from = visited_from.map_or_else(String::new, |from| from.to_string());
    let paged = Paged(format!("disclosures/{certificate}/{from}"));
    let after = paged.after(&listing.page_token).ok_or_else(status::page_token_malformed)?;
    let mut after = Position::new(after);
    own(room, body, certificate).await?;
    let size = usize::try_from(listing.page_size).unwrap_or(usize::MAX);
    let mut disclosures = Vec::new();
    let mut scanned = 0;
    // Ends: every page but the last has an event, and their number is bounded.
    while scanned < SCANNED_MAX {
        let page = room.access.read_all(after, PAGE_EVENTS_MAX.min(SCANNED_MAX - scanned)).await?;
        if page.is_empty() {
            return Ok(ListDisclosuresResponse { disclosures, next_page_token: String::new() });
        }
        for recorded in page {
            scanned += 1;
            after = recorded.position;
            disclosures.extend(disclosed(&listing, &recorded)?);
            if disclosures.len() >= size {
                scanned = SCANNED_MAX;
                break;
            }
        }
    }
    let next_page_token = paged.token(after.get());
    Ok(ListDisclosuresResponse { disclosures, next_page_token })
}

/// The certificate is this body's.
async fn own(room: &Room, body: BodyCode, certificate: CertificateId) -> Result<(), Refusal> {
    let stream = named(&stream_of(certificate))?;
    let first = room.registration.read_stream(&stream, None, Direction::Forwards, 1).await?;
    let first = first.first().ok_or_else(status::certificate_not_found)?;
    let (reference, _) = event::certificate::decode(first, |_| None::<DataKey>)?;
    if reference.body() == body { Ok(()) } else { Err(status::certificate_not_found()) }
}

/// What is listed of an event; none if it is something else.
fn disclosed(
    listing: &Listing,
    recorded: &RecordedEvent,
) -> Result<Option<DisclosureRecord>, Refusal> {
    if *recorded.event_type != *EligibilityDisclosed::NAME {
        return Ok(None);
    }
    let told = event::check_in::told::disclosed(event::message(recorded)?)
        .map_err(|error| event::bad_field(recorded, error.field))?;
    let of_it = told.rows.iter().any(|row| row.certificate == listing.certificate);
    let late_enough = listing.visited_from.is_none_or(|from| told.visit_date >= from);
    let position: Position = recorded.position;
    Ok((of_it && late_enough).then(|| disclosure_record(listing.certificate, &told, position)))
}
