//! Takes connections: TCP, then TLS with the caller's certificate, then HTTP/2.
//!
//! Handshakes are few and short; what is too many or too slow is turned away. On shutdown nobody
//! new is taken, and calls under way have [`DRAIN_MAX`] to end.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use http::Request;
use hyper::{body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{config::Limits, door::Door, peer::Peer};

/// How long calls under way may go on after shutdown began.
pub const DRAIN_MAX: Duration = Duration::from_secs(10);

/// How long the listener waits after the operating system refused it a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How often an idle connection is asked whether it is still there, and how long it has to answer.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// The largest headers of one call, in bytes.
const HEADER_BYTES_MAX: u32 = 16 * 1024;

/// What is kept for one slow reader before its answer waits, in bytes.
const SEND_BYTES_MAX: usize = 64 * 1024;

/// What one call, and all calls of one connection, may send ahead of being read, in bytes.
const STREAM_WINDOW_BYTES: u32 = 256 * 1024;
const CONNECTION_WINDOW_BYTES: u32 = 1024 * 1024;

/// Everything a connection needs.
struct Entry {
    acceptor: TlsAcceptor,
    door: Arc<Door>,
    limits: Limits,
    stop: watch::Receiver<bool>,
}

/// Takes connections until `stop` says true, then lets calls under way end.
pub(crate) async fn listen(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    door: Arc<Door>,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let places = |count: u32| Arc::new(Semaphore::new(usize::try_from(count).unwrap_or(1)));
    let (connections, handshakes) = (places(limits.connections), places(limits.handshakes));
    let entry = Arc::new(Entry { acceptor, door, limits, stop: stop.clone() });
    let mut open = JoinSet::new();
    loop {
        let taken = tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            Some(_) = open.join_next() => continue,
            taken = take(&listener, &connections) => taken,
        };
        let Some((stream, connection)) = taken else { continue };
        // A handshake too many is turned away: the connection closes when `stream` is dropped.
        let Ok(handshake) = handshakes.clone().try_acquire_owned() else { continue };
        open.spawn(connect(entry.clone(), stream, connection, handshake));
    }
    drop(listener);
    let drained = timeout(DRAIN_MAX, async { while open.join_next().await.is_some() {} }).await;
    if drained.is_err() {
        tracing::warn!(connections = open.len(), "calls were cut off at shutdown");
        open.shutdown().await;
    }
}

/// Waits until the hub stops, or is gone.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error says that nobody is there to stop it any more.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The next connection, once there is room for it.
async fn take(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = connections.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            tracing::warn!(%error, "connection could not be taken");
            sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

/// One connection, from handshake to end.
async fn connect(
    entry: Arc<Entry>,
    stream: TcpStream,
    _connection: OwnedSemaphorePermit,
    handshake: OwnedSemaphorePermit,
) {
    let from = stream.peer_addr().ok();
    let shaken = timeout(entry.limits.handshake(), shake_hands(&entry.acceptor, stream)).await;
    drop(handshake);
    match shaken {
        Ok(Ok(stream)) => serve(&entry, stream).await,
        Ok(Err(error)) => refused(from, &error.to_string()),
        Err(_) => refused(from, "took too long"),
    }
}

fn refused(from: Option<SocketAddr>, error: &str) {
    let from = from.map(tracing::field::display);
    tracing::info!(from, error, "handshake failed");
}

async fn shake_hands(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
) -> io::Result<TlsStream<TcpStream>> {
    // Answers are small: none waits for another to fill a packet with.
    stream.set_nodelay(true)?;
    acceptor.accept(stream).await
}

/// The calls of one connection.
async fn serve(entry: &Entry, stream: TlsStream<TcpStream>) {
    let (_, tls) = stream.get_ref();
    let certificate = tls.peer_certificates().and_then(<[_]>::first);
    let peer = certificate
        .map_or_else(Peer::nobody, |certificate| Peer::read(certificate, entry.door.clock()));
    let peer = Arc::new(peer);
    let call = service_fn(|request: Request<Incoming>| {
        let (door, peer) = (entry.door.clone(), peer.clone());
        async move { Ok::<_, std::convert::Infallible>(door.call(&peer, request).await) }
    });
    let mut http = http2::Builder::new(TokioExecutor::new());
    http.timer(TokioTimer::new())
        .max_concurrent_streams(entry.limits.streams_per_connection)
        .max_header_list_size(HEADER_BYTES_MAX)
        .max_send_buf_size(SEND_BYTES_MAX)
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE);
    let connection = http.serve_connection(TokioIo::new(stream), call);
    let mut connection = std::pin::pin!(connection);
    let mut stop = entry.stop.clone();
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}
