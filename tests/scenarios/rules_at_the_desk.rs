//! What a desk is told of the rules of a person's certificates: who pays first, how, and how much.

use tests::{
    enrolling::{child_program, designated_program},
    people::{card, person},
    places::{BODY, CHILD, DESIGNATED, Facility, clinic, far_clinic},
    rows::row,
    world::World,
};
use wire::proto::{
    common::v1::Settlement,
    eligibility::v1::{GetEligibilityResponse, RuleAnswer},
    event::v1::{ProgramMaster, RuleMapping},
    registration::v1::RecipientRow,
};

/// The child's program of the body in the rule data: free, in kind in the prefecture only.
const CHILD_RULE: &str = "w26-23-232033-child-1-a";

fn mapped(program: ProgramMaster, rule: &str) -> ProgramMaster {
    ProgramMaster {
        rule: Some(RuleMapping { rule: rule.to_owned(), ..Default::default() }),
        ..program
    }
}

/// A person with a certificate of each program, told to a facility.
async fn told(world: &World, facility: &Facility) -> GetEligibilityResponse {
    let check_in = world.consented(facility, &card(1)).await;
    world.ask(facility, &check_in).await.unwrap()
}

fn rule_of(told: &GetEligibilityResponse, kind: &str) -> Option<RuleAnswer> {
    let mut of = told.certificates.iter().filter(|known| known.certificate_type == kind);
    let found = of.next().unwrap();
    assert!(of.next().is_none());
    found.rule.clone()
}

#[tokio::test]
async fn each_certificate_comes_with_its_place_its_settlement_and_its_rule_in_a_sentence() {
    let world = World::furnished().await;
    let designated = RecipientRow {
        org_specific_certificate_type_id: DESIGNATED.to_owned(),
        income_segment: String::new(),
        ..row(&person(1))
    };
    world.register(vec![row(&person(1)), designated]).await;
    world.link(&person(1)).await.unwrap();

    let before = told(&world, &clinic()).await;
    assert_eq!(before.certificates.len(), 2);
    assert_eq!(rule_of(&before, CHILD), None, "no rule is known: the desk asks the paper");

    world.define(mapped(child_program(BODY), CHILD_RULE)).await;
    world.define(mapped(designated_program(BODY), "national:54/601")).await;
    let inside = told(&world, &clinic()).await;

    let (child, national) =
        (rule_of(&inside, CHILD).unwrap(), rule_of(&inside, DESIGNATED).unwrap());
    assert_eq!((child.rule.as_str(), child.precedence), (CHILD_RULE, 2));
    assert_eq!(child.settlement(), Settlement::InKind);
    assert_eq!((national.rule.as_str(), national.precedence), ("national:54/601", 1));
    assert_eq!(national.settlement(), Settlement::InKind);
    assert_eq!(child.sentence_en, "Nothing to pay.");
    assert_eq!(child.sentence_ja, "自己負担なし。");
    assert_eq!(national.sentence_ja, "2割、月額は受給者証に記載の上限まで。");
    assert_eq!(child.edition.len(), 64);

    let outside = told(&world, &far_clinic()).await;
    let child = rule_of(&outside, CHILD).unwrap();
    assert_eq!((child.settlement(), child.precedence), (Settlement::Reimbursement, 2));
    assert!(child.sentence_en.ends_with("Paid first here, claimed back later."), "{child:?}");
}
