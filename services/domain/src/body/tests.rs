//! The history of bodys.
