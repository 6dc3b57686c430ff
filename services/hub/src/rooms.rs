//! The rooms of the hub, opened on one data folder: ledgers, keys, projections, services.
//!
//! Opened from the ground up and closed from the top down.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use audit::AuditService;
use calculation::edition::Edition;
use copayment::Service as Copayment;
use domain::person_key::PersonKey;
use eligibility::Service as Eligibility;
use enrolment::Enrolment;
use identity::{Identity, Parts};
use ledger::{DataFolder, EmbeddedLedger, Ledger as _, SharedLedger};
use projections::{Positions, Projections, ProjectionsConfig, Snapshots, State};
use registration::Registration;
use sealing::KeyStore;
use tokio::{task::spawn_blocking, time::sleep};
use wire::proto::{
    audit::v1::audit_service_server::AuditServiceServer,
    enrolment::v1::enrolment_service_server::EnrolmentServiceServer,
    identity::v1::identity_service_server::IdentityServiceServer,
};

use crate::{
    Config, ServeError,
    config::HubRole,
    editions::{self, EditionsError},
    keys::Keys,
    known_keys,
    private_file::make_folder,
    random::{new_person, new_uuid},
    routes::Routes,
};

/// The folder of the key store in the data folder.
const KEY_STORE_FOLDER: &str = "keys";

/// The folder of the snapshots in the data folder.
const SNAPSHOT_FOLDER: &str = "snapshots";

/// How long one wait for the projections lasts before it is begun again.
const CATCH_UP_WAIT: Duration = Duration::from_secs(5);

/// How long to wait before asking again where the ledgers end.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// What stands behind the services; shared with services of others ([`crate::Further`]).
#[derive(Clone)]
pub struct Rooms {
    pub(crate) registration: Arc<EmbeddedLedger>,
    pub(crate) access: Arc<EmbeddedLedger>,
    pub(crate) identity_ledger: Arc<EmbeddedLedger>,
    projections: Arc<Projections>,
    keys: Arc<KeyStore>,
    identity: Identity,
    eligibility: Eligibility,
    editions: Vec<Arc<Edition>>,
}

impl Rooms {
    /// Opens the data folder, or makes it, and everything in it.
    ///
    /// # Errors
    ///
    /// [`ServeError`].
    pub(crate) async fn open(config: &Config, keys: Keys) -> Result<Self, ServeError> {
        domain::data::check()?;
        let rules = config.rules.clone();
        let editions = spawn_blocking(move || editions::load(&rules)).await??;
        let Keys { root, my_number, insurance } = keys;
        let folder = config.data_folder.clone();
        let opening = spawn_blocking(move || {
            let held = DataFolder::lock(&folder)?;
            let open = |name| EmbeddedLedger::open(&held, name).map(Arc::new);
            let ledgers = (open("registration")?, open("access")?, open("identity")?);
            let key_folder = sub_folder(&folder, KEY_STORE_FOLDER)?;
            let store = KeyStore::open(&key_folder, &root)?;
            known_keys::check(&key_folder, &my_number, &insurance)?;
            let snapshots = sub_folder(&folder, SNAPSHOT_FOLDER)?;
            let opened = (ledgers, Arc::new(store), snapshots, root.snapshot_sealer());
            Ok::<_, ServeError>((opened, my_number, insurance))
        });
        let ((ledgers, keys, snapshots, sealer), my_number, insurance) = opening.await??;
        let (registration, access, identity_ledger) = ledgers;
        let projections = Projections::start(ProjectionsConfig {
            registration: registration.clone(),
            identity: identity_ledger.clone(),
            keys: keys.clone(),
            snapshots: Some(Snapshots {
                folder: snapshots,
                sealer,
                every_events: config.snapshot_every_events,
            }),
        })
        .await?;
        let identity = Identity::new(Parts {
            ledger: identity_ledger.clone(),
            keys: keys.clone(),
            my_number_keys: my_number,
            insurance_keys: insurance.clone(),
            new_person: Arc::new(new_person as fn() -> PersonKey),
        });
        let rules = editions.first().cloned().ok_or(EditionsError::Missing)?;
        let eligibility = Eligibility::new(eligibility::Parts {
            registration: registration.clone(),
            identity: identity_ledger.clone(),
            access: access.clone(),
            projections: projections.clone(),
            insurance_keys: insurance,
            rules,
        });
        Ok(Self {
            registration,
            access,
            identity_ledger,
            projections,
            keys,
            identity,
            eligibility,
            editions,
        })
    }

    /// The projections.
    #[must_use]
    pub fn projections(&self) -> &Arc<Projections> {
        &self.projections
    }

    /// The registration ledger.
    #[must_use]
    pub fn registration(&self) -> SharedLedger {
        self.registration.clone()
    }

    /// The access ledger.
    #[must_use]
    pub fn access(&self) -> SharedLedger {
        self.access.clone()
    }

    /// Identity's room, for what it has to finish after a crash.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The services whose doors are open.
    pub(crate) fn services(&self, config: &Config) -> Routes {
        let bytes = config.limits.message_bytes;
        let mut routes = Routes::default();
        if config.opens(HubRole::Enrolment) {
            let enrolment = Enrolment::new(self.registration.clone());
            routes.add(EnrolmentServiceServer::new(enrolment).max_decoding_message_size(bytes));
        }
        if config.opens(HubRole::Identity) {
            let identity = self.identity.clone();
            routes.add(IdentityServiceServer::new(identity).max_decoding_message_size(bytes));
        }
        if config.opens(HubRole::Registration) {
            let (identity, keys) = (self.identity.clone(), self.keys.clone());
            let registration = Registration::new(self.registration.clone(), identity, keys);
            routes.add(registration.into_service().max_decoding_message_size(bytes));
        }
        if config.opens(HubRole::Eligibility) {
            let eligibility = self.eligibility.clone();
            routes.add(eligibility.into_service().max_decoding_message_size(bytes));
        }
        if config.opens(HubRole::Copayment) {
            let copayment = Copayment::new(copayment::Parts {
                editions: self.editions.clone(),
                registration: self.registration.clone(),
                access: self.access.clone(),
                projections: self.projections.clone(),
            });
            routes.add(copayment.into_service().max_decoding_message_size(bytes));
        }
        if config.opens(HubRole::Audit) {
            let (registration, access) = (self.registration.clone(), self.access.clone());
            let audit = AuditService::new(registration, access, Arc::new(new_uuid));
            routes.add(AuditServiceServer::new(audit).max_decoding_message_size(bytes));
        }
        routes
    }

    /// Whether everything follows and records.
    pub(crate) fn trouble(&self) -> Option<String> {
        if let State::Stopped(reason) = self.projections.state() {
            return Some(reason.to_string());
        }
        if !self.keys.takes_changes() {
            return Some("key store takes no changes since a write failed".to_owned());
        }
        [&self.registration, &self.access, &self.identity_ledger]
            .iter()
            .find_map(|ledger| ledger.sealed())
            .map(|reason| reason.to_string())
    }

    /// Waits until the projections know everything that was recorded before this was called; ends early when
    /// something stands still.
    pub(crate) async fn caught_up(&self) {
        while self.trouble().is_none() {
            if let Ok(heads) = self.heads().await
                && self.projections.catch_up(heads, CATCH_UP_WAIT).await.is_ok()
            {
                return;
            }
            sleep(LOOK_AGAIN_AFTER).await;
        }
    }

    /// Up to where the ledgers go now.
    ///
    /// # Errors
    ///
    /// [`ServeError::Read`].
    pub(crate) async fn heads(&self) -> Result<Positions, ServeError> {
        Ok(Positions {
            registration: self.registration.head().await?,
            identity: self.identity_ledger.head().await?,
        })
    }

    /// Closes everything: first what follows the ledgers, then the ledgers.
    pub(crate) async fn close(&self) {
        self.projections.stop().await;
        for ledger in [&self.registration, &self.access, &self.identity_ledger] {
            ledger.close().await;
        }
    }
}

fn sub_folder(folder: &Path, name: &str) -> Result<PathBuf, ServeError> {
    let path = folder.join(name);
    match make_folder(&path) {
        Ok(()) => Ok(path),
        Err(source) => Err(ServeError::Folder { path, source }),
    }
}
