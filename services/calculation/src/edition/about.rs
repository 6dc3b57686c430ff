//! What an edition says of itself: its name, its state, and what it was made of.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::EditionId;

/// The longest name, in bytes.
pub const NAME_BYTES_MAX: usize = 200;

/// What an edition says of itself. Part of its files, so part of its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What people call it: the name of the official file it holds, or of the release that ships it.
    pub name: String,
    /// The day of which it tells the state: what was published later is not in it.
    pub as_of: Date,
    /// The edition it was made of, where one was.
    pub based_on: Option<EditionId>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    as_of: String,
    based_on: Option<String>,
}

impl About {
    /// Reads it: one JSON object.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let File { name, as_of, based_on } =
            serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if name.is_empty() || name.len() > NAME_BYTES_MAX {
            return Err(format!("name has 1 to {NAME_BYTES_MAX} bytes"));
        }
        let as_of = as_of.parse().map_err(|_| "as_of is no day as yyyy-mm-dd".to_owned())?;
        let based_on = based_on.map(|id| id.parse()).transpose();
        Ok(Self { name, as_of, based_on: based_on.map_err(|_| "based_on is no id".to_owned())? })
    }

    /// As the file has it.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let file = File {
            name: self.name.clone(),
            as_of: self.as_of.to_string(),
            based_on: self.based_on.map(|id| id.to_string()),
        };
        // Three texts are always JSON.
        serde_json::to_vec(&file).unwrap_or_default()
    }
}
