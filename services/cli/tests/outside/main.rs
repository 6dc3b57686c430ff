//! The command line from outside: commands against a hub that listens, and those that need none.

#[cfg(test)]
mod support;

#[cfg(test)]
mod commands;
#[cfg(test)]
mod copay;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod rules;
