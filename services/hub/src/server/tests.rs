use rustls::version::{TLS12, TLS13};
use tokio::io::AsyncReadExt as _;
use tokio_stream::StreamExt as _;
use tonic::{Code, body::Body};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};
use tonic_types::StatusExt as _;
use wire::proto::audit::v1::{
    GetPositionsRequest, LedgerName, ReplayRequest, audit_service_client::AuditServiceClient,
};

use super::*;
use crate::{ca::Authority, config::HubRole};

mod matrix;
mod world;

use world::{
    AT_ONCE, AUDITOR, ENDLESS, FACILITY, NEVER, UPLOAD, World, call, call_patiently, client,
    paused_upload, revoke, shake_hands,
};

const REPLAY: &str = "/pmh.audit.v1.AuditService/Replay";
const POSITIONS: &str = "/pmh.audit.v1.AuditService/GetPositions";

fn reason(status: &tonic::Status) -> String {
    let details = status.get_error_details();
    details.error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

fn refusal(status: &tonic::Status) -> (Code, String) {
    (status.code(), reason(status))
}

#[tokio::test]
async fn a_caller_is_served_and_named_in_what_is_recorded() {
    let world = World::new().await;
    let mut auditor = AuditServiceClient::new(world.caller(AUDITOR).await);
    let positions = auditor.get_positions(GetPositionsRequest {}).await.unwrap().into_inner();
    assert_eq!((positions.registration_position, positions.access_position), (0, 0));
    let all = ReplayRequest { ledger: LedgerName::Access.into(), ..Default::default() };
    auditor.replay(all.clone()).await.unwrap();
    let mut replay = auditor.replay(all).await.unwrap().into_inner();
    let first = replay.message().await.unwrap().unwrap();
    assert_eq!(first.events[0].caller, AUDITOR);
    world.hub.stop().await.unwrap();
}

#[tokio::test]
async fn health_and_reflection_are_for_everyone_with_a_certificate() {
    let world = World::new().await;
    for caller in [AUDITOR, FACILITY, "spiffe://pmh/operator", "spiffe://pmh/body/232033"] {
        let channel = world.caller(caller).await;
        let mut health = HealthClient::new(channel.clone());
        let service = HealthCheckRequest { service: "pmh.audit.v1.AuditService".into() };
        let mut watch = health.watch(service).await.unwrap().into_inner();
        while watch.message().await.unwrap().unwrap().status() != ServingStatus::Serving {}
        let request = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut answers = ServerReflectionClient::new(channel)
            .server_reflection_info(tokio_stream::once(request))
            .await
            .unwrap()
            .into_inner();
        let answer = answers.next().await.unwrap().unwrap().message_response;
        let Some(MessageResponse::ListServicesResponse(list)) = answer else {
            panic!("{answer:?}")
        };
        let names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
        assert!(names.contains(&"pmh.registration.v1.RegistrationService".to_owned()));
        assert!(names.contains(&"grpc.health.v1.Health".to_owned()));
    }
}

/// Whether the hub takes a connection: after the handshake it waits for the caller to speak.
async fn is_taken(world: &World, tls: rustls::ClientConfig) -> bool {
    let Ok(mut stream) = shake_hands(world.hub.local_addr(), Arc::new(tls)).await else {
        return false;
    };
    // In TLS 1.3 a certificate that is refused is known to its owner with the first byte read; a
    // hub that takes it sends its settings.
    stream.read_u8().await.is_ok()
}

#[tokio::test]
async fn only_tls_1_3_with_a_certificate_of_the_authority_is_taken() {
    let world = World::new().await;
    let caller = world.authority.issue_uris(&[AUDITOR], world::DAYS).unwrap();
    let stranger = Authority::create(&world.path("other"), crate::clock::system()).unwrap();
    let strange = stranger.issue_uris(&[AUDITOR], world::DAYS).unwrap();
    let server = world.authority.issue_server(&["localhost"], world::DAYS).unwrap();
    let trusted = world.trusted();
    assert!(is_taken(&world, client(trusted, Some(&caller), &TLS13)).await);
    assert!(!is_taken(&world, client(trusted, Some(&caller), &TLS12)).await, "TLS 1.2");
    assert!(!is_taken(&world, client(trusted, None, &TLS13)).await, "no certificate");
    assert!(!is_taken(&world, client(trusted, Some(&strange), &TLS13)).await, "other authority");
    assert!(!is_taken(&world, client(trusted, Some(&server), &TLS13)).await, "a server's");
}

#[tokio::test]
async fn a_handshake_that_takes_too_long_is_ended_and_one_too_many_is_turned_away() {
    let world = World::with(|config| {
        config.limits.handshake_milliseconds = 100;
        config.limits.handshakes = 1;
    })
    .await;
    let connect = || tokio::net::TcpStream::connect(world.hub.local_addr());
    let (mut silent, mut second) = (connect().await.unwrap(), connect().await.unwrap());
    let mut byte = [0];
    // Closed by the hub: an end or a reset, and never a byte.
    assert!(silent.read(&mut byte).await.map_or(true, |read| read == 0));
    assert!(second.read(&mut byte).await.map_or(true, |read| read == 0));
    let auditor = world.caller(AUDITOR).await;
    assert_eq!(call(&auditor, AT_ONCE, None, Body::empty()).await.code(), Code::Ok);
}

#[tokio::test]
async fn a_certificate_ends_by_the_hubs_clock_on_open_connections_too() {
    let world = World::new().await;
    let open = world.caller(AUDITOR).await;
    assert_eq!(call(&open, AT_ONCE, None, Body::empty()).await.code(), Code::Ok);
    world.wait_days(i64::from(world::DAYS) + 1);
    let late = call(&open, AT_ONCE, None, Body::empty()).await;
    assert_eq!(refusal(&late), (Code::Unauthenticated, "CALLER_UNKNOWN".into()));
    let caller = world.authority.issue_uris(&[AUDITOR], world::DAYS).unwrap();
    assert!(!is_taken(&world, client(world.trusted(), Some(&caller), &TLS13)).await);
}

#[tokio::test]
async fn a_certificate_that_names_no_caller_is_unauthenticated_everywhere() {
    let world = World::new().await;
    let nobody = world.caller("spiffe://pmh/somebody").await;
    for path in [POSITIONS, "/grpc.health.v1.Health/Check", "/pmh.none.v1.None/None"] {
        let refused = call(&nobody, path, None, Body::empty()).await;
        assert_eq!(refusal(&refused), (Code::Unauthenticated, "CALLER_UNKNOWN".into()), "{path}");
    }
}

#[tokio::test]
async fn a_role_without_a_row_is_denied_and_so_is_what_stands_in_no_row() {
    let world = World::new().await;
    let facility = world.caller(FACILITY).await;
    for path in [POSITIONS, REPLAY, "/pmh.audit.v1.AuditService/None", "/none"] {
        let refused = call(&facility, path, None, Body::empty()).await;
        assert_eq!(
            refusal(&refused),
            (Code::PermissionDenied, "ROLE_NOT_ALLOWED".into()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_role_of_the_hub_opens_its_own_doors_only() {
    let world = World::with(|config| config.roles = vec![HubRole::Enrolment]).await;
    let auditor = world.caller(AUDITOR).await;
    let closed = call(&auditor, POSITIONS, None, Body::empty()).await;
    assert_eq!(closed.code(), Code::Unimplemented);
}

#[tokio::test]
async fn a_call_ends_at_the_hubs_deadline_however_long_the_caller_would_wait() {
    let world = World::with(|config| config.deadlines.unary_milliseconds = 100).await;
    let auditor = world.caller(AUDITOR).await;
    for timeout in [None, Some("1H")] {
        let late = call(&auditor, NEVER, timeout, Body::empty()).await;
        assert_eq!(refusal(&late), (Code::DeadlineExceeded, "DEADLINE_PASSED".into()));
        let details = late.get_error_details();
        assert_eq!(details.error_info().unwrap().metadata["outcome"], "INDEFINITE");
    }
}

#[tokio::test]
async fn a_call_ends_at_the_callers_deadline_where_that_is_earlier() {
    let world = World::with(|config| config.deadlines.unary_milliseconds = 60_000).await;
    let late = call_patiently(&world, NEVER, "10m").await;
    assert_eq!(refusal(&late), (Code::DeadlineExceeded, "DEADLINE_PASSED".into()));
}

#[tokio::test]
async fn a_stream_ends_at_the_callers_deadline_with_a_reason() {
    let world = World::new().await;
    let auditor = world.caller(AUDITOR).await;
    let late = call(&auditor, ENDLESS, Some("50m"), Body::empty()).await;
    assert_eq!(refusal(&late), (Code::DeadlineExceeded, "DEADLINE_PASSED".into()));
}

#[tokio::test]
async fn an_upload_that_pauses_for_too_long_ends() {
    let world = World::with(|config| config.deadlines.upload_idle_milliseconds = 100).await;
    let auditor = world.caller(AUDITOR).await;
    let late = call(&auditor, UPLOAD, None, paused_upload()).await;
    assert_eq!(refusal(&late), (Code::DeadlineExceeded, "DEADLINE_PASSED".into()));
    assert_eq!(call(&auditor, UPLOAD, None, Body::empty()).await.code(), Code::Ok);
}

#[tokio::test]
async fn calls_beyond_what_the_hub_can_serve_are_shed_and_health_never_is() {
    let world = World::with(|config| {
        config.limits.calls_in_flight = 1;
        config.limits.streams_in_flight = 1;
    })
    .await;
    let auditor = world.caller(AUDITOR).await;
    for (busy, other) in [(NEVER, AT_ONCE), (ENDLESS, UPLOAD)] {
        let begun = world.begun();
        let waiting = tokio::spawn({
            let auditor = auditor.clone();
            async move { call(&auditor, busy, None, Body::empty()).await }
        });
        world.another_begins(begun).await;
        let shed = call(&auditor, other, None, Body::empty()).await;
        assert_eq!(refusal(&shed), (Code::ResourceExhausted, "OVERLOADED".into()));
        assert!(shed.get_error_details().retry_info().unwrap().retry_delay.is_some());
        let health = HealthClient::new(auditor.clone()).check(HealthCheckRequest::default()).await;
        assert!(health.is_ok());
        // The place is given back when the caller goes away.
        waiting.abort();
        while call(&auditor, other, None, Body::empty()).await.code() != Code::Ok {}
    }
}

#[tokio::test]
async fn a_revoked_caller_is_refused_at_its_next_call_on_an_open_connection() {
    let mut file = None;
    let world = World::with(|config| {
        let list = config.data_folder.with_file_name("revoked.txt");
        revoke(&list, "");
        file = Some(list.clone());
        config.tls.revoked = Some(list);
    })
    .await;
    let (auditor, facility) = (world.caller(AUDITOR).await, world.caller(FACILITY).await);
    assert_eq!(call(&auditor, AT_ONCE, None, Body::empty()).await.code(), Code::Ok);
    revoke(&file.unwrap(), AUDITOR);
    world.hub.look_at_revoked();
    let refused = call(&auditor, AT_ONCE, None, Body::empty()).await;
    assert_eq!(refusal(&refused), (Code::Unauthenticated, "CALLER_UNKNOWN".into()));
    assert_eq!(call(&facility, AT_ONCE, None, Body::empty()).await.code(), Code::Ok);
}

#[tokio::test]
async fn a_stopped_hub_can_be_started_again_on_its_folder_and_not_before() {
    let world = World::new().await;
    let mut auditor = AuditServiceClient::new(world.caller(AUDITOR).await);
    let all = ReplayRequest { ledger: LedgerName::Access.into(), ..Default::default() };
    auditor.replay(all).await.unwrap();
    let refused = Hub::start(world.parts()).await;
    assert!(matches!(refused, Err(ServeError::Lock(LockError::Held { .. }))));
    let parts = world.parts();
    drop(auditor);
    world.hub.stop().await.unwrap();
    let again = Hub::start(parts).await.unwrap();
    let head = again.rooms().access().head().await.unwrap();
    assert_eq!(head.get(), 1, "the replay is still recorded");
    again.stop().await.unwrap();
}

#[tokio::test]
async fn a_call_under_way_is_answered_before_the_hub_stops() {
    let world = World::with(|config| config.deadlines.unary_milliseconds = 300).await;
    let auditor = world.caller(AUDITOR).await;
    let address = world.hub.local_addr();
    let waiting = tokio::spawn(async move { call(&auditor, NEVER, None, Body::empty()).await });
    world.another_begins(0).await;
    world.hub.stop().await.unwrap();
    assert_eq!(waiting.await.unwrap().code(), Code::DeadlineExceeded);
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody new is taken");
}

#[tokio::test]
async fn serve_ends_when_it_is_told_to() {
    let world = World::new().await;
    let mut config = world.config.clone();
    world.hub.stop().await.unwrap();
    config.listen = "127.0.0.1:0".parse().unwrap();
    serve(config, crate::clock::system(), async {}).await.unwrap();
}
