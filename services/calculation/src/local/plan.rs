//! A rule as compiled: for each kind of care, the operators that lead from what is left to what the person pays.
//!
//! Everything with an amount, a number of times or a word comes from the data; here stand only the forms it may take.

use std::sync::Arc;

use super::condition::Condition;
use crate::{
    Dispensing, Setting,
    money::{Ratio, Rounding, Yen},
};

/// What a tier says of one kind of care.
#[derive(Clone, Debug)]
pub(crate) enum Cover {
    /// The data does not say this: the item that is missing.
    Unknown(&'static str),
    /// Paid first, and refunded: how much the data does not say.
    RefundUnknown(&'static str),
    /// The program does not cover it.
    NotCovered,
    /// Covered. Tiers whose plans are the same share one.
    Plan(Arc<Plan>),
}

/// A value for each kind of care.
#[derive(Clone, Debug)]
pub(crate) struct PerSetting<T> {
    pub(crate) inpatient: T,
    pub(crate) outpatient: T,
    pub(crate) dental: T,
    pub(crate) pharmacy: T,
    pub(crate) nursing: T,
}

/// The operators of one kind of care, in the order in which they apply.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Plan {
    /// The care that is not covered although its kind is.
    pub(crate) exclusions: Box<[Exclusion]>,
    /// Programs one of which must come first.
    pub(crate) only_with: Option<Box<[Prerequisite]>>,
    /// Drugs are free: the person's part is reckoned on the rest.
    pub(crate) drugs_free: bool,
    /// The person's fee goes on against what the month has saved, counted here, once the program of a law number has
    /// reached its limit.
    pub(crate) goes_on: Option<(u16, domain::law_number::LawNumber)>,
    /// What the person pays before any limit.
    pub(crate) base: Base,
    /// How a fraction of a yen is settled.
    pub(crate) fraction: Rounding,
    /// What lowers it.
    pub(crate) steps: Box<[Step]>,
    /// The receipt is rounded to so many yen.
    pub(crate) receipt: Option<(i64, Rounding)>,
    /// In kind only below an amount of the month.
    pub(crate) threshold: Option<Threshold>,
    /// The month as a whole decides what is returned.
    pub(crate) month: Option<MonthEnd>,
    /// Limits whose excess is returned later.
    pub(crate) later: Box<[Limit]>,
    /// What counts as one facility.
    pub(crate) counted: Counted,
}

/// Care that is not covered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Exclusion {
    /// The word of the care.
    pub(crate) care: Box<str>,
    /// From this cost.
    pub(crate) cost_from: Yen,
    /// From this month of the stay.
    pub(crate) stay_month_from: u16,
    /// For these people only.
    pub(crate) when: Option<Condition>,
}

/// A program that must come before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Prerequisite {
    /// A national one, by its law number.
    Law(domain::law_number::LawNumber),
    /// A local one, by its name.
    Local(Box<str>),
}

/// What the person pays before any limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Base {
    /// Nothing.
    Free,
    /// What is left.
    Left,
    /// What the insurance alone would leave.
    PercentOfCopayment(Ratio),
    /// A rate of the cost.
    PercentOfCost(Ratio),
    /// A fraction of what is left.
    Fraction(Ratio),
    /// A fixed amount.
    Fixed(Yen),
    /// The program pays a fixed amount.
    AidFixed(Yen),
    /// The program pays so much for each day.
    AidByDay(Yen),
    /// The program pays a rate of the cost.
    AidPercentOfCost(Ratio),
    /// The program pays a part of what the insurance alone would leave.
    AidPercentOfCopayment(Ratio),
    /// The program pays a fraction of what is left.
    AidFraction(Ratio),
}

/// What lowers the person's part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// An amount by a fact of the visit.
    Table(Table),
    /// A limit.
    Limit(Limit),
}

/// An amount by a fact of the visit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Table {
    pub(crate) by: TableBy,
    /// The first line that fits; none: as the row says.
    pub(crate) lines: Box<[Line]>,
}

/// The fact a table asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TableBy {
    /// Whether a first-visit fee was charged: 1 or 0.
    FirstVisit,
    /// Which month of the stay it is.
    StayMonth,
    /// Whether the care is of a kind: the word stands in the line.
    Care,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) care: Option<Box<str>>,
    pub(crate) then: Then,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Then {
    /// As the row says.
    Row,
    /// At most so many yen.
    Yen(Yen),
    /// The program does not cover it.
    Full,
}

/// A limit (上限額): how often, over what, and how much.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Limit {
    /// Its counter within the program.
    pub(crate) slot: u16,
    pub(crate) per: Per,
    pub(crate) over: Over,
    /// Whether the program's part is limited, not the person's.
    pub(crate) of_program: bool,
    /// The first whose condition holds; none: no limit.
    pub(crate) amounts: Box<[Amount]>,
}

/// How often a limit begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Per {
    Visit,
    Day,
    Month,
    Year,
    Admission,
}

/// Over what a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Over {
    /// A facility, each kind of care apart.
    Facility,
    /// A facility, hospital stay and outpatient care together.
    FacilityInOut,
    /// A facility with the pharmacies that dispense its prescriptions.
    Prescriber,
    /// All facilities of the person.
    Person,
    /// All people of the household.
    Household,
}

/// An amount of a limit, and when it holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Amount {
    pub(crate) when: Option<When>,
    pub(crate) yen: LimitYen,
    /// The amount where the limit was reached in three of the last twelve months (多数回).
    pub(crate) fourth: Option<Yen>,
    /// How often a month, or an admission, it is charged; none: every time.
    pub(crate) times: Option<u16>,
    /// Whether times count over an admission.
    pub(crate) by_admission: bool,
}

/// When an amount of a limit holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum When {
    /// For drugs dispensed here or there.
    Dispensing(Dispensing),
    /// For these people.
    Person(Condition),
}

/// How much a limit is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LimitYen {
    /// None: only the times are limited, or nothing.
    NoLimit,
    /// So many yen.
    Yen(Yen),
    /// So many yen, and a percentage of the month's cost above a threshold.
    Formula { base: Yen, threshold: Yen, ratio: Ratio },
    /// By the days of the month's stay.
    ByDays(Box<[Line]>),
    /// As printed on the certificate.
    Certificate,
}

/// In kind only while the month's co-payment at the facility is below an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Threshold {
    pub(crate) slot: u16,
    pub(crate) below: Yen,
    /// Whether nothing is left to the person in the end; otherwise as the row says.
    pub(crate) free: bool,
}

/// How the month as a whole decides what is returned of what was paid.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MonthEnd {
    pub(crate) slot: u16,
    pub(crate) how: Returned,
}

/// What is returned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Returned {
    /// Everything.
    All,
    /// Everything, once the month has reached an amount.
    AllFrom(Yen),
    /// What is above an amount by the number of days.
    AboveByDays(Box<[Line]>),
    /// A part of what another tier would pay.
    PartOfTier { ratio: Ratio, plan: Box<Plan> },
}

/// What counts as one facility.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Counted {
    /// The facility.
    #[default]
    Facility,
    /// Each of its departments.
    Department,
    /// A pharmacy, for each prescriber.
    ByPrescriber,
    /// The prescriber's facility: the pharmacy counts there.
    AtPrescriber,
}

impl Prerequisite {
    /// The law number, where it is a national program.
    pub(crate) fn law(&self) -> Option<domain::law_number::LawNumber> {
        match self {
            Self::Law(law) => Some(*law),
            Self::Local(_) => None,
        }
    }
}

impl<T> PerSetting<T> {
    /// The value of a kind of care.
    pub(crate) fn of(&self, setting: Setting) -> &T {
        match setting {
            Setting::Inpatient => &self.inpatient,
            Setting::Outpatient => &self.outpatient,
            Setting::Dental => &self.dental,
            Setting::Pharmacy => &self.pharmacy,
            Setting::Nursing => &self.nursing,
        }
    }
}

impl Line {
    /// Whether a number lies in the line.
    pub(crate) fn has(&self, number: u16) -> bool {
        (self.from..=self.to).contains(&number)
    }
}
