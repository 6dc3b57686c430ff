//! What the hub promises of itself: its rooms and arrows, its tenants, its silence, its reasons.

#[cfg(test)]
mod arrows;

#[cfg(test)]
mod rpc;
#[cfg(test)]
mod tenants;

#[cfg(test)]
mod canary;

#[cfg(test)]
mod refusals;
