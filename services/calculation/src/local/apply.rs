//! Applies the operators of a rule to a visit: from what is left to what the person pays, and what is returned later.

use super::{
    both::Both,
    chain::Chain,
    counters::{Counters, Place, Slot},
    due::Due,
    limit,
    plan::{Base, Counted, MonthEnd, Over, Plan, Returned, Step, Table, TableBy, Then, Threshold},
    rule::{RowMeta, RowNumber},
};
use crate::{
    Certificate, Operator, Person, Setting, Trace, Undecided,
    money::{Ratio, Rounding, Yen},
};

/// The part of a place that stands for outpatient care (see [`Place`]).
const OUTPATIENT: u8 = 2;

/// A visit as one program sees it.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) due: &'a Due<'a>,
    pub(crate) person: &'a Person,
    pub(crate) certificate: &'a Certificate,
    /// The certificate, by its place in the list.
    pub(crate) at: usize,
    /// The row of the program that holds.
    pub(crate) row: RowNumber,
    /// The program, by its place among the month's local programs.
    pub(crate) program: u8,
    /// The facility, its department and the prescriber, by number; 0 where none is told.
    pub(crate) facility: u16,
    pub(crate) department: u16,
    pub(crate) prescriber: u16,
}

/// What a program leaves of a visit to the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Burden {
    /// What the person pays, before anything is returned.
    pub(crate) patient: Both,
    /// What is returned of it because the month's limit is passed: the increase by this visit.
    pub(crate) excess: Both,
    /// What is returned of it because the month as a whole decides: the increase by this visit, which may be negative.
    pub(crate) returned: Both,
    /// Whether the month's amount makes the person pay first.
    pub(crate) pay_first: bool,
    /// Whether a limit over several facilities holds, so that the counter of one cannot tell.
    pub(crate) unsure: bool,
}

impl Case<'_> {
    /// How many days the visit bills.
    pub(crate) fn days(&self, chain_rule: &str) -> Result<u16, Undecided> {
        match (self.due.visit.setting, self.due.visit.stay) {
            (Setting::Inpatient, Some(stay)) => Ok(stay.days),
            (Setting::Inpatient, None) => Err(Undecided::new("stay", chain_rule)),
            _ => Ok(1),
        }
    }

    /// Which month of the stay it is: the first where none of its days was billed before.
    fn stay_month(&self, rule: &str) -> Result<u16, Undecided> {
        let stay = self.due.visit.stay.ok_or_else(|| Undecided::new("stay", rule))?;
        let first = (stay.days_before == 0).then_some(1);
        stay.month.or(first).ok_or_else(|| Undecided::new("stay_month", rule))
    }

    pub(crate) fn slot(&self, limit: u16) -> Slot {
        Slot { program: self.program, limit }
    }

    /// Where a limit counts.
    pub(crate) fn place(
        &self,
        over: Over,
        counted: Counted,
        rule: &str,
    ) -> Result<Place, Undecided> {
        let setting = self.due.visit.setting;
        let part = part(setting);
        let told = |number: u16, item| {
            if number == 0 { Err(Undecided::new(item, rule)) } else { Ok(number) }
        };
        let own = Place { facility: self.facility, part, ..Place::default() };
        let at_prescriber = || {
            let facility = told(self.prescriber, "prescriber")?;
            Ok(Place { facility, part: OUTPATIENT, ..Place::default() })
        };
        match over {
            Over::Person | Over::Household => Ok(Place::default()),
            Over::Prescriber if setting == Setting::Pharmacy => at_prescriber(),
            Over::Facility | Over::FacilityInOut | Over::Prescriber => match counted {
                Counted::Facility if over == Over::FacilityInOut => Ok(Place { part: 0, ..own }),
                Counted::Facility => Ok(own),
                Counted::Department => {
                    Ok(Place { within: told(self.department, "department")?, ..own })
                }
                Counted::ByPrescriber => {
                    Ok(Place { within: told(self.prescriber, "prescriber")?, ..own })
                }
                Counted::AtPrescriber => at_prescriber(),
            },
        }
    }

    /// What the person would pay by the insurance alone.
    fn insured(&self, rule: &str) -> Result<Both, Undecided> {
        self.due.insured.ok_or_else(|| Undecided::new("co-payment of the insurance alone", rule))
    }

    /// The day of the month.
    pub(crate) fn day(&self) -> u8 {
        self.due.visit.date.day().unsigned_abs()
    }
}

/// The number of a kind of care in a place.
pub(super) fn part(setting: Setting) -> u8 {
    match setting {
        Setting::Inpatient => 1,
        Setting::Outpatient => OUTPATIENT,
        Setting::Dental => 3,
        Setting::Pharmacy => 4,
        Setting::Nursing => 5,
    }
}

impl Plan {
    /// What the person pays of `start`, and what the month returns.
    ///
    /// # Errors
    /// [`Undecided`]: the visit or the person does not say what an operator asks for. The counters are then spoilt.
    pub(crate) fn burden<T: Trace>(
        &self,
        case: &Case<'_>,
        start: Both,
        counters: &mut Counters,
        chain: &mut Chain<'_, T>,
    ) -> Result<Burden, Undecided> {
        let base = self.base(case, start, chain.rule())?;
        chain.reach(base_operator(self.base), base.receipt, || {
            let insured = case.due.insured.map(|insured| ("insured", insured.receipt.0));
            [("cost", case.due.cost.0)].into_iter().chain(insured).collect()
        });
        let mut patient = base;
        let mut unsure = false;
        for step in &self.steps {
            match step {
                Step::Table(table) => {
                    let Some(amount) = look_up(table, patient, case, chain.rule())? else {
                        // The program does not cover the visit, so no limit of it holds.
                        chain.reach(Operator::Table, start.receipt, Vec::new);
                        return Ok(Burden { patient: start, ..Burden::default() });
                    };
                    patient = amount;
                    chain.reach(Operator::Table, patient.receipt, Vec::new);
                }
                Step::Limit(limit) => {
                    let kept =
                        limit::keep(limit, self.counted, start, patient, case, counters, chain)?;
                    patient = kept.patient;
                    unsure |= kept.unsure;
                }
            }
        }
        if let Some((unit, rounding)) = self.receipt {
            let whole = Yen(rounding.divide(patient.receipt.0, unit) * unit);
            patient.receipt = whole.min(start.receipt);
            chain.reach(Operator::ReceiptRounding, patient.receipt, || vec![("unit", unit)]);
        }
        let mut burden = Burden { patient, unsure, ..Burden::default() };
        if let Some(threshold) = &self.threshold {
            self.threshold(threshold, &mut burden, case, counters, chain)?;
        }
        if let Some(month) = &self.month {
            burden.returned = self.returned(month, burden.patient, case, counters, chain.row())?;
        }
        for later in &self.later {
            let excess =
                limit::excess(later, self.counted, burden.patient, case, counters, chain.rule())?;
            burden.excess += excess;
        }
        Ok(burden)
    }

    /// What the person pays before any table or limit.
    fn base(&self, case: &Case<'_>, start: Both, rule: &str) -> Result<Both, Undecided> {
        let Due { cost, .. } = *case.due;
        let cost = Both::flat(cost);
        let part = |ratio: Ratio, of| Both::part(ratio, of, self.fraction);
        let stated = case.certificate.share;
        let base = match self.base {
            Base::Free => Both::ZERO,
            Base::Left => start,
            Base::PercentOfCopayment(ratio) => part(stated.unwrap_or(ratio), case.insured(rule)?),
            Base::PercentOfCost(ratio) => part(stated.unwrap_or(ratio), cost),
            Base::Fraction(ratio) => part(stated.unwrap_or(ratio), start),
            Base::Fixed(yen) => Both::flat(yen),
            Base::AidFixed(yen) => start - Both::flat(yen),
            Base::AidByDay(yen) => start - Both::flat(Yen(yen.0 * i64::from(case.days(rule)?))),
            Base::AidPercentOfCost(ratio) => start - part(ratio, cost),
            Base::AidPercentOfCopayment(ratio) => start - part(ratio, case.insured(rule)?),
            Base::AidFraction(ratio) => start - part(ratio, start),
        };
        Ok(base.or_zero().min(start))
    }

    /// In kind only below an amount of the month.
    #[inline(never)]
    fn threshold<T: Trace>(
        &self,
        threshold: &Threshold,
        burden: &mut Burden,
        case: &Case<'_>,
        counters: &mut Counters,
        chain: &mut Chain<'_, T>,
    ) -> Result<(), Undecided> {
        let place = case.place(Over::Facility, self.counted, chain.rule())?;
        let insured = case.insured(chain.rule())?;
        let paid = counters.with(case.slot(threshold.slot), place, |count| {
            count.paid += insured;
            count.paid
        });
        burden.pay_first = paid.receipt >= threshold.below;
        if threshold.free {
            burden.patient = Both::ZERO;
            chain.reach(Operator::Threshold, Yen::ZERO, || {
                vec![("below", threshold.below.0), ("month", paid.receipt.0)]
            });
        }
        Ok(())
    }

    /// By how much this visit raises what the month returns.
    #[inline(never)]
    fn returned(
        &self,
        month: &MonthEnd,
        patient: Both,
        case: &Case<'_>,
        counters: &mut Counters,
        row: &RowMeta,
    ) -> Result<Both, Undecided> {
        let rule = row.id();
        let place = case.place(Over::Facility, self.counted, rule)?;
        let slot = case.slot(month.slot);
        let other = match &month.how {
            Returned::PartOfTier { plan, .. } => {
                let start = patient;
                plan.burden(case, start, counters, &mut Chain::silent(row))?.patient
            }
            Returned::All | Returned::AllFrom(_) | Returned::AboveByDays(_) => Both::ZERO,
        };
        let days = if case.due.visit.setting == Setting::Inpatient {
            case.days(rule)?
        } else {
            let day = Place { day: case.day(), ..place };
            // A second visit of a day is no second day.
            counters.with(slot, day, |count| {
                count.times += 1;
                u16::from(count.times == 1)
            })
        };
        Ok(counters.with(slot, place, |count| {
            count.paid += patient;
            count.other += other;
            count.times = count.times.saturating_add(days);
            let total = match &month.how {
                Returned::AllFrom(yen) if count.paid.receipt < *yen => Both::ZERO,
                Returned::All | Returned::AllFrom(_) => count.paid,
                Returned::AboveByDays(lines) => {
                    let line = lines.iter().find(|line| line.has(count.times));
                    let kept = match line.map(|line| line.then) {
                        Some(Then::Yen(yen)) => Both::flat(yen),
                        Some(Then::Row | Then::Full) | None => count.paid,
                    };
                    (count.paid - kept).or_zero()
                }
                Returned::PartOfTier { ratio, .. } => {
                    let aid = count.paid - count.other;
                    Both {
                        receipt: ratio.of(aid.receipt, Rounding::Down),
                        counter: ratio.of(aid.counter, Rounding::Down),
                    }
                }
            };
            let increase = total - count.returned;
            count.returned = total;
            increase
        }))
    }
}

/// The amount of a table; none: the program does not cover the visit.
fn look_up(
    table: &Table,
    patient: Both,
    case: &Case<'_>,
    rule: &str,
) -> Result<Option<Both>, Undecided> {
    let visit = case.due.visit;
    let line = match table.by {
        TableBy::FirstVisit => {
            let first =
                visit.first_visit_fee.ok_or_else(|| Undecided::new("first_visit_fee", rule));
            // Nothing to pay is nothing to ask about, unless the answer may be that all of it is.
            let may_be_all = table.lines.iter().any(|line| line.then == Then::Full);
            let first = if patient.is_some() || may_be_all { first? } else { false };
            table.lines.iter().find(|line| line.has(u16::from(first)))
        }
        TableBy::StayMonth => {
            let month = case.stay_month(rule)?;
            table.lines.iter().find(|line| line.has(month))
        }
        TableBy::Care => table.lines.iter().find(|line| {
            line.care.as_deref().is_none_or(|care| visit.circumstances.iter().any(|of| of == care))
        }),
    };
    Ok(match line.map(|line| line.then) {
        None | Some(Then::Row) => Some(patient),
        Some(Then::Yen(yen)) => Some(patient.min(Both::flat(yen))),
        Some(Then::Full) => None,
    })
}

/// What a base does, for the reason it leaves.
fn base_operator(base: Base) -> Operator {
    match base {
        Base::Free => Operator::ProgramAll,
        Base::Left | Base::Fixed(_) => Operator::Fixed,
        Base::PercentOfCopayment(_) | Base::PercentOfCost(_) | Base::Fraction(_) => Operator::Rate,
        Base::AidFixed(_)
        | Base::AidByDay(_)
        | Base::AidPercentOfCost(_)
        | Base::AidPercentOfCopayment(_)
        | Base::AidFraction(_) => Operator::Aid,
    }
}
