//! The same answers without a hub: typed facts in, the contract's answers out.
//!
//! A request that was answered here is answered alike by a hub that carries the edition, but for a program of a body,
//! which a hub alone can look up.

use std::sync::Arc;

use calculation::edition::Edition;
use wire::{
    Refusal,
    proto::copayment::v1::{
        CalculateMonthRequest, CalculateMonthResponse, CalculateVisitRequest,
        CalculateVisitResponse, CompareCertificatesRequest, CompareCertificatesResponse,
    },
};

use crate::{books::Books, calculate_month, calculate_visit, compare_certificates};

/// Answers with these editions, the one in use first. At least one.
#[derive(Clone, Debug)]
pub struct Offline(pub Vec<Arc<Edition>>);

impl Offline {
    /// Calculates one visit after the earlier ones of its month.
    ///
    /// # Errors
    /// As the contract says of `CalculateVisit`, and `FIELD_MALFORMED` for a check-in.
    pub fn visit(&self, request: CalculateVisitRequest) -> Result<CalculateVisitResponse, Refusal> {
        calculate_visit::calculate_typed_visit(self.books(), request)
    }

    /// Calculates all visits of a month.
    ///
    /// # Errors
    /// As the contract says of `CalculateMonth`.
    pub fn month(&self, request: CalculateMonthRequest) -> Result<CalculateMonthResponse, Refusal> {
        calculate_month::calculate_month(self.books(), request)
    }

    /// Calculates the same visits under several sets of certificates.
    ///
    /// # Errors
    /// As the contract says of `CompareCertificates`.
    pub fn compare(
        &self,
        request: CompareCertificatesRequest,
    ) -> Result<CompareCertificatesResponse, Refusal> {
        compare_certificates::compare_certificates(self.books(), request)
    }

    fn books(&self) -> Books<'_> {
        Books { editions: &self.0, programs: None }
    }
}
