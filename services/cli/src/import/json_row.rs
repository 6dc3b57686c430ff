//! One element of the API's array as a row.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{builder::Builder, cell, column::Column, fault::Finding};

/// The most unknown names that are remembered.
const UNKNOWN_MAX: usize = 100;

/// Reads an element into a builder; unknown names are gathered.
///
/// # Errors
///
/// The finding that refuses an element that is no object at all.
pub fn read(bytes: &[u8], offset: u64, unknown: &mut BTreeSet<String>) -> Result<Builder, Finding> {
    let broken = |message: String, remedy: &'static str| {
        Finding::refusal("", "ROW_MALFORMED", message, remedy)
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = offset + error.valid_up_to() as u64;
        broken(format!("byte {at} is not UTF-8"), "write the file in UTF-8")
    })?;
    let object: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        // serde_json's sentence may quote the text; its place does not.
        let place = format!("line {}, column {} of the row", error.line(), error.column());
        let fault = match error.classify() {
            serde_json::error::Category::Data => "is no object",
            _ => "is no JSON",
        };
        broken(format!("{fault} ({place})"), "correct the row")
    })?;
    let mut builder = Builder::default();
    fields(object, "", &mut builder, unknown);
    Ok(builder)
}

fn fields(
    object: Map<String, Value>,
    parent: &str,
    builder: &mut Builder,
    unknown: &mut BTreeSet<String>,
) {
    for (name, value) in object {
        let path = format!("{parent}{name}");
        match (path.as_str(), value) {
            ("basicFiveInfo", Value::Object(object)) => {
                fields(object, "basicFiveInfo.", builder, unknown);
            }
            (path, value) => {
                match Column::ALL.into_iter().find(|column| column.api_name() == path) {
                    Some(column) => field(column, value, builder),
                    None if unknown.len() < UNKNOWN_MAX => {
                        unknown.insert(path.to_owned());
                    }
                    None => {}
                }
            }
        }
    }
}

fn field(column: Column, value: Value, builder: &mut Builder) {
    match (column, value) {
        (_, Value::Null) => {}
        (Column::MaxCopaymentAmount, value @ (Value::Object(_) | Value::Array(_))) => {
            let limits = builder.kept(column, cell::limits_of_json(value));
            builder.row().max_copayment_amount = limits.unwrap_or_default();
        }
        (Column::DesignatedInstitutions, value @ Value::Array(_)) => {
            let institutions = builder.kept(column, cell::institutions_of_json(value));
            builder.row().designated_medical_institutions = institutions.unwrap_or_default();
        }
        (Column::CertificationDetail, value @ Value::Array(_)) => {
            let details = builder.kept(column, cell::details_of_json(value));
            builder.row().certification_detail = details.unwrap_or_default();
        }
        (Column::IsNotDisclosed | Column::IsDeleted, Value::String(_)) => {
            builder.misread(column, "must be true or false, not a text");
        }
        (_, Value::String(text)) => builder.text(column, &text),
        (_, Value::Bool(flag)) => builder.flag(column, Some(flag)),
        (_, Value::Number(_)) => builder.misread(column, "must be a text, not a number"),
        (_, Value::Object(_) | Value::Array(_)) => builder.misread(column, "must be a text"),
    }
}

#[cfg(test)]
mod tests;
