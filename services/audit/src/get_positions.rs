//! Says how far each ledger goes.

use ledger::{Position, ReadError};

use crate::replay::Ledgers;

/// The last position of the registration ledger, and of the access ledger.
///
/// # Errors
///
/// [`ReadError`].
pub(crate) async fn get_positions(ledgers: &Ledgers) -> Result<(Position, Position), ReadError> {
    Ok((ledgers.registration.head().await?, ledgers.access.head().await?))
}
