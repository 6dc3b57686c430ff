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
    let rule = match master.and_then(mapped) {
        Some(RuleName::National { law, agency: None }) => {
            // Where one law number has several programs, the payer number tells which.
            let told = payer.filter(|payer| payer.law_number() == law);
            told.and_then(|payer| national(edition, payer))
                .or(Some(RuleName::National { law, agency: None }))
        }
        Some(rule) => Some(rule),
        None => of_payer(edition, payer?),
    };
    rule.filter(|rule| edition.has(rule))
}

/// The rule that a program maps to. Whether an edition has it is another question: [`Edition::has`].
#[must_use]
pub fn mapped(master: &ProgramMaster) -> Option<RuleName> {
    master.rule.as_ref()?.rule.parse().ok()
}

/// The rule that a payer number stands for: a local one whose rows bear it, else the national program of its law and
/// agency number. None where it is not known or several local rules have it.
#[must_use]
pub fn of_payer(edition: &Edition, number: PayerNumber) -> Option<RuleName> {
    let mut names = edition.rows_of(number).iter().map(|row| edition.rules().program_of(row));
    let Some(first) = names.next() else { return national(edition, number) };
    let first = first?;
    names.all(|name| name == Some(first)).then(|| RuleName::Local(first.to_owned()))
}

/// The national program of a payer number's law number. Where the data lists agency numbers (実施機関番号), it must be one
/// of them: some bodies number programs of their own under a national law number. A number whose check digit (検証番号)
/// does not hold may be any other, mistyped.
fn national(edition: &Edition, number: PayerNumber) -> Option<RuleName> {
    if !number.check_digit_holds() {
        return None;
    }
    let (law, agency) = (number.law_number(), number.agency_number());
    let several = edition.national().programs_of(law).nth(1).is_some();
    let mut programs = edition.national().programs_of(law);
    programs
        .any(|program| program.is_of_agency(&agency))
        .then(|| RuleName::National { law, agency: several.then_some(agency) })
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
