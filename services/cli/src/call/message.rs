//! Messages as JSON and JSON as messages, by their description.
//!
//! Fields are written as the contract spells them (`min_position`); both that and `minPosition` are
//! read. 64-bit numbers are numbers; a day may be a text ([`day`]).

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::{Deserializer, Value};
use serde_path_to_error::Track;

use super::day;
use crate::{
    clock,
    failure::{Exit, Failure},
};

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

/// How the place of a whole document is written.
const WHOLE: &str = ".";

/// What is said of a text where a day stands, and what to say instead.
const NO_DAY: &str = "expected a map";
const A_DAY: &str = "a day of the calendar is written \"2026-10-01\", or \"today\"";

/// The most bytes of JSON that one call takes (64 MiB).
pub const REQUEST_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The JSON an argument means: itself, the file after `@`, or standard input for `-`.
///
/// # Errors
///
/// [`Exit::File`] when it cannot be read, is not UTF-8 or is too long.
pub fn source(argument: &str) -> Result<String, Failure> {
    match argument.strip_prefix('@') {
        Some(path) => file(Path::new(path)),
        None if argument == STANDARD_INPUT => file(Path::new(argument)),
        None => Ok(argument.to_owned()),
    }
}

/// The JSON of a file, or of standard input for `-`.
///
/// # Errors
///
/// [`Exit::File`] when it cannot be read, is not UTF-8 or is too long.
pub fn file(path: &Path) -> Result<String, Failure> {
    if path == Path::new(STANDARD_INPUT) {
        return capped(io::stdin().lock(), called(path));
    }
    let file = fs::File::open(path).map_err(|error| Failure::file(path, error))?;
    capped(file, path)
}

/// What a file is called where it is complained about.
#[must_use]
pub fn called(path: &Path) -> &Path {
    if path == Path::new(STANDARD_INPUT) { Path::new("standard input") } else { path }
}

fn capped(reader: impl Read, path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = reader.take(REQUEST_BYTES_MAX + 1).read_to_string(&mut text);
    match read {
        Err(error) => Err(Failure::file(path, error)),
        Ok(bytes) if bytes as u64 > REQUEST_BYTES_MAX => {
            Err(Failure::file(path, format!("holds more than {REQUEST_BYTES_MAX} bytes")))
        }
        Ok(_) => Ok(text),
    }
}

/// Reads the requests of one call: one document, or for a client stream an array or JSON lines.
///
/// # Errors
///
/// [`Exit::Usage`] with the line and column, or with the field that the message does not have.
pub fn read(
    kind: &MessageDescriptor,
    many: bool,
    text: &str,
) -> Result<Vec<DynamicMessage>, Failure> {
    if !many {
        let mut json = Deserializer::from_str(text);
        let message = one(kind, &mut json).and_then(|message| {
            json.end().map_err(|error| misread(kind, "", error))?;
            Ok(message)
        });
        return match message {
            Ok(message) => Ok(vec![message]),
            Err(failure) => with_days(kind, text).unwrap_or(Err(failure)),
        };
    }
    let mut messages = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        let value = value.map_err(|error| misread(kind, "", error))?;
        let values = match value {
            Value::Array(values) => values,
            other => vec![other],
        };
        for mut value in values {
            day::spell_out(kind, &mut value, clock::today());
            messages.push(one(kind, value)?);
        }
    }
    Ok(messages)
}

/// The request, if it is one whose days are texts.
fn with_days(kind: &MessageDescriptor, text: &str) -> Option<Result<Vec<DynamicMessage>, Failure>> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    day::spell_out(kind, &mut value, clock::today())
        .then(|| one(kind, value).map(|message| vec![message]))
}

/// One message; what it cannot read is named with its place.
fn one<'de, D>(kind: &MessageDescriptor, json: D) -> Result<DynamicMessage, Failure>
where
    D: serde::Deserializer<'de, Error = serde_json::Error>,
{
    let mut place = Track::new();
    let json = serde_path_to_error::Deserializer::new(json, &mut place);
    let message = DynamicMessage::deserialize(kind.clone(), json);
    message.map_err(|error| misread(kind, &place.path().to_string(), error))
}

/// Writes a message, on one line for programs and on several for people.
///
/// # Errors
///
/// [`Exit::Indefinite`] when the hub answered with something JSON cannot say.
pub fn write(message: &DynamicMessage, compact: bool) -> Result<String, Failure> {
    let options =
        SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    let mut bytes = Vec::new();
    let written = if compact {
        message.serialize_with_options(&mut serde_json::Serializer::new(&mut bytes), &options)
    } else {
        message.serialize_with_options(&mut serde_json::Serializer::pretty(&mut bytes), &options)
    };
    let unwritable = |error: String| {
        Failure::new(Exit::Indefinite, format!("the answer cannot be written as JSON: {error}"))
    };
    written.map_err(|error| unwritable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| unwritable(error.to_string()))
}

fn misread(kind: &MessageDescriptor, place: &str, error: serde_json::Error) -> Failure {
    let wrong = format!("the JSON is no {}", kind.full_name());
    if place.is_empty() || place == WHOLE {
        return Failure::usage(format!("{wrong}: {error}"));
    }
    let mut failure = Failure::usage(format!("{wrong}: {place}: {error}"));
    let day = place.ends_with("date") && error.to_string().contains(NO_DAY);
    let wrong = if day { A_DAY.to_owned() } else { error.to_string() };
    failure.fields.push((place.to_owned(), wrong));
    failure
}
