//! Why a month is not opened or a visit not taken.

use domain::law_number::LawNumber;
use jiff::civil::Date;

use super::YearMonth;
use crate::Undecided;

/// The facts of a month or of a visit are not such that they could be calculated. A refused visit leaves the month as
/// it was; an undecided one is part of it, so that what depends on it is undecided too.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No table in force holds for the month.
    #[error("no limits in force are known for {0}")]
    OutsideTables(YearMonth),
    /// More certificates than one call takes.
    #[error("more than {max} certificates, {national} of them national")]
    TooManyCertificates {
        /// The most that are taken.
        max: usize,
        /// The most national ones that are taken.
        national: usize,
    },
    /// No national program has the law number and agency number.
    #[error("certificate {certificate}: no national program has law number {law}")]
    UnknownLawNumber {
        /// The certificate's place, from 0.
        certificate: usize,
        /// Its law number.
        law: LawNumber,
    },
    /// The program had not begun or had ended.
    #[error("certificate {certificate}: the program is not in force in {month}")]
    NotInForce {
        /// The certificate's place, from 0.
        certificate: usize,
        /// The month.
        month: YearMonth,
    },
    /// Two certificates of one program.
    #[error("certificates {first} and {second} are of one program")]
    TwoOfOneProgram {
        /// The place of one, from 0.
        first: usize,
        /// The place of the other.
        second: usize,
    },
    /// A national program has limits by the month only.
    #[error("certificate {certificate}: a national program has no limit of that unit")]
    LimitOfOtherUnit {
        /// The certificate's place, from 0.
        certificate: usize,
    },
    /// The income class is no word of the tables for the person's age.
    #[error("income class `{0}` is unknown at this age")]
    UnknownIncomeClass(String),
    /// The visit is not in the month.
    #[error("the visit of {0} is not in the month")]
    OtherMonth(Date),
    /// A visit without a cost.
    #[error("a visit has at least one slice")]
    NoSlices,
    /// A cost is negative or out of all proportion.
    #[error("slice {slice}: the cost is not between 0 and 1,000,000,000 yen")]
    Cost {
        /// The slice's place, from 0.
        slice: usize,
    },
    /// A slice names a certificate that is not in the list.
    #[error("slice {slice}: there is no certificate {certificate}")]
    NoSuchCertificate {
        /// The slice's place, from 0.
        slice: usize,
        /// The place it names.
        certificate: usize,
    },
    /// One receipt has too many sets of certificates.
    #[error("more than {0} sets of certificates on one receipt")]
    TooManyParts(usize),
    /// A datum is missing that could change the answer.
    #[error(transparent)]
    Undecided(#[from] Undecided),
}
