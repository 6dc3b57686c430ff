use tonic::{Code, Status};
use wire::{Refusal, proto::common::v1::ErrorReason};

use super::{EXIT_CODES, Exit, Failure};

#[test]
fn a_refusal_keeps_its_reason_its_field_and_its_delay() {
    let refusal = Refusal::new(Code::Aborted, ErrorReason::Contended, "others kept writing")
        .field("request_id", "is required and missing; fill the field")
        .retryable();

    let failure = Failure::from(Status::from(refusal));

    assert_eq!(failure.exit, Exit::Refused);
    assert_eq!(failure.code, Some("ABORTED"));
    assert_eq!(failure.reason.as_deref(), Some("CONTENDED"));
    assert_eq!(failure.fields[0].0, "request_id");
    assert!(failure.to_string().contains("try again after 200 ms"));
    assert_eq!(failure.to_json()["error"]["retry_after_ms"], 200);
}

#[test]
fn what_may_have_happened_is_told_apart_from_what_has_not() {
    let reason = ErrorReason::LedgerIndefinite;
    let maybe = Refusal::new(Code::Unavailable, reason, "the ledger failed").indefinite();
    let exits = [
        Failure::from(Status::from(maybe)).exit,
        Failure::from(Status::new(Code::Unavailable, "no route")).exit,
        Failure::from(Status::new(Code::Unknown, "h2 went away")).exit,
        Failure::from(Status::new(Code::DataLoss, "checksum")).exit,
        Failure::from(Status::new(Code::PermissionDenied, "no")).exit,
    ];
    assert_eq!(
        exits,
        [Exit::Indefinite, Exit::Unavailable, Exit::Indefinite, Exit::Damage, Exit::Refused]
    );
}

#[test]
fn every_exit_code_is_on_the_help_page() {
    let all = [
        Exit::Done,
        Exit::Refused,
        Exit::Usage,
        Exit::Unavailable,
        Exit::Indefinite,
        Exit::Damage,
        Exit::File,
    ];
    for exit in all {
        assert!(EXIT_CODES.contains(&format!("\n  {}  ", exit.number())), "{exit:?}");
    }
}
