//! Calculations a second on one core, without and with their reasons, beside hashing the same facts as text.

use std::{hint::black_box, time::Duration};

use calculation::{Months, NoTrace, Steps, edition::Edition, national::YearMonth};

use crate::{
    clock::work,
    counted, median,
    mixes::{Maker, Mix, One},
    table::{Row, Table},
};

/// Calculations a second that are wanted without reasons.
const WANTED: f64 = 1_000_000.0;

/// Calculations a second that are wanted with a reason for each yen.
const WANTED_WITH_STEPS: f64 = 200_000.0;

/// How often all people of a mix are gone through before the clock is read, which takes its time.
const PASSES: usize = 20;

/// What a turn saw of one mix, each a second.
#[derive(Default)]
struct Rates {
    plain: Vec<f64>,
    with_steps: Vec<f64>,
    hashed: Vec<f64>,
}

pub(crate) fn measure(table: &mut Table, turns: usize, window: Duration) {
    let edition = Edition::shipped().unwrap();
    let maker = Maker::new(&edition);
    let mixes: Vec<_> = Mix::ALL.iter().map(|mix| (*mix, maker.people(*mix))).collect();
    let mut rates: Vec<Rates> = mixes.iter().map(|_| Rates::default()).collect();
    for _ in 0..turns {
        for ((_, people), rates) in mixes.iter().zip(&mut rates) {
            let texts: Vec<_> = people.iter().map(text).collect();
            rates.hashed.push(rate(&texts, window / 4, |text| {
                black_box(blake3::hash(text.as_bytes()));
            }));
            let mut months = Months::new(edition.national(), edition.rules());
            rates.plain.push(rate(people, window, |one| plain(&mut months, one)));
            rates.with_steps.push(rate(people, window, |one| with_steps(&mut months, one)));
        }
    }
    for ((mix, _), rates) in mixes.iter().zip(&rates) {
        let row = |what: String, of: &[f64], wanted| {
            let turns = counted(of).iter().zip(counted(&rates.hashed));
            let ratios: Vec<_> = turns.map(|(own, other)| own / other).collect();
            let hashed = median(counted(&rates.hashed));
            Row::new(what, median(counted(of)), "a second")
                .beside("BLAKE3 of the facts", hashed, median(&ratios))
                .at_least(wanted)
        };
        table.add(row(format!("calculation: {}", mix.name()), &rates.plain, WANTED));
        let what = format!("calculation with reasons: {}", mix.name());
        table.add(row(what, &rates.with_steps, WANTED_WITH_STEPS));
    }
}

/// How often something is done in a second of processor time, one after the other: what else the machine does meanwhile
/// does not count.
fn rate<'t, T>(all: &'t [T], window: Duration, mut act: impl FnMut(&'t T)) -> f64 {
    let (mut done, mut took) = (0, Duration::ZERO);
    while took < window {
        took += work(|| {
            for _ in 0..PASSES {
                all.iter().for_each(&mut act);
            }
        });
        done += PASSES * all.len();
    }
    done as f64 / took.as_secs_f64()
}

fn plain<'p>(months: &mut Months<'p>, one: &'p One) {
    let One { person, certificates, visit } = one;
    let month = months.open(YearMonth::from(visit.date), person, certificates).unwrap();
    black_box(month.visit(visit, &mut NoTrace)).unwrap().unwrap();
}

fn with_steps<'p>(months: &mut Months<'p>, one: &'p One) {
    let One { person, certificates, visit } = one;
    let mut steps = Steps::default();
    let month = months.open(YearMonth::from(visit.date), person, certificates).unwrap();
    black_box(month.visit(visit, &mut steps)).unwrap().unwrap();
    black_box(steps);
}

/// The facts of a calculation as text.
fn text(one: &One) -> String {
    format!("{:?} {:?} {:?}", one.person, one.certificates, one.visit)
}
