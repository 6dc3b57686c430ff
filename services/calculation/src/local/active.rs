//! A certificate in use: its program, and which tier of it applies on a day.

use jiff::civil::Date;

use super::{
    condition::Held,
    month::Refused,
    plan::Cover,
    rule::{Fit, Program, Rules, Tier},
};
use crate::{Certificate, Person, Undecided, Visit};

/// A certificate in use.
#[derive(Debug)]
pub(crate) struct Active<'a> {
    at: usize,
    certificate: &'a Certificate,
    program: &'a Program,
    /// The tiers that may apply, in order.
    tiers: &'a [Tier],
    /// Whether the body has said which tier applies.
    stated: bool,
}

impl<'a> Active<'a> {
    /// The certificate at a place of the list, with the tiers of its program that may apply.
    #[inline]
    pub(crate) fn new(
        rules: &'a Rules,
        at: usize,
        certificate: &'a Certificate,
        name: &str,
    ) -> Result<Self, Refused> {
        let (program, row) = rules.find(name).ok_or_else(|| Refused::NoRule(name.to_owned()))?;
        let only = |place: Option<usize>| match place {
            Some(place) => program.tiers.get(place..=place).unwrap_or_default(),
            None => &[],
        };
        // Where the body has said which tier applies, nobody asks why.
        let stated = certificate.tier;
        let tiers = match (stated, row) {
            (_, Some(place)) => only(Some(place)),
            (Some(number), None) => only(program.place_of(number)),
            (None, None) => &program.tiers,
        };
        if let (true, Some(tier)) = (tiers.is_empty(), stated) {
            return Err(Refused::NoTier { rule: name.to_owned(), tier });
        }
        Ok(Self { at, certificate, program, tiers, stated: stated.is_some() })
    }

    /// Its place in the list of certificates.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn certificate(&self) -> &'a Certificate {
        self.certificate
    }

    /// The name of its program.
    pub(crate) fn name(&self) -> &'a str {
        &self.program.name
    }

    /// Whether its program bears a name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name() == name
    }

    /// The place in the order of application (公費適用優先順位).
    pub(crate) fn priority(&self) -> u32 {
        self.program.priority
    }

    /// The tier that applies to a visit: the first whose ages and conditions hold. None: the program is not for this
    /// person on this day.
    ///
    /// # Errors
    /// [`Undecided`]: it depends on something nobody told, or no row that fits is in force on the day.
    #[inline]
    pub(crate) fn tier(
        &self,
        person: &Person,
        visit: &Visit,
        rules: &Rules,
    ) -> Result<Option<&'a Tier>, Undecided> {
        let undecided = |item: &str, tier: &Tier| {
            let row = rules.rows.get(*tier.rows.of(visit.setting));
            Undecided::new(item, row.map_or("facts", |row| &row.id))
        };
        let mut not_in_force = None;
        for tier in self.tiers {
            let held =
                if self.stated { Held::Yes } else { tier.fit(person).on(visit.date, tier, person) };
            let covers = !matches!(tier.covers.of(visit.setting), Cover::NotCovered);
            if held == Held::No || (tier.one_sided && !covers) {
                continue;
            }
            let (first, last) = tier.days;
            if !(first..=last).contains(&visit.date) {
                not_in_force.get_or_insert(tier);
                continue;
            }
            match held {
                Held::NotTold(item) => return Err(undecided(item, tier)),
                Held::Yes | Held::No => return Ok(Some(tier)),
            }
        }
        match not_in_force {
            Some(tier) => Err(undecided("valid_from", tier)),
            None => Ok(None),
        }
    }
}

impl Fit {
    /// Whether the tier holds on a day.
    pub(crate) fn on(&self, day: Date, tier: &Tier, person: &Person) -> Held {
        let (first, last) = self.days;
        if (first..=last).contains(&day) {
            self.held
        } else if tier.may_be_parent(person) {
            self.held.and(Held::NotTold("role"))
        } else {
            Held::No
        }
    }
}
