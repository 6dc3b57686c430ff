//! The callers of a window: in this process, or in one of their own.
//!
//! In one process, what a call costs both its ends can be told, and callers share the hub's workers. In a process of their
//! own they are as far from the hub as on one machine they can be.

use std::{
    io::{BufRead, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use cli::connection::{HubAddress, Identity, connect, request};
use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tonic::{client::Grpc, transport::Channel};
use tonic_prost::ProstCodec;
use wire::proto::eligibility::v1::{EligibilityClass, GetEligibilityRequest};

use crate::{
    machine::processor_time,
    options::Inner,
    services::{ECHO, GET_ELIGIBILITY, READ, Reply, Told},
    visits::question,
    window::{Window, window},
    world::{CONNECTIONS, World},
};

/// What an echo is asked about.
const NOBODY: &str = "checkIns/00000000-0000-4000-8000-00000000000a";

/// What callers ask.
#[derive(Clone, Copy, Deserialize, Serialize)]
pub(crate) enum Rpc {
    /// What does nothing.
    Echo,
    /// What reads the projections, about persons in turn.
    Read,
    /// What a desk asks about a check-in, each once.
    Eligibility,
}

/// What the callers of one window do.
#[derive(Deserialize, Serialize)]
pub(crate) struct Asked {
    /// What they ask.
    pub(crate) rpc: Rpc,
    /// About whom.
    pub(crate) about: Vec<String>,
    /// How many of them.
    pub(crate) in_flight: usize,
    /// For how long.
    pub(crate) length: Duration,
}

/// Whom callers in a process of their own call, and as whom.
#[derive(Deserialize, Serialize)]
struct Way {
    port: u16,
    identity: PathBuf,
}

/// Callers.
pub(crate) enum Callers {
    /// In this process, with these connections.
    Here(Vec<Channel>),
    /// In another.
    Apart(Arc<Mutex<Apart>>),
}

/// A process of callers, to which each line is what it is to do next.
pub(crate) struct Apart {
    process: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Asked {
    /// Calls that do nothing.
    pub(crate) fn echo(in_flight: usize, length: Duration) -> Self {
        Self { rpc: Rpc::Echo, about: vec![NOBODY.to_owned()], in_flight, length }
    }
}

impl Callers {
    /// Callers of a facility's desk.
    pub(crate) fn begin(world: &World, apart: bool) -> Self {
        if apart {
            Self::Apart(Arc::new(Mutex::new(Apart::begin(world))))
        } else {
            Self::Here(world.at_desk.clone())
        }
    }

    /// One window.
    pub(crate) async fn window(&self, asked: Asked) -> Window {
        match self {
            Self::Here(channels) => here(channels.clone(), asked).await,
            Self::Apart(apart) => {
                let apart = apart.clone();
                let window = move || apart.lock().unwrap().window(&asked);
                tokio::task::spawn_blocking(window).await.unwrap()
            }
        }
    }
}

impl Apart {
    fn begin(world: &World) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--inner", &Inner::Callers.name()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let asks = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let mut apart = Self { process, asks, answers };
        apart.send(&Way { port: world.port(), identity: world.identity_of_desk() });
        apart
    }

    fn window(&mut self, asked: &Asked) -> Window {
        let worked = processor_time();
        self.send(asked);
        let window: Window = receive(&mut self.answers).unwrap();
        window.worked(processor_time().saturating_sub(worked))
    }

    fn send(&mut self, what: &impl Serialize) {
        let mut line = serde_json::to_vec(what).unwrap();
        line.push(b'\n');
        self.asks.as_mut().unwrap().write_all(&line).unwrap();
    }
}

impl Drop for Apart {
    /// The process ends when it is asked nothing more.
    fn drop(&mut self) {
        self.asks = None;
        let _ = self.process.wait();
    }
}

/// Calls from this process, as it is asked to on its standard input.
pub(crate) async fn inner() {
    let mut asks = std::io::stdin().lock();
    let Way { port, identity } = receive(&mut asks).unwrap();
    let identity = Identity::read(&identity).unwrap();
    let mut channels = Vec::new();
    for _ in 0..CONNECTIONS {
        channels.push(connect(&HubAddress::local(port), &identity).await.unwrap());
    }
    while let Some(asked) = receive(&mut asks) {
        let window = here(channels.clone(), asked).await;
        println!("{}", serde_json::to_string(&window).unwrap());
    }
}

/// What the next line says; nothing after the last.
fn receive<T: DeserializeOwned>(lines: &mut impl BufRead) -> Option<T> {
    let mut line = String::new();
    let read = lines.read_line(&mut line).unwrap();
    (read > 0).then(|| serde_json::from_str(&line).unwrap())
}

async fn here(channels: Vec<Channel>, asked: Asked) -> Window {
    let Asked { rpc, about, in_flight, length } = asked;
    let next = AtomicUsize::new(0);
    window(in_flight, length, move |caller| {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let place = if matches!(rpc, Rpc::Eligibility) { place } else { place % about.len() };
        let about = about.get(place).map(|about| question(about));
        let channel = channels.get(caller % channels.len()).cloned().unwrap();
        async move {
            let Some(asked) = about else { return false };
            match rpc {
                Rpc::Echo => replied(channel, ECHO, asked).await,
                Rpc::Read => replied(channel, READ, asked).await,
                Rpc::Eligibility => {
                    let told: Told = call(channel, GET_ELIGIBILITY, asked).await;
                    assert_eq!(told.class(), EligibilityClass::Disclosed);
                    true
                }
            }
        }
    })
    .await
}

async fn replied(channel: Channel, rpc: &'static str, asked: GetEligibilityRequest) -> bool {
    let reply: Reply = call(channel, rpc, asked).await;
    !reply.bytes.is_empty()
}

/// One call, the same way for all that is compared.
async fn call<R>(channel: Channel, rpc: &'static str, asked: GetEligibilityRequest) -> R
where
    R: prost::Message + Default + 'static,
{
    let mut client = Grpc::new(channel);
    client.ready().await.unwrap();
    let codec = ProstCodec::<GetEligibilityRequest, R>::default();
    client.unary(request(asked), PathAndQuery::from_static(rpc), codec).await.unwrap().into_inner()
}
