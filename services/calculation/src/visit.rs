//! A visit (受診): what was done to whom, where and when, as far as the calculation asks.

use domain::{body_code::BodyCode, institution_code::InstitutionCode, prefecture::PrefectureCode};
use jiff::civil::Date;

use crate::money::Yen;

/// A visit to a facility, a dispensing at a pharmacy, or the days of a stay that one receipt bills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The day of the visit; the last of the days billed where there are several.
    pub date: Date,
    /// The facility, by a name that is the same in all visits of the call.
    pub facility: String,
    /// Its institution code, where a rule asks for named facilities.
    pub institution: Option<InstitutionCode>,
    /// Where the facility is; absent, what depends on the place is undecided.
    pub prefecture: Option<PrefectureCode>,
    /// The municipality it stands in, where a rule asks for it.
    pub municipality: Option<BodyCode>,
    /// What kind of care.
    pub setting: Setting,
    /// The cost, apart by the certificates that cover it. At least one.
    pub slices: Vec<Slice>,
    /// The department (診療科), where a rule counts by it.
    pub department: Option<String>,
    /// Whether a first-visit fee was charged (初診料の算定).
    pub first_visit_fee: Option<bool>,
    /// The facility that wrote the prescription, for a pharmacy (処方元).
    pub prescriber: Option<String>,
    /// Where the drugs of this visit are dispensed.
    pub dispensing: Option<Dispensing>,
    /// The part of the cost that is drugs (薬剤), where a rule sets them apart.
    pub drugs: Option<Yen>,
    /// What kind of care it was, in the words rules ask for: `psychiatric_bed`, `school_injury`, `out_of_hours`,
    /// `admitted_same_day`, … All of them: empty means ordinary care.
    pub circumstances: Vec<String>,
    /// The days of an inpatient stay.
    pub stay: Option<Stay>,
    /// What the person would pay by the insurance where it is known already, before local programs (国公費適用後を含む).
    pub insured_copayment: Option<Yen>,
}

impl Visit {
    /// A visit of a kind of care, of which nothing else is told.
    pub(crate) fn untold(date: Date, prefecture: Option<PrefectureCode>, setting: Setting) -> Self {
        Self {
            date,
            facility: String::new(),
            institution: None,
            prefecture,
            municipality: None,
            setting,
            slices: Vec::new(),
            department: None,
            first_visit_fee: None,
            prescriber: None,
            dispensing: None,
            drugs: None,
            circumstances: Vec::new(),
            stay: None,
            insured_copayment: None,
        }
    }
}

/// A part of a visit's cost that the same certificates cover (公費対象点数, 公費単独点数).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The cost: ten yen a point, or yen as billed in visiting nursing. Not negative, up to [`Yen::COST_MAX`].
    pub cost: Yen,
    /// Which certificates cover it, as places in the list of certificates, from 0.
    pub certificates: Vec<usize>,
}

/// A kind of care (入院・外来・歯科・調剤・訪問看護).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Hospital stay (医科入院).
    Inpatient,
    /// Outpatient medical care (医科外来).
    Outpatient,
    /// Outpatient dental care (歯科外来).
    Dental,
    /// A pharmacy (調剤).
    Pharmacy,
    /// Visiting nursing (訪問看護).
    Nursing,
}

/// Where the drugs of an outpatient visit are dispensed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dispensing {
    /// In the facility (院内処方).
    Inside,
    /// At a pharmacy, on a prescription (院外処方).
    Outside,
}

/// The days of a hospital stay that a visit bills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stay {
    /// How many days are billed. At least 1.
    pub days: u16,
    /// How many days of the same admission were billed before, in other visits or months.
    pub days_before: u16,
    /// Which month of the stay it is, from 1; absent where it is not known.
    pub month: Option<u16>,
    /// How many meals were served (食事療養の回数).
    pub meals: u16,
    /// The standard charge of a meal where the facility states it; absent, it follows from the table.
    pub meal_charge: Option<Yen>,
}
