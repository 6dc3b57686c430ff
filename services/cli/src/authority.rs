//! `pmh ca`: a certificate authority for a hub and its callers.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Subcommand;
use domain::caller::{Caller, TRUST_DOMAIN};
use hub::ca::{Authority, AuthorityError, Issued};
use serde_json::json;

use crate::{
    failure::{Exit, Failure},
    output::Output,
};

/// What `pmh ca` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum AuthorityCommand {
    /// Makes a new authority in a folder: `ca.pem`, and `ca.key`, which stays secret.
    Init {
        /// The folder.
        folder: PathBuf,
    },
    /// Issues a caller's certificate: `caller.pem`, `caller.key` and `ca.pem` in a folder.
    #[command(
        after_help = "Example:\n  pmh ca issue --ca ca --caller body/232033 --out id/ichinomiya"
    )]
    Issue {
        /// The authority's folder.
        #[arg(long, value_name = "DIR")]
        ca: PathBuf,
        /// Who: body/232033, insurer/06132005, facility/0110113719, facility/0110113719/reader/1,
        /// auditor/NAME or operator.
        #[arg(long, value_parser = caller)]
        caller: Caller,
        /// How many days it lasts.
        #[arg(long, default_value_t = 365)]
        days: u32,
        /// The folder to write to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Issues the hub's own certificate: `server.pem`, `server.key` and `ca.pem` in a folder.
    #[command(
        after_help = "Example:\n  pmh ca server --ca ca --name hub.example --name 127.0.0.1 --out tls"
    )]
    Server {
        /// The authority's folder.
        #[arg(long, value_name = "DIR")]
        ca: PathBuf,
        /// The names and addresses callers reach the hub by.
        #[arg(long = "name", required = true)]
        names: Vec<String>,
        /// How many days it lasts.
        #[arg(long, default_value_t = 365)]
        days: u32,
        /// The folder to write to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Does what is asked.
///
/// # Errors
///
/// [`Exit::Usage`] when the days or names are none a certificate can have, [`Exit::File`] otherwise.
pub fn run(command: AuthorityCommand, output: &Output) -> Result<(), Failure> {
    match command {
        AuthorityCommand::Init { folder } => {
            Authority::create(&folder, hub::clock::system()).map_err(failure)?;
            output.document(&json!({ "authority": folder.display().to_string() }));
            output.say(format!("{}: keep ca.key secret; hand ca.pem to all", folder.display()));
        }
        AuthorityCommand::Issue { ca, caller, days, out } => {
            let authority = Authority::open(&ca, hub::clock::system()).map_err(failure)?;
            issue_caller(&authority, &caller, days, &out)?;
            let folder = out.display().to_string();
            output.document(&json!({ "caller": caller.to_string(), "identity": folder }));
            output.say(format!("{caller}: use it with --identity {folder}"));
        }
        AuthorityCommand::Server { ca, names, days, out } => {
            let authority = Authority::open(&ca, hub::clock::system()).map_err(failure)?;
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            issue_server(&authority, &names, days, &out)?;
            output.document(&json!({ "names": names, "folder": out.display().to_string() }));
            output.say(format!("{}: certificate of {}", out.display(), names.join(", ")));
        }
    }
    Ok(())
}

/// Issues a caller's identity into a folder.
///
/// # Errors
///
/// As [`run`].
pub fn issue_caller(
    authority: &Authority,
    caller: &Caller,
    days: u32,
    folder: &Path,
) -> Result<(), Failure> {
    write(authority, &authority.issue_caller(caller, days).map_err(failure)?, folder, "caller")
}

/// Issues a hub's certificate into a folder.
///
/// # Errors
///
/// As [`run`].
pub fn issue_server(
    authority: &Authority,
    names: &[&str],
    days: u32,
    folder: &Path,
) -> Result<(), Failure> {
    write(authority, &authority.issue_server(names, days).map_err(failure)?, folder, "server")
}

fn write(authority: &Authority, issued: &Issued, folder: &Path, name: &str) -> Result<(), Failure> {
    issued.write(folder, name).map_err(failure)?;
    let path = folder.join("ca.pem");
    fs::write(&path, authority.certificate_pem()).map_err(|error| Failure::file(&path, error))
}

/// A caller by its path: `body/232033`; the whole name is taken too.
fn caller(text: &str) -> Result<Caller, String> {
    let name = if text.starts_with("spiffe://") {
        text.to_owned()
    } else {
        format!("spiffe://{TRUST_DOMAIN}/{text}")
    };
    name.parse().map_err(|error: domain::caller::NotACaller| error.to_string())
}

fn failure(error: AuthorityError) -> Failure {
    match &error {
        AuthorityError::Days(_) | AuthorityError::Certificate(_) => {
            Failure::usage(error.to_string())
        }
        AuthorityError::File { source, .. } => {
            Failure::new(Exit::File, format!("{error}: {source}"))
        }
        AuthorityError::Clock | AuthorityError::NoRandomness => {
            Failure::new(Exit::File, error.to_string())
        }
    }
}
