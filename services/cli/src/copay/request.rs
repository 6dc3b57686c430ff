//! JSON as a request of the contract, and an answer of the contract as JSON.

use std::path::Path;

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde_json::Value;
use wire::proto::{
    DESCRIPTORS,
    copayment::v1::{
        CalculateMonthRequest, CalculateMonthResponse, CalculateVisitRequest,
        CalculateVisitResponse, CompareCertificatesRequest, CompareCertificatesResponse,
    },
};

use crate::{
    call::message,
    failure::{Exit, Failure},
    output::Output,
};

/// A request of `CopaymentService` that typed facts suffice for.
pub(super) enum Request {
    Visit(Box<CalculateVisitRequest>),
    Month(CalculateMonthRequest),
    Compare(CompareCertificatesRequest),
}

/// A message with its name in the contract.
pub(super) trait Named: Message + Default {
    const NAME: &'static str;
}

macro_rules! named {
    ($($message:ident)*) => {
        $(impl Named for $message {
            const NAME: &'static str = concat!("pmh.copayment.v1.", stringify!($message));
        })*
    };
}

named! {
    CalculateVisitRequest CalculateMonthRequest CompareCertificatesRequest
    CalculateVisitResponse CalculateMonthResponse CompareCertificatesResponse
}

impl Request {
    /// Reads the JSON of a file. Which request it is, its fields say.
    ///
    /// # Errors
    ///
    /// [`Exit::File`] with the line and column, or with the field that the message does not have or lacks.
    pub(super) fn read(path: &Path, text: &str) -> Result<Self, Failure> {
        let refused = |wrong: String| Failure::file(path, wrong);
        let json: Value = serde_json::from_str(text)
            .map_err(|error| refused(format!("the file is no JSON: {error}")))?;
        if json.get("people").is_some() {
            Ok(Self::Compare(message(path, text)?))
        } else if json.get("visits").is_some() {
            Ok(Self::Month(message(path, text)?))
        } else if json.get("visit").is_some() {
            Ok(Self::Visit(Box::new(message(path, text)?)))
        } else {
            let mut failure = refused("the JSON is no request of CopaymentService".to_owned());
            let remedy =
                "is missing: name the visits of a month, or the one `visit` after `earlier_visits`";
            failure.fields.push(("visits".to_owned(), remedy.to_owned()));
            Err(failure)
        }
    }
}

fn message<T: Named>(path: &Path, text: &str) -> Result<T, Failure> {
    let kind = kind::<T>()?;
    let read = message::read(&kind, false, text);
    let read = read.map_err(|failure| {
        let Failure { message, fields, .. } = failure;
        Failure { fields, ..Failure::file(path, message) }
    })?;
    let message = read.into_iter().next().unwrap_or_else(|| DynamicMessage::new(kind));
    message.transcode_to().map_err(|error| Failure::file(path, error))
}

/// Writes an answer as the service would, for programs.
pub(super) fn response<T: Named>(answer: &T, output: &Output) -> Result<(), Failure> {
    if output.is_json() {
        let mut message = DynamicMessage::new(kind::<T>()?);
        message.transcode_from(answer).map_err(|error| unwritable(&error))?;
        output.line(message::write(&message, true)?);
    }
    Ok(())
}

/// What the contract says of a message.
fn kind<T: Named>() -> Result<MessageDescriptor, Failure> {
    let pool = DescriptorPool::decode(DESCRIPTORS).map_err(|error| unwritable(&error))?;
    pool.get_message_by_name(T::NAME).ok_or_else(|| unwritable(&T::NAME))
}

fn unwritable(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Damage, format!("the contract in this program is damaged: {error}"))
}
