//! What became of an import, in words and as JSON.

use calculation::edition::{Edition, Imported, ImportedNational};
use serde_json::{Value, json};

use super::Made;
use crate::output::Output;

/// How many of a list are told to people; programs get all.
const TOLD_MAX: usize = 20;

impl Made {
    pub(super) fn tell(&self, output: &Output) {
        if let Some(local) = &self.local {
            tell_local(local, output);
        }
        if let Some(national) = &self.national {
            tell_national(national, output);
        }
        let Some(edition) = self.edition() else { return };
        let (id, about) = (edition.id(), edition.about());
        output.say(format!(
            "edition {id} 「{}」 as of {}, made of {}, written to {}",
            about.name,
            about.as_of,
            self.base.short(),
            self.out.display()
        ));
        output.document(&self.json(edition));
    }

    fn edition(&self) -> Option<&Edition> {
        let local = self.local.as_ref().map(|local| &local.edition);
        self.national.as_ref().map(|national| &national.edition).or(local)
    }

    fn json(&self, edition: &Edition) -> Value {
        json!({
            "edition": edition.id().to_string(),
            "name": edition.about().name,
            "as_of": edition.about().as_of.to_string(),
            "based_on": self.base.to_string(),
            "folder": self.out.display().to_string(),
            "local": self.local.as_ref().map(local_json),
            "national": self.national.as_ref().map(national_json),
        })
    }
}

/// Rows that had no match with a supplement.
fn new_rows(local: &Imported) -> usize {
    local.edition.local_rows().len() - local.carried - local.not_carried.len()
}

fn tell_local(local: &Imported, output: &Output) {
    let edition = &local.edition;
    let (rows, new) = (edition.local_rows().len(), new_rows(local));
    output.say(format!("local programs: {rows} rows"));
    output.say(format!(
        "  {} carried: they keep the rule and the supplement of their match",
        local.carried
    ));
    output.say(format!("  {new} new: they stand on their columns"));
    let count = local.not_carried.len();
    output.say(format!(
        "  {count} not carried: they stand on their columns, for what was known of their match need not fit any longer"
    ));
    let lost = local.not_carried.iter();
    tell_some(
        output,
        count,
        lost.map(|lost| format!("row {} {}, was {}", lost.row, lost.id, lost.was)),
    );
    let count = local.left_out.len();
    output.say(format!("  {count} left out: rows beyond the master whose rule is not kept"));
    tell_some(output, count, local.left_out.iter().map(ToString::to_string));
    let unseen = edition.unseen_codes();
    if !unseen.is_empty() {
        output.say("codes that no published list has, kept as they are and never guessed:");
        let cells = unseen.iter().map(|unseen| {
            let column = &unseen.column;
            vec![
                column.position.to_string(),
                column.item.clone(),
                format!("{} ({})", column.name_ja, column.name_en),
                unseen.code.to_string(),
                unseen.rows.to_string(),
                unseen.first_row.to_string(),
            ]
        });
        let header = ["column", "item", "name", "code", "rows", "first row"];
        output.table(&header, &cells.collect::<Vec<_>>());
    }
    let unknown = edition.unknown_places();
    if !unknown.is_empty() {
        output.say(format!("  {} municipalities that no list has:", unknown.len()));
        tell_some(output, unknown.len(), unknown.iter().map(ToString::to_string));
    }
}

fn tell_national(national: &ImportedNational, output: &Output) {
    let rows = national.edition.national_master().rows.len();
    let count = national.changes.len();
    output.say(format!(
        "national programs: {rows} rows, {count} changed; kept to be compared, nothing is calculated from them"
    ));
    tell_some(
        output,
        count,
        national.changes.iter().map(calculation::official::NationalChange::en),
    );
}

fn tell_some(output: &Output, count: usize, lines: impl Iterator<Item = String>) {
    for line in lines.take(TOLD_MAX) {
        output.say(format!("    {line}"));
    }
    if count > TOLD_MAX {
        output.say(format!("    and {} more; --json tells all", count - TOLD_MAX));
    }
}

fn local_json(local: &Imported) -> Value {
    let edition = &local.edition;
    let not_carried = local
        .not_carried
        .iter()
        .map(|lost| json!({ "row": lost.row, "id": &*lost.id, "was": &*lost.was }));
    let unseen = edition.unseen_codes().iter().map(|unseen| {
        json!({
            "column": unseen.column.position,
            "item": unseen.column.item,
            "name_ja": unseen.column.name_ja,
            "name_en": unseen.column.name_en,
            "code": unseen.code.to_string(),
            "rows": unseen.rows,
            "first_row": unseen.first_row,
        })
    });
    json!({
        "rows": edition.local_rows().len(),
        "carried": local.carried,
        "new": new_rows(local),
        "not_carried": not_carried.collect::<Vec<_>>(),
        "left_out": local.left_out.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "unseen_codes": unseen.collect::<Vec<_>>(),
        "unknown_places": edition.unknown_places().iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn national_json(national: &ImportedNational) -> Value {
    let changes = national.changes.iter().map(super::super::diff::national_json);
    json!({
        "rows": national.edition.national_master().rows.len(),
        "changes": changes.collect::<Vec<_>>(),
    })
}
