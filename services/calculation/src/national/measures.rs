//! The single amounts of the national rules: the relief of the late elderly, the limit of a long-term illness, the
//! floor for setting parts together, the halving of limits.

use super::{Malformed, YearMonth, reading::read};
use crate::money::{Ratio, Rounding, Yen};

/// The columns of the table.
const COLUMNS: [&str; 7] = ["measure", "name", "from", "to", "value", "certainty", "source"];

/// The name of the table.
const FILE: &str = "national_measures.csv";

/// The single amounts.
#[derive(Debug)]
pub(crate) struct Measures {
    /// The relief, while it runs.
    pub(crate) relief: Relief,
    /// The limit a month of a long-term illness, and the one for dialysis in the upper classes.
    pub(crate) long_term: (Yen, Yen),
    /// The least part that is set together with others under 70.
    pub(crate) together_floor: Yen,
    /// The age whose month has divided limits, and by what they are divided.
    pub(crate) halved: (i16, i64),
    /// The part of the cost above a threshold that a limit adds, in hundredths.
    pub(crate) percent: i64,
}

/// The relief of the late elderly whose share was doubled (配慮措置): the increase is held down by a formula.
#[derive(Debug)]
pub(crate) struct Relief {
    from: Option<YearMonth>,
    to: Option<YearMonth>,
    /// The share it is for.
    pub(crate) share: Ratio,
    base: Yen,
    threshold: Yen,
    rate: Ratio,
    cap: Yen,
    /// Where it was read.
    pub(crate) source: Box<str>,
}

impl Relief {
    /// Whether it runs in a month.
    pub(crate) fn runs(&self, month: YearMonth) -> bool {
        month.within(self.from, self.to)
    }

    /// What the person pays at most.
    pub(crate) fn limit(&self, cost: Yen) -> Yen {
        let above = (cost - self.threshold).or_zero();
        (self.base + self.rate.of(above, Rounding::HalfUp)).min(self.cap)
    }
}

impl Measures {
    /// Reads the table.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let rows = read(FILE, &COLUMNS, bytes, |line| {
            let name: Box<str> = line.text("measure").into();
            let value: i64 = line.needed("value", "a whole number")?;
            let source: Box<str> = line.text("source").into();
            Ok((name, value, line.month("from")?, line.month("to")?, source))
        })?;
        let row = |name: &'static str| {
            rows.iter().find(|row| *row.0 == *name).ok_or(Malformed {
                file: FILE,
                line: 0,
                column: "measure",
                value: name.to_owned(),
                reason: "missing",
            })
        };
        let yen = |name| row(name).map(|row| Yen(row.1));
        let bad = |name: &str| Malformed {
            file: FILE,
            line: 0,
            column: "value",
            value: name.to_owned(),
            reason: "out of all proportion",
        };
        let percent = |name| {
            let value = u32::try_from(row(name)?.1).map_err(|_| bad(name))?;
            Ratio::percent(value).map_err(|_| bad(name))
        };
        let relief = row("relief_base")?;
        Ok(Self {
            relief: Relief {
                from: relief.2,
                to: relief.3,
                share: percent("relief_percent")?,
                base: yen("relief_base")?,
                threshold: yen("relief_threshold")?,
                rate: percent("relief_rate_percent")?,
                cap: yen("relief_cap")?,
                source: relief.4.clone(),
            },
            long_term: (yen("long_term_limit")?, yen("long_term_limit_upper")?),
            together_floor: yen("together_floor")?,
            halved: (
                i16::try_from(row("halved_age")?.1).map_err(|_| bad("halved_age"))?,
                row("halved_by")?.1.max(1),
            ),
            percent: row("percent_part")?.1,
        })
    }
}

#[cfg(test)]
mod tests;
