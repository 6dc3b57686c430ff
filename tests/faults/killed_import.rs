//! A hub is killed (`kill -9`) in the middle of imports, again and again on the same folder.

use std::{path::PathBuf, time::Duration};

use cli::synthetic::dice::Dice;
use domain::{body_code::BodyCode, caller::Caller};
use tokio::sync::oneshot;
use tonic::transport::Channel;
use wire::proto::registration::v1::RecipientRow;

use crate::{
    acknowledged::Acknowledged, chance, hub_process::HubProcess, settle, town::Town, upload::Upload,
};

/// How often CI kills.
const KILLS: u64 = 24;

/// A hub is killed when it has answered so many rows at most, a little more than two uploads.
const ROWS_MAX: u64 = 250;

/// How long it lives at most after that, in milliseconds.
const DELAY_MAX: u64 = 40;

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
        let under_way = Upload::number(0, body, &rows);
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
        let rows = self.dice.below(ROWS_MAX);
        let delay = Duration::from_millis(self.dice.below(DELAY_MAX));
        let (enough, death) = oneshot::channel::<()>();
        let death = tokio::spawn(async move {
            // An upload that breaks by itself lets go of its end, which is as good.
            let _ = death.await;
            tokio::time::sleep(delay).await;
            hub.kill();
        });
        self.send_until_it_breaks(&channel, rows, enough).await;
        death.await.unwrap();
    }

    async fn connect(&self, hub: &mut HubProcess) -> Channel {
        let address = hub.address();
        self.town.connect(&address, &Caller::Body(self.body)).await
    }

    /// Uploads on and on; says when so many rows were answered.
    async fn send_until_it_breaks(
        &mut self,
        channel: &Channel,
        rows: u64,
        enough: oneshot::Sender<()>,
    ) {
        let (mut enough, mut answered) = (Some(enough), 0);
        loop {
            let before = answered;
            let (upload, heard) = (&self.under_way, &mut self.heard);
            let sent = upload.attempt(channel, |result| {
                heard.hear(upload, result);
                answered += 1;
                if answered > rows {
                    enough.take();
                }
            });
            if sent.await.is_err() {
                self.torn += u64::from(answered > before);
                return;
            }
            let next = Upload::number(self.done.len() + 1, self.body, &self.rows);
            self.done.push(std::mem::replace(&mut self.under_way, next));
        }
    }

    /// After the storm: all that was sent is sent again, and found once.
    async fn settle(mut self) {
        self.done.push(self.under_way);
        settle::found_once(self.town, &self.done, self.heard).await;
    }
}
