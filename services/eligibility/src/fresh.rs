//! Is what is known fresh enough to be told?

use std::time::Duration;

use domain::{institution_code::InstitutionCode, reader_number::ReaderNumber};
use ledger::Position;
use projections::{NotFresh, Positions};
use wire::Refusal;

use crate::{Room, status};

/// The longest a call waits for what was durable when it arrived.
pub(crate) const FRESHNESS_WAIT_MAX: Duration = Duration::from_millis(500);

impl Room {
    /// Waits until everything is known that was durable when the call arrived, and everything up to
    /// `min_position`.
    ///
    /// The inner result is for the caller to weigh: without `min_position` an answer may say that it could not look.
    ///
    /// # Errors
    ///
    /// The LEDGER reasons: how far a ledger is could not be learned.
    pub(crate) async fn fresh(
        &self,
        min_position: Option<Position>,
    ) -> Result<Result<(), NotFresh>, Refusal> {
        let head = self.registration.head().await?;
        let registration = min_position.map_or(head, |asked| asked.max(head));
        let identity = self.identity.head().await?;
        let heads = Positions { registration, identity };
        Ok(self.projections.catch_up(heads, FRESHNESS_WAIT_MAX).await)
    }

    /// The facility takes part. Asked after [`Room::fresh`] only.
    ///
    /// # Errors
    ///
    /// `FACILITY_NOT_ENROLLED`.
    pub(crate) fn check_facility(&self, facility: InstitutionCode) -> Result<(), Refusal> {
        let known = self.projections.directory().facility(facility);
        if known.is_some_and(|known| known.is_enrolled()) {
            Ok(())
        } else {
            Err(status::facility_not_enrolled())
        }
    }

    /// The reader stands at a facility that takes part. Asked after [`Room::fresh`] only.
    ///
    /// # Errors
    ///
    /// `FACILITY_NOT_ENROLLED`, then `READER_NOT_ENROLLED`.
    pub(crate) fn check_reader(
        &self,
        facility: InstitutionCode,
        reader: ReaderNumber,
    ) -> Result<(), Refusal> {
        self.check_facility(facility)?;
        let known = self.projections.directory().facility(facility);
        if known.is_some_and(|known| known.has_reader(reader)) {
            Ok(())
        } else {
            Err(status::reader_not_enrolled())
        }
    }
}
