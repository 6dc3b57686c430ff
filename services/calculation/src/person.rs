//! The person, as far as the calculation asks: birth date, insurance of the day, and the words of their certificates.
//!
//! What belongs to the insurance (share, income class, proof of the limit, 多数回, long-term illness) is told with
//! each call and kept nowhere.

use domain::insurer_number::InsurerNumber;
use jiff::civil::Date;

use crate::money::{Ratio, Yen};

/// A person in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The birth date; absent, whatever depends on an age is undecided.
    pub birth_date: Option<Date>,
    /// The health insurance; absent for a person who has none (生活保護のみなど).
    pub insurance: Option<Insurance>,
    /// What a body has found about the person: income, role, grade of a disability. At most one of a kind.
    pub facts: Vec<Fact>,
}

/// Something a body found about a person. The words are those of the rule data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The income class of the program (所得区分): `non_taxed`, `taxed`, …
    Income(String),
    /// Whose medical care it is in a program for families: `parent`, `child`.
    Role(String),
    /// The kind and degree of a disability: `severe`, `mental_1`, …
    Disability(String),
    /// The grade of a program (等級).
    Grade(String),
    /// Which child of the family, from 1 (第n子).
    ChildOrder(u8),
    /// A word printed on the certificate that a rule asks for.
    Printed(String),
}

/// A health insurance on the day of a visit. The default is one of which nothing is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Insurance {
    /// Which kind of insurance; absent where it is not known.
    pub scheme: Option<Scheme>,
    /// The insurer; only rules that name insurers ask for it.
    pub insurer: Option<InsurerNumber>,
    /// The part of the cost the insured pays (自己負担割合); absent, it follows from age and income class.
    pub share: Option<Ratio>,
    /// The age band; absent, it follows from the birth date.
    pub age_band: Option<AgeBand>,
    /// The income class of the high-cost limit (所得区分), in the words of its table: `ア`, `一般`, …
    pub income_class: Option<String>,
    /// Whether the limit is proved (認定証, or online by オンライン資格確認).
    pub limit_proof: bool,
    /// Whether the limit was reached in three of the last twelve months (多数回該当).
    pub fourth_month: bool,
    /// Whether the month is that of the 75th birthday with halved limits; absent, it follows from the birth date.
    pub turns_75: Option<bool>,
    /// A certificate of a long-term high-cost illness (特定疾病療養受療証, マル長).
    pub long_term_illness: Option<LongTermIllness>,
}

/// A kind of health insurance (保険種別).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Employees' insurance (社会保険).
    Employees,
    /// National health insurance (国民健康保険).
    National,
    /// Medical care for the late elderly (後期高齢者医療).
    LateElderly,
}

/// The age bands of the insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeBand {
    /// Until the month of the 70th birthday.
    Under70,
    /// From then to the 75th birthday.
    From70,
    /// From the 75th birthday, and from 65 with a certified disability.
    From75,
}

/// A long-term high-cost illness (マル長).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LongTermIllness {
    /// The limit a month that the certificate states; absent, it follows from the illness and the income class.
    pub limit: Option<Yen>,
    /// Whether it is chronic kidney failure with dialysis (人工透析), whose limit depends on the income class.
    pub dialysis: bool,
}
