//! What a demo stands on: an authority, certificates for everyone, keys, a configuration, a hub.
//!
//! Built once in a folder and found again there; nothing that exists is written over but the
//! configuration.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::caller::Caller;
use hub::{Config, Hub, HubParts, RunningHub, ca::Authority, keys::Keys};
use serde_json::json;
use tonic::transport::Channel;

use super::newcomer::Newcomer;
use crate::{
    authority::{issue_caller, issue_server},
    connection::{HubAddress, Identity, connect},
    failure::{Exit, Failure},
    output::Output,
    serve,
    synthetic::region::Region,
    verify,
};

/// How long the certificates of a demo last, in days.
const DAYS: u32 = 30;

/// Who looks at history in a demo.
const AUDITOR: &str = "spiffe://pmh/auditor/demo";

/// A demo's folder.
pub struct House {
    folder: PathBuf,
}

impl House {
    /// Builds what is not there yet.
    ///
    /// # Errors
    ///
    /// [`Exit::File`].
    pub fn build(folder: &Path, region: &Region) -> Result<Self, Failure> {
        let house = Self { folder: folder.to_owned() };
        let ca = folder.join("ca");
        let authority = if ca.join("ca.pem").exists() {
            Authority::open(&ca, hub::clock::system())
        } else {
            Authority::create(&ca, hub::clock::system())
        };
        let authority =
            authority.map_err(|error| Failure::file(&ca, format!("no authority: {error}")))?;
        if !folder.join("tls/server.pem").exists() {
            issue_server(
                &authority,
                &["localhost", "127.0.0.1", "::1"],
                DAYS,
                &folder.join("tls"),
            )?;
        }
        if !folder.join("keys").exists() {
            Keys::create_in(&folder.join("keys"))
                .map_err(|error| Failure::file(folder, format!("no keys: {error}")))?;
        }
        for caller in callers(region)? {
            let place = house.identity(&caller);
            if !place.join("ca.pem").exists() {
                issue_caller(&authority, &caller, DAYS, &place)?;
            }
        }
        Ok(house)
    }

    /// Starts the hub on the folder.
    ///
    /// # Errors
    ///
    /// As [`serve::run`].
    pub async fn start(&self, port: u16) -> Result<RunningHub, Failure> {
        let file = self.folder.join("hub.toml");
        Self::write_config(&file, port)?;
        let config = Config::load(&file).map_err(|error| Failure::file(&file, error))?;
        let keys = Keys::open(&config.keys)
            .map_err(|error| Failure::file(&self.folder.join("keys"), error))?;
        let clock = hub::clock::system();
        let hub = Hub::start(HubParts { config, keys, clock, further: None })
            .await
            .map_err(serve::failure)?;
        // `pmh serve --config` finds the same port later.
        Self::write_config(&file, hub.local_addr().port())?;
        Ok(hub)
    }

    /// Connects as one of the callers.
    ///
    /// # Errors
    ///
    /// As [`connect`].
    pub async fn connect(&self, hub: &HubAddress, caller: &Caller) -> Result<Channel, Failure> {
        connect(hub, &Identity::read(&self.identity(caller))?).await
    }

    /// Connects as the auditor.
    ///
    /// # Errors
    ///
    /// As [`connect`].
    pub async fn connect_auditor(&self, hub: &HubAddress) -> Result<Channel, Failure> {
        self.connect(hub, &caller(AUDITOR)?).await
    }

    /// The folder with a caller's certificate: `id/body-232033`.
    #[must_use]
    pub fn identity(&self, caller: &Caller) -> PathBuf {
        let name = caller.to_string();
        let path = name.trim_start_matches("spiffe://pmh/").replace('/', "-");
        self.folder.join("id").join(path)
    }

    /// Says how to go on with the hub that runs.
    pub fn show_how_to_go_on(&self, hub: &HubAddress, newcomer: &Newcomer, output: &Output) {
        let identity = |name: &str| self.folder.join("id").join(name).display().to_string();
        output.document(&json!({
            "hub": hub.to_string(),
            "folder": self.folder.display().to_string(),
            "newcomer": newcomer.folder.display().to_string(),
            "identities": self.folder.join("id").display().to_string(),
        }));
        for line in [
            String::new(),
            "Go on in another terminal:".to_owned(),
            format!("  export PMH_HUB={hub}"),
            format!("  export PMH_IDENTITY={}", identity("auditor-demo")),
            "  pmh call".to_owned(),
            "  pmh call AuditService/GetPositions".to_owned(),
            "  pmh replay --ledger access --max 20".to_owned(),
            "a child whom the hub does not know yet:".to_owned(),
            format!(
                "  pmh import {} --identity {}",
                newcomer.folder.join("recipient.json").display(),
                identity(&format!("body-{}", newcomer.body))
            ),
            format!(
                "  pmh link {} --identity {}",
                newcomer.folder.join("card.jsonl").display(),
                identity("operator")
            ),
            format!("identities of everyone: {}", self.folder.join("id").display()),
            format!(
                "later: pmh serve --config {}, and when it is stopped: {}",
                self.folder.join("hub.toml").display(),
                verify::command(&self.folder.join("data"))
            ),
        ] {
            output.say(line);
        }
    }

    fn write_config(file: &Path, port: u16) -> Result<(), Failure> {
        let text = format!(
            "# Written by pmh demo.\n\
             data_folder = \"data\"\n\
             listen = \"127.0.0.1:{port}\"\n\n\
             [tls]\n\
             certificate = \"tls/server.pem\"\n\
             key = \"tls/server.key\"\n\
             client_authority = \"ca/ca.pem\"\n\n\
             [keys]\n\
             root = {{ version = 1, file = \"keys/root.key\" }}\n\
             my_number = [{{ version = 1, file = \"keys/my-number-1.key\" }}]\n\
             insurance = [{{ version = 1, file = \"keys/insurance-1.key\" }}]\n"
        );
        fs::write(file, text).map_err(|error| Failure::file(file, error))
    }
}

/// Everyone who calls in a demo: the operator, the auditor, bodies, facilities and their readers.
fn callers(region: &Region) -> Result<Vec<Caller>, Failure> {
    let mut callers = vec![Caller::Operator, caller(AUDITOR)?];
    callers.extend(region.bodies.iter().map(|body| Caller::Body(body.body.code)));
    for facility in &region.facilities {
        callers.push(desk(&facility.code)?);
        callers.push(reader(&facility.code)?);
    }
    Ok(callers)
}

/// The desk of a facility.
///
/// # Errors
///
/// [`Exit::Usage`] when the code is none.
pub fn desk(code: &str) -> Result<Caller, Failure> {
    caller(&format!("spiffe://pmh/facility/{code}"))
}

/// The first reader of a facility.
///
/// # Errors
///
/// [`Exit::Usage`] when the code is none.
pub fn reader(code: &str) -> Result<Caller, Failure> {
    caller(&format!("spiffe://pmh/facility/{code}/reader/1"))
}

fn caller(name: &str) -> Result<Caller, Failure> {
    name.parse().map_err(|error| Failure::new(Exit::Usage, format!("{name}: {error}")))
}
