//! A person's month: visits go in one by one, and each answer is the increase of its receipt.

use jiff::civil::Date;
use smallvec::SmallVec;

use super::{
    Cell, NationalSplit, Refusal, Tables, YearMonth,
    meals::Eater,
    program::Program,
    receipt::{Missing, NATIONAL_MAX, Outcome, Rules},
    running::Running,
    split::Meals,
    standing::Standing,
    steps,
    terms::{Cap, Terms, is_printed},
};
use crate::{
    Certificate, Payer, Person, RuleName, Setting, Share, Trace, Undecided, Visit,
    few::Few,
    money::{Rounding, Yen},
};

/// The most certificates of a person in one call, national and local.
pub const CERTIFICATES_MAX: usize = 32;

/// The national part of a person's month, a state machine over visits in the order in which they were paid.
#[derive(Clone, Debug)]
pub struct Month<'t> {
    tables: &'t Tables,
    of: YearMonth,
    /// The birth date of who is born in the month, after its first day.
    born: Option<Date>,
    /// The standing in the insurance; absent for who has none.
    standing: Option<Result<Standing<'t>, Refusal>>,
    /// From which day another standing holds, for who becomes one of the late elderly in the month.
    late: Option<Box<(Date, Result<Standing<'t>, Refusal>)>>,
    certificates: usize,
    /// In order of precedence.
    terms: Few<Terms<'t>>,
    /// One is enough for a month with one visit.
    receipts: SmallVec<[Running; 1]>,
    /// The programs of which something undecided counts for the limit.
    lost: u8,
    /// What the person's certificates print of the words that meal charges ask for.
    printed: Vec<&'t str>,
}

impl<'t> Month<'t> {
    /// Opens a month for a person with their certificates. Local certificates are passed over; they keep their places.
    ///
    /// # Errors
    /// The certificates are too many, of unknown or expired programs, two of one program, or have limits of a unit
    /// that national programs do not have; or the month is outside the tables. What is missing of the insurance is
    /// told by the visits.
    #[inline]
    pub fn open(
        tables: &'t Tables,
        month: YearMonth,
        person: &Person,
        certificates: &[Certificate],
    ) -> Result<Self, Refusal> {
        let outside = Refusal::OutsideTables(month);
        let (Some(first), Some(schedule)) = (month.day(1), tables.schedule(month)) else {
            return Err(outside);
        };
        let terms = terms(tables, first, person, certificates)?;
        let on = |day| {
            let insurance = person.insurance.as_ref();
            insurance.map(|held| Standing::of(tables, schedule, person.birth_date, held, day))
        };
        // Who is born in the month has no standing before.
        let in_month = |birth: &Date| *birth > first && *birth <= first.last_of_month();
        let born = person.birth_date.filter(in_month);
        let standing = match on(born.unwrap_or(first)) {
            Some(Err(refusal)) if !matches!(refusal, Refusal::Undecided(_)) => return Err(refusal),
            standing => standing,
        };
        let by_age = person.insurance.as_ref().is_some_and(|held| held.age_band.is_none());
        let birth = person.birth_date.filter(|_| by_age);
        let late_from = birth.and_then(|birth| tables.insurances.late_in(birth, first));
        let printed = if person.facts.is_empty() {
            Vec::new()
        } else {
            tables.meals.words().filter(|word| is_printed(person, word)).collect()
        };
        Ok(Self {
            tables,
            of: month,
            born,
            standing,
            late: late_from.and_then(|day| Some(Box::new((day, on(day)?)))),
            certificates: certificates.len(),
            terms,
            receipts: SmallVec::new(),
            lost: 0,
            printed,
        })
    }

    /// The row of a national certificate by its place, from 0; nothing for a local one.
    #[must_use]
    pub fn program(&self, place: usize) -> Option<&'t Program> {
        let terms = self.terms.iter().find(|terms| terms.place == place);
        terms.map(|terms| terms.program.outpatient)
    }

    /// What counts for the limit of a national certificate this month, other facilities' entries included.
    #[must_use]
    pub fn counted(&self, place: usize) -> Yen {
        let Some(bit) = self.terms.iter().position(|terms| terms.place == place) else {
            return Yen::ZERO;
        };
        let elsewhere = self.terms.get(bit).map_or(Yen::ZERO, |terms| terms.paid_elsewhere);
        let counted = |receipt: &Running| receipt.outcome.program(bit).counted;
        elsewhere + self.receipts.iter().map(counted).sum()
    }

    /// Takes a visit.
    ///
    /// # Errors
    /// The visit is refused and the month as it was; or a datum is missing that could change the answer
    /// ([`Refusal::Undecided`]): then the visit counts, and what depends on it is undecided from here on.
    #[inline]
    pub fn visit<T: Trace>(
        &mut self,
        visit: &Visit,
        trace: &mut T,
    ) -> Result<NationalSplit, Refusal> {
        self.check(visit)?;
        let late = self.late.as_ref().is_some_and(|late| late.0 <= visit.date);
        let n = self.receipt(visit, late)?;
        let outpatient = visit.setting != Setting::Inpatient;
        let mut new = Outcome::default();
        if let Err(refusal) = self.split(n, late, outpatient, &mut new) {
            self.lose(n, &refusal);
            return Err(refusal);
        }
        let standing = self.stood(late).and_then(|standing| standing.as_ref().ok());
        let undivided = new.missing.filter(|_| new.undivided != Yen::ZERO);
        let undivided = undivided.map(|missing| self.say(missing, standing));
        let meals = self.meals(visit, standing);
        if let (true, Some(receipt)) = (T::ON, self.receipts.get(n)) {
            steps::tell(trace, &receipt.outcome, &new, standing, &self.terms, outpatient);
        }
        let Some(receipt) = self.receipts.get_mut(n) else { return Err(Refusal::NoSlices) };
        Ok(receipt.settle(new, &self.terms, undivided, meals))
    }

    /// Whether the facts of a visit can be taken.
    #[inline]
    fn check(&self, visit: &Visit) -> Result<(), Refusal> {
        if YearMonth::from(visit.date) != self.of {
            return Err(Refusal::OtherMonth(visit.date));
        }
        if self.born.is_some_and(|born| visit.date < born) {
            return Err(Undecided::new("birth date", "facts").into());
        }
        if visit.slices.is_empty() {
            return Err(Refusal::NoSlices);
        }
        for (slice, of) in visit.slices.iter().enumerate() {
            if of.cost < Yen::ZERO || of.cost > Yen::COST_MAX {
                return Err(Refusal::Cost { slice });
            }
            if let Some(place) = of.certificates.iter().find(|place| **place >= self.certificates) {
                return Err(Refusal::NoSuchCertificate { slice, certificate: *place });
            }
        }
        Ok(())
    }

    /// Adds a visit's cost to its receipt.
    #[inline]
    fn receipt(&mut self, visit: &Visit, late: bool) -> Result<usize, Refusal> {
        let known = self.receipts.iter().position(|receipt| receipt.bills(visit, late));
        let n = known.unwrap_or_else(|| {
            self.receipts.push(Running::new(visit, late));
            self.receipts.len() - 1
        });
        let Some(receipt) = self.receipts.get_mut(n) else { return Err(Refusal::NoSlices) };
        receipt.take(visit, &self.terms)?;
        Ok(n)
    }

    /// Splits a receipt on all that has accumulated.
    #[inline]
    fn split(
        &self,
        n: usize,
        late: bool,
        outpatient: bool,
        new: &mut Outcome,
    ) -> Result<(), Refusal> {
        let Some(receipt) = self.receipts.get(n) else { return Err(Refusal::NoSlices) };
        if let Some(undecided) = &receipt.lost {
            return Err(undecided.clone().into());
        }
        let standing = match self.stood(late) {
            Some(Err(refusal)) => return Err(refusal.clone()),
            Some(Ok(standing)) => Some(standing),
            None => None,
        };
        if let Some(undecided) = self.unsure(receipt, outpatient) {
            return Err(undecided.into());
        }
        let left = self.left(n, outpatient);
        let rules = Rules { standing, terms: &self.terms, left, outpatient };
        rules.split(&receipt.groups, new).map_err(|missing| self.say(missing, standing).into())
    }

    /// The standing on one side of the change to the late elderly; nothing for who has no insurance.
    #[inline]
    fn stood(&self, late: bool) -> Option<&Result<Standing<'t>, Refusal>> {
        match &self.late {
            Some(later) if late => Some(&later.1),
            _ => self.standing.as_ref(),
        }
    }

    /// What is left of each limit for a receipt: other facilities' entries count, and other receipts where the limit
    /// is shared.
    #[inline]
    fn left(&self, n: usize, outpatient: bool) -> Few<Cap> {
        let mut left = Few::new();
        for (bit, terms) in self.terms.iter().enumerate() {
            left.push(match terms.cap.of(outpatient) {
                Cap::At(cap) => {
                    let others = self.receipts.iter().enumerate().filter(|(other, receipt)| {
                        *other != n && terms.counts(outpatient, receipt.setting)
                    });
                    let paid: Yen =
                        others.map(|(_, receipt)| receipt.outcome.program(bit).counted).sum();
                    Cap::At((cap - terms.paid_elsewhere - paid).or_zero())
                }
                cap => cap,
            });
        }
        left
    }

    /// Why a receipt cannot be decided because another one was not.
    #[inline]
    fn unsure(&self, receipt: &Running, outpatient: bool) -> Option<Undecided> {
        let on_receipt = receipt.groups.iter().fold(0, |bits, group| bits | group.nationals);
        let lost = self.lost & on_receipt;
        if lost == 0 {
            return None;
        }
        let mut terms = self.terms.iter().enumerate();
        let limited = |terms: &Terms<'_>| {
            terms.program.of(outpatient).tally && terms.cap.of(outpatient) != Cap::At(Yen::ZERO)
        };
        let (_, terms) = terms.find(|(bit, terms)| lost & (1 << bit) != 0 && limited(terms))?;
        Some(Undecided::new(
            "what was paid at another facility",
            format!("national_programs:{}", terms.program.outpatient.id),
        ))
    }

    /// Says that a receipt is undecided from here on, and what counts for its programs' limits with it.
    fn lose(&mut self, n: usize, refusal: &Refusal) {
        let Some(receipt) = self.receipts.get_mut(n) else { return };
        let undecided = match refusal {
            Refusal::Undecided(undecided) => undecided.clone(),
            other => Undecided::new(other.to_string(), "facts"),
        };
        for group in &receipt.groups {
            self.lost |= group.nationals;
        }
        receipt.lost.get_or_insert(undecided);
    }

    fn say(&self, missing: Missing, standing: Option<&Standing<'_>>) -> Undecided {
        let row = |bit: u8| {
            let terms = self.terms.get(usize::from(bit));
            let row = terms.map_or("", |terms| terms.program.outpatient.id());
            format!("national_programs:{row}")
        };
        match (missing, standing) {
            (Missing::Limit(kind), Some(standing)) => standing.why_unread(kind),
            (Missing::Limit(_), None) => Undecided::new("insurance", "facts"),
            (Missing::Band(bit), _) => Undecided::new("income band of the certificate", row(bit)),
            (Missing::First(bit), _) => Undecided::new("insurance_first", row(bit)),
        }
    }

    /// The charge of the visit's meals and who pays it.
    fn meals(&self, visit: &Visit, standing: Option<&Standing<'_>>) -> Result<Meals, Undecided> {
        let Some(stay) = visit.stay.filter(|stay| stay.meals > 0) else {
            return Ok(Meals::default());
        };
        let eater = Eater {
            income_class: standing.and_then(Standing::proved),
            holds: &|law| self.terms.iter().any(|terms| terms.is_of(law)),
            printed: &|word| self.printed.contains(&word),
        };
        let of_table = || self.tables.meals.standard(&eater, visit.date);
        let each = stay.meal_charge.map_or_else(of_table, Ok)?;
        let charge = Yen(each.0 * i64::from(stay.meals));
        let outpatient = visit.setting != Setting::Inpatient;
        for terms in &self.terms {
            let covers = visit.slices.iter().any(|slice| slice.certificates.contains(&terms.place));
            if !covers || !terms.pays {
                continue;
            }
            let program = terms.program.of(outpatient);
            let assisted = program.meals_assisted.filter(|_| terms.assisted);
            let part = match (assisted, program.meals) {
                (Some(part), _) | (None, Cell::Is(part)) => part,
                (None, Cell::Absent) => continue,
                (None, Cell::Unread) => {
                    let row = format!("national_programs:{}", program.id);
                    return Err(Undecided::new("meals_percent", row));
                }
            };
            let amount = part.of(charge, Rounding::HalfUp);
            if amount > Yen::ZERO {
                let program = Some(Share { payer: Payer::Program(terms.place), amount });
                return Ok(Meals { charge, program, patient: charge - amount });
            }
        }
        Ok(Meals { charge, program: None, patient: charge })
    }
}

/// The compiled national certificates, in order of precedence.
fn terms<'t>(
    tables: &'t Tables,
    on: Date,
    person: &Person,
    certificates: &[Certificate],
) -> Result<Few<Terms<'t>>, Refusal> {
    let too_many = Refusal::TooManyCertificates { max: CERTIFICATES_MAX, national: NATIONAL_MAX };
    if certificates.len() > CERTIFICATES_MAX {
        return Err(too_many);
    }
    let national = |one: &&Certificate| matches!(one.rule, RuleName::National { .. });
    let count = certificates.iter().filter(national).count();
    if count > NATIONAL_MAX {
        return Err(too_many);
    }
    let mut all: Few<Terms<'t>> = Few::new();
    if count == 0 {
        return Ok(all);
    }
    let compile = |all: &mut Few<Terms<'t>>, assisted| {
        all.clear();
        for certificate in certificates.iter().enumerate() {
            if let Some(terms) = Terms::of(tables, on, person, certificate, assisted)? {
                all.push(terms);
            }
        }
        Ok::<_, Refusal>(())
    };
    compile(&mut all, false)?;
    if all.len() < 2 {
        return Ok(all);
    }
    if all.iter().any(Terms::is_assistance) {
        compile(&mut all, true)?;
    }
    all.sort_by_key(|terms| terms.program.outpatient.rank);
    for pair in all.windows(2) {
        if let [one, other] = pair
            && one.program.outpatient.key == other.program.outpatient.key
        {
            let (first, second) = (one.place.min(other.place), one.place.max(other.place));
            return Err(Refusal::TwoOfOneProgram { first, second });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
