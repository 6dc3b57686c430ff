//! The findings of an edition: looked for, tried, and put in order.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Lint, columns, reason::Reason};
use crate::{
    edition::{Edition, Files},
    local::{RowNumber, RowTrial, Tried},
    official::{Marked, Parts, Row, Text},
};

/// A row that is told of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file of the edition.
    pub file: &'static str,
    /// The row, from 1.
    pub row: usize,
    /// The id of the row; the law number in the national master.
    pub id: Text,
    /// Why.
    pub reason: Reason,
    /// The item it is about: a column's key, or a word of the data; empty where the reason says all.
    pub item: String,
    /// The id of the row it has to do with, where there is one.
    pub other: Option<Text>,
}

/// The findings on the way.
struct Findings<'a> {
    edition: &'a Edition,
    /// The file and place of each id.
    places: HashMap<&'a str, (&'static str, usize)>,
    told: Vec<Finding>,
}

/// Looks at an edition.
pub(super) fn of(edition: &Edition, on: Date) -> Lint {
    let lists = [
        (Files::LOCAL_MASTER, edition.local_rows(), edition.local_ids()),
        (Files::LOCAL_BEYOND, edition.beyond_rows(), edition.beyond_ids()),
    ];
    let ids = lists
        .iter()
        .flat_map(|(file, _, ids)| ids.iter().enumerate().map(|(at, id)| (&**id, (*file, at + 1))));
    let mut findings = Findings { edition, places: ids.collect(), told: Vec::new() };
    for (file, rows, ids) in lists {
        findings.look(file, rows, ids, on);
    }
    findings.unreached();
    let computing = findings.try_rows();
    findings.national();
    let mut told = findings.told;
    told.sort_unstable();
    let rows = lists.iter().map(|(_, rows, _)| rows.len()).sum();
    Lint { rows, computing, findings: told }
}

impl Findings<'_> {
    fn look(&mut self, file: &'static str, rows: &[Row], ids: &[Text], on: Date) {
        const ALL: Parts = Parts::all_but(&[]);
        let mut seen = HashMap::with_capacity(rows.len());
        for (at, (row, id)) in rows.iter().zip(ids).enumerate() {
            let finding = |reason, item: &str| Finding {
                file,
                row: at + 1,
                id: id.clone(),
                reason,
                item: item.to_owned(),
                other: None,
            };
            columns::look(row, |reason, item| self.told.push(finding(reason, item)));
            if row.valid_to.is_some_and(|last| last < on) {
                self.told.push(finding(Reason::Ended, ""));
            }
            let places = self.edition.places();
            if row.municipality.is_some_and(|municipality| !places.has(municipality)) {
                self.told.push(finding(Reason::UnknownPlace, "municipality"));
            }
            for (key, _) in row.unseen() {
                self.told.push(finding(Reason::UnseenCode, key));
            }
            if let Some(first) = seen.insert(Marked::new(row).view(ALL), id) {
                let other = Some(first.clone());
                self.told.push(Finding { other, ..finding(Reason::Repeated, "") });
            }
        }
    }

    fn unreached(&mut self) {
        let edition = self.edition;
        for unreached in edition.rules().unreached() {
            let before = unreached.before.and_then(|row| edition.rules().row(row));
            let other = before.map(|row| row.id().into());
            let reason = if other.is_some() { Reason::Shadowed } else { Reason::NoAge };
            self.tell(unreached.row, reason, "", other);
        }
    }

    /// Tries each row, and says how many compute.
    fn try_rows(&mut self) -> usize {
        let edition = self.edition;
        let mut computing = 0;
        for trial in edition.rules().try_rows() {
            computing += usize::from(trial.computes());
            if let Some((reason, item)) = outcome(&trial) {
                self.tell(trial.row, reason, item, None);
            }
        }
        computing
    }

    /// Rows of the national master without a program in the tables.
    fn national(&mut self) {
        let national = self.edition.national();
        for (at, row) in self.edition.national_master().rows.iter().enumerate() {
            if national.programs_of(row.law).next().is_none() {
                self.told.push(Finding {
                    file: Files::NATIONAL_MASTER,
                    row: at + 1,
                    id: row.law.to_string().as_str().into(),
                    reason: Reason::NationalNotInTables,
                    item: row.name().to_string(),
                    other: None,
                });
            }
        }
    }

    fn tell(&mut self, row: RowNumber, reason: Reason, item: &str, other: Option<Text>) {
        let Some(meta) = self.edition.rules().row(row) else { return };
        let Some((file, row)) = self.places.get(meta.id()) else { return };
        let (id, item) = (meta.id().into(), item.to_owned());
        self.told.push(Finding { file, row: *row, id, reason, item, other });
    }
}

/// What keeps a row from computing, wholly or in part.
fn outcome(trial: &RowTrial) -> Option<(Reason, &str)> {
    let sides =
        [(&trial.inpatient, Reason::InpatientOpen), (&trial.outpatient, Reason::OutpatientOpen)];
    let refund = sides.iter().find_map(|(tried, _)| match tried {
        Tried::CounterOnly(why) => Some((Reason::RefundOpen, why.item.as_str())),
        _ => None,
    });
    let open = sides.iter().find_map(|(tried, reason)| match tried {
        Tried::Undecided(why) => Some((*reason, why.item.as_str())),
        _ => None,
    });
    let counter = sides.iter().find_map(|(tried, _)| match tried {
        Tried::BurdenOnly(why) => Some((Reason::CounterOpen, why.item.as_str())),
        _ => None,
    });
    if trial.computes() {
        return open.or(refund).or(counter);
    }
    refund.or_else(|| Some((Reason::NothingComputes, trial.missing()?)))
}
