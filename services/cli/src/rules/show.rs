//! `pmh rules show NAME`: what a row says, in words, with its supplement and its source.

use calculation::{
    diff::{Cell, Words},
    edition::{Edition, Files},
    official::{NationalRow, Row},
};
use copayment::edition_folder::EditionFolder;
use domain::{law_number::LawNumber, payer_number::PayerNumber};
use serde_json::{Value, json};

use super::source::EditionPlace;
use crate::{
    failure::{Exit, Failure},
    language::Language,
    output::Output,
};

/// How an item that does not apply is written in the national master.
const NOT_APPLICABLE: &str = "ー";

/// What `pmh rules show` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ShowOptions {
    /// The id of a row or a rule, a payer number of 8 digits, or a law number of 2 digits.
    name: String,

    /// The edition: `shipped`, or a folder.
    #[arg(long, value_name = "EDITION", default_value = "shipped")]
    edition: EditionPlace,

    /// The language of the words.
    #[arg(long, value_enum, default_value_t)]
    lang: Language,
}

/// A local row with where it stands.
struct Found<'a> {
    file: &'static str,
    number: usize,
    id: &'a str,
    row: &'a Row,
    supplement: Value,
}

/// Shows what has the name.
///
/// # Errors
///
/// [`Exit::File`] with the file at fault; [`Exit::Refused`] where the edition has nothing of this name.
pub fn run(options: &ShowOptions, output: &Output) -> Result<(), Failure> {
    let ShowOptions { name, edition, lang } = options;
    let EditionFolder { files, edition } = edition.open()?;
    if let Ok(law) = name.parse::<LawNumber>() {
        let rows = edition.national_master().rows.iter().enumerate();
        let rows: Vec<_> = rows.filter(|(_, row)| row.law == law).collect();
        for (at, row) in &rows {
            show_national(&edition, at + 1, row, output);
        }
        return if rows.is_empty() { Err(nothing(name)) } else { Ok(()) };
    }
    let found = find(&edition, &files, name);
    for row in &found {
        row.show(&edition, *lang, output);
    }
    if found.is_empty() { Err(nothing(name)) } else { Ok(()) }
}

fn nothing(name: &str) -> Failure {
    let wrong = format!("the edition has no row, rule, payer number or law number {name}");
    Failure::new(Exit::Refused, wrong)
}

fn find<'a>(edition: &'a Edition, files: &Files<'_>, name: &str) -> Vec<Found<'a>> {
    let of_payer = name.parse::<PayerNumber>().map(|number| edition.rows_of(number));
    let of_payer = of_payer.unwrap_or_default();
    let fits = |id: &str| {
        id == name
            || edition.rules().program_of(id) == Some(name)
            || of_payer.iter().any(|of_payer| &**of_payer == id)
    };
    let lists = [
        (Files::LOCAL_MASTER, edition.local_rows(), edition.local_ids(), Files::LOCAL_SUPPLEMENT),
        (
            Files::LOCAL_BEYOND,
            edition.beyond_rows(),
            edition.beyond_ids(),
            Files::LOCAL_BEYOND_SUPPLEMENT,
        ),
    ];
    let mut found = Vec::new();
    for (file, rows, ids, supplement) in lists {
        let supplement = files.get(supplement).unwrap_or_default();
        // One line for each row, in their order: the edition has been loaded.
        let lines = supplement.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        for (at, ((row, id), line)) in rows.iter().zip(ids).zip(lines).enumerate() {
            if fits(id) {
                let supplement = serde_json::from_slice(line).unwrap_or_default();
                found.push(Found { file, number: at + 1, id, row, supplement });
            }
        }
    }
    found
}

impl Found<'_> {
    fn show(&self, edition: &Edition, lang: Language, output: &Output) {
        let words = Words {
            dictionary: edition.dictionary(),
            layout: edition.layout(),
            places: edition.places(),
        };
        let row = self.row;
        let whom = words.whom(row);
        let prefecture = edition.places().prefecture(row.prefecture);
        let body = row.municipality.map(|code| edition.places().name(code).to_string());
        let body = body.unwrap_or_default();
        output.say(format!("{} ({} row {})", self.id, self.file, self.number));
        output.say(format!("  {prefecture}{body} {}【{}】", row.name, lang.of(&whom.ja, &whom.en)));
        let cells = words.cells(row);
        for Cell { position, name_ja, name_en, says, .. } in &cells {
            let (name, says) = (lang.of(name_ja, name_en), lang.of(&says.0, &says.1));
            output.say(format!("  {position:>2} {name}: {says}"));
        }
        if let Value::Object(supplement) = &self.supplement {
            for (key, value) in supplement.iter().filter(|(key, _)| !is_place(key)) {
                output.say(format!("     {key}: {value}"));
            }
        }
        let cell = |cell: &Cell| {
            json!({
                "column": cell.position, "item": cell.number, "name_ja": cell.name_ja,
                "name_en": cell.name_en, "ja": cell.says.0, "en": cell.says.1,
            })
        };
        output.document(&json!({
            "id": self.id,
            "file": self.file,
            "row": self.number,
            "rule": edition.rules().program_of(self.id),
            "whom_ja": whom.ja,
            "whom_en": whom.en,
            "columns": cells.iter().map(cell).collect::<Vec<_>>(),
            "supplement": self.supplement,
        }));
    }
}

/// Whether a field of a supplement says where it stands, which has been said.
fn is_place(key: &str) -> bool {
    matches!(key, "row" | "id")
}

fn show_national(edition: &Edition, number: usize, row: &NationalRow, output: &Output) {
    let header = &edition.national_master().header;
    let cells = header.iter().zip(&row.cells);
    let said: Vec<_> =
        cells.filter(|(_, cell)| !cell.is_empty() && &***cell != NOT_APPLICABLE).collect();
    output.say(format!("{} ({} row {number})", row.law, Files::NATIONAL_MASTER));
    for (name, cell) in &said {
        output.say(format!("  {name}: {cell}"));
    }
    let columns = said.iter().map(|(name, cell)| json!({ "name": &***name, "says": &***cell }));
    output.document(&json!({
        "law_number": row.law.to_string(),
        "row": number,
        "columns": columns.collect::<Vec<_>>(),
    }));
}
