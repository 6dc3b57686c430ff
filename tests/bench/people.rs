//! Who is registered: a synthetic population, as the command line writes and reads it.

use std::{collections::HashMap, path::Path};

use cli::{
    clock,
    import::{EncodingChoice, FormatChoice, Style, survey},
    synthetic::{
        self, Population, Recipient, certificate::Situation, household::Person, region::Region,
    },
};
use domain::body_code::BodyCode;
use wire::proto::{common::v1::InsuranceIdentity, registration::v1::RecipientRow};

/// The most people who visit a facility.
pub(crate) const VISITORS_MAX: usize = 10_000;

/// A population in memory.
pub(crate) struct People {
    /// Where they live.
    pub(crate) region: Region,
    /// Who takes part, as `pmh enrol` reads it.
    pub(crate) enrolment: std::path::PathBuf,
    /// What each body registers.
    pub(crate) rows: Vec<(BodyCode, Vec<RecipientRow>)>,
    /// Some who hold one certificate, and it is in force.
    pub(crate) visitors: Vec<Visitor>,
}

/// Somebody who comes to a facility.
pub(crate) struct Visitor {
    /// The card.
    pub(crate) insurance: InsuranceIdentity,
    /// The body that issued the certificate.
    pub(crate) body: BodyCode,
    /// The row of the certificate.
    pub(crate) row: RecipientRow,
}

impl People {
    /// Writes so many people to the folder, and reads them again.
    pub(crate) fn make(count: u64, folder: &Path) -> Self {
        let population = Population { seed: 1, people: count, as_of: clock::today() };
        let mut cards = HashMap::new();
        let mut see = |recipient: &Recipient| {
            if cards.len() < VISITORS_MAX && recipient.holds_one("local-child", Situation::Current)
            {
                cards.insert(recipient.person.my_number.clone(), card(&recipient.person));
            }
        };
        let written = synthetic::write(&population, folder, &mut see).unwrap();
        let mut visitors = Vec::new();
        let mut rows = Vec::new();
        for (body, (path, _)) in &written.recipient_files {
            let (format, encoding) = (FormatChoice::Json, EncodingChoice::Utf8);
            let source = survey::survey(path, format, encoding, Style::History).unwrap();
            let mut read = source.rows().unwrap();
            let mut of_body = Vec::new();
            while let Some(found) = read.next_row().unwrap() {
                let row = found.row.unwrap();
                if let Some(insurance) = cards.remove(&row.my_number) {
                    visitors.push(Visitor { insurance, body: *body, row: row.clone() });
                }
                of_body.push(row);
            }
            rows.push((*body, of_body));
        }
        Self { region: written.region, enrolment: written.enrolment, rows, visitors }
    }
}

fn card(person: &Person) -> InsuranceIdentity {
    let insurance = person.insurance.clone();
    InsuranceIdentity {
        insurer_number: insurance.insurer_number,
        symbol: insurance.symbol,
        number: insurance.number,
        branch: insurance.branch,
    }
}
