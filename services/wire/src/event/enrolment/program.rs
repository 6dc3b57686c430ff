//! What happened to programs, as the registration ledger stores it.

use domain::{
    program::{ConditionItem, Event, NamedBand, NamedCode, ProgramMaster, RuleMapping},
    settlement::Settlement,
};
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use uuid::Uuid;

use crate::{
    event::{DecodeError, bad_field, message, new_event, unknown_type},
    field,
    proto::{common::v1 as common, event::v1 as proto},
    refusal::FieldError,
};

/// An event of a program, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Defined(master) => {
            new_event(id, &proto::ProgramDefined { program: Some(from_master(master)) })
        }
        Event::Revised(master) => {
            new_event(id, &proto::ProgramRevised { program: Some(from_master(master)) })
        }
        Event::Retired { body, certificate_type, last } => new_event(
            id,
            &proto::ProgramRetired {
                body: body.to_string(),
                certificate_type: certificate_type.to_string(),
                last: Some(field::from_date(*last)),
            },
        ),
    }
}

/// A recorded event of a program.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::ProgramDefined::NAME => {
            let stored: proto::ProgramDefined = message(recorded)?;
            field::present("program", stored.program).and_then(master).map(Event::Defined)
        }
        proto::ProgramRevised::NAME => {
            let stored: proto::ProgramRevised = message(recorded)?;
            field::present("program", stored.program).and_then(master).map(Event::Revised)
        }
        proto::ProgramRetired::NAME => retired(message(recorded)?),
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

fn retired(stored: proto::ProgramRetired) -> Result<Event, FieldError> {
    Ok(Event::Retired {
        body: field::required("body", &stored.body)?,
        certificate_type: field::required("certificate_type", &stored.certificate_type)?,
        last: field::date("last", stored.last)?,
    })
}

/// A program master by its form alone: what was ever stored stays readable when a limit changes.
///
/// # Errors
///
/// The first field that does not have its form, in the order of the message.
pub(crate) fn master(stored: proto::ProgramMaster) -> Result<ProgramMaster, FieldError> {
    let bands = stored.income_bands.into_iter().enumerate();
    let items = stored.conditions.into_iter().enumerate();
    Ok(ProgramMaster {
        body: field::required("program.body", &stored.body)?,
        certificate_type: field::required("program.certificate_type", &stored.certificate_type)?,
        name: stored.name,
        law_number: field::optional("program.law_number", &stored.law_number)?,
        in_force: field::period("program.in_force", stored.in_force)?,
        settlement_inside: settlement("program.settlement_inside", stored.settlement_inside)?,
        settlement_outside: settlement("program.settlement_outside", stored.settlement_outside)?,
        designation_required: stored.designation_required,
        income_bands: bands
            .map(|(place, band)| {
                let field = format!("program.income_bands[{place}].code");
                Ok(NamedBand { code: field::required(field, &band.code)?, name: band.name })
            })
            .collect::<Result<_, FieldError>>()?,
        conditions: items
            .map(|(place, item)| condition(&format!("program.conditions[{place}]"), item))
            .collect::<Result<_, _>>()?,
        rule: stored.rule.map(|rule| RuleMapping {
            rule: rule.rule,
            income_bands: rule.income_bands,
            conditions: rule.conditions,
        }),
    })
}

fn condition(field: &str, stored: proto::ConditionItem) -> Result<ConditionItem, FieldError> {
    let item = field::present(format!("{field}.item"), stored.item)?;
    let codes = stored.codes.into_iter().enumerate();
    Ok(ConditionItem {
        item: named(format!("{field}.item.code"), item)?,
        codes: codes
            .map(|(place, code)| named(format!("{field}.codes[{place}].code"), code))
            .collect::<Result<_, _>>()?,
    })
}

fn named(field: String, stored: proto::MasterCode) -> Result<NamedCode, FieldError> {
    Ok(NamedCode { code: field::required(field, &stored.code)?, name: stored.name })
}

/// A program master as a message.
fn from_master(master: &ProgramMaster) -> proto::ProgramMaster {
    let from_named = |named: &NamedCode| proto::MasterCode {
        code: named.code.to_string(),
        name: named.name.clone(),
    };
    proto::ProgramMaster {
        body: master.body.to_string(),
        certificate_type: master.certificate_type.to_string(),
        name: master.name.clone(),
        law_number: master.law_number.map(|number| number.to_string()).unwrap_or_default(),
        in_force: Some(field::from_period(master.in_force)),
        settlement_inside: from_settlement(master.settlement_inside).into(),
        settlement_outside: from_settlement(master.settlement_outside).into(),
        designation_required: master.designation_required,
        income_bands: master
            .income_bands
            .iter()
            .map(|band| proto::MasterCode { code: band.code.to_string(), name: band.name.clone() })
            .collect(),
        conditions: master
            .conditions
            .iter()
            .map(|known| proto::ConditionItem {
                item: Some(from_named(&known.item)),
                codes: known.codes.iter().map(from_named).collect(),
            })
            .collect(),
        rule: master.rule.as_ref().map(|rule| proto::RuleMapping {
            rule: rule.rule.clone(),
            income_bands: rule.income_bands.clone(),
            conditions: rule.conditions.clone(),
        }),
    }
}

fn settlement(field: &'static str, value: i32) -> Result<Settlement, FieldError> {
    match common::Settlement::try_from(value) {
        Ok(common::Settlement::Unspecified) => Err(FieldError::missing(field)),
        Ok(common::Settlement::InKind) => Ok(Settlement::InKind),
        Ok(common::Settlement::List) => Ok(Settlement::List),
        Ok(common::Settlement::Reimbursement) => Ok(Settlement::Reimbursement),
        Err(_) => Err(FieldError::malformed(field, "must be IN_KIND, LIST or REIMBURSEMENT")),
    }
}

fn from_settlement(settlement: Settlement) -> common::Settlement {
    match settlement {
        Settlement::InKind => common::Settlement::InKind,
        Settlement::List => common::Settlement::List,
        Settlement::Reimbursement => common::Settlement::Reimbursement,
    }
}
