//! A certificate (受給者証), as far as the calculation asks: which rule it stands for, and what is printed on it.

use domain::law_number::LawNumber;

use crate::money::{Ratio, Yen};

/// A certificate a person uses in a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A limit printed on a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
