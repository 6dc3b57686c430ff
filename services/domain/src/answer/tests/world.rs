//! A small world to answer in: three bodies, one facility in Hokkaido, certificates in one line each.
//!
//! A certificate is written `A1:2026-04-01..2027-03-31`: body, type, period. Behind the period stand
//! its marks: `!` withheld (不開示), `h` hidden from history only, `*` always reimbursed, `@this`, `@other`,
//! `@name` whom it names, `#key` sub key, `m` merged away, `+n` recorded at position n, `=n` the row's key is n, `^` its
//! rows were deleted. The `n`-th row has the key n where it names none.

use jiff::civil::Date;

use crate::{
    answer::{
        Answer, Asked, BodyFacts, Consent, Counts, Facts, Known, KnownRow, Link, ProgramFacts,
        answer,
    },
    certificate::{CertificateRef, DesignatedInstitution, Disclosure},
    history_key::HistoryKey,
    institution_code::InstitutionCode,
    period::Period,
    person_key::PersonKey,
    settlement::Settlement,
};

pub(super) const THIS: &str = "0110113719";
const OTHER: &str = "1310000009";

/// A (札幌市) and B (一宮市) take part; C (千代田区) took part to the end of 2025.
pub(super) fn body_code(letter: char) -> &'static str {
    match letter {
        'A' => "011002",
        'B' => "232033",
        'C' => "131016",
        _ => panic!("no body {letter}"),
    }
}

/// What stands in one line of a table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    reference: CertificateRef,
    merged_away: bool,
    disclosure: Disclosure,
    rows: Vec<LineRow>,
    deleted: Vec<HistoryKey>,
}

#[derive(Clone, Debug)]
struct LineRow {
    history_key: HistoryKey,
    period: Period,
    recorded: u64,
    always_reimbursement: bool,
    institutions: Vec<DesignatedInstitution>,
    text: String,
}

/// Everything but what a table varies.
pub(super) struct World {
    pub(super) consent: Consent,
    pub(super) link: Link,
    pub(super) visit_date: Date,
    pub(super) facility: InstitutionCode,
    pub(super) asked: Option<Asked>,
    pub(super) lines: Vec<Line>,
}

impl World {
    pub(super) fn on(visit_date: &str) -> Self {
        Self {
            consent: Consent::Given,
            link: Link::Linked,
            visit_date: visit_date.parse().unwrap(),
            facility: THIS.parse().unwrap(),
            asked: None,
            lines: Vec::new(),
        }
    }

    pub(super) fn with(mut self, certificates: &str) -> Self {
        self.lines = certificates.split_whitespace().map(line).collect();
        self
    }

    pub(super) fn asking(mut self, letter: char, program: &str) -> Self {
        self.asked = Some(Asked {
            body: body_code(letter).parse().unwrap(),
            program: (!program.is_empty()).then(|| program.parse().unwrap()),
        });
        self
    }

    /// Hands the answer to `look`: an answer borrows the facts.
    pub(super) fn answered<R>(&self, look: impl FnOnce(&Answer<'_, String>) -> R) -> R {
        let certificates = self.known();
        let types: Vec<_> = ["1", "2", "3"].iter().map(|text| text.parse().unwrap()).collect();
        let program = |index: usize, law: &str, designation_required: bool| ProgramFacts {
            certificate_type: &types[index],
            name: "子ども医療費助成",
            law_number: law.parse().ok(),
            in_force: "2020-04-01".parse().map(|first| Period::from(first).unwrap()).unwrap(),
            settlement_inside: Settlement::InKind,
            settlement_outside: Settlement::Reimbursement,
            designation_required,
        };
        let body = |letter: char, last: &str| BodyFacts {
            body: body_code(letter).parse().unwrap(),
            name: "市",
            participation: Some(period("2020-04-01", last)),
            // Type 3 is not registered by anybody.
            programs: vec![program(0, "", false), program(1, "54", true)],
            as_of_position: 40,
        };
        let bodies = [body('A', "9999-12-31"), body('B', "9999-12-31"), body('C', "2025-12-31")];
        look(&answer(&Facts {
            consent: self.consent,
            link: self.link,
            certificates: &certificates,
            bodies: &bodies,
            counts: Counts { bodies: 2, programs: 4 },
            facility: self.facility,
            visit_date: self.visit_date,
            asked: self.asked.clone(),
        }))
    }

    pub(super) fn known(&self) -> Vec<Known<'_, String>> {
        self.lines.iter().map(Line::known).collect()
    }
}

impl Line {
    pub(super) fn id(&self) -> crate::certificate_id::CertificateId {
        self.reference.id()
    }

    pub(super) fn hides_all(&self) -> bool {
        self.disclosure == Disclosure::HideAll
    }

    pub(super) fn known(&self) -> Known<'_, String> {
        Known {
            id: self.reference.id(),
            body: self.reference.body(),
            certificate_type: self.reference.certificate_type(),
            sub_key: self.reference.sub_key(),
            merged_away: self.merged_away,
            disclosure: self.disclosure,
            deleted: &self.deleted,
            rows: self
                .rows
                .iter()
                .map(|row| KnownRow {
                    history_key: &row.history_key,
                    period: row.period,
                    recorded: row.recorded,
                    always_reimbursement: row.always_reimbursement,
                    institutions: row.institutions.iter().collect(),
                    text: row.text.clone(),
                })
                .collect(),
        }
    }
}

fn period(first: &str, last: &str) -> Period {
    Period::new(first.parse().unwrap(), last.parse().unwrap()).unwrap()
}

/// Reads one certificate; several rows are joined by `&`.
pub(super) fn line(text: &str) -> Line {
    let (head, rows) = text.split_once(':').unwrap();
    let (letter, certificate_type) = head.split_at(1);
    let marks = |mark: &str| rows.contains(mark);
    let person: PersonKey = if marks("m") {
        "5e1f0000-0000-4000-8000-00000000000b".parse().unwrap()
    } else {
        "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap()
    };
    let all: Vec<_> =
        (1..).zip(rows.split('&')).map(|(number, row)| line_row(number, row)).collect();
    let sub_key = rows.split_once('#').map_or("", |(_, key)| &key[..1]);
    Line {
        reference: CertificateRef::new(
            body_code(letter.chars().next().unwrap()).parse().unwrap(),
            certificate_type.parse().unwrap(),
            person,
            sub_key.parse().unwrap(),
        ),
        merged_away: marks("m"),
        disclosure: if marks("!") {
            Disclosure::HideAll
        } else if marks("h") && !marks("@other") && !marks("@this") {
            Disclosure::HideFromHistory
        } else {
            Disclosure::Open
        },
        rows: if marks("^") { Vec::new() } else { all.clone() },
        deleted: if marks("^") {
            all.into_iter().map(|row| row.history_key).collect()
        } else {
            Vec::new()
        },
    }
}

fn line_row(number: u64, text: &str) -> LineRow {
    let named = |mark: &str, code: Option<&str>| {
        text.contains(mark).then(|| DesignatedInstitution {
            code: code.map(|code| code.parse().unwrap()),
            name: "病院".into(),
        })
    };
    let number_after = |mark: char| {
        let (_, rest) = text.split_once(mark)?;
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
    };
    let recorded = number_after('+').unwrap_or(number);
    let number = number_after('=').unwrap_or(number);
    LineRow {
        history_key: format!("{number}").parse().unwrap(),
        period: period(&text[..10], &text[12..22]),
        recorded,
        always_reimbursement: text.contains('*'),
        institutions: [
            named("@this", Some(THIS)),
            named("@other", Some(OTHER)),
            named("@name", None),
        ]
        .into_iter()
        .flatten()
        .collect(),
        text: text.into(),
    }
}
