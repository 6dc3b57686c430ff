//! What the local programs pay of the meals of a stay (入院時食事療養費).

use super::condition::{Condition, Held};
use crate::{
    Certificate, Person, PrintedLimit, Stay, Undecided,
    money::{Ratio, Rounding, Yen},
};

/// What a row says of the meals of a stay.
#[derive(Clone, Debug)]
pub(crate) enum Meal {
    /// The data does not say.
    Unknown,
    /// The program pays a part of the standard charge.
    Share { ratio: Ratio, when: Option<Condition>, otherwise: Ratio },
    /// The program pays so much a day.
    ByDay(Yen),
    /// The person pays what is printed on the certificate for a meal.
    Certificate,
}

impl Meal {
    /// What is left of a charge to the person.
    ///
    /// # Errors
    /// [`Undecided`]: the row does not say, or depends on what nobody told.
    pub(crate) fn left(
        &self,
        charge: Yen,
        stay: Stay,
        person: &Person,
        certificate: &Certificate,
        day: jiff::civil::Date,
        row: &str,
    ) -> Result<Yen, Undecided> {
        match self {
            Self::Unknown => Err(Undecided::new("meal", row)),
            Self::Share { ratio, when, otherwise } => {
                let held = when.as_ref().map_or(Held::Yes, |when| when.holds(person, day));
                let ratio = match held {
                    Held::Yes => *ratio,
                    Held::No => *otherwise,
                    Held::NotTold(_) if ratio == otherwise => *ratio,
                    Held::NotTold(item) => return Err(Undecided::new(item, row)),
                };
                Ok(charge - ratio.of(charge, Rounding::HalfUp))
            }
            Self::ByDay(yen) => Ok((charge - Yen(yen.0 * i64::from(stay.days))).or_zero()),
            Self::Certificate => {
                let printed = certificate.limits.iter().find_map(|limit| match limit {
                    PrintedLimit::Meal(yen) => Some(*yen),
                    _ => None,
                });
                let yen =
                    printed.ok_or_else(|| Undecided::new("meal charge of the certificate", row))?;
                Ok(charge.min(Yen(yen.0 * i64::from(stay.meals))))
            }
        }
    }
}
