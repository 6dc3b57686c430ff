use domain::{
    check_digit::CheckDigitPolicy,
    period::Period,
    program::{Event as ProgramEvent, ProgramMaster},
    settlement::Settlement,
};
use jiff::civil::date;

use super::*;

fn sapporo() -> BodyCode {
    "011002".parse().unwrap()
}

fn child() -> CertificateTypeId {
    "child".parse().unwrap()
}

fn clinic() -> InstitutionCode {
    "0110113719".parse().unwrap()
}

fn fiscal() -> Period {
    Period::new(date(2026, 4, 1), date(2027, 3, 31)).unwrap()
}

fn enrolled() -> Event {
    let enrolment = body::Enrolment {
        name: "北海道札幌市".into(),
        participation: fiscal(),
        check_digit_policy: CheckDigitPolicy::Reject,
    };
    Event::Body(body::Event::Enrolled { body: sapporo(), enrolment })
}

fn defined() -> Event {
    Event::Program(ProgramEvent::Defined(ProgramMaster {
        body: sapporo(),
        certificate_type: child(),
        name: "子ども医療費助成".into(),
        law_number: None,
        in_force: fiscal(),
        settlement_inside: Settlement::InKind,
        settlement_outside: Settlement::Reimbursement,
        designation_required: false,
        income_bands: Vec::new(),
        conditions: Vec::new(),
        rule: None,
    }))
}

fn retired(last: Date) -> Event {
    let (body, certificate_type) = (sapporo(), child());
    Event::Program(ProgramEvent::Retired { body, certificate_type, last })
}

fn reader(number: u16) -> ReaderNumber {
    number.try_into().unwrap()
}

fn facility_events() -> [Event; 4] {
    let facility = clinic();
    let enrolment =
        facility::Enrolment { name: "試験診療所".into(), terms_edition: "1".into() };
    [
        facility::Event::Enrolled { facility, enrolment },
        facility::Event::ReaderEnrolled { facility, reader: reader(1) },
        facility::Event::ReaderEnrolled { facility, reader: reader(2) },
        facility::Event::ReaderRemoved { facility, reader: reader(1) },
    ]
    .map(Event::Facility)
}

fn told(events: impl IntoIterator<Item = Event>) -> Directory {
    let directory = Directory::default();
    events.into_iter().for_each(|event| directory.take_in(event));
    directory
}

#[test]
fn coverage_counts_who_takes_part_that_day_and_hears_of_every_change() {
    let directory = told([enrolled(), defined()]);
    let (inside, after) = (date(2027, 3, 31), date(2027, 4, 1));
    assert_eq!(directory.coverage(inside), Coverage { bodies: 1, programs: 1 });
    assert_eq!(directory.coverage(after), Coverage::default());

    directory.take_in(retired(date(2027, 3, 30)));
    assert_eq!(directory.coverage(inside), Coverage { bodies: 1, programs: 0 });
}

#[test]
fn a_program_of_a_body_that_does_not_take_part_is_not_covered() {
    assert_eq!(told([defined()]).coverage(date(2026, 5, 1)), Coverage::default());
}

#[test]
fn coverage_is_remembered_for_few_days_only() {
    let directory = told([enrolled()]);
    let mut day = date(2026, 4, 1);
    for _ in 0..300 {
        assert_eq!(directory.coverage(day).programs, 0);
        day = day.tomorrow().unwrap();
    }
    assert!(turn(&directory.coverage).len() <= DAYS_REMEMBERED_MAX);
}

#[test]
fn a_facility_has_its_readers_also_after_it_was_away() {
    let directory = told(facility_events());
    let has = |number| directory.facility(clinic()).unwrap().has_reader(reader(number));
    assert!(has(2) && !has(1));
    directory.take_in(Event::Facility(facility::Event::OptedOut { facility: clinic() }));
    assert!(!has(2));
    let [enrolled_again, ..] = facility_events();
    directory.take_in(enrolled_again);
    assert!(has(2));
}

#[test]
fn the_shortest_history_tells_the_same_directory() {
    let delegation = body::Delegation { operator: "連合会".into(), first: date(2027, 4, 1) };
    let delegated = body::Event::OperatorDelegated { body: sapporo(), delegation };
    let opted_out = facility::Event::OptedOut { facility: clinic() };
    let directory = told(
        [enrolled(), Event::Body(delegated), defined(), defined(), retired(date(2026, 9, 30))]
            .into_iter()
            .chain(facility_events())
            .chain([Event::Facility(opted_out)]),
    );
    directory.note([(sapporo(), Position::new(7)), (sapporo(), Position::new(5))]);
    assert_eq!(directory.as_of(sapporo()), Position::new(7));

    let mut stored = Vec::new();
    directory.store(&mut stored);
    let loaded = Directory::default();
    loaded.load(&stored).unwrap();

    let digest = |directory: &Directory| {
        let mut hasher = blake3::Hasher::new();
        directory.digest(&mut hasher);
        hasher.finalize()
    };
    assert_eq!(digest(&loaded), digest(&directory));
    assert_eq!(loaded.programs_of(sapporo()), directory.programs_of(sapporo()));
    assert!(Directory::default().load(&stored[1..]).is_none());
}
