//! A change of a national row as a sentence.

use super::NationalChange;

/// How many characters of a cell a sentence shows: some cells are paragraphs.
const SHOWN_MAX: usize = 40;

impl NationalChange {
    /// The change in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        let change = match (self.row_before, self.row_after) {
            (None, _) => "新設".to_owned(),
            (_, None) => "終了".to_owned(),
            _ => format!(
                "変更 {}",
                self.items("、", |name, was, is| format!("{name}: {was} → {is}"))
            ),
        };
        format!("国公費 法別{} {}：{change}", self.law, self.program)
    }

    /// The change in English; names and cells are the file's.
    #[must_use]
    pub fn en(&self) -> String {
        let change = match (self.row_before, self.row_after) {
            (None, _) => "added".to_owned(),
            (_, None) => "ended".to_owned(),
            _ => {
                let item = |name: &str, was: &str, is: &str| format!("{name} from {was} to {is}");
                format!("changed: {}", self.items("; ", item))
            }
        };
        format!("national program {} {} {change}", self.law, self.program)
    }

    fn items(&self, with: &str, say: impl Fn(&str, &str, &str) -> String) -> String {
        let said = self.items.iter().map(|(name, was, is)| say(name, &shown(was), &shown(is)));
        said.collect::<Vec<_>>().join(with)
    }
}

fn shown(cell: &str) -> String {
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("「{}…」", line.get(..end).unwrap_or_default()),
        None => format!("「{line}」"),
    }
}
