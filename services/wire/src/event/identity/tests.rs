//! Links and people, stored and read again.
