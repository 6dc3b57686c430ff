//! The split of one receipt (レセプト): one person, month, facility, in- or outpatient, medical or dental.
//!
//! The receipt is split anew on all that has accumulated; a visit is the increase. What was not read takes part as its
//! two ends: once as low as it can be, once without an end. Where both give the person the same part, that part is
//! certain; where only the payers differ, what lies between them stays undivided.

use super::{
    limits::Bound,
    program::HighCost,
    standing::{Kind, Standing},
    terms::{Cap, Terms},
};
use crate::money::{Rounding, Yen};

/// The most national certificates of a person in one call.
pub(crate) const NATIONAL_MAX: usize = 8;

/// The most sets of certificates on one receipt.
pub(crate) const GROUPS_MAX: usize = 8;

/// An amount for each national certificate, in order of precedence.
pub(crate) type PerProgram = [Yen; NATIONAL_MAX];

/// The cost of a receipt that the same certificates cover.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Group {
    /// The places of all its certificates, local ones included, as bits.
    pub(crate) places: u32,
    /// Its national certificates, as bits in order of precedence.
    pub(crate) nationals: u8,
    pub(crate) cost: Yen,
}

/// What is missing, where something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// A limit.
    Limit(Kind),
    /// The income band or limit of a certificate, by its place in the order of precedence.
    Band(usize),
    /// Whether a program goes before the insurance.
    First(usize),
}

/// How a receipt is split.
#[derive(Clone, Copy, Debug, Default)]
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
    /// What each program takes above its rate.
    pub(crate) rate_cut: PerProgram,
    /// What each program takes above its limit.
    pub(crate) cap_cut: PerProgram,
    /// What counts for each program's limit.
    pub(crate) counted: PerProgram,
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
    /// The person's part of each group.
    pub(crate) parts: [Yen; GROUPS_MAX],
    /// The person's part of each group before any program.
    pub(crate) parts_before: [Yen; GROUPS_MAX],
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
    /// What is left of each limit for this receipt.
    pub(crate) left: [Cap; NATIONAL_MAX],
    pub(crate) outpatient: bool,
}

impl Outcome {
    /// What a program takes altogether.
    pub(crate) fn program(&self, bit: usize) -> Yen {
        at(&self.rate_cut, bit) + at(&self.cap_cut, bit)
    }

    /// What the insurer takes above its ratio (高額療養費).
    pub(crate) fn high_cost(&self) -> Yen {
        self.relief_cut + self.limit_cut + self.together_cut
    }
}

impl Rules<'_, '_> {
    /// Splits the receipt.
    ///
    /// # Errors
    /// What is missing, where the person's part depends on it.
    pub(crate) fn split(&self, groups: &[Group]) -> Result<Outcome, Missing> {
        let high = self.split_at(groups, End::High);
        let Some(missing) = high.missing else { return Ok(high) };
        let low = self.split_at(groups, End::Low);
        let person = |one: &Outcome| (one.patient, one.parts, one.refund, one.counted);
        if person(&low) != person(&high) {
            return Err(missing);
        }
        Ok(between(&low, &high))
    }

    fn split_at(&self, groups: &[Group], end: End) -> Outcome {
        let mut split = Pass::new(self, end);
        let mut alone_cost = Yen::ZERO;
        for (n, group) in groups.iter().enumerate() {
            split.outcome.cost += group.cost;
            let nationals = self.paying(group.nationals);
            if nationals == 0 {
                alone_cost += group.cost;
            } else if groups.iter().take(n).all(|before| self.paying(before.nationals) != nationals)
            {
                let same = |group: &Group| self.paying(group.nationals) == nationals;
                let cost = cost_of(groups, same);
                let (before, patient) = split.under_programs(nationals, cost);
                split.spread(groups, same, cost, (before, patient));
            }
        }
        let alone = split.alone(alone_cost);
        let without = |group: &Group| self.paying(group.nationals) == 0;
        split.spread(groups, without, alone_cost, (alone, alone));
        split.insured();
        split.outcome
    }

    /// The certificates of a set that pay for this person.
    fn paying(&self, nationals: u8) -> u8 {
        let mut pays = nationals;
        for (bit, terms) in self.terms.iter().enumerate() {
            if !terms.pays {
                pays &= !(1 << bit);
            }
        }
        pays
    }
}

/// One pass over a receipt.
struct Pass<'p, 'r, 't> {
    rules: &'p Rules<'r, 't>,
    end: End,
    left: [Cap; NATIONAL_MAX],
    outcome: Outcome,
    /// What remains to the person of the parts under programs.
    rest: Yen,
    /// The cost of the parts under programs that are insured.
    insured_cost: Yen,
    /// The least insured part under programs, before they pay.
    least: Option<Yen>,
}

impl<'p, 'r, 't> Pass<'p, 'r, 't> {
    fn new(rules: &'p Rules<'r, 't>, end: End) -> Self {
        Self {
            rules,
            end,
            left: rules.left,
            outcome: Outcome::default(),
            rest: Yen::ZERO,
            insured_cost: Yen::ZERO,
            least: None,
        }
    }

    /// The part of a cost that the same programs cover. Returns what the person would pay before them and what remains.
    fn under_programs(&mut self, nationals: u8, cost: Yen) -> (Yen, Yen) {
        let Some((first, terms)) = self.first(nationals) else { return (cost, cost) };
        let program = terms.program.of(self.rules.outpatient);
        let insurance_first = program.insurance_first.unwrap_or_else(|| {
            self.outcome.missing.get_or_insert(Missing::First(first));
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
        (due, rest)
    }

    /// What the programs leave of `due`, each taking what the one before left.
    fn programs(&mut self, nationals: u8, cost: Yen, mut due: Yen) -> Yen {
        let outpatient = self.rules.outpatient;
        for (bit, terms) in self.rules.terms.iter().enumerate() {
            if nationals & (1 << bit) == 0 {
                continue;
            }
            let rounding = terms.program.of(outpatient).rounding;
            let by_rate = terms.rate.map_or(due, |rate| due.min(rate.of(cost, rounding)));
            let paid = match self.left.get(bit).copied() {
                None | Some(Cap::Open) => by_rate,
                Some(Cap::At(left)) => by_rate.min(left),
                Some(Cap::Unsaid) => self.unsaid(bit, by_rate),
            };
            if let Some(Cap::At(left)) = self.left.get_mut(bit) {
                *left -= paid;
            }
            let no_limit = terms.cap.of(outpatient) == Cap::At(Yen::ZERO);
            self.outcome.bound |= paid < by_rate && !no_limit;
            add(&mut self.outcome.counted, bit, paid);
            if terms.refunds(outpatient) {
                self.outcome.refund += due - paid;
                continue;
            }
            add(&mut self.outcome.rate_cut, bit, due - by_rate);
            add(&mut self.outcome.cap_cut, bit, by_rate - paid);
            due = paid;
        }
        due
    }

    fn unsaid(&mut self, bit: usize, by_rate: Yen) -> Yen {
        if by_rate == Yen::ZERO {
            return by_rate;
        }
        self.outcome.missing.get_or_insert(Missing::Band(bit));
        if self.end == End::High { by_rate } else { Yen::ZERO }
    }

    /// The part of the cost without a program. Returns what remains to the person.
    fn alone(&mut self, cost: Yen) -> Yen {
        let Some(standing) = self.rules.standing else {
            self.outcome.patient = self.rest + cost;
            return cost;
        };
        let copay = standing.share.of(cost, standing.rounding);
        let relieved = self.relieved(standing, cost, copay);
        let limited = self.limited(standing, Kind::Own, cost, relieved);
        let alone = self.together(standing, cost, limited);
        let outcome = &mut self.outcome;
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
        let limit = standing.limit(Kind::Own, cost, self.rules.outpatient);
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
        match standing.limit(kind, cost, self.rules.outpatient) {
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

    fn first(&self, nationals: u8) -> Option<(usize, &'p Terms<'t>)> {
        let mut terms = self.rules.terms.iter().enumerate();
        terms.find(|(bit, _)| nationals & (1 << bit) != 0)
    }

    /// Spreads what remains to the person over the groups it comes from, by cost, to the last yen.
    fn spread(
        &mut self,
        groups: &[Group],
        same: impl Fn(&Group) -> bool,
        cost: Yen,
        (before, patient): (Yen, Yen),
    ) {
        let of = |(_, group): &(&mut Yen, &Group)| same(group);
        let parts = self.outcome.parts.iter_mut().zip(groups).filter(of);
        spread(cost, patient, parts.map(|(part, group)| (part, group.cost)));
        let parts = self.outcome.parts_before.iter_mut().zip(groups).filter(of);
        spread(cost, before, parts.map(|(part, group)| (part, group.cost)));
    }
}

/// Spreads an amount over parts by their costs: each boundary is rounded down, the last part gets the rest.
pub(crate) fn spread<'a>(cost: Yen, amount: Yen, parts: impl Iterator<Item = (&'a mut Yen, Yen)>) {
    let (mut before, mut given) = (Yen::ZERO, Yen::ZERO);
    for (part, of) in parts {
        before += of;
        let to_here = if before == cost {
            amount
        } else {
            Yen(Rounding::Down.divide(amount.0 * before.0, cost.0))
        };
        *part = to_here - given;
        given = to_here;
    }
}

fn cost_of(groups: &[Group], same: impl Fn(&Group) -> bool) -> Yen {
    groups.iter().filter(|group| same(group)).map(|group| group.cost).sum()
}

/// What is certain of two splits that leave the person the same: each payer has the lower amount, the rest of what
/// they pay is undivided.
fn between(low: &Outcome, high: &Outcome) -> Outcome {
    let mut certain = *high;
    let paid = high.cost - high.patient;
    certain.insurer = low.insurer.min(high.insurer);
    certain.relief_cut = low.relief_cut.min(high.relief_cut);
    certain.limit_cut = low.limit_cut.min(high.limit_cut);
    certain.together_cut = low.together_cut.min(high.together_cut);
    let cuts = certain.rate_cut.iter_mut().zip(&low.rate_cut);
    for (certain, low) in cuts.chain(certain.cap_cut.iter_mut().zip(&low.cap_cut)) {
        *certain = (*certain).min(*low);
    }
    certain.before_unread = low.before_programs != high.before_programs;
    let known = certain.insurer + certain.high_cost();
    let programs: Yen = certain.rate_cut.iter().chain(&certain.cap_cut).copied().sum();
    certain.undivided = paid - known - programs;
    certain.bound = low.bound || high.bound;
    certain
}

/// The amount of one program.
pub(crate) fn at(amounts: &PerProgram, bit: usize) -> Yen {
    amounts.get(bit).copied().unwrap_or_default()
}

fn add(amounts: &mut PerProgram, bit: usize, amount: Yen) {
    if let Some(of) = amounts.get_mut(bit) {
        *of += amount;
    }
}

#[cfg(test)]
mod tests;
