//! Records who takes part (参加): bodies, their programs (制度マスタ), facilities and readers.
//!
//! A request is read, the caller's own name compared with whom it speaks for, and the decision of `domain`
//! recorded ([`wire::decision`]). What is enrolled here is what every other room asks about; this room
//! answers no questions.

mod define_program;
mod delegate_operator;
mod enrol_body;
mod enrol_facility;
mod enrol_reader;
mod opt_out_facility;
mod remove_reader;
mod retire_program;

mod grpc;
mod status;
mod streams;
mod tenant;

pub use grpc::Enrolment;
