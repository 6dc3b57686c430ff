//! Days as people write them, where a message has one: `"2026-10-01"`, or `"today"` in Japan.

use jiff::civil::Date;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Value, json};

/// The message that a day is.
const DATE: &str = "pmh.common.v1.Date";

/// The word for the day that it is in Japan.
const TODAY: &str = "today";

/// Writes every day of the JSON of a message as the contract spells it; whether there was any.
///
/// A text that is no day stays, and is refused by whoever reads the message.
pub fn spell_out(kind: &MessageDescriptor, message: &mut Value, today: Date) -> bool {
    let Value::Object(fields) = message else { return false };
    let mut found = false;
    for (name, value) in fields {
        let field = kind.get_field_by_json_name(name).or_else(|| kind.get_field_by_name(name));
        if let Some(kind) = field.as_ref().and_then(message_of) {
            for value in each(value) {
                found |= in_place(&kind, value, today);
            }
        }
    }
    found
}

fn in_place(kind: &MessageDescriptor, value: &mut Value, today: Date) -> bool {
    if kind.full_name() != DATE {
        return spell_out(kind, value, today);
    }
    let Some(day) = value.as_str().and_then(|text| day(text, today)) else { return false };
    *value = json!({ "year": day.year(), "month": day.month(), "day": day.day() });
    true
}

fn day(text: &str, today: Date) -> Option<Date> {
    if text == TODAY { Some(today) } else { text.parse().ok() }
}

fn message_of(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(kind) if !field.is_map() => Some(kind),
        _ => None,
    }
}

/// The elements of a list, or the one value.
fn each(value: &mut Value) -> &mut [Value] {
    match value {
        Value::Array(values) => values,
        one => std::slice::from_mut(one),
    }
}
