use super::*;

fn derive(facility: &str, person: u128) -> StandingConsentId {
    StandingConsentId::derive(
        facility.parse().unwrap(),
        PersonKey::from_uuid(Uuid::from_u128(person)),
    )
}

#[test]
fn a_facility_and_a_person_find_the_same_stream_for_ever() {
    let id = derive("0110113719", 7);
    assert_eq!(id, derive("0110113719", 7));
    // Stored streams bear these names: if this line must change, history is lost.
    assert_eq!(id.resource_name(), "standingConsents/5ccd0072-0763-5a3e-87b9-c9b782d4d173");
}

#[test]
fn another_facility_or_another_person_has_another_stream() {
    assert_ne!(derive("0110113719", 7), derive("2714206386", 7));
    assert_ne!(derive("0110113719", 7), derive("0110113719", 8));
}
