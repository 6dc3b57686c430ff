//! The history of programs.
