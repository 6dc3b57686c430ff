//! Runs the check-in: asks, records the consent, answers the reception desk.
