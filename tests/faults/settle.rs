//! After a fault: everything is sent again, and what was acknowledged is found once.

use cli::replay::ReplayedLedger;
use domain::caller::Caller;
use wire::proto::registration::v1::RowOutcome;

use crate::{
    acknowledged::Acknowledged,
    history::{History, people_linked},
    hub_process::HubProcess,
    town::{Town, people_in},
    upload::Upload,
};

/// Starts a hub on a sound disk and sends these uploads of one body whole; each row gets the answer
/// that was heard first, if one was. Then no hub runs, and the ledgers are proved.
///
/// Nobody else may have uploaded anything.
pub(crate) async fn found_once(town: &Town, uploads: &[Upload], mut heard: Acknowledged) {
    let mut hub = HubProcess::begin(&town.config());
    let address = hub.address();
    let body = uploads[0].body;
    let channel = town.connect(&address, &Caller::Body(body)).await;
    for upload in uploads {
        let summary = upload.attempt(&channel, |result| heard.hear(upload, result)).await;
        assert_eq!(summary.unwrap().row_count, upload.rows.len() as u64);
    }
    assert_eq!(heard.len(), uploads.iter().map(|upload| upload.rows.len()).sum::<usize>());

    let auditor = town.house.connect_auditor(&address).await.unwrap();
    let history = History::replayed(auditor, ReplayedLedger::Registration).await;
    for (certificate, position) in heard.recorded() {
        let event = history.at(position);
        assert_eq!(event.stream, certificate.replace("certificates/", "certificate-"));
    }
    let registered = history.each_begins_once("certificate-", "CertificateRegistered");
    assert_eq!(registered, heard.count(RowOutcome::Registered));
    let added = history.count("CertificatePeriodAdded");
    assert_eq!(added, heard.count(RowOutcome::PeriodAdded));
    assert_eq!(history.each_begins_once("import-", "ImportAccepted"), uploads.len());

    hub.kill();
    let rows = uploads.iter().flat_map(|upload| &upload.rows);
    assert_eq!(people_linked(&town.data()).await, people_in(rows));
    town.verify().await;
}
