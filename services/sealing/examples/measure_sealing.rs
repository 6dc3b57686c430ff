//! Measures what a rebuild of the projections and a bulk registration ask of this crate.
//!
//! Run by hand: `cargo run --release -p sealing --example measure_sealing`.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::person_key::PersonKey;
use sealing::{BATCH_MAX, BlockPlace, KeyStore, LookupKey, RootKey, SealContext, open, seal};
use uuid::Uuid;

/// People in the key store; a whole number of batches.
const PEOPLE: u64 = 61 * BATCH_MAX as u64;

/// Bytes of the fields sealed: names, kana, address, birth date, sex.
const FIELDS_BYTES: usize = 160;

/// Times each short operation is done.
const ROUNDS: u64 = 200_000;

fn main() -> Result<(), Box<dyn Error>> {
    let root = RootKey::from_text(1, &"0f1e2d3c".repeat(8))?;
    let folder = tempfile::tempdir()?;
    let store = KeyStore::open(folder.path(), &root)?;

    let everyone: Vec<_> = (0..PEOPLE).map(person).collect();
    let took = time(|| {
        for batch in everyone.chunks(BATCH_MAX) {
            store.get_or_create_many(batch)?;
        }
        Ok(())
    })?;
    each("key made, in batches of 16384", took, PEOPLE);
    let took = time(|| {
        for batch in (PEOPLE..PEOPLE + 20_000).map(person).collect::<Vec<_>>().chunks(1000) {
            store.get_or_create_many(batch)?;
        }
        Ok(())
    })?;
    each("key made, in batches of 1000", took, 20_000);
    let took = time(|| {
        for number in 0..200 {
            store.get_or_create_many(&[person(PEOPLE * 2 + number)])?;
        }
        Ok(())
    })?;
    each("key made, one at a time", took, 200);
    let took = time(|| Ok((0..50).try_for_each(|number| store.destroy(person(number)))?))?;
    each("key destroyed", took, 50);
    drop(store);
    for file in std::fs::read_dir(folder.path())? {
        let file = file?;
        println!("{:>14} bytes in {}", file.metadata()?.len(), file.file_name().display());
    }
    let before = resident_kib();
    let mut reopened = None;
    let took = time(|| {
        reopened = Some(KeyStore::open(folder.path(), &root)?);
        Ok(())
    })?;
    each("row read at opening", took, PEOPLE);
    println!("{:>14} bytes of memory per person", (resident_kib() - before) * 1024 / PEOPLE);
    let store = reopened.ok_or("not opened")?;
    each("key verified", time(|| store.verify().map(drop).map_err(Into::into))?, PEOPLE);

    let fields = vec![0x55; FIELDS_BYTES];
    let place = SealContext {
        stream: "certificate-7d7f24b0-2b46-48d0-bdaf-a0285c8c82e8",
        event_id: Uuid::from_u128(0xabcd),
        field_group: 1,
        schema_version: 1,
    };
    let somebody = |round: u64| person(50 + round.wrapping_mul(0x9e37_79b9) % (PEOPLE - 50));
    let key = store.get(somebody(0))?.ok_or("no key")?;
    let sealed = seal(&key, &place, &fields)?;
    each("seal", rounds(|_| Ok(seal(&key, &place, black_box(&fields))?))?, ROUNDS);
    each("open", rounds(|_| Ok(open(&key, &place, black_box(&sealed))?))?, ROUNDS);
    each("get (unwrap, derive)", rounds(|round| Ok(store.get(somebody(round))?))?, ROUNDS);
    let took = rounds(|round| {
        let key = store.get(somebody(round))?.ok_or("no key")?;
        Ok(seal(&key, &place, &fields)?)
    })?;
    each("get and seal", took, ROUNDS);
    let all: Vec<_> = (0..ROUNDS)
        .map(|round| {
            let key = store.get(somebody(round))?.ok_or("no key")?;
            Ok((somebody(round), seal(&key, &place, &fields)?))
        })
        .collect::<Result<_, Box<dyn Error>>>()?;
    let took = time(|| {
        for (person, sealed) in &all {
            let key = store.get(*person)?.ok_or("no key")?;
            drop(black_box(open(&key, &place, sealed)?));
        }
        Ok(())
    })?;
    each("get and open", took, ROUNDS);
    let lookup = LookupKey::from_text(1, &"5a6b7c8d".repeat(8))?;
    let took =
        rounds(|round| Ok(lookup.hash("pmh/insurance/v1", &round.to_be_bytes()).stream_uuid()))?;
    each("keyed hash and stream", took, ROUNDS);
    blocks(&root)
}

/// Seals and opens blocks of a snapshot, 256 MiB of them.
fn blocks(root: &RootKey) -> Result<(), Box<dyn Error>> {
    let closer = root.snapshot_sealer();
    let place = BlockPlace { name: "measure", snapshot_id: Uuid::nil(), block: 0, is_last: false };
    let block = vec![0x55; sealing::BLOCK_BYTES_MAX];
    let mut sealed = closer.seal_block(&place, &block)?;
    let took = time(|| {
        for _ in 0..64 {
            sealed = closer.seal_block(&place, black_box(&block))?;
        }
        Ok(())
    })?;
    println!("{:>14} MiB/s of snapshot sealed", 256_000 / took.as_millis());
    let took = time(|| {
        for _ in 0..64 {
            drop(black_box(closer.open_block(&place, &sealed)?));
        }
        Ok(())
    })?;
    println!("{:>14} MiB/s of snapshot opened", 256_000 / took.as_millis());
    Ok(())
}

fn person(number: u64) -> PersonKey {
    // Spread as random keys are, and the same each run.
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    PersonKey::from_uuid(Uuid::from_u64_pair(spread, spread.rotate_left(29) ^ number))
}

fn rounds<T>(
    mut work: impl FnMut(u64) -> Result<T, Box<dyn Error>>,
) -> Result<Duration, Box<dyn Error>> {
    time(|| {
        for round in 0..ROUNDS {
            drop(black_box(work(round)?));
        }
        Ok(())
    })
}

fn time(work: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn each(what: &str, took: Duration, times: u64) {
    println!("{:>14} ns per {what}", took.as_nanos() / u128::from(times));
}

/// Memory in use by this process, where the system says; else 0.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}
