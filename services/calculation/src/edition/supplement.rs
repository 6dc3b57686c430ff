//! Which row a line of a supplement stands for, and its id.
//!
//! What a line says beside is read by the local rules; here it only has to belong to its row.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::official::Text;

/// The longest id, in bytes.
pub const ID_BYTES_MAX: usize = 200;

/// A supplement does not fit its rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line}: {fault}")]
pub struct NotASupplement {
    /// The file.
    pub file: &'static str,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub fault: String,
}

#[derive(Deserialize)]
struct Line {
    row: usize,
    id: String,
}

/// The ids of the rows, in their order. A line of the supplement stands for each row, and says so.
///
/// # Errors
/// [`NotASupplement`]: a line is no JSON object, is not its row's, has no id, or one that stands there before; or there
/// are more or fewer lines than rows.
pub(crate) fn ids(
    file: &'static str,
    bytes: &[u8],
    rows: usize,
) -> Result<Vec<Text>, NotASupplement> {
    let mut ids = Vec::with_capacity(rows);
    let mut seen = BTreeSet::new();
    for (n, line) in lines(bytes).enumerate() {
        let fault = |fault: String| NotASupplement { file, line: n + 1, fault };
        let line: Line = serde_json::from_slice(line).map_err(|error| fault(error.to_string()))?;
        if line.row != n + 1 {
            return Err(fault(format!("row {} in the line of row {}", line.row, n + 1)));
        }
        if n >= rows {
            return Err(fault(format!("there is no row {}", line.row)));
        }
        if line.id.is_empty() || line.id.len() > ID_BYTES_MAX {
            return Err(fault(format!("an id has 1 to {ID_BYTES_MAX} bytes")));
        }
        let id = Text::from(line.id.as_str());
        if !seen.insert(id.clone()) {
            return Err(fault(format!("the id {id} stands there twice")));
        }
        ids.push(id);
    }
    if ids.len() < rows {
        let fault = format!("row {} has no line", ids.len() + 1);
        return Err(NotASupplement { file, line: 0, fault });
    }
    Ok(ids)
}

/// The lines of a supplement, empty ones left out.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace))
}

#[cfg(test)]
mod tests;
