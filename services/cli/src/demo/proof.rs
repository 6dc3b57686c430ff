//! Every answer can be found again, and only by those who may.

use serde_json::json;

use super::{
    house::{House, desk},
    story::Scene,
};
use crate::{
    check_in::{self, Answer, Method, Visit},
    clock,
    connection::HubAddress,
    failure::{Exit, Failure},
    output::Output,
    replay::{self, Filter, ReplayedLedger, event::Events},
    synthetic::region::Region,
};
use wire::proto::{audit::v1::RecordedEvent, common::v1::InsuranceIdentity};

/// Replays both ledgers and finds each scene in the access ledger; how many events there were.
///
/// # Errors
///
/// As the hub answers; [`Exit::Refused`] when a scene is not found as it was told.
pub async fn replay(
    house: &House,
    address: &HubAddress,
    scenes: &[Scene],
    output: &Output,
) -> Result<u64, Failure> {
    let auditor = house.connect_auditor(address).await?;
    let events = Events::known()?;
    for (place, scene) in scenes.iter().enumerate() {
        let filter = Filter::of_stream(ReplayedLedger::Access, scene.told.stream());
        let found = all(replay::replay(auditor.clone(), &filter).await?).await?;
        let position = scene.told.desk.as_ref().map_or(0, |desk| desk.access_position);
        let at_position = position == 0 || found.iter().any(|event| event.position == position);
        if found.is_empty() || !at_position {
            let message = format!("{}: not found again by replay", scene.title);
            return Err(Failure::new(Exit::Refused, message));
        }
        if place == 0 {
            output.say("");
            output.say(format!("pmh replay --ledger access --stream {}", scene.told.stream()));
            for event in found {
                output.say(format!("  {}", events.line(event)));
            }
        }
    }
    let mut count = 0;
    for ledger in [ReplayedLedger::Registration, ReplayedLedger::Access] {
        let filter = Filter::of_stream(ledger, "");
        let mut answers = replay::replay(auditor.clone(), &filter).await?;
        while let Some(answer) = answers.message().await? {
            count += answer.events.len() as u64;
        }
    }
    output.say(format!("✓ all {} check-ins are found again by their streams", scenes.len()));
    Ok(count)
}

async fn all(
    mut answers: tonic::Streaming<wire::proto::audit::v1::ReplayResponse>,
) -> Result<Vec<RecordedEvent>, Failure> {
    let mut events = Vec::new();
    while let Some(answer) = answers.message().await? {
        events.extend(answer.events);
    }
    Ok(events)
}

/// Another facility asks about the first check-in, and learns nothing.
///
/// # Errors
///
/// [`Exit::Refused`] when it learns anything.
pub async fn another_facility_is_refused(
    house: &House,
    address: &HubAddress,
    region: &Region,
    scenes: &[Scene],
    output: &Output,
) -> Result<(), Failure> {
    let first = scenes.first().ok_or_else(|| Failure::new(Exit::Refused, "no scene was made"))?;
    let other = region
        .facilities
        .iter()
        .find(|facility| facility.code != first.facility)
        .ok_or_else(|| Failure::new(Exit::Refused, "there is no other facility"))?;
    let channel = house.connect(address, &desk(&other.code)?).await?;
    let visit = Visit {
        insurance: InsuranceIdentity::default(),
        answer: Answer::Given,
        method: Method::Face,
        account: String::new(),
        asked: (String::new(), String::new()),
        min_position: None,
        day: clock::today(),
    };
    match check_in::ask_at_desk(&channel, &first.told.reader.check_in, &visit).await {
        Ok(_) => Err(Failure::new(Exit::Refused, "another facility was told of a check-in")),
        Err(failure) if failure.exit == Exit::Refused => {
            output.document(&json!({ "another_facility": failure.to_json() }));
            output.say("");
            output.say(format!("● {} asks about a check-in at {}", other.code, first.facility));
            output.say(format!("  ✓ refused: {failure}"));
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}
