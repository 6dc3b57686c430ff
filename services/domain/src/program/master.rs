//! What a body sets up for a program (制度マスタ) before it can register anybody under it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::{
    body_code::BodyCode, certificate_type::CertificateTypeId, income_band::IncomeBand,
    law_number::LawNumber, period::Period, settlement::Settlement,
};

/// The most income bands of one program.
pub const INCOME_BANDS_MAX: usize = 50;

/// The most items of additional conditions of one program.
pub const CONDITION_ITEMS_MAX: usize = 50;

/// The most codes of one item of additional conditions.
pub const CONDITION_CODES_MAX: usize = 50;

/// The most characters of a [`ConditionCode`].
const CONDITION_CODE_CHARACTERS_MAX: usize = 20;

/// A program as its body defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramMaster {
    /// Whose program.
    pub body: BodyCode,
    /// The body's certificate type (機関別受給者証種別ID).
    pub certificate_type: CertificateTypeId,
    /// The program's name (制度名), 1 to 100 characters.
    pub name: String,
    /// The law number (法別番号); some local programs have none.
    pub law_number: Option<LawNumber>,
    /// The days on which the body registers this program.
    pub in_force: Period,
    /// How it is settled at facilities in the body's prefecture.
    pub settlement_inside: Settlement,
    /// How it is settled at facilities outside the body's prefecture.
    pub settlement_outside: Settlement,
    /// Whether only institutions named on the certificate may use it.
    pub designation_required: bool,
    /// Income bands (所得区分), no code twice.
    pub income_bands: Vec<NamedBand>,
    /// Additional conditions (追加条件), no item twice.
    pub conditions: Vec<ConditionItem>,
    /// The rule it stands for; none: no amount can be calculated, and that is said.
    pub rule: Option<RuleMapping>,
}

/// An income band with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBand {
    /// The code.
    pub code: IncomeBand,
    /// The name, up to 100 characters.
    pub name: String,
}

/// One item of additional conditions (追加条件項目) with its codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionItem {
    /// The item.
    pub item: NamedCode,
    /// Its codes, none twice.
    pub codes: Vec<NamedCode>,
}

/// An item or a code of additional conditions with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCode {
    /// The code.
    pub code: ConditionCode,
    /// The name, up to 100 characters.
    pub name: String,
}

/// An item or a code of additional conditions: 1 to 20 half-width characters without `-` and `;`.
///
/// Holding one proves its form: rows join item and code by `-` and pairs by `;`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionCode(Box<str>);

/// A text is not a [`ConditionCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("condition code must be 1 to 20 half-width characters without - and ;")]
pub struct NotAConditionCode;

/// Which rule of the calculation module a program stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleMapping {
    /// The rule's id in the rule data, 1 to 100 characters.
    pub rule: String,
    /// From the body's income bands to the rule's.
    pub income_bands: BTreeMap<String, String>,
    /// From the body's `item-code` pairs to the rule's conditions: `income=…`, `role=…`, `disability=…`, `grade=…`,
    /// `child_order=…`, else a word printed on the certificate.
    pub conditions: BTreeMap<String, String>,
}

/// What is inconsistent in a program master, in the order in which it is checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MasterFault {
    /// An income band is defined twice.
    #[error("income band `{0}` is defined twice")]
    BandTwice(IncomeBand),
    /// An item of additional conditions is defined twice.
    #[error("condition item `{0}` is defined twice")]
    ItemTwice(ConditionCode),
    /// A code is defined twice under one item.
    #[error("condition code `{code}` is defined twice under item `{item}`")]
    CodeTwice {
        /// The item.
        item: ConditionCode,
        /// The code.
        code: ConditionCode,
    },
    /// The rule maps an income band that is not defined.
    #[error("the rule maps income band `{0}`, which is not defined")]
    BandNotDefined(String),
    /// The rule maps a condition that is not defined.
    #[error("the rule maps condition `{0}`, which is not defined")]
    ConditionNotDefined(String),
}

impl ProgramMaster {
    /// Whether it agrees with itself: no code twice, and the rule maps only what is defined.
    ///
    /// # Errors
    ///
    /// [`MasterFault`], the first found in the order of its variants.
    pub fn check(&self) -> Result<(), MasterFault> {
        if let Some(band) = repeated(self.income_bands.iter().map(|band| &band.code)) {
            return Err(MasterFault::BandTwice(band.clone()));
        }
        if let Some(item) = repeated(self.conditions.iter().map(|known| &known.item.code)) {
            return Err(MasterFault::ItemTwice(item.clone()));
        }
        for ConditionItem { item, codes } in &self.conditions {
            if let Some(code) = repeated(codes.iter().map(|known| &known.code)) {
                let (item, code) = (item.code.clone(), code.clone());
                return Err(MasterFault::CodeTwice { item, code });
            }
        }
        let Some(rule) = &self.rule else { return Ok(()) };
        let defined =
            |band: &str| self.income_bands.iter().any(|known| known.code.as_str() == band);
        if let Some(band) = rule.income_bands.keys().find(|band| !defined(band)) {
            return Err(MasterFault::BandNotDefined(band.clone()));
        }
        let defined = |pair: &str| {
            pair.split_once('-').is_some_and(|(item, code)| self.knows_condition(item, code))
        };
        if let Some(pair) = rule.conditions.keys().find(|pair| !defined(pair)) {
            return Err(MasterFault::ConditionNotDefined(pair.clone()));
        }
        Ok(())
    }

    /// Whether it defines this income band.
    #[must_use]
    pub fn knows_income_band(&self, band: &IncomeBand) -> bool {
        self.income_bands.iter().any(|known| known.code == *band)
    }

    /// Whether it defines this item of additional conditions, and this code under it.
    #[must_use]
    pub fn knows_condition(&self, item: &str, code: &str) -> bool {
        self.conditions
            .iter()
            .filter(|known| known.item.code.as_str() == item)
            .any(|known| known.codes.iter().any(|named| named.code.as_str() == code))
    }
}

impl ConditionCode {
    /// The code as the body gave it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ConditionCode {
    type Err = NotAConditionCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length_fits = (1..=CONDITION_CODE_CHARACTERS_MAX).contains(&text.len());
        if length_fits && text.bytes().all(is_half_width) {
            Ok(Self(text.into()))
        } else {
            Err(NotAConditionCode)
        }
    }
}

impl fmt::Display for ConditionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Printable ASCII, without what joins codes.
fn is_half_width(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'-' && byte != b';'
}

/// The first that stood before. Lists are short, so each is compared with those before it.
fn repeated<'a, T: PartialEq>(codes: impl Iterator<Item = &'a T> + Clone) -> Option<&'a T> {
    codes
        .clone()
        .enumerate()
        .find(|(place, code)| codes.clone().take(*place).any(|earlier| earlier == *code))
        .map(|(_, code)| code)
}
