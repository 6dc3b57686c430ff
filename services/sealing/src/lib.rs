//! Personal fields closed under a key per person; the key store; keyed hashes.
