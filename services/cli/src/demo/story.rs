//! A day at the desks: people come, are asked, and what the desk is told differs by what they hold,
//! where they are and what they say.

use domain::prefecture::PrefectureCode;

use serde_json::json;
use tonic::transport::Channel;
use wire::proto::{
    common::v1::{InsuranceIdentity, Settlement},
    eligibility::v1::{CertificateAnswer, EligibilityClass, GetEligibilityResponse},
};

use super::{
    cast::{Cast, Part, Player},
    house::{House, desk, reader},
};
use crate::{
    check_in::{self, Answer, Method, Told, Visit, page},
    clock,
    connection::HubAddress,
    failure::{Exit, Failure},
    output::Output,
    synthetic::region::{Facility, Region},
};

/// A visit that was made.
pub struct Scene {
    /// What it shows.
    pub title: &'static str,
    /// The facility's code.
    pub facility: String,
    /// What was told.
    pub told: Told,
}

/// What the story expects the desk to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Expected {
    class: EligibilityClass,
    settlement: Option<Settlement>,
}

/// A visit to make.
struct Plan<'a> {
    title: &'static str,
    player: &'a Player,
    facility: &'a Facility,
    answer: Answer,
    expected: Expected,
}

const fn told(class: EligibilityClass) -> Expected {
    Expected { class, settlement: None }
}

const fn settled(settlement: Settlement) -> Expected {
    Expected { class: EligibilityClass::Disclosed, settlement: Some(settlement) }
}

/// Tells the story; every visit is made through real calls.
///
/// # Errors
///
/// As the hub answers; [`Exit::Refused`] when an answer is not what the story expects.
pub async fn tell(
    house: &House,
    address: &HubAddress,
    region: &Region,
    cast: &Cast,
    output: &Output,
) -> Result<Vec<Scene>, Failure> {
    let mut scenes = Vec::new();
    for plan in plans(region, cast)? {
        let insurance = card(plan.player);
        scenes.push(make(house, address, &plan, insurance, output).await?);
    }
    let child = player(cast, Part::Child)?;
    let stranger = Plan {
        title: "a card that nobody has linked",
        player: child,
        facility: inside(region, child)?,
        answer: Answer::Given,
        expected: told(EligibilityClass::NoInformation),
    };
    let unknown = InsuranceIdentity { number: "0".to_owned(), ..card(child) };
    scenes.push(make(house, address, &stranger, unknown, output).await?);
    answers_without_consent_are_equal(&scenes, output)?;
    Ok(scenes)
}

fn plans<'a>(region: &'a Region, cast: &'a Cast) -> Result<Vec<Plan<'a>>, Failure> {
    use EligibilityClass as Class;
    let child = player(cast, Part::Child)?;
    let designated = player(cast, Part::Designated)?;
    let named = named_facility(region, designated)?;
    let plan = |title, player: &'a Player, answer, expected| {
        Ok::<_, Failure>(Plan {
            title,
            player,
            facility: inside(region, player)?,
            answer,
            expected,
        })
    };
    let mut plans = vec![
        plan("a child, in its own prefecture", child, Answer::Given, settled(Settlement::InKind))?,
        Plan {
            title: "the same child, outside its prefecture",
            player: child,
            facility: outside(region, child)?,
            answer: Answer::Given,
            expected: settled(Settlement::Reimbursement),
        },
        plan(
            "another child, whose family says no",
            player(cast, Part::OtherChild)?,
            Answer::Refused,
            told(Class::NoInformation),
        )?,
        plan(
            "a child whose certificate was renewed",
            player(cast, Part::Renewed)?,
            Answer::Given,
            settled(Settlement::InKind),
        )?,
        plan(
            "a child whose certificate is always reimbursed",
            player(cast, Part::Reimbursed)?,
            Answer::Given,
            settled(Settlement::Reimbursement),
        )?,
        plan(
            "a child whose certificate has ended",
            player(cast, Part::Ended)?,
            Answer::Given,
            told(Class::Expired),
        )?,
        plan(
            "a child whose certificate begins later",
            player(cast, Part::NotYet)?,
            Answer::Given,
            told(Class::NotYetValid),
        )?,
        plan(
            "a child about whom nothing may be told",
            player(cast, Part::Withheld)?,
            Answer::Given,
            told(Class::NoInformation),
        )?,
    ];
    plans.push(Plan {
        title: "a patient at the hospital the certificate names",
        player: designated,
        facility: named,
        answer: Answer::Given,
        expected: told(Class::Disclosed),
    });
    plans.push(Plan {
        title: "the same patient at a pharmacy it does not name",
        player: designated,
        facility: unnamed_facility(region, designated)?,
        answer: Answer::Given,
        expected: told(Class::FacilityNotDesignated),
    });
    Ok(plans)
}

async fn make(
    house: &House,
    address: &HubAddress,
    plan: &Plan<'_>,
    insurance: InsuranceIdentity,
    output: &Output,
) -> Result<Scene, Failure> {
    let code = &plan.facility.code;
    let at_reader: Channel = house.connect(address, &reader(code)?).await?;
    let at_desk: Channel = house.connect(address, &desk(code)?).await?;
    let visit = Visit {
        insurance,
        answer: plan.answer,
        method: Method::Face,
        account: String::new(),
        asked: (String::new(), String::new()),
        min_position: None,
        day: clock::today(),
    };
    let made = check_in::visit(&at_reader, Some(&at_desk), &visit).await?;
    output.say("");
    output.say(format!("● {} — {}", plan.title, plan.facility.name));
    for line in page::lines(&made) {
        output.say(format!("  {line}"));
    }
    output.document(&json!({
        "scene": plan.title, "facility": code, "told": made.to_json(),
    }));
    check(plan, made.desk.as_ref())?;
    Ok(Scene { title: plan.title, facility: code.clone(), told: made })
}

fn check(plan: &Plan<'_>, desk: Option<&GetEligibilityResponse>) -> Result<(), Failure> {
    let class = desk.map(GetEligibilityResponse::class);
    let settlements: Vec<_> = desk
        .iter()
        .flat_map(|desk| &desk.certificates)
        .map(CertificateAnswer::settlement)
        .collect();
    let settled_so =
        plan.expected.settlement.is_none_or(|expected| settlements.contains(&expected));
    if class == Some(plan.expected.class) && settled_so {
        return Ok(());
    }
    let found = class.map_or("nothing", |class| class.as_str_name());
    let wanted = plan.expected.class.as_str_name();
    Err(Failure::new(
        Exit::Refused,
        format!("{}: the desk was told {found}, the story expects {wanted}", plan.title),
    ))
}

/// Whoever says no, is withheld or unknown looks the same to the desk, byte for byte.
fn answers_without_consent_are_equal(scenes: &[Scene], output: &Output) -> Result<(), Failure> {
    let silent: Vec<Vec<u8>> = scenes
        .iter()
        .filter_map(|scene| scene.told.desk.as_ref())
        .filter(|desk| desk.class() == EligibilityClass::NoInformation)
        .map(prost::Message::encode_to_vec)
        .collect();
    if silent.windows(2).any(|pair| pair.first() != pair.last()) {
        return Err(Failure::new(Exit::Refused, "answers without a consent can be told apart"));
    }
    output.say("");
    output.say(format!(
        "✓ refused, withheld and unknown: {} answers, the same {} bytes",
        silent.len(),
        silent.first().map_or(0, Vec::len)
    ));
    Ok(())
}

fn card(player: &Player) -> InsuranceIdentity {
    let insurance = player.person.insurance.clone();
    InsuranceIdentity {
        insurer_number: insurance.insurer_number,
        symbol: insurance.symbol,
        number: insurance.number,
        branch: insurance.branch,
    }
}

fn player(cast: &Cast, part: Part) -> Result<&Player, Failure> {
    cast.player(part).ok_or_else(|| missing(&format!("nobody plays {part:?}")))
}

fn prefecture(player: &Player) -> Option<PrefectureCode> {
    player.body().prefecture()
}

/// The clinic in the prefecture of the body.
fn inside<'a>(region: &'a Region, player: &Player) -> Result<&'a Facility, Failure> {
    let here = |facility: &&Facility| Some(facility.prefecture) == prefecture(player);
    region.facilities.iter().filter(here).nth(1).ok_or_else(|| missing("no clinic there"))
}

/// A facility in another prefecture.
fn outside<'a>(region: &'a Region, player: &Player) -> Result<&'a Facility, Failure> {
    let elsewhere = |facility: &&Facility| Some(facility.prefecture) != prefecture(player);
    region.facilities.iter().find(elsewhere).ok_or_else(|| missing("no facility elsewhere"))
}

fn names(player: &Player, facility: &Facility) -> bool {
    player.certificate.institutions.iter().any(|(code, _)| *code == facility.code)
}

fn named_facility<'a>(region: &'a Region, player: &Player) -> Result<&'a Facility, Failure> {
    let named = |facility: &&Facility| names(player, facility);
    region.facilities.iter().find(named).ok_or_else(|| missing("no facility is named"))
}

fn unnamed_facility<'a>(region: &'a Region, player: &Player) -> Result<&'a Facility, Failure> {
    let unnamed = |facility: &&Facility| {
        !names(player, facility) && Some(facility.prefecture) == prefecture(player)
    };
    region.facilities.iter().rfind(unnamed).ok_or_else(|| missing("all are named"))
}

fn missing(what: &str) -> Failure {
    Failure::new(Exit::Refused, format!("the population does not fit the story: {what}"))
}
