//! How fast the calculation module is, each figure beside something simpler that is measured in the same run.
//!
//! `cargo bench -p calculation -- [--quick] [--only-speed | --only-editions] [--json FILE]`
//!
//! One calculation is a month opened for a person and one visit taken, on one core ([`speed`], over the [`mixes`]). An
//! edition is loaded and a newer one imported in this process; its memory is measured in a process of its own
//! ([`editions`]). What is printed is the median. Run by hand: nothing here is a test.
#![expect(clippy::unwrap_used, reason = "a measurement that fails may stop")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod clock;
mod editions;
mod mixes;
mod speed;

#[path = "../machine.rs"]
#[expect(dead_code, reason = "shared with the hub's measurements")]
mod machine;
#[path = "../table.rs"]
#[expect(dead_code, reason = "shared with the hub's measurements")]
mod table;

use std::{env, fs, time::Duration};

use table::Table;

/// What the real binary allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often everything is measured in turn; the first turn warms up.
const TURNS: usize = 6;

/// How long one mix is calculated in a turn.
const WINDOW: Duration = Duration::from_millis(700);

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let is_asked = |name: &str| arguments.iter().any(|argument| argument == name);
    if is_asked(editions::INNER) {
        return editions::memory_of_one();
    }
    let quick = is_asked("--quick");
    let (turns, window) = if quick { (2, WINDOW / 10) } else { (TURNS, WINDOW) };
    let mut table = Table::begin();
    eprintln!("{}", machine::describe());
    if !is_asked("--only-editions") {
        speed::measure(&mut table, turns, window);
    }
    if !is_asked("--only-speed") {
        editions::measure(&mut table, turns);
    }
    print!("{table}");
    println!("{}", machine::describe());
    let file = arguments.iter().skip_while(|argument| *argument != "--json").nth(1);
    if let Some(file) = file {
        fs::write(file, table.to_json().to_string()).unwrap();
    }
}

/// The middle of some figures.
fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The figures of the turns that count.
fn counted(figures: &[f64]) -> &[f64] {
    figures.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(figures)
}
