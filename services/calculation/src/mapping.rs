//! From a certificate of a body to its rule: the program's mapping first, else the payer number.
//!
//! Whoever holds certificates asks here, so that the desk is told the rule that a calculation will use.

use domain::{
    certificate::{AdditionalCondition, CareSetting, CopaymentLimit, LimitPeriod},
    income_band::IncomeBand,
    payer_number::PayerNumber,
    program::{ProgramMaster, RuleMapping},
};

use crate::{Fact, PrintedLimit, RuleName, edition::Edition, money::Yen};

/// What a certificate's income band and additional conditions mean in the words of its rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The band, for a national rule.
    pub band: Option<String>,
    /// The facts, for a local one.
    pub facts: Vec<Fact>,
}

/// The rule of the edition that a certificate stands for: that of its program's mapping, else that of its payer number;
/// none where the edition has no such rule.
#[must_use]
pub fn rule_of(
    edition: &Edition,
    master: Option<&ProgramMaster>,
    payer: Option<PayerNumber>,
) -> Option<RuleName> {
    let rule = master.and_then(mapped).or_else(|| of_payer(edition, payer?));
    rule.filter(|rule| edition.has(rule))
}

/// The rule that a program maps to. Whether an edition has it is another question: [`Edition::has`].
#[must_use]
pub fn mapped(master: &ProgramMaster) -> Option<RuleName> {
    master.rule.as_ref()?.rule.parse().ok()
}

/// The rule that a payer number stands for; none where it is not known or several have it.
#[must_use]
pub fn of_payer(edition: &Edition, number: PayerNumber) -> Option<RuleName> {
    let mut names = edition.rows_of(number).iter().map(|row| edition.rules().program_of(row));
    let first = names.next()??;
    names.all(|name| name == Some(first)).then(|| RuleName::Local(first.to_owned()))
}

impl Meaning {
    /// Through a program's mapping. A code without a mapping means nothing to the rule, and is left out.
    #[must_use]
    pub fn of(
        mapping: &RuleMapping,
        band: Option<&IncomeBand>,
        conditions: &[AdditionalCondition],
    ) -> Self {
        let band = band.and_then(|band| mapping.income_bands.get(band.as_str())).cloned();
        let mut facts: Vec<_> = band.iter().cloned().map(Fact::Income).collect();
        let words = conditions.iter().filter_map(|condition| {
            mapping.conditions.get(&format!("{}-{}", condition.item, condition.code))
        });
        facts.extend(words.map(|word| condition_fact(word)));
        Self { band, facts }
    }
}

/// A limit as the calculation reads it; none for one that it does not ask for.
#[must_use]
pub fn printed_limit(limit: &CopaymentLimit) -> Option<PrintedLimit> {
    let yen = Yen(i64::from(limit.amount_yen));
    match (limit.period, limit.setting) {
        (LimitPeriod::Month, CareSetting::Combined) => Some(PrintedLimit::Month(yen)),
        (LimitPeriod::Month, CareSetting::Inpatient) => Some(PrintedLimit::MonthInpatient(yen)),
        (LimitPeriod::Month, CareSetting::Outpatient) => Some(PrintedLimit::MonthOutpatient(yen)),
        (LimitPeriod::Day, _) => Some(PrintedLimit::Day(yen)),
        (LimitPeriod::Visit, _) => Some(PrintedLimit::Visit(yen)),
        (LimitPeriod::Month, CareSetting::Pharmacy) => None,
    }
}

/// What a mapped condition says: `income=low`, `role=parent`, `disability=severe`, `grade=2`, `child_order=3`, else a
/// printed word.
fn condition_fact(word: &str) -> Fact {
    match word.split_once('=') {
        Some(("income", value)) => Fact::Income(value.into()),
        Some(("role", value)) => Fact::Role(value.into()),
        Some(("disability", value)) => Fact::Disability(value.into()),
        Some(("grade", value)) => Fact::Grade(value.into()),
        Some(("child_order", value)) if value.parse::<u8>().is_ok_and(|order| order > 0) => {
            Fact::ChildOrder(value.parse().unwrap_or(1))
        }
        Some(_) | None => Fact::Printed(word.into()),
    }
}

#[cfg(test)]
mod tests;
