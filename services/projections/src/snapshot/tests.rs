use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{link, person, person_key::PersonKey};
use jiff::civil::date;
use sealing::RootKey;

use super::*;
use crate::certificates::tests::{certificate, registered, taken};
use crate::decode::RegistrationChange;
use crate::people::IdentityChange;

/// How many events of each ledger are taken in while snapshots are written.
const EVENTS: u64 = 4_000;

/// How many links there are; each is made, suspended, restored and taken away, again and again.
const LINKS: u64 = 40;

fn change(position: u64) -> (Position, RegistrationChange) {
    let number = u32::try_from(position).unwrap();
    let event = taken(&certificate(u128::from(position % 997), ""), position, &registered(number));
    (Position::new(position), RegistrationChange::Certificate(Box::new(event)))
}

fn identity_change(position: u64) -> (Position, IdentityChange) {
    let reason = link::LinkReason::Mismatch;
    let somebody = |number: u64| PersonKey::from_uuid(Uuid::from_u128(number.into()));
    let (turn, link) = (position / (LINKS + 1), position % (LINKS + 1));
    let person = somebody(turn / 4);
    let change = if link == LINKS {
        let person = somebody(turn * 7 % 997);
        let date = date(2026, 4, 1);
        IdentityChange::Person(person::Event::Shredded { person, date })
    } else {
        let event = match turn % 4 {
            0 => {
                link::Event::InsuranceLinked { person, key_version: 1, sealed_identity: Vec::new() }
            }
            1 => link::Event::Suspended { person, reason },
            2 => link::Event::Restored { person, reason },
            _ => link::Event::Unlinked { person, reason },
        };
        IdentityChange::Link(Uuid::from_u128(u128::from(link) << 120), event)
    };
    (Position::new(position), change)
}

fn digest(content: &Content) -> String {
    content.digest().unwrap().1.to_string()
}

#[test]
fn a_snapshot_written_while_events_are_taken_in_is_made_current_by_its_tail() {
    let folder = tempfile::tempdir().unwrap();
    let root = RootKey::from_text(1, &format!("17{}", "5e".repeat(31))).unwrap();
    let snapshots = Snapshots {
        folder: folder.path().to_owned(),
        sealer: root.snapshot_sealer(),
        every_events: 1,
    };
    let content = Content::new();
    let running = AtomicUsize::new(2);
    let mut restored = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for position in 1..=EVENTS {
                content.take_registration(vec![change(position)]).unwrap();
            }
            running.fetch_sub(1, Ordering::SeqCst);
        });
        scope.spawn(|| {
            for position in 1..=EVENTS {
                content.take_identity(vec![identity_change(position)]).unwrap();
            }
            running.fetch_sub(1, Ordering::SeqCst);
        });
        loop {
            let is_last = running.load(Ordering::SeqCst) == 0;
            let unfinished = snapshots.begin(&content).unwrap();
            snapshots.finish(unfinished, &[0; 32], &[0; 32]).unwrap();
            let loaded = snapshots.load().unwrap().unwrap();
            for position in loaded.from.registration.get() + 1..=EVENTS {
                loaded.content.take_registration(vec![change(position)]).unwrap();
            }
            for position in loaded.from.identity.get() + 1..=EVENTS {
                loaded.content.take_identity(vec![identity_change(position)]).unwrap();
            }
            restored.push((loaded.from, loaded.upto, digest(&loaded.content)));
            if is_last {
                break;
            }
        }
    });
    let expected = digest(&content);
    for (from, upto, digest) in restored {
        assert!(from.registration <= upto.registration);
        assert_eq!(digest, expected, "from {from:?} up to {upto:?}");
    }
}
