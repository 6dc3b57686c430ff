//! A hub is killed (`kill -9`) in the middle of imports, again and again on the same folder.

use std::{path::PathBuf, time::Duration};

use cli::{replay::ReplayedLedger, synthetic::dice::Dice};
use domain::{body_code::BodyCode, caller::Caller};
use tonic::transport::Channel;
use wire::proto::registration::v1::{RecipientRow, RowOutcome};

use crate::{
    acknowledged::Acknowledged,
    chance,
    history::{History, people_linked},
    hub_process::HubProcess,
    town::{Town, people_in},
    upload::Upload,
};

/// How often CI kills.
const KILLS: u64 = 24;

/// How long a hub lives at most once it listens, in milliseconds.
const LIFE_MAX: u64 = 500;

/// One hub in so many is killed before it listens: while it recovers.
const RECOVERING_ONE_IN: u64 = 6;

/// How long it lives then at most, in milliseconds.
const RECOVERY_MAX: u64 = 150;

#[tokio::test(flavor = "multi_thread")]
async fn no_kill_loses_an_acknowledged_row_or_doubles_one() {
    let (seed, dice) = chance::dice("killed import");
    let kills = chance::kills(KILLS);
    let town = Town::enrolled(seed, 200, &mut |_| {}).await;
    let mut storm = Storm::over(&town, dice);
    for _ in 0..kills {
        storm.strike().await;
    }
    chance::say(&format!(
        "killed import: {kills} kills, {} in an upload that had answers, {} uploads whole, {} rows \
         acknowledged",
        storm.torn,
        storm.done.len(),
        storm.heard.len()
    ));
    assert!(storm.torn * 3 >= kills, "only {} of {kills} kills tore an upload", storm.torn);
    storm.settle().await;
}

/// Uploads one after the other, and the hub that is killed under them.
struct Storm<'a> {
    town: &'a Town,
    config: PathBuf,
    dice: Dice,
    body: BodyCode,
    rows: Vec<RecipientRow>,
    heard: Acknowledged,
    /// Taken to their end.
    done: Vec<Upload>,
    under_way: Upload,
    torn: u64,
}

impl<'a> Storm<'a> {
    fn over(town: &'a Town, dice: Dice) -> Self {
        let (body, rows) = town.rows();
        let heard = Acknowledged::default();
        let under_way = upload(body, &rows, 0);
        let (config, done) = (town.config(), Vec::new());
        Self { town, config, dice, body, rows, heard, done, under_way, torn: 0 }
    }

    /// Starts a hub, sends what is under way and what comes after it, and kills the hub meanwhile.
    async fn strike(&mut self) {
        let mut hub = HubProcess::begin(&self.config);
        if self.dice.chance(1, RECOVERING_ONE_IN) {
            tokio::time::sleep(Duration::from_millis(self.dice.below(RECOVERY_MAX))).await;
            return hub.kill();
        }
        let channel = self.connect(&mut hub).await;
        let life = Duration::from_millis(self.dice.below(LIFE_MAX));
        let death = async {
            tokio::time::sleep(life).await;
            hub.kill();
        };
        tokio::join!(self.send_until_it_breaks(&channel), death);
    }

    async fn connect(&self, hub: &mut HubProcess) -> Channel {
        let address = hub.address();
        self.town.connect(&address, &Caller::Body(self.body)).await
    }

    async fn send_until_it_breaks(&mut self, channel: &Channel) {
        loop {
            let before = self.heard.len();
            let (upload, heard) = (&self.under_way, &mut self.heard);
            let sent = upload.attempt(channel, |result| heard.hear(upload, result)).await;
            if sent.is_err() {
                self.torn += u64::from(self.heard.len() > before);
                return;
            }
            let next = upload_after(&self.done, self.body, &self.rows);
            self.done.push(std::mem::replace(&mut self.under_way, next));
        }
    }

    /// After the storm: all that was sent is sent again, and found once.
    async fn settle(mut self) {
        let mut hub = HubProcess::begin(&self.config);
        let address = hub.address();
        let channel = self.town.connect(&address, &Caller::Body(self.body)).await;
        self.done.push(self.under_way);
        let mut rows = 0;
        for upload in &self.done {
            let heard = &mut self.heard;
            let summary = upload.attempt(&channel, |result| heard.hear(upload, result)).await;
            rows += upload.rows.len();
            assert_eq!(summary.unwrap().row_count, upload.rows.len() as u64);
        }
        assert_eq!(self.heard.len(), rows);

        let auditor = self.town.house.connect_auditor(&address).await.unwrap();
        let history = History::replayed(auditor, ReplayedLedger::Registration).await;
        for (certificate, position) in self.heard.recorded() {
            let event = history.at(position);
            assert_eq!(event.stream, certificate.replace("certificates/", "certificate-"));
        }
        let registered = history.each_begins_once("certificate-", "CertificateRegistered");
        assert_eq!(registered, self.heard.count(RowOutcome::Registered));
        let added = history.count("CertificatePeriodAdded");
        assert_eq!(added, self.heard.count(RowOutcome::PeriodAdded));
        assert_eq!(history.each_begins_once("import-", "ImportAccepted"), self.done.len());

        hub.kill();
        assert_eq!(people_linked(&self.town.data()).await, people_in(&self.rows));
        self.town.verify().await;
    }
}

fn upload_after(done: &[Upload], body: BodyCode, rows: &[RecipientRow]) -> Upload {
    upload(body, rows, done.len() + 1)
}

/// The upload of this number: every second one registers certificates, the one after it adds a
/// period to each of them.
fn upload(body: BodyCode, rows: &[RecipientRow], number: usize) -> Upload {
    let rows = rows.iter().cloned().map(|row| RecipientRow {
        certification_sub_key: format!("{}{}", row.certification_sub_key, number / 2),
        history_key: format!("{}{}", row.history_key, number % 2),
        ..row
    });
    Upload::new(body, rows.collect(), 20)
}
