//! What a person's month was opened for: their standing in the insurance and the terms of their certificates.

use jiff::civil::Date;

use super::{
    Cell, Places, Refusal, Tables, YearMonth,
    limits::Schedule,
    meals::Eater,
    month::CERTIFICATES_MAX,
    receipt::{Missing, NATIONAL_MAX},
    running::Running,
    split::Meals,
    standing::Standing,
    terms::{Cap, Terms, is_printed},
};
use crate::{
    Certificate, Payer, Person, RuleName, Setting, Share, Undecided, Visit,
    money::{Rounding, Yen},
};

/// What a month was opened for.
#[derive(Clone, Debug)]
pub(super) struct Opened<'t> {
    tables: &'t Tables,
    month: YearMonth,
    /// The month's first day and its limits, once they were asked for.
    in_force: Option<(Date, &'t Schedule)>,
    /// The birth date of who is born in the month, after its first day.
    born: Option<Date>,
    /// The standing in the insurance; absent for who has none.
    standing: Option<Result<Standing<'t>, Refusal>>,
    /// From which day another standing holds, for who becomes one of the late elderly in the month.
    late: Option<Box<(Date, Result<Standing<'t>, Refusal>)>>,
    certificates: usize,
    /// In order of precedence.
    pub(super) terms: Vec<Terms<'t>>,
    /// Those of them that pay for this person, as bits.
    pub(super) paying: u8,
    /// The certificates that are national.
    pub(super) nationals: Places,
    /// Those of them before which local programs may come.
    pub(super) local_first: Places,
    /// What the person's certificates print of the words that meal charges ask for.
    printed: Vec<&'t str>,
}

impl<'t> Opened<'t> {
    /// Of nobody.
    pub(super) fn empty(tables: &'t Tables, month: YearMonth) -> Self {
        Self {
            tables,
            month,
            in_force: None,
            born: None,
            standing: None,
            late: None,
            certificates: 0,
            terms: Vec::new(),
            paying: 0,
            nationals: Places::default(),
            local_first: Places::default(),
            printed: Vec::new(),
        }
    }

    /// Takes what a month is opened for.
    #[inline]
    pub(super) fn begin(
        &mut self,
        month: YearMonth,
        person: &Person,
        certificates: &[Certificate],
    ) -> Result<(), Refusal> {
        let tables = self.tables;
        // The months that are opened in one place are the same one, as a rule.
        if self.month != month || self.in_force.is_none() {
            self.month = month;
            self.in_force = month.day(1).zip(tables.schedule(month));
        }
        let Some((first, schedule)) = self.in_force else {
            return Err(Refusal::OutsideTables(month));
        };
        self.certificates = certificates.len();
        self.take_certificates(first, person, certificates)?;
        let on = |day| {
            let insurance = person.insurance.as_ref();
            insurance.map(|held| Standing::of(tables, schedule, person.birth_date, held, day))
        };
        // Who is born in the month has no standing before.
        let in_month = |birth: &Date| *birth > first && *birth <= first.last_of_month();
        self.born = person.birth_date.filter(in_month);
        self.standing = on(self.born.unwrap_or(first));
        if let Some(Err(refusal)) = &self.standing
            && !matches!(refusal, Refusal::Undecided(_))
        {
            return Err(refusal.clone());
        }
        let by_age = person.insurance.as_ref().is_some_and(|held| held.age_band.is_none());
        let birth = person.birth_date.filter(|_| by_age);
        let late_from = birth.and_then(|birth| tables.insurances.late_in(birth, first));
        self.late = late_from.and_then(|day| Some(Box::new((day, on(day)?))));
        self.printed.clear();
        if !person.facts.is_empty() {
            self.printed.extend(tables.meals.words().filter(|word| is_printed(person, word)));
        }
        Ok(())
    }

    /// Whether the facts of a visit can be taken; `sets` is where the certificates of each of its slices go.
    #[inline]
    pub(super) fn check(&self, visit: &Visit, sets: &mut Vec<Places>) -> Result<(), Refusal> {
        if YearMonth::from(visit.date) != self.month {
            return Err(Refusal::OtherMonth(visit.date));
        }
        if self.born.is_some_and(|born| visit.date < born) {
            return Err(Undecided::new("birth date", "facts").into());
        }
        if visit.slices.is_empty() {
            return Err(Refusal::NoSlices);
        }
        sets.clear();
        for (slice, of) in visit.slices.iter().enumerate() {
            if of.cost < Yen::ZERO || of.cost > Yen::COST_MAX {
                return Err(Refusal::Cost { slice });
            }
            let mut set = Places::default();
            for place in &of.certificates {
                if *place >= self.certificates {
                    return Err(Refusal::NoSuchCertificate { slice, certificate: *place });
                }
                set = set.with(*place);
            }
            sets.push(set);
        }
        Ok(())
    }

    /// Whether a visit is on the later side of the change to the late elderly.
    pub(super) fn is_late(&self, visit: &Visit) -> bool {
        self.late.as_ref().is_some_and(|late| late.0 <= visit.date)
    }

    /// The standing on one side of the change to the late elderly; nothing for who has no insurance.
    #[inline]
    pub(super) fn stood(&self, late: bool) -> Option<&Result<Standing<'t>, Refusal>> {
        match &self.late {
            Some(later) if late => Some(&later.1),
            _ => self.standing.as_ref(),
        }
    }

    /// The standing that holds for a visit; nothing where none is known.
    pub(super) fn standing_of(&self, visit: &Visit) -> Option<&Standing<'t>> {
        self.stood(self.is_late(visit)).and_then(|standing| standing.as_ref().ok())
    }

    /// Why a receipt cannot be decided because another one was not.
    #[cold]
    pub(super) fn unsure(
        &self,
        receipt: &Running,
        lost: u8,
        outpatient: bool,
    ) -> Option<Undecided> {
        let on_receipt = receipt.groups.iter().fold(0, |bits, group| bits | group.nationals);
        let lost = lost & on_receipt;
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

    pub(super) fn say(&self, missing: Missing, standing: Option<&Standing<'_>>) -> Undecided {
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
    pub(super) fn meals(
        &self,
        visit: &Visit,
        standing: Option<&Standing<'_>>,
    ) -> Result<Meals, Undecided> {
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

    /// Compiles the national certificates.
    #[inline]
    fn take_certificates(
        &mut self,
        on: Date,
        person: &Person,
        certificates: &[Certificate],
    ) -> Result<(), Refusal> {
        if certificates.len() > NATIONAL_MAX {
            let count = certificates.iter().filter(|one| !one.is_local()).count();
            if certificates.len() > CERTIFICATES_MAX || count > NATIONAL_MAX {
                let (max, national) = (CERTIFICATES_MAX, NATIONAL_MAX);
                return Err(Refusal::TooManyCertificates { max, national });
            }
        }
        if self.compile(on, person, certificates)? > 1 {
            self.terms.sort_by_key(|terms| terms.program.outpatient.rank);
            self.refuse_two_of_one_program()?;
        }
        (self.paying, self.nationals, self.local_first) = Default::default();
        for (bit, terms) in self.terms.iter().enumerate() {
            self.paying |= u8::from(terms.pays) << bit;
            self.nationals = self.nationals.with(terms.place);
            if terms.program.outpatient.local_first {
                self.local_first = self.local_first.with(terms.place);
            }
        }
        Ok(())
    }

    /// Compiles the national certificates in their order in the list, and says how many there are. Where one of several
    /// means that the person is on public assistance, what the others say depends on that.
    #[inline]
    fn compile(
        &mut self,
        on: Date,
        person: &Person,
        certificates: &[Certificate],
    ) -> Result<usize, Refusal> {
        let mut is_assistance = false;
        for assisted in [false, true] {
            self.terms.clear();
            for (place, certificate) in certificates.iter().enumerate() {
                if let RuleName::National { law, agency } = &certificate.rule {
                    let programs = &self.tables.programs;
                    let rows = programs.of_certificate(place, *law, agency.as_deref())?;
                    let terms = Terms::of(rows, on, person, (place, certificate), assisted)?;
                    is_assistance |= terms.is_assistance();
                    self.terms.push(terms);
                }
            }
            if self.terms.len() < 2 || !is_assistance {
                break;
            }
        }
        Ok(self.terms.len())
    }

    #[inline(never)]
    fn refuse_two_of_one_program(&self) -> Result<(), Refusal> {
        for pair in self.terms.windows(2) {
            if let [one, other] = pair
                && one.program.outpatient.key == other.program.outpatient.key
            {
                let (first, second) = (one.place.min(other.place), one.place.max(other.place));
                return Err(Refusal::TwoOfOneProgram { first, second });
            }
        }
        Ok(())
    }
}
