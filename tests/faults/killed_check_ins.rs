//! A hub is killed (`kill -9`) while readers and desks are at work: what a desk was told stands in
//! the access ledger.

use std::{sync::Arc, time::Duration};

use cli::{
    demo::house::{desk, reader},
    replay::ReplayedLedger,
    synthetic::dice::Dice,
};
use domain::caller::Caller;
use tests::refused::reason;
use tokio::task::JoinSet;
use tonic::transport::Channel;
use wire::proto::common::v1::InsuranceIdentity;

use crate::{
    chance,
    history::History,
    hub_process::HubProcess,
    town::Town,
    visit::{self, Visit},
};

/// How often CI kills.
const KILLS: u64 = 16;

/// How many people are at readers and desks at the same time.
const LANES: usize = 6;

/// How long a hub lives at most once it listens, in milliseconds.
const LIFE_MAX: u64 = 400;

#[tokio::test(flavor = "multi_thread")]
async fn no_kill_loses_a_disclosure_that_reached_the_desk_or_doubles_one() {
    let (seed, dice) = chance::dice("killed check-ins");
    let kills = chance::kills(KILLS);
    let mut cards = Vec::new();
    let town = Town::enrolled(seed, 60, &mut |it| cards.push(visit::card(it))).await;
    town.populate().await;
    let mut storm = Storm::over(&town, cards, dice);
    for _ in 0..kills {
        storm.strike().await;
    }
    let told: usize = storm.visits().map(|visit| visit.told.len()).sum();
    chance::say(&format!(
        "killed check-ins: {kills} kills, {} under calls of a desk, {told} answers at desks",
        storm.torn
    ));
    assert!(storm.torn * 3 >= kills, "only {} of {kills} kills tore a call", storm.torn);
    storm.settle().await;
}

/// People who come one after the other, and the hub that is killed under them.
struct Storm<'a> {
    town: &'a Town,
    facility: &'a str,
    dice: Dice,
    lanes: Vec<Lane>,
    torn: u64,
}

impl<'a> Storm<'a> {
    fn over(town: &'a Town, cards: Vec<InsuranceIdentity>, dice: Dice) -> Self {
        let cards: Arc<[_]> = cards.into();
        let lanes =
            (0..LANES).map(|first| Lane { cards: cards.clone(), first, visits: Vec::new() });
        let facility = &town.written.region.facilities[0].code;
        Self { town, facility, dice, lanes: lanes.collect(), torn: 0 }
    }

    fn visits(&self) -> impl Iterator<Item = &Visit> {
        self.lanes.iter().flat_map(|lane| &lane.visits)
    }

    /// Calls of desks that were sent and not answered.
    fn in_doubt(&self) -> usize {
        self.visits().map(|visit| visit.sent - visit.told.len()).sum()
    }

    async fn strike(&mut self) {
        let mut hub = HubProcess::begin(&self.town.config());
        let address = hub.address();
        let at_reader = self.town.connect(&address, &self.reader()).await;
        let at_desk = self.town.connect(&address, &self.desk()).await;
        let before = self.in_doubt();
        let mut working = JoinSet::new();
        for lane in self.lanes.drain(..) {
            working.spawn(lane.work(at_reader.clone(), at_desk.clone()));
        }
        tokio::time::sleep(Duration::from_millis(self.dice.below(LIFE_MAX))).await;
        hub.kill();
        self.lanes = working.join_all().await;
        self.torn += u64::from(self.in_doubt() > before);
    }

    fn reader(&self) -> Caller {
        reader(self.facility).unwrap()
    }

    fn desk(&self) -> Caller {
        desk(self.facility).unwrap()
    }

    /// After the storm: every visit is taken to its end, and what was told is found once.
    async fn settle(mut self) {
        let mut hub = HubProcess::begin(&self.town.config());
        let address = hub.address();
        let at_reader = self.town.connect(&address, &self.reader()).await;
        let at_desk = self.town.connect(&address, &self.desk()).await;
        for visit in self.lanes.iter_mut().flat_map(|lane| &mut lane.visits) {
            visit.go_on(&at_reader, &at_desk).await.unwrap();
            visit.answers_stay(&at_reader).await;
        }
        let auditor = self.town.house.connect_auditor(&address).await.unwrap();
        let history = History::replayed(auditor, ReplayedLedger::Access).await;
        let opened = history.each_begins_once("checkin-", "CheckInOpened");
        assert_eq!(opened, self.visits().count());
        let found: usize = self.visits().map(|visit| visit.found_in(&history)).sum();
        let told: usize = self.visits().map(|visit| visit.told.len()).sum();
        let disclosed: usize = self.visits().map(Visit::disclosed).sum();
        chance::say(&format!(
            "killed check-ins: {opened} check-ins, {disclosed} disclosures found, {} records that \
             no desk heard of",
            found - told
        ));
        assert!(disclosed > 0);
        hub.kill();
        self.town.verify().await;
    }
}

/// People who come to one reader after the other.
struct Lane {
    cards: Arc<[InsuranceIdentity]>,
    /// Whose card comes first.
    first: usize,
    visits: Vec<Visit>,
}

impl Lane {
    /// Goes on with the visit under way and those after it, until a call breaks.
    async fn work(mut self, at_reader: Channel, at_desk: Channel) -> Self {
        loop {
            let place = (self.first + LANES * self.visits.len()) % self.cards.len();
            let mut visit = match self.visits.pop() {
                Some(visit) if !visit.is_over() => visit,
                over => {
                    self.visits.extend(over);
                    Visit::of(&self.cards[place])
                }
            };
            let gone = visit.go_on(&at_reader, &at_desk).await;
            self.visits.push(visit);
            if let Err(status) = gone {
                // The call broke; the hub did not refuse it.
                assert_eq!(reason(&status), "", "{status:?}");
                return self;
            }
        }
    }
}
