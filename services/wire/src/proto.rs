//! The generated contract, one module per package.
//!
//! Nothing here is written by hand; its documentation is the comments in `proto/`.
#![expect(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "generated code"
)]

/// Every file of the contract, encoded, for reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

pub mod common {
    pub mod v1 {
        tonic::include_proto!("pmh.common.v1");
    }
}
pub mod event {
    pub mod v1 {
        tonic::include_proto!("pmh.event.v1");
    }
}
pub mod registration {
    pub mod v1 {
        tonic::include_proto!("pmh.registration.v1");
    }
}
pub mod identity {
    pub mod v1 {
        tonic::include_proto!("pmh.identity.v1");
    }
}
pub mod enrolment {
    pub mod v1 {
        tonic::include_proto!("pmh.enrolment.v1");
    }
}
pub mod eligibility {
    pub mod v1 {
        tonic::include_proto!("pmh.eligibility.v1");
    }
}
pub mod copayment {
    pub mod v1 {
        tonic::include_proto!("pmh.copayment.v1");
    }
}
pub mod audit {
    pub mod v1 {
        tonic::include_proto!("pmh.audit.v1");
    }
}
