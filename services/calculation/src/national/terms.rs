//! What a national certificate says in a month: its rate, its limit, whether it pays at all.

use jiff::civil::Date;

use super::{
    Refusal, YearMonth,
    program::{HighCost, Part, Program, Rows, Uninsured, When},
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
        let (cap, one_cap) = caps(certificate, place, by_band)?;
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

/// The limits of a certificate: those printed on it, else that of its band; and whether inpatient and outpatient care fill
/// one.
fn caps(
    certificate: &Certificate,
    place: usize,
    by_band: Cap,
) -> Result<(BySide<Cap>, bool), Refusal> {
    let (mut both, mut inpatient, mut outpatient) = (by_band, None, None);
    for limit in &certificate.limits {
        match *limit {
            PrintedLimit::Month(limit) => both = Cap::At(limit),
            PrintedLimit::MonthInpatient(limit) => inpatient = Some(Cap::At(limit)),
            PrintedLimit::MonthOutpatient(limit) => outpatient = Some(Cap::At(limit)),
            PrintedLimit::Day(_) | PrintedLimit::Visit(_) | PrintedLimit::Meal(_) => {
                return Err(Refusal::LimitOfOtherUnit { certificate: place });
            }
        }
    }
    let one = inpatient.is_none() && outpatient.is_none();
    let cap =
        BySide { inpatient: inpatient.unwrap_or(both), outpatient: outpatient.unwrap_or(both) };
    Ok((cap, one))
}

#[inline]
fn tier<'t>(
    on: Date,
    person: &Person,
    certificate: &Certificate,
    program: &'t Program,
    assisted: bool,
) -> Option<&'t Tier> {
    let band = certificate.band.as_deref();
    let band = if assisted { band.or_else(|| program.assisted_band(on)) } else { band };
    if program.tiers.is_empty() {
        return None;
    }
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
