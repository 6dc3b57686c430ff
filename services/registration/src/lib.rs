//! Takes a body's decision and records it.
