//! The history of certificates.
