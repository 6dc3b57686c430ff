//! The table that is printed, and the same as JSON.

use std::fmt;

use serde_json::{Value, json};

/// All figures of a run.
pub(crate) struct Table {
    rows: Vec<Row>,
}

/// One figure.
pub(crate) struct Row {
    what: String,
    in_flight: Option<usize>,
    value: f64,
    unit: &'static str,
    waits: Option<(f64, f64)>,
    work: Option<f64>,
    bound: Option<Bound>,
    target: Option<Target>,
}

/// What bounds a figure, measured in the same run.
struct Bound {
    what: &'static str,
    value: f64,
    /// The figure in parts of it.
    ratio: f64,
}

/// What the figure is to be.
#[derive(Clone, Copy)]
enum Target {
    /// At least this part of its bound.
    Ratio(f64),
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

impl Row {
    /// A figure.
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        let what = what.into();
        Self {
            what,
            in_flight: None,
            value,
            unit,
            waits: None,
            work: None,
            bound: None,
            target: None,
        }
    }

    /// With so many calls in flight.
    pub(crate) fn in_flight(self, calls: usize) -> Self {
        Self { in_flight: Some(calls), ..self }
    }

    /// With p50 and p99 in milliseconds.
    pub(crate) fn waits(self, waits: (f64, f64)) -> Self {
        Self { waits: Some(waits), ..self }
    }

    /// With so many microseconds of processor time each.
    pub(crate) fn work(self, microseconds: f64) -> Self {
        Self { work: Some(microseconds), ..self }
    }

    /// Beside what bounds it, and the figure in parts of that; one that was not measured is none.
    pub(crate) fn beside(self, what: &'static str, value: f64, ratio: f64) -> Self {
        let bound = (value > 0.0).then_some(Bound { what, value, ratio });
        Self { bound, ..self }
    }

    /// To be at least this part of its bound.
    pub(crate) fn ratio_wanted(self, ratio: f64) -> Self {
        Self { target: Some(Target::Ratio(ratio)), ..self }
    }

    /// To be at least this.
    pub(crate) fn at_least(self, value: f64) -> Self {
        Self { target: Some(Target::AtLeast(value)), ..self }
    }

    /// To be at most this.
    pub(crate) fn at_most(self, value: f64) -> Self {
        Self { target: Some(Target::AtMost(value)), ..self }
    }

    fn ratio(&self) -> Option<f64> {
        self.bound.as_ref().map(|bound| bound.ratio)
    }

    /// Whether the target is met; none where there is none or its bound was not measured.
    fn met(&self) -> Option<bool> {
        match self.target? {
            Target::Ratio(wanted) => self.ratio().map(|ratio| ratio >= wanted),
            Target::AtLeast(wanted) => Some(self.value >= wanted),
            Target::AtMost(wanted) => Some(self.value <= wanted),
        }
    }

    fn cells(&self) -> [String; 10] {
        let or_nothing = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        let waits = |(half, most)| format!("{} / {}", number(half), number(most));
        [
            self.what.clone(),
            or_nothing(self.in_flight.map(|calls| calls.to_string())),
            number(self.value),
            self.unit.to_owned(),
            or_nothing(self.waits.map(waits)),
            or_nothing(self.work.map(number)),
            or_nothing(self.bound.as_ref().map(|it| format!("{} {}", it.what, number(it.value)))),
            or_nothing(self.ratio().map(|ratio| format!("{ratio:.2}"))),
            or_nothing(self.target.map(|target| match target {
                Target::Ratio(ratio) => format!("≥ {ratio:.2} ×"),
                Target::AtLeast(value) => format!("≥ {}", number(value)),
                Target::AtMost(value) => format!("≤ {}", number(value)),
            })),
            or_nothing(self.met().map(|met| if met { "yes" } else { "NO" }.to_owned())),
        ]
    }

    fn to_json(&self) -> Value {
        json!({
            "what": self.what,
            "in_flight": self.in_flight,
            "value": self.value,
            "unit": self.unit,
            "p50_milliseconds": self.waits.map(|waits| waits.0),
            "p99_milliseconds": self.waits.map(|waits| waits.1),
            "processor_microseconds": self.work,
            "bound": self.bound.as_ref().map(|bound| json!({
                "what": bound.what, "value": bound.value,
            })),
            "ratio": self.ratio(),
            "target": self.target.map(|target| match target {
                Target::Ratio(ratio) => json!({ "ratio_at_least": ratio }),
                Target::AtLeast(value) => json!({ "at_least": value }),
                Target::AtMost(value) => json!({ "at_most": value }),
            }),
            "met": self.met(),
        })
    }
}

impl Table {
    /// An empty one.
    pub(crate) fn begin() -> Self {
        Self { rows: Vec::new() }
    }

    /// Adds a figure, and shows it as it comes.
    pub(crate) fn add(&mut self, row: Row) {
        eprintln!("{}", row.cells().join("  "));
        self.rows.push(row);
    }

    /// Everything.
    pub(crate) fn to_json(&self) -> Value {
        let rows: Vec<_> = self.rows.iter().map(Row::to_json).collect();
        json!({ "machine": crate::machine::describe(), "rows": rows })
    }
}

impl fmt::Display for Table {
    /// As a table of Markdown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = [
            "what",
            "in flight",
            "value",
            "unit",
            "p50 / p99 ms",
            "CPU µs",
            "bound",
            "ratio",
            "target",
            "met",
        ];
        let mut lines = vec![head.map(str::to_owned)];
        lines.extend(self.rows.iter().map(Row::cells));
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<_> = (0..head.len()).map(width).collect();
        for (place, line) in lines.iter().enumerate() {
            for (cell, width) in line.iter().zip(&widths) {
                write!(f, "| {cell:<width$} ")?;
            }
            writeln!(f, "|")?;
            if place == 0 {
                for width in &widths {
                    write!(f, "|{}", "-".repeat(width + 2))?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

/// A figure for people: whole from a hundred on, in groups of three.
fn number(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
