//! A hub that runs: opened, listening, and stopped without losing a call.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use ledger::{LockError, OpenError, ReadError};
use projections::StartError;
use sealing::OpenStoreError;
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinError, JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;
use tonic_reflection::server::Error as ReflectionError;
use wire::Clock;

use crate::{
    Config,
    door::Door,
    editions::EditionsError,
    health,
    keys::{Keys, KeysError},
    known_keys::KnownKeysError,
    listener::listen,
    policy::{POLICY, Row},
    revoked::{Revoked, RevokedError},
    rooms::Rooms,
    routes::Routes,
    tls::{TlsError, server_config},
};

/// What a hub is made of.
pub struct HubParts {
    /// How it is to run.
    pub config: Config,
    /// Its keys.
    pub keys: Keys,
    /// The time, for calls and certificates.
    pub clock: Clock,
    /// Services beside the hub's own; none in a hub that serves the public.
    pub further: Option<Further>,
}

/// Services beside the hub's own, behind the same door: for benchmarks.
pub struct Further {
    /// Who may call them.
    pub policy: &'static [Row],
    /// Adds them.
    pub add: AddServices,
}

/// Adds services that may look at what stands behind the hub's own.
pub type AddServices = Box<dyn FnOnce(&Rooms, &mut Routes) + Send>;

/// Starts hubs.
pub struct Hub;

/// A hub that listens. Stop it with [`RunningHub::stop`]; dropped, it cuts off what is under way
/// and leaves the projections without a last snapshot.
pub struct RunningHub {
    local_addr: SocketAddr,
    rooms: Arc<Rooms>,
    revoked: Arc<Revoked>,
    stop: watch::Sender<bool>,
    listening: JoinHandle<()>,
    /// Health, revocation, and what a crash has left to do: end with the hub.
    beside: JoinSet<()>,
}

/// A hub could not be started, or did not end as it should.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data that comes with the hub cannot be read.
    #[error(transparent)]
    Data(#[from] domain::data::DataError),
    /// An edition of the rule data cannot be used.
    #[error("rule data: {0}")]
    Rules(#[from] EditionsError),
    /// Certificates cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The list of revoked callers cannot be used.
    #[error(transparent)]
    Revoked(#[from] RevokedError),
    /// A key is missing.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The data folder is held by another process, or cannot be made.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] OpenError),
    /// A folder in the data folder cannot be made.
    #[error("folder {} cannot be made", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The key store cannot be opened.
    #[error(transparent)]
    KeyStore(#[from] OpenStoreError),
    /// The hash keys are not those of the data folder.
    #[error(transparent)]
    KnownKeys(#[from] KnownKeysError),
    /// The projections cannot be started.
    #[error(transparent)]
    Projections(#[from] StartError),
    /// A ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The contract cannot be shown by reflection.
    #[error("contract cannot be shown by reflection: {0}")]
    Reflection(#[from] ReflectionError),
    /// Nobody can connect there.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// A part of the hub ended on its own.
    #[error("a part of the hub ended unexpectedly: {0}")]
    Ended(#[from] JoinError),
}

/// Runs a hub as configured until `shutdown` comes, then lets calls under way end.
///
/// # Errors
///
/// [`ServeError`].
pub async fn serve(
    config: Config,
    clock: Clock,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let keys = Keys::open(&config.keys)?;
    let mut hub = Hub::start(HubParts { config, keys, clock, further: None }).await?;
    tokio::select! {
        () = shutdown => hub.stop().await,
        ended = &mut hub.listening => Ok(ended?),
    }
}

impl Hub {
    /// Opens everything and listens. Callers are served from now on; health says `SERVING` when the
    /// projections have caught up.
    ///
    /// # Errors
    ///
    /// [`ServeError`]; then nothing is left open.
    pub async fn start(parts: HubParts) -> Result<RunningHub, ServeError> {
        let HubParts { config, keys, clock, further } = parts;
        let tls = server_config(&config.tls, clock.clone())?;
        let revoked = Arc::new(Revoked::open(config.tls.revoked.clone())?);
        // Before the data is opened: a port that is taken is found without touching anything.
        let listener = TcpListener::bind(config.listen).await;
        let (listener, local_addr) = listener
            .and_then(|listener| listener.local_addr().map(|address| (listener, address)))
            .map_err(|source| ServeError::Listen { address: config.listen, source })?;
        let rooms = Arc::new(Rooms::open(&config, keys).await?);

        let mut routes = rooms.services(&config);
        let names = routes.names();
        let (reporter, health_service) = tonic_health::server::health_reporter();
        health::begin(&reporter, &names).await;
        routes.add(health_service);
        routes.add(
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(wire::proto::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .build_v1()?,
        );
        let mut further_policy: &[Row] = &[];
        if let Some(Further { policy, add }) = further {
            further_policy = policy;
            add(&rooms, &mut routes);
        }

        let door = Door::new(
            routes,
            [POLICY, further_policy],
            clock,
            revoked.clone(),
            &config.deadlines,
            &config.limits,
        );
        let (stop, stopped) = watch::channel(false);
        let acceptor = TlsAcceptor::from(tls);
        let mut beside = JoinSet::new();
        beside.spawn(health::watch(reporter, rooms.clone(), names));
        beside.spawn(revoked.clone().watch());
        beside.spawn(finish_erasures(rooms.clone()));
        let listening =
            tokio::spawn(listen(listener, acceptor, Arc::new(door), config.limits, stopped));
        tracing::info!(%local_addr, "hub listens");
        Ok(RunningHub { local_addr, rooms, revoked, stop, listening, beside })
    }
}

impl RunningHub {
    /// Where callers connect.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// What stands behind the services.
    #[must_use]
    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// Looks at the list of revoked callers now, and not only a few seconds later.
    pub fn look_at_revoked(&self) {
        self.revoked.look_again();
    }

    /// Takes no more connections, lets calls under way end for up to [`crate::DRAIN_MAX`], writes a
    /// last snapshot and closes the ledgers.
    ///
    /// # Errors
    ///
    /// [`ServeError::Ended`] if listening had ended by itself; everything is closed all the same.
    pub async fn stop(mut self) -> Result<(), ServeError> {
        tracing::info!("hub stops");
        self.stop.send_replace(true);
        let listened = (&mut self.listening).await;
        self.beside.shutdown().await;
        self.rooms.close().await;
        tracing::info!("hub stopped");
        Ok(listened?)
    }
}

impl Drop for RunningHub {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Finishes what a crash has left of erasures, once the projections know everybody who was erased.
async fn finish_erasures(rooms: Arc<Rooms>) {
    rooms.caught_up().await;
    match rooms.identity().finish_erasures(&rooms.projections().people().erased()).await {
        Ok(0) => {}
        Ok(finished) => tracing::warn!(finished, "erasures were finished that a crash had left"),
        Err(error) => tracing::error!(%error, "erasures could not be finished"),
    }
}

#[cfg(test)]
mod tests;
