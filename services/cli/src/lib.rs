//! The command `pmh`: files in, files out, demo, synthetic people.
//!
//! A command line becomes [`args`], which run one module each; all of them call a hub as any client
//! does ([`connection`]), write results to one place ([`output`]) and fail in one form ([`failure`]),
//! whose exit code the process ends with. `serve`, `demo`, `ca` and `verify` alone know the hub's
//! insides: they are where it is started, certified and proved. `rules` and `copay` need no hub: they ask the calculation
//! by the code that the hub's door asks it by.

pub mod args;

// Below every command.
pub mod clock;
pub mod connection;
pub mod failure;
pub mod language;
pub mod output;

// One for each command.
pub mod authority;
pub mod call;
pub mod check_in;
pub mod copay;
pub mod demo;
pub mod enrol;
pub mod import;
pub mod link;
pub mod replay;
pub mod rules;
pub mod serve;
pub mod synthetic;
pub mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{
    args::Arguments,
    failure::{Exit, Failure},
    output::Output,
};

/// Reads the command line of the process, runs it, and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let json = arguments.json;
    let ended = match hub::processors::runtime() {
        Ok(runtime) => runtime.block_on(arguments.run(&Output::stdout(json))),
        Err(error) => Err(Failure::new(Exit::File, format!("no threads: {error}"))),
    };
    match ended {
        Ok(()) => ExitCode::from(Exit::Done.number()),
        Err(failure) => {
            if json {
                eprintln!("{}", failure.to_json());
            } else {
                eprintln!("pmh: {failure}");
            }
            ExitCode::from(failure.exit.number())
        }
    }
}
