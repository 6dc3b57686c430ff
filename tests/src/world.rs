//! A hub that listens, and everyone who may call it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use cli::{
    authority::{issue_caller, issue_server},
    connection::{HubAddress, Identity, connect},
};
use domain::caller::Caller;
use hub::{
    Config, Hub, HubParts, RunningHub,
    ca::Authority,
    config::{Deadlines, Limits, LogConfig, RulesConfig, TlsConfig},
    keys::Keys,
};
use jiff::{SignedDuration, civil::Date};
use tempfile::TempDir;
use tokio::sync::Mutex;
use tonic::transport::Channel;
use uuid::Uuid;
use wire::proto::{
    audit::v1::audit_service_client::AuditServiceClient,
    copayment::v1::copayment_service_client::CopaymentServiceClient,
    eligibility::v1::eligibility_service_client::EligibilityServiceClient,
    enrolment::v1::enrolment_service_client::EnrolmentServiceClient,
    identity::v1::identity_service_client::IdentityServiceClient,
    registration::v1::registration_service_client::RegistrationServiceClient,
};

use crate::clock::HandClock;

/// How long certificates last, in days: longer than any test waits on its clock.
const DAYS: u32 = 800;

/// A hub on its own folder, with its own authority, and the clock by which it lives.
pub struct World {
    folder: TempDir,
    authority: Authority,
    config: Config,
    hub: RunningHub,
    /// The hub's clock.
    pub clock: HandClock,
    channels: Mutex<HashMap<Caller, Channel>>,
    requests: AtomicU64,
}

impl World {
    /// A hub where nobody is enrolled.
    pub async fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::default();
        let ca = folder.path().join("ca");
        Authority::create(&ca, clock.for_hub()).unwrap();
        // Callers look at the hub's certificate by the machine's clock, the hub at theirs by its own.
        let tls = folder.path().join("tls");
        let of_hub = Authority::open(&ca, hub::clock::system()).unwrap();
        issue_server(&of_hub, &["127.0.0.1"], DAYS, &tls).unwrap();
        let config = Config {
            data_folder: folder.path().join("data"),
            listen: "127.0.0.1:0".parse().unwrap(),
            roles: Vec::new(),
            snapshot_every_events: 1_000,
            tls: TlsConfig {
                certificate: tls.join("server.pem"),
                key: tls.join("server.key"),
                client_authority: ca.join("ca.pem"),
                revoked: None,
            },
            keys: Keys::create_in(&folder.path().join("keys")).unwrap(),
            rules: RulesConfig::default(),
            deadlines: Deadlines::default(),
            limits: Limits::default(),
            log: LogConfig::default(),
        };
        Self {
            hub: start(&config, &clock).await,
            authority: Authority::open(&ca, clock.for_hub()).unwrap(),
            folder,
            config,
            clock,
            channels: Mutex::default(),
            requests: AtomicU64::new(1),
        }
    }

    /// The same hub, stopped and started again.
    pub async fn restarted(self) -> Self {
        self.restarted_with(|_| {}).await
    }

    /// The same hub, stopped and started again with its configuration changed.
    pub async fn restarted_with(self, change: impl FnOnce(&mut Config)) -> Self {
        let Self { folder, authority, mut config, hub, clock, requests, .. } = self;
        hub.stop().await.unwrap();
        change(&mut config);
        let hub = start(&config, &clock).await;
        Self { folder, authority, config, hub, clock, channels: Mutex::default(), requests }
    }

    /// Stops the hub; its folder stays as long as what is given back.
    pub async fn stop(self) -> TempDir {
        self.hub.stop().await.unwrap();
        self.folder
    }

    /// Where the ledgers and keys lie.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.config.data_folder
    }

    /// Where the hub listens.
    #[must_use]
    pub fn address(&self) -> HubAddress {
        HubAddress::local(self.hub.local_addr().port())
    }

    /// The calendar day in Japan, by the hub's clock.
    #[must_use]
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    /// So many days pass.
    pub fn days_pass(&self, days: i64) {
        self.clock.pass(SignedDuration::from_hours(24 * days));
    }

    /// A request id that no other call of this test has.
    pub fn request_id(&self) -> String {
        let count = self.requests.fetch_add(1, Ordering::Relaxed);
        uuid::Builder::from_random_bytes(u128::from(count).to_be_bytes()).into_uuid().to_string()
    }

    /// The folder of a caller's certificate, issued when it is first asked for.
    pub fn identity(&self, caller: &Caller) -> PathBuf {
        let name = Uuid::new_v5(&Uuid::NAMESPACE_URL, caller.to_string().as_bytes());
        let place = self.folder.path().join("id").join(name.to_string());
        if !place.exists() {
            issue_caller(&self.authority, caller, DAYS, &place).unwrap();
        }
        place
    }

    /// A connection of this caller, kept for its later calls.
    pub async fn channel(&self, caller: &Caller) -> Channel {
        let mut channels = self.channels.lock().await;
        if let Some(channel) = channels.get(caller) {
            return channel.clone();
        }
        let identity = Identity::read(&self.identity(caller)).unwrap();
        let channel = connect(&self.address(), &identity).await.unwrap();
        channels.insert(caller.clone(), channel.clone());
        channel
    }

    /// Enrolment, as this caller.
    pub async fn enrolment(&self, caller: &Caller) -> EnrolmentServiceClient<Channel> {
        EnrolmentServiceClient::new(self.channel(caller).await)
    }

    /// Identity, as this caller.
    pub async fn identities(&self, caller: &Caller) -> IdentityServiceClient<Channel> {
        IdentityServiceClient::new(self.channel(caller).await)
    }

    /// Registration, as this caller.
    pub async fn registration(&self, caller: &Caller) -> RegistrationServiceClient<Channel> {
        RegistrationServiceClient::new(self.channel(caller).await)
    }

    /// Eligibility, as this caller.
    pub async fn eligibility(&self, caller: &Caller) -> EligibilityServiceClient<Channel> {
        EligibilityServiceClient::new(self.channel(caller).await)
    }

    /// Co-payments, as this caller.
    pub async fn copayments(&self, caller: &Caller) -> CopaymentServiceClient<Channel> {
        CopaymentServiceClient::new(self.channel(caller).await)
    }

    /// Audit, as this caller.
    pub async fn audit(&self, caller: &Caller) -> AuditServiceClient<Channel> {
        AuditServiceClient::new(self.channel(caller).await)
    }
}

async fn start(config: &Config, clock: &HandClock) -> RunningHub {
    let keys = Keys::open(&config.keys).unwrap();
    let parts = HubParts { config: config.clone(), keys, clock: clock.for_hub(), further: None };
    Hub::start(parts).await.unwrap()
}
