//! Limits on what a person pays (自己負担上限額), as a certificate prints them.

use crate::law_number::LawNumber;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitPeriod {
    /// A calendar month (月額).
    Month,
    /// A day (日額).
    Day,
    /// A visit (1回).
    Visit,
}

/// Where a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CareSetting {
    /// Everything together (合算).
    Combined,
    /// Outpatient (入院外).
    Outpatient,
    /// Inpatient (入院).
    Inpatient,
    /// Pharmacy (調剤).
    Pharmacy,
}

/// One limit on what the person pays.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CopaymentLimit {
    /// What it counts.
    pub period: LimitPeriod,
    /// Where it counts.
    pub setting: CareSetting,
    /// The limit in whole yen; 0 where nothing is paid.
    pub amount_yen: u32,
    /// How often in a month it is charged; absent: no such count.
    pub count_max: Option<u8>,
    /// What is paid after that count, in whole yen.
    pub amount_after_count_yen: u32,
    /// Whether meals (食事療養) count towards it.
    pub meals_included: bool,
    /// Programs that share this limit.
    pub shared_with: Vec<LawNumber>,
}
