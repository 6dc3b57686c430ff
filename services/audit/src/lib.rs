//! Replays history to auditors and proves that nothing was altered.
