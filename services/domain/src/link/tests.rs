//! The history of links.
