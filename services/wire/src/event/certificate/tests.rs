//! Stored certificate events.
