//! `pmh rules`: the editions of the rule data that co-payments are calculated with. No hub is needed.
//!
//! A newer official file becomes an edition ([`import`]), what it changes is said in words ([`diff`]), what in it cannot
//! be right or cannot be decided is told before anybody asks ([`lint`]), and any row can be read ([`show`]). What names an
//! edition on the command line is read in one place ([`source`]).

pub mod diff;
pub mod editions;
pub mod import;
pub mod lint;
pub mod show;
pub mod source;

use clap::Subcommand;

use crate::{failure::Failure, output::Output};

/// What `pmh rules` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum RulesCommand {
    /// Put a newer official file into an edition, and write the new edition to a folder.
    #[command(after_help = "Examples:\n  \
        pmh rules import m_regional_publicly_funded_all_20270401.csv --out editions/2027-04\n  \
        pmh rules import --national national.csv --base editions/2027-04 --as-of 2027-05-01 \
        --out editions/2027-05")]
    Import(import::ImportOptions),
    /// Say in words what changed between two editions or official files, and whom it touches.
    #[command(after_help = "Examples:\n  \
        pmh rules diff shipped editions/2027-04 --lang ja\n  \
        pmh rules diff shipped m_regional_publicly_funded_all_20270401.csv --json")]
    Diff(diff::DiffOptions),
    /// Tell rows that are unreachable, contradictory or undecidable.
    #[command(after_help = "Examples:\n  \
        pmh rules lint\n  \
        pmh rules lint editions/2027-04 --on 2027-04-01 --findings")]
    Lint(lint::LintOptions),
    /// Read a row, all rows of a rule or of a payer number, or a national program by its law number.
    #[command(after_help = "Examples:\n  \
        pmh rules show 12-ichikawa-child\n  \
        pmh rules show 88131248 --lang ja\n  \
        pmh rules show 54 --lang ja")]
    Show(show::ShowOptions),
    /// List editions: the id of each, its name, and how much it holds.
    #[command(
        visible_alias = "id",
        after_help = "Examples:\n  \
        pmh rules editions\n  \
        pmh rules id editions/2027-04"
    )]
    Editions(editions::EditionsOptions),
    /// Write an edition's files to a folder, to keep it when another is shipped.
    #[command(after_help = "Example:\n  pmh rules export --out editions/2026-11")]
    Export(editions::ExportOptions),
}

/// Runs one of them.
///
/// # Errors
///
/// As each of them says.
pub fn run(command: RulesCommand, output: &Output) -> Result<(), Failure> {
    match command {
        RulesCommand::Import(options) => import::run(&options, output),
        RulesCommand::Diff(options) => diff::run(&options, output),
        RulesCommand::Lint(options) => lint::run(&options, output),
        RulesCommand::Show(options) => show::run(&options, output),
        RulesCommand::Editions(options) => editions::run(&options, output),
        RulesCommand::Export(options) => editions::export(&options, output),
    }
}
