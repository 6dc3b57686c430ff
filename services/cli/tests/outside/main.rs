//! The command line from outside: every command against a hub that listens.

#[cfg(test)]
mod support;

#[cfg(test)]
mod commands;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod readme;
