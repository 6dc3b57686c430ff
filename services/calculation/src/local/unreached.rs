//! Tiers that no person ever gets to: nobody has their age, or an earlier tier of the same rule always fits first.

use jiff::{
    ToSpan,
    civil::{Date, date},
};

use super::{
    condition::{Ages, Condition},
    plan::Cover,
    rule::{RowNumber, Rules, Tier},
};

/// Birth dates from this day on are tried for four years: then the calendar repeats itself as far as ages go.
const FIRST_BIRTH: Date = date(2000, 1, 1);

/// The days of four years, one of them a leap year.
const BIRTHS: i32 = 1_461;

/// A row that is never reached by the name of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// The row.
    pub row: RowNumber,
    /// The row of the same rule that always fits before; none where no age fits.
    pub before: Option<RowNumber>,
}

impl Rules {
    /// The rows that are never reached by the name of their rule, in the order of the rules.
    pub fn unreached(&self) -> impl Iterator<Item = Unreached> {
        self.programs.iter().flat_map(|program| {
            let tiers = program.tiers.iter().enumerate();
            tiers.flat_map(|(at, tier)| {
                let earlier = program.tiers.iter().take(at);
                let before = earlier.clone().find(|before| before.always_fits_for(tier));
                let nobody = tier.ages.is_some_and(Ages::are_empty);
                let reached = before.is_none() && !nobody;
                let before = before.map(|before| before.rows.outpatient).filter(|_| !nobody);
                let rows = if reached { Vec::new() } else { tier.every_row().collect() };
                rows.into_iter().map(move |row| Unreached {
                    row: RowNumber(row),
                    before: before.map(RowNumber),
                })
            })
        })
    }
}

impl Tier {
    /// Whether this tier fits whomever and whenever another one does.
    fn always_fits_for(&self, other: &Self) -> bool {
        (!self.one_sided || self.covers_all_of(other))
            && self.days.0 <= other.days.0
            && other.days.1 <= self.days.1
            && self.when.always_holds_with(&other.when)
            && !self.ages_missing
            && (self.ages_of_children == other.ages_of_children || self.ages.is_none())
            && match (self.ages, other.ages) {
                (None, _) => true,
                (Some(ages), None) => ages.are_any(),
                (Some(ages), Some(others)) => ages.hold_all(others),
            }
    }
}

impl Tier {
    /// Whether this tier covers whatever care another one covers. Where sides are stated apart, a tier that does not cover
    /// one leaves it to the next.
    fn covers_all_of(&self, other: &Self) -> bool {
        let pairs = [
            (&self.covers.inpatient, &other.covers.inpatient),
            (&self.covers.outpatient, &other.covers.outpatient),
            (&self.covers.dental, &other.covers.dental),
            (&self.covers.pharmacy, &other.covers.pharmacy),
            (&self.covers.nursing, &other.covers.nursing),
        ];
        let covered = |cover: &Cover| !matches!(cover, Cover::NotCovered);
        pairs.into_iter().all(|(mine, others)| covered(mine) || !covered(others))
    }
}

impl Condition {
    /// Whether this condition is met whenever another one is.
    fn always_holds_with(&self, other: &Self) -> bool {
        fn free_or_same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.is_none() || one == other
        }
        if self.any || other.any {
            // Any part may be the one that holds: only a condition without parts always does.
            return self.is_free();
        }
        let schemes = self.schemes.is_empty()
            || (!other.schemes.is_empty()
                && other.schemes.iter().all(|scheme| self.schemes.contains(scheme)));
        free_or_same(self.income.as_ref(), other.income.as_ref())
            && free_or_same(self.role.as_ref(), other.role.as_ref())
            && free_or_same(self.disability.as_ref(), other.disability.as_ref())
            && free_or_same(self.grade.as_ref(), other.grade.as_ref())
            && free_or_same(self.insurer_outside.as_ref(), other.insurer_outside.as_ref())
            && self.printed.iter().all(|word| other.printed.contains(word))
            && self.child_order.is_none_or(|least| other.child_order.is_some_and(|of| least <= of))
            && schemes
            && self.unclear.is_none()
    }

    /// Whether it asks for nothing beside the ages.
    fn is_free(&self) -> bool {
        let words = [&self.income, &self.role, &self.disability, &self.grade];
        words.iter().all(|word| word.is_none())
            && self.printed.is_empty()
            && self.child_order.is_none()
            && self.schemes.is_empty()
            && self.insurer_outside.is_none()
            && self.unclear.is_none()
    }
}

impl Ages {
    /// Whether nobody ever has them.
    fn are_empty(self) -> bool {
        !self.are_any()
            && births().all(|birth| {
                let (first, last) = self.days(birth);
                last < first
            })
    }

    /// Whether they hold on every day on which others do.
    fn hold_all(self, others: Self) -> bool {
        (self.from == others.from && self.to == others.to)
            || self.are_any()
            || births().all(|birth| {
                let (mine, theirs) = (self.days(birth), others.days(birth));
                theirs.1 < theirs.0 || (mine.0 <= theirs.0 && theirs.1 <= mine.1)
            })
    }
}

fn births() -> impl Iterator<Item = Date> {
    (0..BIRTHS).filter_map(|days| FIRST_BIRTH.checked_add(days.days()).ok())
}
