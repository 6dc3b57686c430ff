//! What is written of a request to a log or an error.

use crate::proto::{
    common::v1::InsuranceIdentity, eligibility::v1::OpenCheckInRequest,
    registration::v1::BasicFiveInfo,
};

#[test]
fn a_request_written_out_shows_nothing_of_a_person() {
    let secret = "7777";
    let insurance = InsuranceIdentity { number: secret.into(), ..Default::default() };
    let request = OpenCheckInRequest { insurance: Some(insurance), ..Default::default() };
    let info = BasicFiveInfo { name: secret.into(), ..Default::default() };
    for written in [format!("{request:?}"), format!("{info:#?}")] {
        assert!(!written.contains(secret), "{written}");
    }
}
