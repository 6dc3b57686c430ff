//! Who takes part, stored and read again.
