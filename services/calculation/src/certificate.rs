//! A certificate (受給者証), as far as the calculation asks: which rule it stands for, and what is printed on it.

use std::{fmt, str::FromStr};

use domain::law_number::LawNumber;

use crate::money::{Ratio, Yen};

/// What the name of a national rule begins with.
const NATIONAL: &str = "national:";

/// A certificate a person uses in a visit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Certificate {
    /// The rule it stands for.
    pub rule: RuleName,
    /// The limits printed on it.
    pub limits: Vec<PrintedLimit>,
    /// The tier of its rule (段), counted from 1, where the body has said so; absent, the first that fits.
    pub tier: Option<u16>,
    /// The income band of a national program, in the words of its rule; absent where the limit is printed.
    pub band: Option<String>,
    /// A share that the certificate states and that goes before its rule's.
    pub share: Option<Ratio>,
    /// What other facilities have entered this month on the tally of its limit (管理票).
    pub paid_elsewhere: Yen,
}

impl Certificate {
    /// Whether it is of a local program.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(self.rule, RuleName::Local(_))
    }
}

/// Which rule a certificate stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RuleName {
    /// A national program.
    National {
        /// Its law number (法別番号).
        law: LawNumber,
        /// The number of the implementing agency where one law number has several programs (実施機関番号).
        agency: Option<String>,
    },
    /// A local program: the id of its rule or of a row, as in the data.
    Local(String),
}

/// Not the name of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be `national:` with a law number of 2 digits and, after `/`, an agency number, or the id of a local rule"
)]
pub struct NotARuleName;

impl FromStr for RuleName {
    type Err = NotARuleName;

    /// `national:54`, `national:38/602`, or the id of a local rule or row.
    fn from_str(text: &str) -> Result<Self, NotARuleName> {
        let Some(national) = text.strip_prefix(NATIONAL) else {
            return if text.is_empty() { Err(NotARuleName) } else { Ok(Self::Local(text.into())) };
        };
        let (law, agency) = match national.split_once('/') {
            Some((law, agency)) if !agency.is_empty() => (law, Some(agency.to_owned())),
            Some(_) => return Err(NotARuleName),
            None => (national, None),
        };
        Ok(Self::National { law: law.parse().map_err(|_| NotARuleName)?, agency })
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::National { law, agency: None } => write!(f, "{NATIONAL}{law}"),
            Self::National { law, agency: Some(agency) } => write!(f, "{NATIONAL}{law}/{agency}"),
            Self::Local(id) => f.write_str(id),
        }
    }
}

/// A limit printed on a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrintedLimit {
    /// A month, over all facilities (自己負担上限月額).
    Month(Yen),
    /// A month, inpatient only.
    MonthInpatient(Yen),
    /// A month, outpatient only.
    MonthOutpatient(Yen),
    /// A day.
    Day(Yen),
    /// A visit.
    Visit(Yen),
    /// A meal (食事).
    Meal(Yen),
}

#[cfg(test)]
mod tests;
