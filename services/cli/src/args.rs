//! The command line, and what runs for each command.

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::{
    authority::{self, AuthorityCommand},
    call::{self, CallOptions},
    check_in::{self, CheckInOptions},
    copay::{self, CopayCommand},
    demo::{self, DemoOptions},
    enrol::{self, EnrolOptions},
    failure::{EXIT_CODES, Failure},
    import::{self, ImportOptions},
    link::{self, LinkOptions},
    output::Output,
    replay::{self, ReplayOptions},
    rules::{self, RulesCommand},
    serve::{self, ServeOptions},
    synthetic::{self, PeopleOptions},
    verify::{self, VerifyOptions},
};

/// Public Medical Hub (医療費助成情報連携): register recipients, check them in, replay what happened.
#[derive(Clone, Debug, Parser)]
#[command(name = "pmh", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Arguments {
    /// Write JSON to standard output: one document, or one a line.
    #[arg(long, global = true)]
    pub json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Run a hub.
    #[command(after_help = "Example:\n  pmh serve --config hub.toml")]
    Serve(ServeOptions),
    /// Start a hub with synthetic people, tell a story of check-ins, and go on serving.
    #[command(after_help = "Examples:\n  pmh demo\n  pmh demo --people 1000 --seed 7 --exit")]
    Demo(DemoOptions),
    /// Enrol bodies, facilities, readers and programs from a file.
    #[command(after_help = "Example:\n  pmh enrol enrolment.json --identity id/operator")]
    Enrol(EnrolOptions),
    /// Link insurance identities to people from a file of JSON lines.
    #[command(after_help = "Example:\n  pmh link insurance-links.jsonl --identity id/operator")]
    Link(LinkOptions),
    /// Import a file of recipients: the API's JSON array, or CSV.
    #[command(after_help = "Examples:\n  \
        pmh import recipients.json --identity id/body-232033 --dry-run\n  \
        pmh import 受給者.csv --identity id/body-232033 --style full --errors errors.csv")]
    Import(ImportOptions),
    /// Make one visit: the reader asks, the desk is told.
    #[command(after_help = "Example:\n  \
        pmh check-in --identity id/reader --desk id/desk --insurer 138057 --number 12 \
        --branch 00 --answer given")]
    CheckIn(CheckInOptions),
    /// Calculate what a person pays at a counter and why, without a hub.
    Copay {
        #[command(subcommand)]
        command: CopayCommand,
    },
    /// Keep the rule data of co-payments: import, compare, look over.
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Replay recorded events to an auditor.
    #[command(after_help = "Examples:\n  \
        pmh replay --ledger access --stream checkin-… --identity id/auditor\n  \
        pmh replay --ledger registration --body 232033 --from 2026-10-01 --json")]
    Replay(ReplayOptions),
    /// Prove the ledgers of a stopped hub intact.
    #[command(
        after_help = "Examples:\n  pmh verify --data data\n  pmh verify --data data --accept-tail access"
    )]
    Verify(VerifyOptions),
    /// Make a certificate authority and certificates.
    #[command(
        after_help = "Example:\n  pmh ca init ca\n  pmh ca issue --ca ca --caller operator --out id/operator"
    )]
    Ca {
        #[command(subcommand)]
        command: AuthorityCommand,
    },
    /// Call any method of the hub with JSON, by reflection.
    #[command(after_help = "Examples:\n  \
        pmh call\n  \
        pmh call AuditService/GetPositions\n  \
        pmh call EligibilityService/GetEligibility @question.json")]
    Call(CallOptions),
    /// Write synthetic people to files in the API's form.
    #[command(after_help = "Example:\n  pmh people --seed 7 --people 100000 --out people")]
    People(PeopleOptions),
    /// Write a completion script for a shell.
    #[command(after_help = "Example:\n  pmh completions bash > /etc/bash_completion.d/pmh")]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Explain the exit codes.
    #[command(long_about = EXIT_CODES)]
    ExitCodes,
}

impl Arguments {
    /// Runs the command; results go to `output`.
    ///
    /// # Errors
    ///
    /// [`Failure`], whose exit code the process ends with.
    pub async fn run(self, output: &Output) -> Result<(), Failure> {
        match self.command {
            Command::Serve(options) => serve::run(options).await,
            Command::Demo(options) => demo::run(options, output).await,
            Command::Enrol(options) => enrol::run(options, output).await,
            Command::Link(options) => link::run(options, output).await,
            Command::Import(options) => import::run(options, output).await,
            Command::CheckIn(options) => check_in::run(options, output).await,
            Command::Copay { command } => copay::run(command, output),
            Command::Rules { command } => rules::run(command, output),
            Command::Replay(options) => replay::run(options, output).await,
            Command::Verify(options) => verify::run(options, output).await,
            Command::Ca { command } => authority::run(command, output),
            Command::Call(options) => call::run(options, output).await,
            Command::People(options) => synthetic::run(options, output),
            Command::Completions { shell } => {
                output.line(completions(shell).trim_end());
                Ok(())
            }
            Command::ExitCodes => {
                output.line(EXIT_CODES.trim_end());
                Ok(())
            }
        }
    }
}

/// The completion script of a shell.
#[must_use]
pub fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "pmh", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests;
