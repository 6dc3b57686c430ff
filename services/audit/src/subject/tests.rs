use prost_types::FileDescriptorSet;
use wire::proto::{DESCRIPTORS, common::v1 as common};

use super::*;

/// Messages of `pmh.event.v1` that are parts of events, and never recorded by themselves.
const PARTS: [&str; 9] = [
    "CertificateRef",
    "ConditionItem",
    "DisclosedRow",
    "MasterCode",
    "PeriodRow",
    "ProgramMaster",
    "RuleMapping",
    "SealedBasicInfo",
    "SealedDetail",
];

fn of<M: Message + Name>(message: &M) -> Subject {
    subject(M::NAME, message.encode_to_vec().into()).unwrap().unwrap()
}

#[test]
fn every_message_of_the_event_package_is_an_event_with_a_reader_or_a_part() {
    let files = FileDescriptorSet::decode(DESCRIPTORS).unwrap();
    let mut named: Vec<_> = files
        .file
        .iter()
        .filter(|file| file.package() == "pmh.event.v1")
        .flat_map(|file| file.message_type.iter().map(|message| message.name().to_owned()))
        .collect();
    let mut known: Vec<_> =
        READERS.iter().map(|(name, _)| *name).chain(PARTS).map(str::to_owned).collect();
    named.sort();
    known.sort();
    assert_eq!(named, known);
}

#[test]
fn what_no_event_is_called_has_no_subject() {
    assert!(subject("CertificateRef", Bytes::new()).is_none());
    assert!(!is_event_type("PeriodRow"));
    assert!(is_event_type("ReplayPerformed"));
}

#[test]
fn bytes_that_are_no_message_are_refused_by_every_reader_that_reads() {
    let torn = Bytes::from_static(&[0x0a, 0xff]);
    for (name, _) in READERS {
        let read = subject(name, torn.clone()).unwrap();
        let reads_nothing = matches!(&read, Ok(subject) if *subject == Subject::default() || subject.as_stream_began);
        assert!(read.is_err() || reads_nothing, "{name}");
    }
}

#[test]
fn a_certificates_event_names_its_person_and_program_whatever_else_it_holds() {
    let reference = event::CertificateRef {
        certificate: "c".into(),
        person: "p".into(),
        body: "232033".into(),
        certificate_type: "1".into(),
        sub_key: "s".into(),
    };
    let row = event::PeriodRow {
        history_key: "h".into(),
        sealed_basic_info: Bytes::from_static(b"closed"),
        ..Default::default()
    };
    let expected = Subject {
        people: vec!["p".into()],
        program: Some(("232033".into(), Some("1".into()))),
        ..Subject::default()
    };
    assert_eq!(
        of(&event::CertificateRegistered {
            r#ref: Some(reference.clone()),
            row: Some(row.clone()),
            disclosure: common::Disclosure::HideAll.into(),
        }),
        expected
    );
    let corrected = event::CertificateCorrected {
        r#ref: Some(reference.clone()),
        row: Some(row.clone()),
        changed_fields: vec!["a".into()],
    };
    assert_eq!(of(&corrected), expected);
    let added = event::CertificatePeriodAdded { r#ref: Some(reference.clone()), row: Some(row) };
    assert_eq!(of(&added), expected);
    let ended = event::CertificateEnded { r#ref: Some(reference), ..Default::default() };
    assert_eq!(of(&ended), expected);
}

#[test]
fn a_program_is_named_by_its_body_and_type() {
    let program = event::ProgramMaster {
        body: "232033".into(),
        certificate_type: "1".into(),
        name: "name".into(),
        ..Default::default()
    };
    let expected = Some(("232033".to_owned(), Some("1".to_owned())));
    assert_eq!(of(&event::ProgramDefined { program: Some(program.clone()) }).program, expected);
    assert_eq!(of(&event::ProgramRevised { program: Some(program) }).program, expected);
    let retired =
        event::ProgramRetired { body: "232033".into(), certificate_type: "1".into(), last: None };
    assert_eq!(of(&retired).program, expected);
    let enrolled = event::BodyEnrolled { body: "232033".into(), ..Default::default() };
    assert_eq!(of(&enrolled).program, Some(("232033".into(), None)));
}

#[test]
fn what_was_told_names_the_person_and_every_certificate_told_or_withheld() {
    let told = event::EligibilityDisclosed {
        person: "p".into(),
        rows: vec![event::DisclosedRow { certificate: "c1".into(), history_key: "h".into() }],
        withheld_certificates: vec!["c2".into()],
        ..Default::default()
    };
    let told = of(&told);
    assert_eq!(told.people, ["p"]);
    assert_eq!(told.certificates, ["c1", "c2"]);
    let untold = event::EligibilityWithheld {
        person: "p".into(),
        withheld_certificates: vec!["c3".into()],
        ..Default::default()
    };
    assert_eq!(of(&untold).certificates, ["c3"]);
}

#[test]
fn an_event_of_several_people_names_them_all() {
    let merged = event::LinkMerged { person: "p".into(), into: "q".into(), reason: 0 };
    assert_eq!(of(&merged).people, ["p", "q"]);
    let inquiry =
        event::InquiryAccepted { people: vec!["p".into(), "q".into()], ..Default::default() };
    assert_eq!(of(&inquiry).people, ["p", "q"]);
}

#[test]
fn an_answer_at_the_reader_speaks_of_whom_its_check_in_began_with() {
    assert!(of(&event::ConsentGiven::default()).as_stream_began);
    assert!(of(&event::ConsentNotAnswered {}).as_stream_began);
    let opened = event::CheckInOpened { person: "p".into(), ..Default::default() };
    assert_eq!(of(&opened).people, ["p"]);
    assert!(!of(&opened).as_stream_began);
}
