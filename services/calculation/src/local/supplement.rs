//! What a row's 94 columns cannot say (補足): one JSON object for each row, in the order of the rows.
//!
//! Operators and conditions are refused where a word of them is not known; keys that only tell people where a row comes
//! from are passed over.

use serde::{Deserialize, Deserializer, de::Error};

use super::{condition::Ages, settle::How};
use crate::{
    Dispensing, Scheme, Setting,
    official::{AgeFrom, AgeTo, Meaning},
};

/// The longest supplement that is read, in bytes.
pub const SUPPLEMENT_BYTES_MAX: usize = 64 << 20;

/// What the columns of one row cannot say.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Supplement {
    /// The id of the row, unique in the edition.
    pub(crate) id: Box<str>,
    /// The rule the row belongs to, with the rows of its other tiers.
    pub(crate) rule_id: Option<Box<str>>,
    /// The tier of the rule, from 1.
    pub(crate) tier: Option<u16>,
    /// The number under which a group of rows is known to receipt computers.
    pub(crate) orca_number: Option<Box<str>>,
    pub(crate) when: Option<Words>,
    pub(crate) ages_for: Option<Box<str>>,
    pub(crate) requires: Option<Requires>,
    #[serde(default, rename = "supplement")]
    pub(crate) ops: Vec<Op>,
    pub(crate) meal: Option<Meal>,
    #[serde(default)]
    pub(crate) round: Round,
    #[serde(deserialize_with = "how")]
    pub(crate) settle: Option<How>,
    #[serde(default)]
    pub(crate) settle_by: Vec<SettleBy>,
    pub(crate) outside: Option<Outside>,
    pub(crate) settle_detail: Option<SettleDetail>,
    pub(crate) delivery: Option<Delivery>,
    #[serde(default)]
    pub(crate) newer_rows: Vec<Box<str>>,
    #[serde(default)]
    pub(crate) source: Box<str>,
    /// Whether there is no supplement, and the columns are all that is known.
    #[serde(default)]
    pub(crate) columns_only: bool,
}

/// Conditions in words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Words {
    pub(crate) income: Option<Box<str>>,
    pub(crate) role: Option<Box<str>>,
    pub(crate) disability: Option<Box<str>>,
    pub(crate) grade: Option<Box<str>>,
    pub(crate) printed: Option<Box<str>>,
    pub(crate) child_order_min: Option<u8>,
    #[serde(deserialize_with = "schemes")]
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) insurer_prefecture_not: Option<Box<str>>,
    pub(crate) age_from_basis: Option<Box<str>>,
    pub(crate) age_from: Option<u32>,
    pub(crate) age_to_basis: Option<Box<str>>,
    pub(crate) age_to: Option<u32>,
    /// Only in a settlement.
    #[serde(deserialize_with = "settings")]
    pub(crate) setting: Vec<Setting>,
    /// Only in a settlement.
    pub(crate) prefectures: Vec<Box<str>>,
    /// Only in a settlement.
    pub(crate) municipalities: Vec<Box<str>>,
    /// Only in a limit.
    #[serde(deserialize_with = "dispensing")]
    pub(crate) dispensing: Option<Dispensing>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requires {
    pub(crate) programs_any: Vec<Box<str>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Round {
    /// How the counter rounds: to tens, half up. No other way has been seen.
    #[serde(default, rename = "window")]
    _window: Option<WindowRounding>,
    /// How the receipt is rounded; absent, not told.
    #[serde(default)]
    pub(crate) receipt: Option<ReceiptRounding>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WindowRounding {
    #[serde(rename = "half_up_10")]
    HalfUp10,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReceiptRounding {
    None,
    #[serde(rename = "half_up_10")]
    HalfUp10,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettleBy {
    pub(crate) when: Words,
    #[serde(deserialize_with = "how")]
    pub(crate) settle: Option<How>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outside {
    #[serde(deserialize_with = "how")]
    pub(crate) settle: Option<How>,
    /// Why, for the person at the counter.
    pub(crate) why: Box<str>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettleDetail {
    #[serde(deserialize_with = "schemes")]
    pub(crate) receipt_with: Vec<Scheme>,
    #[serde(deserialize_with = "how")]
    pub(crate) otherwise: Option<How>,
}

/// How a page describes the payment of its program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    pub(crate) in_prefecture: Box<str>,
    #[serde(rename = "out_of_prefecture")]
    pub(crate) _out_of_prefecture: Option<Box<str>>,
    #[serde(rename = "zone")]
    pub(crate) _zone: Option<Box<str>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Meal {
    Share {
        percent: u32,
        when: Option<Box<Words>>,
        otherwise: Option<u32>,
        #[serde(rename = "added")]
        _added: Option<bool>,
    },
    Fixed {
        per: PerWord,
        yen: i64,
        #[serde(rename = "paid_by")]
        _paid_by: PaidBy,
    },
    Cap {
        #[serde(rename = "from")]
        _from: FromWord,
        #[serde(rename = "yen")]
        _yen: Option<i64>,
    },
}

/// An operator, as the data writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(crate) enum Op {
    Cap(CapOp),
    Fixed(FixedOp),
    Rate(RateOp),
    Fraction(FractionOp),
    Table(TableOp),
    FloorExempt(FloorExemptOp),
    Aid(AidOp),
    AidOfTier(AidOfTierOp),
    NotCovered(SettingOp),
    RefundAll(SettingOp),
    RefundRest(SettingOp),
    WithPrescriber(SettingOp),
    CountBy(CountByOp),
    Exclude(ExcludeOp),
    OnlyWith(OnlyWithOp),
    FreePart(FreePartOp),
    ContinueAfterOtherCap(ContinueOp),
    Cash(CashOp),
}

macro_rules! ops {
    ($($name:ident { $($(#[$attr:meta])* $field:ident: $of:ty,)* })*) => {$(
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// For one kind of care; absent, for all together.
            #[serde(default, deserialize_with = "setting")]
            pub(crate) setting: Option<Setting>,
            $($(#[$attr])* pub(crate) $field: $of,)*
            // For people who read the data.
            #[serde(rename = "source")]
            _source: Option<Box<str>>,
            #[serde(rename = "note")]
            _note: Option<Box<str>>,
            #[serde(rename = "added")]
            _added: Option<bool>,
        }
    )*};
}

ops! {
    CapOp {
        per: PerWord,
        scope: OverWord,
        yen: Option<i64>,
        times: Option<u16>,
        #[serde(rename = "count_in_day")]
        _count_in_day: Option<u16>,
        reset: Option<ResetWord>,
        when: Option<Words>,
        settle: Option<ExcessWord>,
        paid_by: Option<PaidBy>,
        from: Option<FromWord>,
        fourth: Option<i64>,
        plus: Option<Plus>,
        counter: Option<Box<str>>,
        #[serde(rename = "year_from")]
        _year_from: Option<Box<str>>,
    }
    FixedOp {
        #[serde(rename = "per")]
        _per: FixedPer,
        yen: i64,
    }
    RateOp { of: OfWord, percent: u32, }
    FractionOp { num: u32, den: u32, }
    TableOp {
        by: TableWord,
        #[serde(rename = "per")]
        _per: Option<MonthWord>,
        #[serde(rename = "scope")]
        _scope: Option<FacilityWord>,
        rows: Vec<TableRow>,
    }
    FloorExemptOp {
        #[serde(rename = "per")]
        _per: MonthWord,
        #[serde(rename = "scope")]
        _scope: FacilityWord,
        below: i64,
        then: FloorWord,
        #[serde(rename = "else")]
        otherwise: FloorWord,
        #[serde(rename = "else_settle")]
        _else_settle: Option<RefundWord>,
    }
    AidOp { of: Option<OfWord>, percent: Option<u32>, per: Option<PerWord>, yen: Option<i64>, }
    AidOfTierOp { tier: u16, num: u32, den: u32, }
    SettingOp {}
    CountByOp { by: CountByWord, }
    ExcludeOp {
        care: Box<str>,
        cost_from: Option<i64>,
        stay_month_from: Option<u16>,
        when: Option<Words>,
    }
    OnlyWithOp { programs_any: Vec<Box<str>>, }
    FreePartOp {
        #[serde(rename = "part")]
        _part: PartWord,
    }
    ContinueOp { code: Box<str>, }
    CashOp {
        #[serde(rename = "per")]
        _per: MonthWord,
        yen: i64,
        days_from: u16,
    }
}

/// A line of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableRow {
    pub(crate) first_visit: Option<bool>,
    pub(crate) le: Option<u16>,
    pub(crate) ge: Option<u16>,
    pub(crate) care: Option<Box<str>>,
    #[serde(rename = "use")]
    pub(crate) row: Option<RowWord>,
    pub(crate) yen: Option<i64>,
    pub(crate) yen_dental: Option<i64>,
}

/// What a limit grows by.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plus {
    pub(crate) percent: u32,
    pub(crate) over_cost: i64,
}

macro_rules! words {
    ($($name:ident { $($word:ident),* })*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($word),* }
    )*};
}

words! {
    PerWord { Visit, Day, Month, Year, Admission }
    FixedPer { Visit }
    OverWord { Facility, PrescriberWithPharmacy, AllFacilities, Household }
    ResetWord { Month, Admission }
    ExcessWord { RefundOfExcess }
    PaidBy { Program }
    FromWord { Certificate }
    OfWord { Cost, InsuranceCopay }
    TableWord { FirstVisit, StayDays, StayMonth, VisitDays, Care }
    MonthWord { Month }
    FacilityWord { Facility }
    FloorWord { Zero, Row, Full }
    RefundWord { Refund }
    CountByWord { Department, Prescriber }
    PartWord { Drug }
    RowWord { Row }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SettingWord {
    Inpatient,
    Outpatient,
    Dental,
    Pharmacy,
    Nursing,
}

impl From<SettingWord> for Setting {
    fn from(word: SettingWord) -> Self {
        match word {
            SettingWord::Inpatient => Self::Inpatient,
            SettingWord::Outpatient => Self::Outpatient,
            SettingWord::Dental => Self::Dental,
            SettingWord::Pharmacy => Self::Pharmacy,
            SettingWord::Nursing => Self::Nursing,
        }
    }
}

fn setting<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Setting>, D::Error> {
    Ok(Option::<SettingWord>::deserialize(from)?.map(Setting::from))
}

fn settings<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Setting>, D::Error> {
    Ok(Vec::<SettingWord>::deserialize(from)?.into_iter().map(Setting::from).collect())
}

fn schemes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Scheme>, D::Error> {
    let words = Vec::<Box<str>>::deserialize(from)?;
    let scheme = |word: Box<str>| match &*word {
        "shaho" => Ok(Scheme::Employees),
        "kokuho" => Ok(Scheme::National),
        "kouki" => Ok(Scheme::LateElderly),
        _ => Err(D::Error::custom(format!("{word} is no kind of insurance"))),
    };
    words.into_iter().map(scheme).collect()
}

fn how<'de, D: Deserializer<'de>>(from: D) -> Result<Option<How>, D::Error> {
    match &*Box::<str>::deserialize(from)? {
        "in_kind_receipt" => Ok(Some(How::OnReceipt)),
        "in_kind_list" => Ok(Some(How::OnList)),
        "refund" => Ok(Some(How::PayFirst)),
        "unknown" => Ok(None),
        other => Err(D::Error::custom(format!("{other} is no settlement"))),
    }
}

fn dispensing<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Dispensing>, D::Error> {
    match Option::<Box<str>>::deserialize(from)?.as_deref() {
        None => Ok(None),
        Some("inside") => Ok(Some(Dispensing::Inside)),
        Some("outside") => Ok(Some(Dispensing::Outside)),
        Some(other) => Err(D::Error::custom(format!("{other} is no place of dispensing"))),
    }
}

impl Supplement {
    /// No supplement: the columns are all that is known.
    pub(crate) fn none(id: Box<str>) -> Self {
        Self {
            source: id.clone(),
            id,
            rule_id: None,
            tier: None,
            orca_number: None,
            when: None,
            ages_for: None,
            requires: None,
            ops: Vec::new(),
            meal: None,
            round: Round::default(),
            settle: None,
            settle_by: Vec::new(),
            outside: None,
            settle_detail: None,
            delivery: None,
            newer_rows: Vec::new(),
            columns_only: true,
        }
    }
}

impl Words {
    /// The ages the words name; none if they name none, an error's text if they name a basis nobody knows.
    pub(crate) fn ages(&self) -> Result<Option<Ages>, String> {
        let unknown = |word: &str| format!("{word} is no reference day");
        let from = self
            .age_from_basis
            .as_deref()
            .map(|word| AgeFrom::of(word).ok_or_else(|| unknown(word)));
        let to =
            self.age_to_basis.as_deref().map(|word| AgeTo::of(word).ok_or_else(|| unknown(word)));
        let (from, to) = (from.transpose()?, to.transpose()?);
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        Ok(Some(Ages {
            from: (from.unwrap_or(AgeFrom::NoTest), self.age_from.unwrap_or_default()),
            to: (to.unwrap_or(AgeTo::NoTest), self.age_to.unwrap_or_default()),
        }))
    }
}
