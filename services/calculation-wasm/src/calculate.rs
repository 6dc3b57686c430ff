//! From the bytes of a request to those of its answer.

use std::sync::LazyLock;

use calculation::{
    Calculator, NoTrace, Refusal, Steps,
    edition::{Edition, NotAnEdition},
    national::YearMonth,
};
use serde_json::{Value, json};

use crate::{
    answer,
    facts::{BadFact, Facts, Request},
};

/// The most bytes of a request.
pub const REQUEST_BYTES_MAX: usize = 1 << 20;

/// The edition this file carries. It is loaded with the first request.
static EDITION: LazyLock<Result<Edition, NotAnEdition>> = LazyLock::new(Edition::shipped);

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
enum NotCalculated {
    #[error("the request is longer than {REQUEST_BYTES_MAX} bytes")]
    TooLong,
    #[error("the request is not of its form: {}", _0.inner())]
    Form(#[from] serde_path_to_error::Error<serde_json::Error>),
    #[error("the request is not of its form: {0}")]
    After(serde_json::Error),
    #[error("the edition is not the one this file carries, {0}")]
    OtherEdition(String),
    #[error(transparent)]
    Fact(#[from] BadFact),
    #[error("{why}")]
    Refused { field: String, why: Refusal },
    #[error("the edition this file carries cannot be loaded: {0}")]
    Edition(&'static NotAnEdition),
}

impl NotCalculated {
    /// The field that is at fault; empty where the request as a whole is.
    fn field(&self) -> String {
        match self {
            Self::TooLong | Self::After(_) | Self::Edition(_) => String::new(),
            // The path of the request itself reads `.`.
            Self::Form(misread) => misread
                .path()
                .iter()
                .next()
                .map_or_else(String::new, |_| misread.path().to_string()),
            Self::OtherEdition(_) => "edition".into(),
            Self::Fact(bad) => bad.field.clone(),
            Self::Refused { field, .. } => field.clone(),
        }
    }
}

/// Answers a request: `{"answer": …, "edition": …}`, or `{"error": {"field": …, "message": …}}`.
#[must_use]
pub fn calculate(request: &[u8]) -> String {
    let answer = answered(request).unwrap_or_else(
        |error| json!({ "error": { "field": error.field(), "message": error.to_string() } }),
    );
    answer.to_string()
}

fn answered(request: &[u8]) -> Result<Value, NotCalculated> {
    if request.len() > REQUEST_BYTES_MAX {
        return Err(NotCalculated::TooLong);
    }
    let mut json = serde_json::Deserializer::from_slice(request);
    let request: Request = serde_path_to_error::deserialize(&mut json)?;
    json.end().map_err(NotCalculated::After)?;
    let edition = EDITION.as_ref().map_err(NotCalculated::Edition)?;
    let id = edition.id().to_string();
    if !request.edition.is_empty() && request.edition != id {
        return Err(NotCalculated::OtherEdition(id));
    }
    let Facts { person, certificates, earlier, visit } = request.read(edition)?;
    let refused = |field: String| move |why| NotCalculated::Refused { field, why };
    let (national, local) = (edition.national(), edition.rules());
    let month = YearMonth::from(visit.date);
    let mut calculator = Calculator::open(national, local, month, &person, &certificates)
        .map_err(refused("person".into()))?;
    for (at, visit) in earlier.iter().enumerate() {
        // An undecided visit says so in what depends on it.
        let _ = calculator
            .visit(visit, &mut NoTrace)
            .map_err(refused(format!("earlier_visits[{at}]")))?;
    }
    let mut steps = Steps::default();
    let split = calculator.visit(&visit, &mut steps).map_err(refused("visit".into()))?;
    Ok(json!({ "answer": answer::visit(&split, &steps), "edition": id }))
}

#[cfg(test)]
mod tests;
