//! The room from its door.
