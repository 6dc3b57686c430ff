//! What the benchmark is asked.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Parser, ValueEnum};

/// Calls in flight.
const IN_FLIGHT: [usize; 4] = [1, 16, 64, 256];

/// Measures the hub beside what bounds it.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// Fewer people, shorter windows: to see that it runs.
    #[arg(long)]
    pub(crate) quick: bool,

    /// Only these, with what each is compared with.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,

    /// How many people are registered; 200,000, or 5,000 with --quick.
    #[arg(long)]
    people: Option<u64>,

    /// Calls in flight; 1, 16, 64 and 256 unless said otherwise.
    #[arg(long, value_delimiter = ',', value_name = "CALLS")]
    in_flight: Vec<usize>,

    /// Callers in a process of their own: the processor time of calls is then the hub's alone.
    #[arg(long)]
    pub(crate) apart: bool,

    /// Write the figures to this file too.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// The folder whose disk is measured.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,

    /// What a process of its own does; its own affair.
    #[arg(long, value_enum, hide = true)]
    pub(crate) inner: Option<Inner>,

    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The ledger's own append.
    Append,
    /// A call that does nothing.
    Echo,
    /// A call that reads the projections.
    Read,
    /// `GetEligibility`.
    Eligibility,
    /// Registration of many, and the ledger's own bulk append.
    Bulk,
    /// From acknowledged to visible.
    Freshness,
    /// Rebuild and restart.
    Rebuild,
}

/// What a process of its own does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Inner {
    /// It measures the rebuild.
    Rebuild,
    /// It measures the restart.
    Restart,
    /// It calls the hub of the process that has started it.
    Callers,
}

impl Part {
    /// What is measured for this one: with it, what it is compared with.
    fn compared(self) -> &'static [Self] {
        match self {
            Self::Append => &[Self::Append],
            Self::Echo => &[Self::Echo],
            Self::Read => &[Self::Echo, Self::Read],
            Self::Eligibility => &[Self::Append, Self::Echo, Self::Eligibility],
            Self::Bulk => &[Self::Bulk],
            Self::Freshness => &[Self::Freshness],
            Self::Rebuild => &[Self::Rebuild],
        }
    }

    /// Whether it is a call to a hub that runs.
    pub(crate) fn is_call(self) -> bool {
        matches!(self, Self::Echo | Self::Read | Self::Eligibility)
    }
}

impl Inner {
    /// As `--inner` has it.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().unwrap().get_name().to_owned()
    }
}

impl Options {
    /// What is measured.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let wanted = |part: &Part| {
            self.only.is_empty() || self.only.iter().any(|only| only.compared().contains(part))
        };
        Part::value_variants().iter().copied().filter(wanted).collect()
    }

    /// Calls in flight.
    pub(crate) fn in_flight(&self) -> &[usize] {
        if self.in_flight.is_empty() { &IN_FLIGHT } else { &self.in_flight }
    }

    /// How many people are registered.
    pub(crate) fn people(&self) -> u64 {
        self.people.unwrap_or(if self.quick { 5_000 } else { 200_000 })
    }

    /// How long a window of calls or appends is: short, so that what slows the machine for a second or more slows
    /// all that is compared.
    pub(crate) fn window(&self) -> Duration {
        Duration::from_millis(if self.quick { 200 } else { 250 })
    }

    /// How many windows of calls or appends the median is taken of.
    pub(crate) fn windows(&self) -> usize {
        if self.quick { 3 } else { 20 }
    }

    /// How long a window of bulk appends is.
    pub(crate) fn bulk_window(&self) -> Duration {
        Duration::from_millis(if self.quick { 200 } else { 1_000 })
    }

    /// How many rounds of uploads the median is taken of.
    pub(crate) fn rounds(&self) -> usize {
        if self.quick { 3 } else { 5 }
    }

    /// How long registrations are paced.
    pub(crate) fn pace(&self) -> Duration {
        Duration::from_secs(if self.quick { 2 } else { 10 })
    }

    /// Where everything is written: on the disk of the build, unless said otherwise.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.as_deref().unwrap_or(Path::new(env!("CARGO_TARGET_TMPDIR")))
    }
}
