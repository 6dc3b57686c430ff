//! Events of certificates.
