//! What a hub acknowledged of uploads, kept by whoever sent them.

use std::collections::BTreeMap;

use uuid::Uuid;
use wire::proto::registration::v1::{RowOutcome, RowResult};

use crate::upload::Upload;

/// The first answer to each row. Another answer to the same row later fails the test.
#[derive(Default)]
pub(crate) struct Acknowledged(BTreeMap<(Uuid, u64), Answer>);

/// What must not change about an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    outcome: RowOutcome,
    certificate: String,
    position: u64,
    changed_fields: Vec<String>,
}

impl Acknowledged {
    /// Takes an answer.
    pub(crate) fn hear(&mut self, upload: &Upload, result: RowResult) {
        assert_ne!(result.outcome(), RowOutcome::Refused, "row {}: {:?}", result.row, result);
        let answer = Answer {
            outcome: result.outcome(),
            certificate: result.certificate,
            position: result.position,
            changed_fields: result.changed_fields,
        };
        let first = self.0.entry((upload.request_id, result.row)).or_insert_with(|| answer.clone());
        assert_eq!(*first, answer, "row {} got another answer than the first one", result.row);
    }

    /// How many rows were answered, of all uploads.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many rows had this outcome.
    pub(crate) fn count(&self, outcome: RowOutcome) -> usize {
        self.0.values().filter(|answer| answer.outcome == outcome).count()
    }

    /// The rows that something was recorded for: certificate and position.
    pub(crate) fn recorded(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0
            .values()
            .filter(|answer| answer.position != 0)
            .map(|answer| (answer.certificate.as_str(), answer.position))
    }
}
