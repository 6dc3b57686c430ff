//! `pmh.eligibility.v1`: what readers and desks ask, read; and what they are told, written.

mod answer;
mod check_in;
mod disclosures;
mod inquiry;
mod question;
mod standing_consent;
#[cfg(test)]
mod tests;

pub use answer::{RowText, certificate, no_information, recorded_at, response};
pub use check_in::{Answering, Opening, Withdrawing, answering, opening, withdrawing};
pub use disclosures::{DISCLOSURES_DEFAULT, DISCLOSURES_MAX, Listing, disclosure_record, listing};
pub use inquiry::{Inquiry, fetching, streaming, submitting};
pub use question::{Basis, Question, question};
pub use standing_consent::{Extending, Giving, TakingBack, extending, giving, taking_back};
