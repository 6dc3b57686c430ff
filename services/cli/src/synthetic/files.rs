//! Writes a population: what each body registers, whom the insurers link, who takes part.
//!
//! `recipients-{body}.json` is the API's array; `insurance-links.jsonl` has one
//! `LinkInsurance` request a line; `enrolment.json` is what `pmh enrol` reads.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use domain::{body_code::BodyCode, settlement::Settlement};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Population, Recipient,
    api_row::ApiRow,
    certificate, populate,
    region::{Region, RegionBody},
    rules::RuleBook,
    tables::Tables,
};
use crate::{
    enrol::file::{
        BodyEntry, CodeEntry, ConditionEntry, EnrolmentFile, FacilityEntry, PeriodEntry,
        ProgramEntry,
    },
    failure::Failure,
    output::Output,
};

/// The day on which the made-up bodies began to take part.
const PARTICIPATION_FIRST: &str = "2024-04-01";

/// The day that says "no end known".
const NO_END: &str = "9999-12-31";

/// The edition of the terms that the made-up facilities accept.
const TERMS_EDITION: &str = "2026-04";

/// The namespace of the request ids made for links.
const LINK_REQUESTS: Uuid = Uuid::from_u128(0x2c67_0b0e_93f1_5a46_8f6e_7d51_20c4_aa07);

/// What was written, and where.
pub struct Written {
    /// The folder.
    pub folder: PathBuf,
    /// Who takes part.
    pub enrolment: PathBuf,
    /// Whom the insurers link.
    pub links: PathBuf,
    /// The file of each body, with its rows.
    pub recipient_files: BTreeMap<BodyCode, (PathBuf, u64)>,
    /// The region.
    pub region: Region,
    /// How many people hold a certificate.
    pub people: u64,
    /// How many rows there are in all.
    pub rows: u64,
}

impl Written {
    /// Says what was written.
    pub fn show(&self, output: &Output) {
        let rows: Vec<_> = self
            .recipient_files
            .iter()
            .map(|(body, (path, rows))| {
                let name = domain::bodies::find(*body).map_or("", |body| body.name);
                vec![body.to_string(), name.to_owned(), rows.to_string(), file_name(path)]
            })
            .collect();
        output.table(&["body", "name", "rows", "file"], &rows);
        output.say(format!(
            "{} people, {} rows, {} bodies, {} facilities in {}",
            self.people,
            self.rows,
            self.recipient_files.len(),
            self.region.facilities.len(),
            self.folder.display()
        ));
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Writes a population into a folder; `seen` is shown every recipient on the way.
///
/// # Errors
///
/// [`crate::failure::Exit::File`].
pub fn write(
    population: &Population,
    folder: &Path,
    seen: &mut dyn FnMut(&Recipient),
) -> Result<Written, Failure> {
    let tables = Tables::read()?;
    let region = Region::of(population, &tables);
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
    let enrolment = folder.join("enrolment.json");
    write_enrolment(&enrolment, &region, &tables, &RuleBook::open(&tables, population.as_of)?)?;
    let links = folder.join("insurance-links.jsonl");
    let mut link_lines = Lines::create(&links)?;
    let mut arrays: BTreeMap<BodyCode, Array> = BTreeMap::new();
    let mut people = 0;
    populate(population, &region, &tables, |recipient| {
        seen(&recipient);
        people += 1;
        link_lines.write(&link(population, &recipient).to_string())?;
        for certificate in &recipient.certificates {
            let array = match arrays.entry(certificate.body) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    let name = format!("recipients-{}.json", certificate.body);
                    entry.insert(Array::create(folder.join(name))?)
                }
            };
            for period in &certificate.periods {
                array.push(&ApiRow::new(&recipient, certificate, period))?;
            }
        }
        Ok(())
    })?;
    link_lines.end()?;
    let mut recipient_files = BTreeMap::new();
    let mut rows = 0;
    for (body, array) in arrays {
        rows += array.rows;
        recipient_files.insert(body, array.end()?);
    }
    let folder = folder.to_owned();
    Ok(Written { folder, enrolment, links, recipient_files, region, people, rows })
}

/// Writes the rows of one person as a file of a body.
///
/// # Errors
///
/// [`crate::failure::Exit::File`].
pub fn write_recipient(path: &Path, recipient: &Recipient) -> Result<(), Failure> {
    let mut array = Array::create(path.to_owned())?;
    for certificate in &recipient.certificates {
        for period in &certificate.periods {
            array.push(&ApiRow::new(recipient, certificate, period))?;
        }
    }
    array.end().map(|_| ())
}

/// Writes the link of one person's card as a file of links.
///
/// # Errors
///
/// [`crate::failure::Exit::File`].
pub fn write_card(
    path: &Path,
    population: &Population,
    recipient: &Recipient,
) -> Result<(), Failure> {
    let mut lines = Lines::create(path)?;
    lines.write(&link(population, recipient).to_string())?;
    lines.end()
}

/// A `LinkInsurance` request; its id is made of the seed and the person's place.
fn link(population: &Population, recipient: &Recipient) -> Value {
    let person = &recipient.person;
    let name = format!("{}/{}", population.seed, person.place);
    json!({
        "request_id": Uuid::new_v5(&LINK_REQUESTS, name.as_bytes()).to_string(),
        "my_number": person.my_number,
        "insurance": {
            "insurer_number": person.insurance.insurer_number,
            "symbol": person.insurance.symbol,
            "number": person.insurance.number,
            "branch": person.insurance.branch,
        },
    })
}

fn write_enrolment(
    path: &Path,
    region: &Region,
    tables: &Tables,
    rules: &RuleBook<'_>,
) -> Result<(), Failure> {
    let always = || PeriodEntry { first: PARTICIPATION_FIRST.to_owned(), last: NO_END.to_owned() };
    let file = EnrolmentFile {
        bodies: region
            .bodies
            .iter()
            .map(|body| BodyEntry {
                code: body.body.code.to_string(),
                name: body.body.name.to_owned(),
                participation: always(),
                check_digit_policy: "WARN".to_owned(),
            })
            .collect(),
        facilities: region
            .facilities
            .iter()
            .map(|facility| FacilityEntry {
                code: facility.code.clone(),
                name: facility.name.clone(),
                terms_edition: TERMS_EDITION.to_owned(),
                readers: (1..=facility.readers).collect(),
            })
            .collect(),
        programs: region
            .bodies
            .iter()
            .flat_map(|body| programs(body, tables, rules, &always()))
            .collect(),
    };
    let mut text =
        serde_json::to_string_pretty(&file).map_err(|error| Failure::file(path, error))?;
    text.push('\n');
    fs::write(path, text).map_err(|error| Failure::file(path, error))
}

fn programs(
    body: &RegionBody,
    tables: &Tables,
    rules: &RuleBook<'_>,
    in_force: &PeriodEntry,
) -> Vec<ProgramEntry> {
    let program = |outline: &&'static domain::programs::ProgramOutline| {
        let holders = tables.holders.iter().find(|holders| holders.program == outline.slug);
        let local = holders.map_or("", |holders| holders.law_number.as_str());
        ProgramEntry {
            body: body.body.code.to_string(),
            certificate_type: certificate::certificate_type(outline.slug),
            name: outline.name_ja.to_owned(),
            law_number: certificate::law_number(outline, local),
            in_force: in_force.clone(),
            settlement_inside: settlement_word(outline.settlement_inside).to_owned(),
            settlement_outside: settlement_word(outline.settlement_outside).to_owned(),
            designation_required: outline.designation == domain::programs::Designation::Required,
            income_bands: domain::income_bands::of_program(outline.slug)
                .map(|band| CodeEntry {
                    code: band.code.to_string(),
                    name: band.name_ja.to_owned(),
                })
                .collect(),
            conditions: certificate::condition_item(outline.slug)
                .map(|(item, item_name, code, code_name)| ConditionEntry {
                    item: CodeEntry { code: item.to_owned(), name: item_name.to_owned() },
                    codes: vec![CodeEntry { code: code.to_owned(), name: code_name.to_owned() }],
                })
                .into_iter()
                .collect(),
            rule: rules.rule_of(body.body, outline),
        }
    };
    body.programs.iter().map(program).collect()
}

fn settlement_word(settlement: Settlement) -> &'static str {
    match settlement {
        Settlement::InKind => "IN_KIND",
        Settlement::List => "LIST",
        Settlement::Reimbursement => "REIMBURSEMENT",
    }
}

/// A file of lines.
struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Lines {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|error| Failure::file(path, error))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file) })
    }

    fn write(&mut self, line: &str) -> Result<(), Failure> {
        writeln!(self.file, "{line}").map_err(|error| Failure::file(&self.path, error))
    }

    fn end(mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| Failure::file(&self.path, error))
    }
}

/// A JSON array, one row a line.
struct Array {
    lines: Lines,
    rows: u64,
    last: String,
}

impl Array {
    fn create(path: PathBuf) -> Result<Self, Failure> {
        Ok(Self { lines: Lines::create(&path)?, rows: 0, last: "[".to_owned() })
    }

    fn push(&mut self, row: &ApiRow<'_>) -> Result<(), Failure> {
        let comma = if self.rows == 0 { "" } else { "," };
        self.lines.write(&format!("{}{comma}", self.last))?;
        self.last =
            serde_json::to_string(row).map_err(|error| Failure::file(&self.lines.path, error))?;
        self.rows += 1;
        Ok(())
    }

    fn end(mut self) -> Result<(PathBuf, u64), Failure> {
        self.lines.write(&self.last)?;
        self.lines.write("]")?;
        let (path, rows) = (self.lines.path.clone(), self.rows);
        self.lines.end()?;
        Ok((path, rows))
    }
}
