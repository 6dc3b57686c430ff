//! `pmh rules diff A B`: what changed between two editions or official files, in words, and whom it touches.

mod beside;
mod state;

use std::path::Path;

use calculation::{
    diff::{Change, Item, Said, Words, diff},
    official::NationalChange,
};
use serde_json::{Value, json};

use self::{beside::Beside, state::State};
use crate::{failure::Failure, language::Language, output::Output};

/// What `pmh rules diff` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct DiffOptions {
    /// What was: `shipped`, the folder of an edition, or an official CSV file of local or national programs.
    before: String,

    /// What is: the same.
    after: String,

    /// The language of the sentences.
    #[arg(long, value_enum, default_value_t)]
    lang: Language,
}

/// Says what changed.
///
/// # Errors
///
/// [`crate::failure::Exit::File`] with the file at fault, row and column; [`crate::failure::Exit::Usage`] where one is a
/// file of local and the other one of national programs.
pub fn run(options: &DiffOptions, output: &Output) -> Result<(), Failure> {
    let before = State::open(Path::new(&options.before))?;
    let after = State::open(Path::new(&options.after))?;
    if !before.compares(&after) {
        let wrong = "one is a file of local programs, the other one of national programs";
        return Err(Failure::usage(wrong));
    }
    let local = local(&before, &after);
    let national = before.national.as_ref().zip(after.national.as_ref());
    let national = national.map(|(before, after)| before.changes(after)).unwrap_or_default();
    let beside = before.beside(&after);
    for said in &local.said {
        output.say(options.lang.of(said.ja(), said.en()));
    }
    for change in &national {
        output.say(options.lang.of(change.ja(), change.en()));
    }
    beside.say(options.lang, output);
    let Local { unchanged, added, ended, changed, .. } = local;
    output.say(options.lang.of(
        format!(
            "地方公費：同じ {unchanged}行、新設 {added}行、終了 {ended}行、変更 {changed}行。国公費：{}行",
            national.len()
        ),
        format!(
            "local rows: {unchanged} the same, {added} added, {ended} ended, {changed} changed; \
             national rows: {} changed",
            national.len()
        ),
    ));
    output.document(&json!({
        "unchanged": unchanged,
        "added": added,
        "ended": ended,
        "changed": changed,
        "changes": local.said.iter().map(said_json).collect::<Vec<_>>(),
        "national": national.iter().map(national_json).collect::<Vec<_>>(),
        "supplements": beside.supplements,
        "ids_known_no_more": beside.gone,
        "other_files": beside.files,
    }));
    Ok(())
}

impl Beside {
    fn say(&self, lang: Language, output: &Output) {
        for id in &self.supplements {
            let ja = format!("{id} の補足（列に書けない規則）が変更");
            output.say(lang.of(ja, format!("{id}: what the columns cannot say has changed")));
        }
        for id in &self.gone {
            let ja = format!("{id} は廃止：この行を指す制度マスタは見直しが必要");
            let en =
                format!("{id} is known no more: a program that maps to it has to be looked at");
            output.say(lang.of(ja, en));
        }
        for name in &self.files {
            output.say(lang.of(format!("{name} が異なる"), format!("{name} differs")));
        }
    }
}

/// What changed of the local programs.
#[derive(Default)]
struct Local {
    unchanged: usize,
    added: usize,
    ended: usize,
    changed: usize,
    said: Vec<Said>,
}

/// The rows of the master, and those beyond it where both have any.
fn local(before: &State, after: &State) -> Local {
    let (edition, mut local) = (&after.edition, Local::default());
    let words = Words {
        dictionary: edition.dictionary(),
        layout: edition.layout(),
        places: edition.places(),
    };
    for (before, after) in before.lists(after) {
        let found = diff(before, after, edition.layout());
        let counts = found.counts();
        local.unchanged += found.unchanged;
        local.added += counts.added;
        local.ended += counts.ended;
        local.changed += counts.changed;
        let say = |change: &Change| words.say(change, before, after);
        local.said.extend(found.changes.iter().filter_map(say));
    }
    local
}

fn said_json(said: &Said) -> Value {
    let item = |item: &Item| {
        json!({
            "column": item.position,
            "item": item.number,
            "name_ja": item.name_ja,
            "name_en": item.name_en,
            "before_ja": item.before.0,
            "before_en": item.before.1,
            "after_ja": item.after.0,
            "after_en": item.after.1,
        })
    };
    json!({
        "row_before": said.row_before,
        "row_after": said.row_after,
        "prefecture": &*said.prefecture,
        "municipality": said.municipality.as_deref(),
        "program": &*said.program,
        "whom_ja": said.whom.ja,
        "whom_en": said.whom.en,
        "items": said.items.iter().map(item).collect::<Vec<_>>(),
        "ja": said.ja(),
        "en": said.en(),
    })
}

/// A change of a national row as JSON.
pub(super) fn national_json(change: &NationalChange) -> Value {
    let items = change.items.iter().map(
        |(name, before, after)| json!({ "name": &**name, "before": &**before, "after": &**after }),
    );
    json!({
        "row_before": change.row_before,
        "row_after": change.row_after,
        "law_number": change.law.to_string(),
        "program": &*change.program,
        "items": items.collect::<Vec<_>>(),
        "ja": change.ja(),
        "en": change.en(),
    })
}
