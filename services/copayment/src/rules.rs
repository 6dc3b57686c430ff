//! Which rule of the data a certificate stands for.

use calculation::{Fact, RuleName, edition::Edition};
use domain::{
    body_code::BodyCode,
    certificate::AdditionalCondition,
    income_band::IncomeBand,
    law_number::LawNumber,
    payer_number::PayerNumber,
    program::{ProgramMaster, RuleMapping},
};
use wire::{FieldError, Refusal, field, proto::copayment::v1 as proto};

use crate::{books::Books, status};

/// The longest name of a local rule.
const RULE_CHARACTERS_MAX: usize = 100;

/// The rule of a certificate typed in.
///
/// # Errors
/// `FIELD_MISSING`, `FIELD_MALFORMED`, `PROGRAM_NOT_DEFINED`, `RULE_NOT_FOUND`.
pub(crate) fn typed(
    books: Books<'_>,
    edition: &Edition,
    rule: Option<proto::typed_certificate::Rule>,
    path: &str,
) -> Result<RuleName, Refusal> {
    use proto::typed_certificate::Rule;
    let at = |error: FieldError| Refusal::from(error.under(path));
    let unknown =
        |field: &str, what: String| status::rule_not_found(&format!("{path}.{field}"), what);
    let (rule, field, what) = match field::present("rule", rule).map_err(at)? {
        Rule::National(national) => {
            let law: LawNumber =
                field::required("national.law_number", &national.law_number).map_err(at)?;
            let agency = Some(national.agency_number).filter(|agency| !agency.is_empty());
            let what = format!("law number {law}");
            (RuleName::National { law, agency }, "national.law_number", what)
        }
        Rule::Local(id) => {
            let id = field::required_text("local", id, RULE_CHARACTERS_MAX).map_err(at)?;
            let what = format!("the id {id}");
            (RuleName::Local(id), "local", what)
        }
        Rule::PayerNumber(number) => {
            let number: PayerNumber = field::required("payer_number", &number).map_err(at)?;
            let what = format!("payer number {number}");
            let rule = of_payer(edition, number);
            (rule.ok_or_else(|| unknown("payer_number", what.clone()))?, "payer_number", what)
        }
        Rule::Program(program) => {
            let body = BodyCode::from_resource_name(&program.body);
            let body = body.map_err(|error| at(FieldError::malformed("program.body", error)))?;
            let kind = field::required("program.certificate_type", &program.certificate_type);
            let master = books.program(body, &kind.map_err(at)?);
            let master =
                master.ok_or_else(|| status::program_not_defined(&format!("{path}.program")))?;
            let what = format!("program {}", master.name);
            (mapped(&master).ok_or_else(|| unknown("program", what.clone()))?, "program", what)
        }
    };
    if has(edition, &rule) { Ok(rule) } else { Err(unknown(field, what)) }
}

/// The rule that a payer number stands for; none where it is not known or several have it.
pub(crate) fn of_payer(edition: &Edition, number: PayerNumber) -> Option<RuleName> {
    let mut names = edition.rows_of(number).iter().map(|row| edition.rules().program_of(row));
    let first = names.next()??;
    names.all(|name| name == Some(first)).then(|| RuleName::Local(first.to_owned()))
}

/// Whether the edition has a rule.
pub(crate) fn has(edition: &Edition, rule: &RuleName) -> bool {
    match rule {
        RuleName::National { law, .. } => edition.national().programs_of(*law).next().is_some(),
        RuleName::Local(name) => edition.rules().knows(name),
    }
}

/// The rule that a program maps to.
pub(crate) fn mapped(master: &ProgramMaster) -> Option<RuleName> {
    master.rule.as_ref()?.rule.parse().ok()
}

/// What a certificate's income band and additional conditions mean in the words of its rule.
#[derive(Debug, Default)]
pub(crate) struct Meaning {
    /// The band, for a national rule.
    pub(crate) band: Option<String>,
    /// The facts, for a local one.
    pub(crate) facts: Vec<Fact>,
}

impl Meaning {
    /// Through a program's mapping. A code without a mapping means nothing to the rule, and is left out.
    pub(crate) fn of(
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

/// What a mapped condition says: `role=parent`, `disability=severe`, `grade=2`, `child_order=3`, else a printed word.
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
