//! The history of facilities.

use super::*;

fn clinic() -> InstitutionCode {
    "0110113719".parse().unwrap()
}

fn reader(number: u16) -> ReaderNumber {
    number.try_into().unwrap()
}

fn enrolment(terms_edition: &str) -> Enrolment {
    Enrolment { name: "札幌医院".into(), terms_edition: terms_edition.into() }
}

fn enrolled(terms_edition: &str) -> Event {
    Event::Enrolled { facility: clinic(), enrolment: enrolment(terms_edition) }
}

fn opted_out() -> Event {
    Event::OptedOut { facility: clinic() }
}

fn reader_enrolled(number: u16) -> Event {
    Event::ReaderEnrolled { facility: clinic(), reader: reader(number) }
}

fn reader_removed(number: u16) -> Event {
    Event::ReaderRemoved { facility: clinic(), reader: reader(number) }
}

fn check(
    history: impl IntoIterator<Item = Event>,
    command: Command,
    expected: Result<Vec<Event>, Refusal>,
) {
    assert_eq!(Facility::replay(history).decide(clinic(), command), expected);
}

#[test]
fn a_facility_is_enrolled_once_and_again_for_new_terms_or_after_it_opted_out() {
    check([], Command::Enrol(enrolment("1")), Ok(vec![enrolled("1")]));
    check([enrolled("1")], Command::Enrol(enrolment("1")), Ok(vec![]));
    check([enrolled("1")], Command::Enrol(enrolment("2")), Ok(vec![enrolled("2")]));
    let left = [enrolled("1"), opted_out()];
    check(left, Command::Enrol(enrolment("1")), Ok(vec![enrolled("1")]));
}

#[test]
fn only_an_enrolled_facility_opts_out_or_changes_its_readers() {
    let refused = Err(Refusal::NotEnrolled(clinic()));
    for command in
        [Command::OptOut, Command::EnrolReader(reader(1)), Command::RemoveReader(reader(1))]
    {
        check([], command.clone(), refused.clone());
        check([enrolled("1"), opted_out()], command, refused.clone());
    }
    check([enrolled("1")], Command::OptOut, Ok(vec![opted_out()]));
}

#[test]
fn a_reader_is_enrolled_once_and_removed_once() {
    let with = [enrolled("1"), reader_enrolled(7)];
    check([enrolled("1")], Command::EnrolReader(reader(7)), Ok(vec![reader_enrolled(7)]));
    check(with.clone(), Command::EnrolReader(reader(7)), Ok(vec![]));
    check(with.clone(), Command::RemoveReader(reader(7)), Ok(vec![reader_removed(7)]));
    let refused = Refusal::ReaderNotEnrolled { facility: clinic(), reader: reader(7) };
    let without = with.into_iter().chain([reader_removed(7)]);
    check(without, Command::RemoveReader(reader(7)), Err(refused));
}

#[test]
fn a_reader_does_not_count_while_its_facility_is_out() {
    let history = vec![enrolled("1"), reader_enrolled(7)];
    assert!(Facility::replay(history.clone()).has_reader(reader(7)));
    assert!(!Facility::replay(history.clone()).has_reader(reader(8)));
    let left = [history, vec![opted_out()]].concat();
    assert!(!Facility::replay(left.clone()).has_reader(reader(7)));
    assert!(!Facility::replay(left.clone()).is_enrolled());
    let back = [left, vec![enrolled("2")]].concat();
    assert!(Facility::replay(back).has_reader(reader(7)));
}

#[test]
fn a_facility_has_a_stream_named_by_its_code() {
    assert_eq!(stream_of(clinic()), "facility-0110113719");
}
