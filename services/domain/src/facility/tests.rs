//! The history of facilitys.
