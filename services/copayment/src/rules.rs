//! Which rule of the data a certificate typed in stands for.

use calculation::{
    RuleName,
    edition::Edition,
    mapping::{mapped, of_payer},
};
use domain::{body_code::BodyCode, law_number::LawNumber, payer_number::PayerNumber};
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
    if edition.has(&rule) { Ok(rule) } else { Err(unknown(field, what)) }
}
