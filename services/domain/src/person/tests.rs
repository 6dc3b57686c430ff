//! The history of persons.
