//! Who takes part: bodies, their programs, facilities and their readers (実施機関・制度・医療機関等).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, RwLock},
};

use domain::{
    body, body::Body, body_code::BodyCode, certificate_type::CertificateTypeId, facility,
    facility::Facility, institution_code::InstitutionCode, program, program::Program,
    reader_number::ReaderNumber,
};
use jiff::civil::Date;
use ledger::Position;
use wire::event::enrolment::Event;

use crate::lock::{read, turn, write};

mod stored;
#[cfg(test)]
mod tests;

/// For how many days coverage is remembered at once; desks ask about few days.
const DAYS_REMEMBERED_MAX: usize = 64;

/// What a search on one day covers: how many bodies take part, and how many programs they register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Bodies that take part on that day.
    pub bodies: usize,
    /// Programs that those bodies register on that day.
    pub programs: usize,
}

/// The programs of a body, by their certificate types.
pub type Programs = BTreeMap<CertificateTypeId, Arc<Program>>;

/// Bodies, programs and facilities.
#[derive(Default)]
pub struct Directory {
    known: RwLock<Known>,
    coverage: Mutex<HashMap<Date, Coverage>>,
    as_of: RwLock<BTreeMap<BodyCode, Position>>,
}

#[derive(Default)]
struct Known {
    bodies: BTreeMap<BodyCode, Arc<Body>>,
    programs: BTreeMap<BodyCode, Arc<Programs>>,
    facilities: BTreeMap<InstitutionCode, KnownFacility>,
}

#[derive(Default)]
struct KnownFacility {
    facility: Arc<Facility>,
    /// All readers that stand there, also while the facility has opted out.
    readers: BTreeSet<ReaderNumber>,
}

impl Directory {
    /// A body; none if nothing is known of it.
    #[must_use]
    pub fn body(&self, body: BodyCode) -> Option<Arc<Body>> {
        read(&self.known).bodies.get(&body).cloned()
    }

    /// A program; none if the body never defined it.
    #[must_use]
    pub fn program(
        &self,
        body: BodyCode,
        certificate_type: &CertificateTypeId,
    ) -> Option<Arc<Program>> {
        read(&self.known).programs.get(&body)?.get(certificate_type).cloned()
    }

    /// All programs a body ever defined, as they now stand.
    #[must_use]
    pub fn programs_of(&self, body: BodyCode) -> Arc<Programs> {
        read(&self.known).programs.get(&body).cloned().unwrap_or_default()
    }

    /// A facility with its readers; none if nothing is known of it.
    #[must_use]
    pub fn facility(&self, facility: InstitutionCode) -> Option<Arc<Facility>> {
        read(&self.known).facilities.get(&facility).map(|known| known.facility.clone())
    }

    /// What a search on this day covers. Counted once per day and change.
    #[must_use]
    pub fn coverage(&self, day: Date) -> Coverage {
        if let Some(coverage) = turn(&self.coverage).get(&day) {
            return *coverage;
        }
        // Nothing can change between counting and remembering: both happen under the lock.
        let known = read(&self.known);
        let coverage = known.coverage(day);
        let mut remembered = turn(&self.coverage);
        if remembered.len() >= DAYS_REMEMBERED_MAX {
            remembered.clear();
        }
        remembered.insert(day, coverage);
        coverage
    }

    /// The position of the last registration event that concerned a body: itself, its programs, its
    /// certificates, its imports. [`Position::START`] if there was none.
    #[must_use]
    pub fn as_of(&self, body: BodyCode) -> Position {
        read(&self.as_of).get(&body).copied().unwrap_or_default()
    }

    /// Takes an event in.
    pub(crate) fn take_in(&self, event: Event) {
        let mut known = write(&self.known);
        match event {
            Event::Body(event) => known.take_body(event),
            Event::Program(event) => known.take_program(event),
            Event::Facility(event) => known.take_facility(event),
        }
        turn(&self.coverage).clear();
    }

    /// Notes up to where events that concern these bodies were taken in.
    pub(crate) fn note(&self, positions: impl IntoIterator<Item = (BodyCode, Position)>) {
        let mut as_of = write(&self.as_of);
        for (body, position) in positions {
            let known = as_of.entry(body).or_default();
            *known = position.max(*known);
        }
    }
}

impl Known {
    fn take_body(&mut self, event: body::Event) {
        let (body::Event::Enrolled { body, .. } | body::Event::OperatorDelegated { body, .. }) =
            event;
        let known = self.bodies.entry(body).or_default();
        *known = Arc::new(Body::clone(known).evolve(event));
    }

    fn take_program(&mut self, event: program::Event) {
        let (body, certificate_type) = match &event {
            program::Event::Defined(master) | program::Event::Revised(master) => {
                (master.body, &master.certificate_type)
            }
            program::Event::Retired { body, certificate_type, .. } => (*body, certificate_type),
        };
        let programs = Arc::make_mut(self.programs.entry(body).or_default());
        let known = programs.entry(certificate_type.clone()).or_default();
        *known = Arc::new(Program::clone(known).evolve(event));
    }

    fn take_facility(&mut self, event: facility::Event) {
        let (facility::Event::Enrolled { facility, .. }
        | facility::Event::OptedOut { facility }
        | facility::Event::ReaderEnrolled { facility, .. }
        | facility::Event::ReaderRemoved { facility, .. }) = event;
        let known = self.facilities.entry(facility).or_default();
        match &event {
            facility::Event::ReaderEnrolled { reader, .. } => {
                known.readers.insert(*reader);
            }
            facility::Event::ReaderRemoved { reader, .. } => {
                known.readers.remove(reader);
            }
            facility::Event::Enrolled { .. } | facility::Event::OptedOut { .. } => {}
        }
        known.facility = Arc::new(Facility::clone(&known.facility).evolve(event));
    }

    fn coverage(&self, day: Date) -> Coverage {
        let mut coverage = Coverage::default();
        for (code, body) in &self.bodies {
            if !body.participates_on(day) {
                continue;
            }
            coverage.bodies += 1;
            let programs =
                self.programs.get(code).into_iter().flat_map(|programs| programs.values());
            coverage.programs += programs.filter(|program| program.registers_on(day)).count();
        }
        coverage
    }
}
