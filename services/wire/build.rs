//! Compiles `proto/` into this crate, without a `protoc` on the machine.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

/// Every file of the contract; a file that is not listed is not in the hub.
const FILES: [&str; 13] = [
    "pmh/common/v1/common.proto",
    "pmh/common/v1/error_reason.proto",
    "pmh/event/v1/certificate.proto",
    "pmh/event/v1/enrolment.proto",
    "pmh/event/v1/identity.proto",
    "pmh/event/v1/check_in.proto",
    "pmh/registration/v1/registration_service.proto",
    "pmh/identity/v1/identity_service.proto",
    "pmh/enrolment/v1/enrolment_service.proto",
    "pmh/eligibility/v1/eligibility_service.proto",
    "pmh/copayment/v1/facts.proto",
    "pmh/copayment/v1/copayment_service.proto",
    "pmh/audit/v1/audit_service.proto",
];

/// Messages that hold a My Number: no Debug is derived, `my_number.rs` writes a silent one.
const MY_NUMBER_HOLDERS: [&str; 5] = [
    ".pmh.registration.v1.RecipientRow",
    ".pmh.identity.v1.LinkSubject",
    ".pmh.identity.v1.LinkSubject.subject",
    ".pmh.identity.v1.LinkInsuranceRequest",
    ".pmh.identity.v1.MergePeopleRequest",
];

/// Messages of nothing but personal fields: no Debug is derived, `personal.rs` writes a silent one.
const PERSONAL: [&str; 4] = [
    ".pmh.common.v1.InsuranceIdentity",
    ".pmh.registration.v1.BasicFiveInfo",
    ".pmh.event.v1.SealedBasicInfo",
    ".pmh.event.v1.SealedDetail",
];

fn main() -> Result<(), Box<dyn Error>> {
    let proto = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo:rerun-if-changed={}", proto.display());
    let descriptors = protox::compile(FILES, [&proto])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    let mut prost = tonic_prost_build::Config::new();
    // Maps in order, so that the same event is the same bytes.
    let silent = MY_NUMBER_HOLDERS.iter().chain(&PERSONAL);
    prost.enable_type_names().btree_map(["."]).bytes(["."]).skip_debug(silent);
    tonic_prost_build::configure().compile_fds_with_config(descriptors, prost)?;
    Ok(())
}
