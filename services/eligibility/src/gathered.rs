//! What is known of one person, gathered for one answer.

use std::sync::Arc;

use domain::{
    answer::{Asked, BodyFacts, Counts, Known, KnownRow, ProgramFacts},
    body::Body,
    body_code::BodyCode,
    certificate_type::CertificateTypeId,
    income_band::IncomeBand,
    person_key::PersonKey,
    program::{Program, ProgramMaster},
};
use jiff::civil::Date;
use ledger::Position;
use projections::{CertificateFacts, Programs, Projections, RowFacts, Unreadable};

/// How often is gathered again because the person's certificates changed meanwhile.
const ATTEMPTS_MAX: usize = 4;

/// A row, and the certificate it is of: enough to open it.
pub(crate) type Source<'a> = (&'a CertificateFacts, &'a RowFacts);

/// What is known of one person.
pub(crate) struct Gathered {
    /// The registration position this is known at.
    pub(crate) position: Position,
    /// The key the person is known by now, after merges.
    pub(crate) person: PersonKey,
    certificates: Vec<CertificateFacts>,
    bodies: Vec<GatheredBody>,
    counts: Counts,
}

/// A body with its programs.
struct GatheredBody {
    code: BodyCode,
    body: Arc<Body>,
    programs: Arc<Programs>,
    as_of: Position,
}

impl Gathered {
    /// What is known of this person and, of the directory, what an answer about them needs.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub(crate) fn of(
        projections: &Projections,
        person: PersonKey,
        visit_date: Date,
        asked: Option<&Asked>,
    ) -> Result<Self, Unreadable> {
        let mut position = projections.registration_position();
        let mut certificates = projections.certificates_of(person)?;
        for _ in 1..ATTEMPTS_MAX {
            // What is newer than the position would make the answer speak of what it does not hold.
            if certificates.iter().all(|known| known.last_event <= position) {
                break;
            }
            position = projections.registration_position();
            certificates = projections.certificates_of(person)?;
        }
        let directory = projections.directory();
        let mut codes: Vec<_> = certificates.iter().map(|known| known.body).collect();
        codes.extend(asked.map(|asked| asked.body));
        codes.sort_unstable();
        codes.dedup();
        let bodies = codes.into_iter().filter_map(|code| {
            Some(GatheredBody {
                code,
                body: directory.body(code)?,
                programs: directory.programs_of(code),
                as_of: directory.as_of(code).min(position),
            })
        });
        let bodies = bodies.collect();
        let covered = directory.coverage(visit_date);
        let counts = Counts {
            bodies: u32::try_from(covered.bodies).unwrap_or(u32::MAX),
            programs: u32::try_from(covered.programs).unwrap_or(u32::MAX),
        };
        let person = projections.people().canonical(person);
        Ok(Self { position, person, certificates, bodies, counts })
    }

    /// How much was searched.
    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// The certificates, as an answer is made of them.
    pub(crate) fn known(&self) -> Vec<Known<'_, Source<'_>>> {
        self.certificates.iter().map(|known| self.one(known)).collect()
    }

    /// The bodies, as an answer is made of them.
    pub(crate) fn body_facts(&self) -> Vec<BodyFacts<'_>> {
        self.bodies.iter().map(GatheredBody::facts).collect()
    }

    /// The name of an income band in the program master; empty where it has none.
    pub(crate) fn band_name(
        &self,
        body: BodyCode,
        certificate_type: &CertificateTypeId,
        band: Option<&IncomeBand>,
    ) -> &str {
        let master = self.master(body, certificate_type);
        let mut bands = master.iter().flat_map(|master| &master.income_bands);
        bands.find(|known| Some(&known.code) == band).map_or("", |band| &band.name)
    }

    /// The program master of a certificate type, as it now reads.
    pub(crate) fn master(
        &self,
        body: BodyCode,
        certificate_type: &CertificateTypeId,
    ) -> Option<&ProgramMaster> {
        let body = self.bodies.iter().find(|known| known.code == body)?;
        body.programs.get(certificate_type)?.master()
    }

    fn one<'a>(&'a self, known: &'a CertificateFacts) -> Known<'a, Source<'a>> {
        let row = |row: &'a RowFacts| KnownRow {
            history_key: &row.history_key,
            period: row.period,
            recorded: row.recorded.get(),
            always_reimbursement: row.wording.always_reimbursement,
            institutions: row.designated_institutions.iter().map(AsRef::as_ref).collect(),
            text: (known, row),
        };
        Known {
            id: known.id,
            body: known.body,
            certificate_type: &known.certificate_type,
            sub_key: &known.sub_key,
            merged_away: known.person != self.person,
            disclosure: known.disclosure,
            rows: known.rows.iter().map(row).collect(),
            deleted: &known.deleted,
        }
    }
}

impl GatheredBody {
    fn facts(&self) -> BodyFacts<'_> {
        let enrolment = self.body.enrolment();
        let mut programs = Vec::with_capacity(self.programs.len());
        programs.extend(self.programs.values().filter_map(|program| program_facts(program)));
        BodyFacts {
            body: self.code,
            name: enrolment.map_or("", |enrolment| &enrolment.name),
            participation: enrolment.map(|enrolment| enrolment.participation),
            programs,
            as_of_position: self.as_of.get(),
        }
    }
}

/// A program as it is registered; none where it never is.
fn program_facts(program: &Program) -> Option<ProgramFacts<'_>> {
    let master: &ProgramMaster = program.master()?;
    let in_force = match program.retired_after() {
        None => master.in_force,
        Some(last) if last < master.in_force.first() => return None,
        Some(last) => master.in_force.ending(last.min(master.in_force.last())),
    };
    Some(ProgramFacts {
        certificate_type: &master.certificate_type,
        name: &master.name,
        law_number: master.law_number,
        in_force,
        settlement_inside: master.settlement_inside,
        settlement_outside: master.settlement_outside,
        designation_required: master.designation_required,
    })
}
