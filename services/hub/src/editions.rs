//! The editions of the rule data that this hub answers with: the shipped one, and those in folders.
//!
//! All are loaded before the hub listens; one that cannot be used keeps it from starting.

use std::sync::Arc;

use calculation::edition::{Edition, EditionId, NotAnEdition, NotAnEditionId};
use copayment::edition_folder::{self, NotAnEditionFolder};

use crate::config::{RulesConfig, SHIPPED};

/// The editions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EditionsError {
    /// The shipped edition cannot be read.
    #[error(transparent)]
    Shipped(#[from] NotAnEdition),
    /// There is no edition.
    #[error("no edition of the rule data")]
    Missing,
    /// A folder holds no edition.
    #[error("rules.editions: {0}")]
    Folder(#[from] NotAnEditionFolder),
    /// What is named as the one in use is no id.
    #[error("rules.current must be `{SHIPPED}` or an edition's id, not {0:?}")]
    NotAnId(String, #[source] NotAnEditionId),
    /// No edition has the id of the one in use.
    #[error("rules.current is {0}, which is neither the shipped edition nor in rules.editions")]
    NotCarried(EditionId),
}

/// Loads them, the one in use first, then the shipped one and the others in the order of their folders.
///
/// # Errors
///
/// [`EditionsError`], in the order of its variants.
pub(crate) fn load(rules: &RulesConfig) -> Result<Vec<Arc<Edition>>, EditionsError> {
    let mut editions = vec![Edition::shipped()?];
    for folder in &rules.editions {
        let edition = edition_folder::read(folder)?.edition;
        // A folder may keep the shipped edition for the day on which another is shipped.
        if editions.iter().all(|known| known.id() != edition.id()) {
            editions.push(edition);
        }
    }
    if rules.current != SHIPPED {
        let id = rules.current.parse();
        let id: EditionId =
            id.map_err(|error| EditionsError::NotAnId(rules.current.clone(), error))?;
        let place = editions.iter().position(|edition| edition.id() == id);
        let current = editions.remove(place.ok_or(EditionsError::NotCarried(id))?);
        editions.insert(0, current);
    }
    for edition in &editions {
        let (id, about) = (edition.id(), edition.about());
        tracing::info!(%id, name = about.name, as_of = %about.as_of, "edition of the rule data");
    }
    Ok(editions.into_iter().map(Arc::new).collect())
}

#[cfg(test)]
mod tests;
