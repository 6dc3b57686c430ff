//! Wiring: config, TLS, callers and the policy table, clock, telemetry, roles, shutdown.
