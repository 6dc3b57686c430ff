//! What the ledger says, arranged for questions; rebuilt at will.
