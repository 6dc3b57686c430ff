//! The split of one receipt (レセプト): one person, month, facility, in- or outpatient, medical or dental.
//!
//! The receipt is split anew on all that has accumulated; a visit is the increase. What was not read takes part as its
//! two ends: once as low as it can be, once without an end. Where both give the person the same part, that part is
//! certain; where only the payers differ, what lies between them stays undivided.

use super::{
    limits::Bound,
    program::{HighCost, Settle},
    standing::{Kind, Standing},
    terms::{Cap, Terms},
};
use crate::money::{Rounding, Yen};

/// The most national certificates of a person in one call.
pub(crate) const NATIONAL_MAX: usize = 8;

/// The most sets of certificates on one receipt.
pub(crate) const GROUPS_MAX: usize = 8;

/// What a program takes of a receipt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Above its rate.
    pub(crate) rate: Yen,
    /// Above its limit.
    pub(crate) cap: Yen,
    /// What counts for its limit.
    pub(crate) counted: Yen,
}

/// The person's part of what the same certificates cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) patient: Yen,
    /// Before any program.
    pub(crate) before: Yen,
    /// If there were no program, where that is known.
    pub(crate) insured: Yen,
}

/// The cost of a receipt that the same certificates cover.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Group {
    /// The places of all its certificates, local ones included, as bits.
    pub(crate) places: u32,
    /// Its national certificates, as bits in order of precedence.
    pub(crate) nationals: u8,
    pub(crate) cost: Yen,
    /// What the visit that is being taken adds to it.
    pub(crate) visit: Yen,
}

/// What is missing, where something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// A limit.
    Limit(Kind),
    /// The income band or limit of a certificate, by its place in the order of precedence.
    Band(u8),
    /// Whether a program goes before the insurance.
    First(u8),
}

/// How a receipt is split.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) cost: Yen,
    /// The insurer's ratio of the cost.
    pub(crate) insurer: Yen,
    /// What the relief takes.
    pub(crate) relief_cut: Yen,
    /// What the high-cost limits of the parts take.
    pub(crate) limit_cut: Yen,
    /// The last of these limits that took something, for reasons.
    pub(crate) cut_by: Option<(Kind, Yen)>,
    /// What the limit of all parts together takes.
    pub(crate) together_cut: Yen,
    /// What each program takes, in order of precedence; no more where none was applied yet.
    pub(crate) programs: Vec<Cut>,
    /// What programs pay back later of what is collected.
    pub(crate) refund: Yen,
    /// What the insurer or a program takes, undivided for want of a datum.
    pub(crate) undivided: Yen,
    pub(crate) patient: Yen,
    /// The person's part before any program (レセプト保険欄の一部負担金).
    pub(crate) before_programs: Yen,
    /// Whether that is not known, while the person's part after them is.
    pub(crate) before_unread: bool,
    /// The person's part if there were no program; absent where it is not known.
    pub(crate) insured: Option<Yen>,
    /// Whether a limit holds, so that the counter collects single yen.
    pub(crate) bound: bool,
    pub(crate) missing: Option<Missing>,
    /// The person's part of each group; no more where none was split yet.
    pub(crate) parts: Vec<Due>,
}

/// Which end what was not read is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Low,
    High,
}

/// What a receipt is split by.
pub(crate) struct Rules<'r, 't> {
    /// Absent for who has no insurance.
    pub(crate) standing: Option<&'r Standing<'t>>,
    pub(crate) terms: &'r [Terms<'t>],
    /// The certificates that pay for this person, as bits.
    pub(crate) paying: u8,
    /// What other receipts have counted for the limit of each.
    pub(crate) elsewhere: [Yen; NATIONAL_MAX],
    pub(crate) outpatient: bool,
}

impl Outcome {
    /// Of nothing.
    pub(crate) const NOTHING: Self = Self {
        cost: Yen::ZERO,
        insurer: Yen::ZERO,
        relief_cut: Yen::ZERO,
        limit_cut: Yen::ZERO,
        cut_by: None,
        together_cut: Yen::ZERO,
        programs: Vec::new(),
        refund: Yen::ZERO,
        undivided: Yen::ZERO,
        patient: Yen::ZERO,
        before_programs: Yen::ZERO,
        before_unread: false,
        insured: Some(Yen::ZERO),
        bound: false,
        missing: None,
        parts: Vec::new(),
    };

    /// Nothing yet, in the place of what was.
    #[inline]
    pub(crate) fn clear(&mut self) {
        let Self { cost, insurer, relief_cut, limit_cut, together_cut, .. } = self;
        for yen in [cost, insurer, relief_cut, limit_cut, together_cut] {
            *yen = Yen::ZERO;
        }
        let Self { refund, undivided, patient, before_programs, .. } = self;
        for yen in [refund, undivided, patient, before_programs] {
            *yen = Yen::ZERO;
        }
        let Self { programs, parts, cut_by, missing, insured, before_unread, bound, .. } = self;
        programs.clear();
        parts.clear();
        (*cut_by, *missing, *insured) = (None, None, None);
        (*before_unread, *bound) = (false, false);
    }

    /// What a program takes, by its place in the order of precedence.
    pub(crate) fn program(&self, bit: usize) -> Cut {
        self.programs.get(bit).copied().unwrap_or_default()
    }

    /// The person's part of a group.
    pub(crate) fn part(&self, group: usize) -> Due {
        self.parts.get(group).copied().unwrap_or_default()
    }

    /// What the insurer takes above its ratio (高額療養費).
    pub(crate) fn high_cost(&self) -> Yen {
        self.relief_cut + self.limit_cut + self.together_cut
    }
}

impl Rules<'_, '_> {
    /// Splits the receipt; `high` is where the outcome goes.
    ///
    /// # Errors
    /// What is missing, where the person's part depends on it.
    pub(crate) fn split(&self, groups: &[Group], high: &mut Outcome) -> Result<(), Missing> {
        self.split_at(groups, End::High, high);
        let Some(missing) = high.missing else { return Ok(()) };
        let mut low = Outcome::default();
        self.split_at(groups, End::Low, &mut low);
        let counted = |one: &Outcome, bit: usize| one.program(bit).counted;
        let patient = |one: &Outcome, group: usize| one.part(group).patient;
        let same = low.patient == high.patient
            && low.refund == high.refund
            && (0..groups.len()).all(|group| patient(&low, group) == patient(high, group))
            && (0..self.terms.len()).all(|bit| counted(&low, bit) == counted(high, bit));
        if !same {
            return Err(missing);
        }
        between(&low, high);
        Ok(())
    }

    fn split_at(&self, groups: &[Group], end: End, outcome: &mut Outcome) {
        let pays = self.paying;
        let mut split = Pass::new(self, end, outcome);
        match groups {
            // As a rule the same certificates cover all of a receipt: nothing is put together or spread.
            [group] => split.one(group.nationals & pays, group.cost),
            _ => split.several(groups, pays),
        }
    }
}

/// One pass over a receipt.
struct Pass<'p, 'r, 't> {
    rules: &'p Rules<'r, 't>,
    end: End,
    outcome: &'p mut Outcome,
    /// What remains to the person of the parts under programs.
    rest: Yen,
    /// The cost of the parts under programs that are insured.
    insured_cost: Yen,
    /// The least insured part under programs, before they pay.
    least: Option<Yen>,
    /// The limit of the person's own class that was asked for last, with its cost.
    own: Option<(Yen, Bound)>,
}

impl<'p, 'r, 't> Pass<'p, 'r, 't> {
    fn new(rules: &'p Rules<'r, 't>, end: End, outcome: &'p mut Outcome) -> Self {
        outcome.programs.resize(rules.terms.len(), Cut::default());
        Self {
            rules,
            end,
            outcome,
            rest: Yen::ZERO,
            insured_cost: Yen::ZERO,
            least: None,
            own: None,
        }
    }

    /// Splits a cost that the same certificates cover.
    fn one(&mut self, nationals: u8, cost: Yen) {
        self.outcome.cost = cost;
        let due = if nationals == 0 {
            let alone = self.alone(cost);
            // Without a program the insurance alone is all there is.
            self.outcome.insured = Some(alone).filter(|_| self.outcome.missing.is_none());
            Due { patient: alone, before: alone, ..Due::default() }
        } else {
            let due = self.under_programs(nationals, cost);
            self.alone(Yen::ZERO);
            self.insured();
            due
        };
        let insured = self.outcome.insured.unwrap_or_default();
        self.outcome.parts.push(Due { insured, ..due });
    }

    /// Splits costs that different certificates cover, those together that the same programs pay.
    fn several(&mut self, groups: &[Group], pays: u8) {
        self.outcome.parts.resize(groups.len(), Due::default());
        let mut alone_cost = Yen::ZERO;
        for (n, group) in groups.iter().enumerate() {
            self.outcome.cost += group.cost;
            let nationals = group.nationals & pays;
            if nationals == 0 {
                alone_cost += group.cost;
            } else if groups.iter().take(n).all(|before| before.nationals & pays != nationals) {
                let same = |group: &Group| group.nationals & pays == nationals;
                let cost = cost_of(groups, same);
                let due = self.under_programs(nationals, cost);
                self.spread(groups, same, cost, due);
            }
        }
        let alone = self.alone(alone_cost);
        let without = |group: &Group| group.nationals & pays == 0;
        let due = Due { patient: alone, before: alone, ..Due::default() };
        self.spread(groups, without, alone_cost, due);
        self.insured();
        let insured = self.outcome.insured.unwrap_or_default();
        let mut insured = Spread::new(self.outcome.cost, insured);
        for (part, group) in self.outcome.parts.iter_mut().zip(groups) {
            part.insured = insured.next(group.cost);
        }
    }

    /// The part of a cost that the same programs cover. Returns what the person would pay before them and what remains.
    fn under_programs(&mut self, nationals: u8, cost: Yen) -> Due {
        let Some((first, terms)) = self.first(nationals) else {
            return Due { patient: cost, before: cost, ..Due::default() };
        };
        let program = terms.program.of(self.rules.outpatient);
        let insurance_first = program.insurance_first.unwrap_or_else(|| {
            self.outcome.missing.get_or_insert(Missing::First(bit(first)));
            self.end == End::High
        });
        let standing = self.rules.standing.filter(|_| insurance_first);
        let mut due = cost;
        let mut cut = Yen::ZERO;
        if let Some(standing) = standing {
            let copay = standing.share.of(cost, standing.rounding);
            let kind = match program.high_cost {
                HighCost::None => None,
                HighCost::Special => Some(Kind::Special),
                HighCost::Own | HighCost::Ordinary => Some(Kind::Own),
                HighCost::Assistance => Some(Kind::Assistance),
            };
            due = kind.map_or(copay, |kind| self.limited(standing, kind, cost, copay));
            cut = copay - due;
            self.outcome.insurer += cost - copay;
            self.outcome.limit_cut += cut;
            self.outcome.before_programs += due;
            self.insured_cost += cost;
            self.least = Some(self.least.map_or(due, |least| least.min(due)));
        }
        let rest = self.programs(nationals, cost, due);
        self.outcome.bound |= cut > Yen::ZERO && rest > Yen::ZERO;
        self.rest += rest;
        Due { patient: rest, before: due, ..Due::default() }
    }

    /// What the programs leave of `due`, each taking what the one before left.
    #[inline]
    fn programs(&mut self, nationals: u8, cost: Yen, mut due: Yen) -> Yen {
        let Rules { terms, elsewhere, outpatient, .. } = self.rules;
        let Outcome { programs, missing, bound, refund, .. } = &mut *self.outcome;
        let all = terms.iter().zip(elsewhere).zip(programs).enumerate();
        for (bit, ((terms, elsewhere), cut)) in all {
            if nationals & (1 << bit) == 0 {
                continue;
            }
            let program = terms.program.of(*outpatient);
            let by_rate = terms.rate.map_or(due, |rate| due.min(rate.of(cost, program.rounding)));
            let cap = terms.cap.of(*outpatient);
            let paid = match cap {
                Cap::Open => by_rate,
                Cap::At(cap) => {
                    let left = (cap - terms.paid_elsewhere - *elsewhere).or_zero();
                    by_rate.min(left - cut.counted)
                }
                Cap::Unsaid if by_rate == Yen::ZERO => by_rate,
                Cap::Unsaid => {
                    missing.get_or_insert(Missing::Band(self::bit(bit)));
                    if self.end == End::High { by_rate } else { Yen::ZERO }
                }
            };
            *bound |= paid < by_rate && cap != Cap::At(Yen::ZERO);
            cut.counted += paid;
            if program.settle == Settle::Refund {
                *refund += due - paid;
            } else {
                cut.rate += due - by_rate;
                cut.cap += by_rate - paid;
                due = paid;
            }
        }
        due
    }

    /// The part of the cost without a program. Returns what remains to the person.
    fn alone(&mut self, cost: Yen) -> Yen {
        if cost == Yen::ZERO {
            self.outcome.patient = self.rest;
            return cost;
        }
        let Some(standing) = self.rules.standing else {
            self.outcome.patient = self.rest + cost;
            return cost;
        };
        let copay = standing.share.of(cost, standing.rounding);
        let relieved = self.relieved(standing, cost, copay);
        let limited = self.limited(standing, Kind::Own, cost, relieved);
        let alone = self.together(standing, cost, limited);
        let outcome = &mut *self.outcome;
        outcome.insurer += cost - copay;
        outcome.relief_cut += copay - relieved;
        outcome.limit_cut += relieved - limited;
        outcome.together_cut += limited - alone;
        outcome.before_programs += alone;
        outcome.bound |= alone < relieved;
        outcome.patient = self.rest + alone;
        alone
    }

    /// What the limit of all parts together leaves of the part without a program.
    fn together(&mut self, standing: &Standing<'_>, cost: Yen, alone: Yen) -> Yen {
        let Some(least) = self.least else { return alone };
        let large = |part: Yen| part >= standing.floor();
        if alone == Yen::ZERO || !(standing.over70 || large(alone) && large(least)) {
            return alone;
        }
        let all = self.insured_cost + cost;
        match standing.limit(Kind::Own, all, self.rules.outpatient) {
            Bound::Open => alone,
            Bound::Exact(limit) => alone.min((limit - self.rest).or_zero()),
            Bound::AtLeast(floor) => {
                let low = alone.min((floor - self.rest).or_zero());
                if low < alone {
                    self.outcome.missing.get_or_insert(Missing::Limit(Kind::Own));
                }
                if self.end == End::High { alone } else { low }
            }
        }
    }

    /// What the insurance alone would leave of the whole receipt.
    fn insured(&mut self) {
        let cost = self.outcome.cost;
        let Some(standing) = self.rules.standing else {
            self.outcome.insured = Some(cost);
            return;
        };
        let copay = standing.share.of(cost, standing.rounding);
        let copay = self.relieved(standing, cost, copay);
        let limit = match self.own {
            Some((of, limit)) if of == cost => limit,
            Some(_) | None => standing.limit(Kind::Own, cost, self.rules.outpatient),
        };
        self.outcome.insured = match limit {
            Bound::Open => Some(copay),
            Bound::Exact(limit) => Some(copay.min(limit)),
            Bound::AtLeast(floor) => (copay <= floor).then_some(copay),
        };
    }

    fn relieved(&self, standing: &Standing<'_>, cost: Yen, copay: Yen) -> Yen {
        let relief = standing.relief.filter(|_| self.rules.outpatient);
        relief.map_or(copay, |relief| copay.min(relief.limit(cost)))
    }

    /// A co-payment held down by a limit.
    fn limited(&mut self, standing: &Standing<'_>, kind: Kind, cost: Yen, copay: Yen) -> Yen {
        let limit = standing.limit(kind, cost, self.rules.outpatient);
        if kind == Kind::Own {
            self.own = Some((cost, limit));
        }
        match limit {
            Bound::Open => copay,
            Bound::Exact(limit) if copay <= limit => copay,
            Bound::Exact(limit) => {
                self.outcome.cut_by = Some((kind, limit));
                limit
            }
            Bound::AtLeast(floor) if copay <= floor => copay,
            Bound::AtLeast(floor) => {
                self.outcome.missing.get_or_insert(Missing::Limit(kind));
                if self.end == End::High { copay } else { floor }
            }
        }
    }

    /// The program that comes first.
    fn first(&self, nationals: u8) -> Option<(usize, &'p Terms<'t>)> {
        let first = nationals.trailing_zeros() as usize;
        Some((first, self.rules.terms.get(first)?))
    }

    /// Spreads what remains to the person over the groups it comes from, by cost, to the last yen.
    fn spread(&mut self, groups: &[Group], same: impl Fn(&Group) -> bool, cost: Yen, due: Due) {
        let parts = self.outcome.parts.iter_mut().zip(groups);
        let (mut patient, mut before) =
            (Spread::new(cost, due.patient), Spread::new(cost, due.before));
        for (part, group) in parts.filter(|(_, group)| same(group)) {
            part.patient = patient.next(group.cost);
            part.before = before.next(group.cost);
        }
    }
}

/// An amount spread over parts by their costs: each boundary is rounded down, the last part gets the rest.
struct Spread {
    /// The cost of all parts.
    cost: Yen,
    amount: Yen,
    /// The cost of the parts so far, and what they have been given.
    before: Yen,
    given: Yen,
}

impl Spread {
    fn new(cost: Yen, amount: Yen) -> Self {
        Self { cost, amount, before: Yen::ZERO, given: Yen::ZERO }
    }

    /// What the next part gets, by its cost.
    fn next(&mut self, of: Yen) -> Yen {
        self.before += of;
        let to_here = if self.before == self.cost {
            self.amount
        } else {
            Yen(Rounding::Down.divide(self.amount.0 * self.before.0, self.cost.0))
        };
        let part = to_here - self.given;
        self.given = to_here;
        part
    }
}

/// A place in the order of precedence, of which there are few.
fn bit(place: usize) -> u8 {
    u8::try_from(place).unwrap_or(u8::MAX)
}

fn cost_of(groups: &[Group], same: impl Fn(&Group) -> bool) -> Yen {
    groups.iter().filter(|group| same(group)).map(|group| group.cost).sum()
}

/// Leaves of two splits that leave the person the same what is certain: each payer has the lower amount, the rest of what
/// they pay is undivided.
fn between(low: &Outcome, certain: &mut Outcome) {
    let paid = certain.cost - certain.patient;
    certain.insurer = low.insurer.min(certain.insurer);
    certain.relief_cut = low.relief_cut.min(certain.relief_cut);
    certain.limit_cut = low.limit_cut.min(certain.limit_cut);
    certain.together_cut = low.together_cut.min(certain.together_cut);
    for (certain, low) in certain.programs.iter_mut().zip(&low.programs) {
        certain.rate = certain.rate.min(low.rate);
        certain.cap = certain.cap.min(low.cap);
    }
    certain.before_unread = low.before_programs != certain.before_programs;
    let known = certain.insurer + certain.high_cost();
    let programs: Yen = certain.programs.iter().map(|cut| cut.rate + cut.cap).sum();
    certain.undivided = paid - known - programs;
    certain.bound |= low.bound;
}

#[cfg(test)]
mod tests;
