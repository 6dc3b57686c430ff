//! The vocabulary: numbers, periods, what may happen to a certificate, and what a desk is told.

// Numbers and names, each by its form.
pub mod body_code;
pub mod certificate_id;
pub mod certificate_type;
pub mod check_digit;
pub mod check_in_id;
mod digits;
pub mod history_key;
pub mod income_band;
pub mod inquiry_id;
pub mod institution_code;
pub mod insurance_identity;
pub mod insurer_number;
pub mod law_number;
pub mod payer_number;
pub mod person_key;
pub mod prefecture;
mod printable;
pub mod reader_number;
pub mod recipient_number;
pub mod request_id;
pub mod resource_name;
pub mod standing_consent_id;
pub mod sub_key;

// What may happen.
pub mod answer;
pub mod body;
pub mod certificate;
pub mod check_in;
pub mod facility;
pub mod inquiry;
pub mod link;
pub mod person;
pub mod program;
pub mod standing_consent;

// Days and who calls.
pub mod caller;
pub mod date_text;
pub mod era;
pub mod japan;
pub mod period;

// What the world is like: tables.
pub mod bodies;
pub mod data;
pub mod income_bands;
pub mod programs;
pub mod settlement;
pub mod standing_consent_terms;

// Texts compared.
pub mod match_key;

pub use person_key::PersonKey;
pub use printable::TextFault;
