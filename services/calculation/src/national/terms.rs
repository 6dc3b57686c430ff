//! What a national certificate says in a month: its rate, its limit, whether it pays at all.

use jiff::civil::Date;

use super::{
    Refusal, YearMonth,
    program::{HighCost, Part, Program, Rows, Settle, Uninsured, When},
    tier::Tier,
};
use crate::{
    Certificate, Fact, Person, PrintedLimit, Setting,
    money::{Ratio, Yen},
};

/// A limit a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cap {
    /// None.
    Open,
    /// This one.
    At(Yen),
    /// One that depends on a band that was not said.
    Unsaid,
}

/// The two sides of a month's care.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BySide<T> {
    pub(crate) inpatient: T,
    pub(crate) outpatient: T,
}

impl<T: Copy> BySide<T> {
    pub(crate) const fn of(&self, outpatient: bool) -> T {
        if outpatient { self.outpatient } else { self.inpatient }
    }
}

/// A national certificate, compiled for a month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'t> {
    /// Its place in the list of certificates.
    pub(crate) place: usize,
    pub(crate) program: BySide<&'t Program>,
    pub(crate) rate: Option<Ratio>,
    pub(crate) cap: BySide<Cap>,
    /// Whether inpatient and outpatient care fill one limit.
    pub(crate) one_cap: bool,
    pub(crate) paid_elsewhere: Yen,
    /// Whether it pays for this person at all.
    pub(crate) pays: bool,
    /// Whether the person is on public assistance.
    pub(crate) assisted: bool,
}

impl<'t> Terms<'t> {
    /// The terms of a certificate, by the rows of its program. `assisted` says whether the person is on public assistance
    /// by another certificate.
    #[inline]
    pub(crate) fn of(
        rows: Rows<'t>,
        on: Date,
        person: &Person,
        (place, certificate): (usize, &Certificate),
        assisted: bool,
    ) -> Result<Self, Refusal> {
        let month = YearMonth::from(on);
        let (inpatient, outpatient) = match rows.sides(person) {
            Some(sides) if sides.0.runs(month) => sides,
            Some(_) | None => return Err(Refusal::NotInForce { certificate: place, month }),
        };
        let program = BySide { inpatient, outpatient };
        let tier = tier(on, person, certificate, outpatient, assisted);
        let by_band = match (outpatient.person, tier) {
            (Part::Nothing, _) => Cap::At(Yen::ZERO),
            (Part::Rate, _) => Cap::Open,
            (Part::Tier, Some(tier)) => tier.cap.map_or(Cap::Open, Cap::At),
            (Part::Tier, None) => Cap::Unsaid,
        };
        let (cap, one_cap) = printed(certificate, place)?.cap(by_band);
        let assisted = assisted || tier.is_some_and(|tier| tier.assistance);
        let insured = person.insurance.is_some();
        let pays = tier.is_none_or(|tier| tier.covers)
            && (!assisted || outpatient.assisted)
            && (insured
                || match outpatient.uninsured {
                    Uninsured::Pays => true,
                    Uninsured::Assisted => assisted,
                    Uninsured::Never => false,
                });
        let rate = certificate.share.or(outpatient.rate);
        let paid_elsewhere = certificate.paid_elsewhere;
        Ok(Self { place, program, rate, cap, one_cap, paid_elsewhere, pays, assisted })
    }

    /// Whether what it pays is refunded later on this side.
    pub(crate) fn refunds(&self, outpatient: bool) -> bool {
        self.program.of(outpatient).settle == Settle::Refund
    }

    /// Whether a receipt of another facility in a setting fills the limit that holds on this side.
    pub(crate) fn counts(&self, outpatient: bool, other: Setting) -> bool {
        let other = other != Setting::Inpatient;
        self.program.of(outpatient).tally && (self.one_cap || other == outpatient)
    }

    /// Whether it is of a law number, by its two digits.
    pub(crate) fn is_of(&self, law: &str) -> bool {
        law.parse() == Ok(self.program.outpatient.law)
    }

    /// Whether it means that the person is on public assistance.
    pub(crate) fn is_assistance(&self) -> bool {
        self.program.outpatient.high_cost == HighCost::Assistance
    }
}

/// The limits printed on a certificate.
#[derive(Default)]
struct Printed {
    month: Option<Yen>,
    inpatient: Option<Yen>,
    outpatient: Option<Yen>,
}

impl Printed {
    fn cap(&self, by_band: Cap) -> (BySide<Cap>, bool) {
        let both = self.month.map_or(by_band, Cap::At);
        let side = |own: Option<Yen>| own.map_or(both, Cap::At);
        let cap = BySide { inpatient: side(self.inpatient), outpatient: side(self.outpatient) };
        (cap, self.inpatient.is_none() && self.outpatient.is_none())
    }
}

fn printed(certificate: &Certificate, place: usize) -> Result<Printed, Refusal> {
    let mut printed = Printed::default();
    for limit in &certificate.limits {
        match *limit {
            PrintedLimit::Month(limit) => printed.month = Some(limit),
            PrintedLimit::MonthInpatient(limit) => printed.inpatient = Some(limit),
            PrintedLimit::MonthOutpatient(limit) => printed.outpatient = Some(limit),
            PrintedLimit::Day(_) | PrintedLimit::Visit(_) | PrintedLimit::Meal(_) => {
                return Err(Refusal::LimitOfOtherUnit { certificate: place });
            }
        }
    }
    Ok(printed)
}

fn tier<'t>(
    on: Date,
    person: &Person,
    certificate: &Certificate,
    program: &'t Program,
    assisted: bool,
) -> Option<&'t Tier> {
    let band = certificate.band.as_deref();
    let band = if assisted { band.or_else(|| program.assisted_band(on)) } else { band };
    let tier = program.tier(band, |word| is_printed(person, word), on);
    tier.or_else(|| program.only_tier(on).filter(|_| band.is_none()))
}

pub(super) fn person_fits(person: &Person, when: &When) -> bool {
    match when {
        When::Always => true,
        When::LongTermIllness => {
            person.insurance.as_ref().is_some_and(|held| held.long_term_illness.is_some())
        }
        When::Printed(words) => words.iter().any(|word| is_printed(person, word)),
    }
}

/// Whether a word is printed on a certificate of the person.
pub(crate) fn is_printed(person: &Person, word: &str) -> bool {
    person.facts.iter().any(|fact| matches!(fact, Fact::Printed(printed) if printed == word))
}
