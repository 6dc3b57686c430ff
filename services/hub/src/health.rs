//! Says whether the hub serves: when the projections have caught up, and until something stands
//! still.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::rooms::Rooms;

/// How often it is asked whether everything still follows and records.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The whole hub, in the words of the health protocol.
const WHOLE: &str = "";

/// Says of these services, and of the whole, that they do not serve yet.
pub(crate) async fn begin(reporter: &HealthReporter, services: &[&'static str]) {
    set(reporter, services, ServingStatus::NotServing).await;
}

/// Says when they serve, and when no longer; ends with the hub.
pub(crate) async fn watch(
    reporter: HealthReporter,
    rooms: Arc<Rooms>,
    services: Vec<&'static str>,
) {
    rooms.caught_up().await;
    let mut serving = false;
    loop {
        let trouble = rooms.trouble();
        match &trouble {
            None if !serving => {
                tracing::info!("hub serves");
                set(&reporter, &services, ServingStatus::Serving).await;
            }
            Some(reason) if serving => {
                tracing::error!(%reason, "hub no longer serves; an operator must act");
                set(&reporter, &services, ServingStatus::NotServing).await;
            }
            None | Some(_) => {}
        }
        serving = trouble.is_none();
        sleep(LOOK_EVERY).await;
    }
}

async fn set(reporter: &HealthReporter, services: &[&'static str], status: ServingStatus) {
    for service in services.iter().chain([&WHOLE]) {
        reporter.set_service_status(service, status).await;
    }
}
