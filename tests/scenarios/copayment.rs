//! What a visit costs the person, and why: typed in by anybody, or for somebody who checked in.

use hub::config::RulesConfig;
use jiff::civil::{Date, date};
use tests::{
    command::run,
    copayment::{holder, insured, month, visit},
    enrolling::{child_program, day},
    people::{card, person},
    places::{BODY, body, clinic, pharmacy},
    refused::{fields, reason},
    rows::row,
    world::World,
};
use tonic::{Code, Status};
use wire::proto::{
    copayment::v1::{
        CalculateBatchRequest, CalculateMonthRequest, CalculateVisitRequest,
        CalculateVisitResponse, CheckedIn, CompareCertificatesRequest, ExplainMonthRequest,
        ListEditionsRequest, NationalRule, Split, TypedPerson, VisitAnswer,
        calculate_batch_response::Answer as Batched, calculate_visit_request::Who, split::Counter,
        typed_certificate::Rule, visit_answer::Answer,
    },
    enrolment::v1::DefineProgramRequest,
    event::v1::RuleMapping,
};

/// 市川市, child: up to 300 yen a visit (see the rule data for its source).
const CHILD_RULE: &str = "12-ichikawa-child";

/// Its row in the master, and what the rows of its city have.
const CHILD_ROW: &str = "loc-12-ichikawa-child-1-a";
const CITY: &str = ",122033,";

const MASTER: &str = include_str!("../../services/calculation/data/local_master.csv");

const BORN: Date = date(2019, 5, 5);

fn split(answer: Option<VisitAnswer>) -> Split {
    match answer.and_then(|answer| answer.answer) {
        Some(Answer::Split(split)) => split,
        other => panic!("{other:?}"),
    }
}

/// The payers add up to the cost, and the steps lead from the cost to the counter.
fn adds_up(split: &Split) {
    let shares: i64 = split.shares.iter().map(|share| share.amount_yen).sum();
    assert_eq!(shares + split.patient_yen, split.cost_yen);
    let mut at = split.cost_yen;
    for step in &split.steps {
        assert_eq!(step.before_yen, at, "{step:?}");
        at = step.after_yen;
    }
    if let Some(Counter::CounterYen(counter)) = split.counter {
        assert_eq!(at, counter, "the last step is what is collected: {split:?}");
    }
}

fn child() -> TypedPerson {
    holder(BORN, Rule::Local(CHILD_RULE.to_owned()))
}

/// 難病 with a printed limit.
fn intractable(limit_yen: i64) -> TypedPerson {
    let rule = NationalRule { law_number: "54".into(), agency_number: String::new() };
    let mut person = holder(BORN, Rule::National(rule));
    person.certificates[0].limits = vec![wire::proto::common::v1::CopaymentLimit {
        period: wire::proto::common::v1::LimitPeriod::Month.into(),
        setting: wire::proto::common::v1::CareSetting::Combined.into(),
        amount_yen: limit_yen,
        ..Default::default()
    }];
    person
}

#[tokio::test]
async fn a_month_adds_up_and_says_why() {
    let world = World::furnished().await;
    let mut copayments = world.copayments(&body()).await;
    let visits = vec![visit(date(2026, 7, 1), "A", 5_000), visit(date(2026, 7, 9), "A", 5_000)];
    let request = month(intractable(2_500), visits);

    let told = copayments.calculate_month(request.clone()).await.unwrap().into_inner();

    let told_month = told.month.unwrap();
    assert_eq!(told_month.patient_yen, Some(2_500), "the limit of the month");
    for answer in told_month.visits {
        adds_up(&split(Some(answer)));
    }
    let why = ExplainMonthRequest { month: Some(request) };
    let why = copayments.explain_month(why).await.unwrap().into_inner();
    assert_eq!(why.edition, told.edition);
    assert!(why.visits[0].ja.iter().any(|line| line.contains("負担上限額")), "{why:?}");
    assert_eq!(why.visits[0].ja.len(), why.visits[0].en.len());
}

#[tokio::test]
async fn the_cheaper_certificate_is_found_and_a_batch_goes_on_after_a_refusal() {
    let world = World::furnished().await;
    let mut copayments = world.copayments(&clinic().desk()).await;
    let visits = vec![visit(date(2026, 7, 1), "A", 500)];
    let compare = CompareCertificatesRequest {
        people: vec![intractable(2_500), child()],
        insurance: Some(insured(30)),
        visits: visits
            .iter()
            .cloned()
            .map(|visit| wire::proto::copayment::v1::Visit { prefecture: 12, ..visit })
            .collect(),
        edition: String::new(),
    };
    let compared = copayments.compare_certificates(compare).await.unwrap().into_inner();
    let paid: Vec<_> = compared.months.iter().map(|month| month.patient_yen).collect();
    assert_eq!(paid, [Some(1_000), Some(300)]);
    assert_eq!(compared.cheapest, Some(1), "{compared:?}");
    for month in compared.months {
        month.visits.into_iter().for_each(|visit| adds_up(&split(Some(visit))));
    }

    let message = |key: &str, rule: &str| CalculateBatchRequest {
        key: key.into(),
        month: Some(month(holder(BORN, Rule::Local(rule.into())), visits.clone())),
    };
    let messages =
        vec![message("a", CHILD_RULE), message("b", "no-such-rule"), message("c", CHILD_RULE)];
    let answers = copayments.calculate_batch(tokio_stream::iter(messages)).await.unwrap();
    let mut answers = answers.into_inner();
    let mut told = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        told.push((
            answer.key,
            match answer.answer.unwrap() {
                Batched::Month(month) => month.month.unwrap().patient_yen.unwrap().to_string(),
                Batched::Refused(refused) => refused.reason,
            },
        ));
    }
    let told: Vec<_> = told.iter().map(|(key, said)| (key.as_str(), said.as_str())).collect();
    assert_eq!(told, [("a", "300"), ("b", "RULE_NOT_FOUND"), ("c", "300")]);
}

#[tokio::test]
async fn bad_facts_are_refused_by_field() {
    let world = World::furnished().await;
    let mut copayments = world.copayments(&body()).await;
    let july = |points| vec![visit(date(2026, 7, 1), "A", points)];
    let twice = |mut person: TypedPerson| {
        person.certificates.push(person.certificates[0].clone());
        person
    };
    let other_month = vec![visit(date(2026, 7, 1), "A", 1), visit(date(2026, 8, 1), "A", 1)];
    let unknown_edition = {
        let mut request = month(child(), july(1));
        request.edition = "0".repeat(64);
        request
    };
    let cases = [
        (month(child(), july(-1)), "FIELD_MALFORMED", "visits[0].slices[0].points"),
        (month(child(), july(1_000_000_000)), "FIELD_MALFORMED", "visits[0].slices[0].points"),
        (month(child(), Vec::new()), "FIELD_MISSING", "visits"),
        (month(child(), vec![visit(date(1990, 1, 1), "A", 1)]), "OUTSIDE_TABLES", "visits[0].date"),
        (month(child(), other_month), "OUTSIDE_TABLES", "visits[1].date"),
        (month(twice(child()), july(1)), "CERTIFICATES_CONFLICT", "person.certificates"),
        (month(twice(intractable(1)), july(1)), "CERTIFICATES_CONFLICT", "person.certificates[1]"),
        (unknown_edition, "EDITION_NOT_FOUND", "edition"),
    ];
    for (request, wanted, field) in cases {
        let refused = copayments.calculate_month(request).await.unwrap_err();
        assert_eq!((reason(&refused).as_str(), fields(&refused)), (wanted, vec![field.to_owned()]));
    }
    let known = copayments.list_editions(ListEditionsRequest {}).await.unwrap().into_inner();
    assert_eq!(known.editions.len(), 1);
}

#[tokio::test]
async fn an_old_answer_is_had_again_with_the_edition_it_names() {
    let world = World::furnished().await;
    let asked = month(child(), vec![visit(date(2026, 7, 1), "A", 500)]);
    let before = world.copayments(&body()).await.calculate_month(asked.clone()).await.unwrap();
    let before = before.into_inner();
    let named = CalculateMonthRequest { edition: before.edition.clone(), ..asked.clone() };

    // Another master, where no visit of the city costs less than 500 yen, is put in use.
    let folder = tempfile::tempdir().unwrap();
    let (file, edition) = (folder.path().join("20270401.csv"), folder.path().join("edition"));
    let dearer = MASTER.lines().map(|line| {
        if line.contains(CITY) { line.replace(",300,", ",500,") } else { line.to_owned() }
    });
    std::fs::write(&file, dearer.collect::<Vec<_>>().join("\r\n")).unwrap();
    let (file, out) = (file.display().to_string(), edition.display().to_string());
    let imported = run(&["rules", "import", &file, "--out", &out, "--json"]).await.documents();
    let imported = &imported[0];
    let newer = imported["edition"].as_str().unwrap().to_owned();
    let current = newer.clone();
    let world = world
        .restarted_with(|config| {
            config.rules = RulesConfig { editions: vec![edition], current };
        })
        .await;

    let mut copayments = world.copayments(&body()).await;
    let known = copayments.list_editions(ListEditionsRequest {}).await.unwrap().into_inner();
    let known: Vec<_> = known.editions.iter().map(|edition| edition.id.as_str()).collect();
    assert_eq!(known, [newer.as_str(), before.edition.as_str()], "the one in use comes first");
    let again = copayments.calculate_month(named).await.unwrap().into_inner();
    assert_eq!(again, before);
    let unknown = copayments.calculate_month(asked.clone()).await.unwrap_err();
    assert_eq!(reason(&unknown), "RULE_NOT_FOUND", "the rule is not what it was");
    let lost = imported["local"]["not_carried"].as_array().unwrap();
    let row = lost.iter().find(|row| row["was"] == CHILD_ROW).unwrap()["id"].as_str().unwrap();
    let now =
        CalculateMonthRequest { person: Some(holder(BORN, Rule::Local(row.to_owned()))), ..asked };
    let now = copayments.calculate_month(now).await.unwrap().into_inner();
    assert_eq!((now.edition, now.month.unwrap().patient_yen), (newer, Some(500)));
}

/// The visit of today for somebody who checked in.
async fn of_check_in(
    world: &World,
    desk: &domain::caller::Caller,
    check_in: &str,
) -> Result<CalculateVisitResponse, Status> {
    let checked_in =
        CheckedIn { check_in: check_in.to_owned(), birth_date: Some(day(BORN)), facts: Vec::new() };
    let request = CalculateVisitRequest {
        who: Some(Who::CheckedIn(checked_in)),
        insurance: Some(insured(30)),
        visit: Some(visit(world.today(), &clinic().code, 500)),
        ..Default::default()
    };
    Ok(world.copayments(desk).await.calculate_visit(request).await?.into_inner())
}

#[tokio::test]
async fn who_checked_in_is_calculated_with_what_the_desk_was_told() {
    let world = World::furnished().await;
    let request = DefineProgramRequest {
        request_id: world.request_id(),
        program: Some(wire::proto::event::v1::ProgramMaster {
            rule: Some(RuleMapping { rule: CHILD_RULE.into(), ..Default::default() }),
            ..child_program(BODY)
        }),
    };
    world.enrolment(&body()).await.define_program(request).await.unwrap();
    world.register(vec![row(&person(1))]).await;
    world.link(&person(1)).await.unwrap();
    let check_in = world.open(&clinic(), &card(1)).await.unwrap().check_in;

    let refused = of_check_in(&world, &clinic().desk(), &check_in).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_CONSENTED");
    let check_in = world.consented(&clinic(), &card(1)).await;
    let refused = of_check_in(&world, &clinic().desk(), &check_in).await.unwrap_err();
    assert_eq!(reason(&refused), "ELIGIBILITY_NOT_TOLD");

    world.ask(&clinic(), &check_in).await.unwrap();
    let told = of_check_in(&world, &clinic().desk(), &check_in).await.unwrap();

    assert_eq!(told.used.len(), 1);
    assert_eq!(told.used[0].rule, CHILD_RULE);
    assert_eq!(split(told.answer).patient_yen, 300);
    let elsewhere = of_check_in(&world, &pharmacy().desk(), &check_in).await.unwrap_err();
    assert_eq!(
        (elsewhere.code(), reason(&elsewhere).as_str()),
        (Code::NotFound, "CHECK_IN_NOT_FOUND")
    );
    let by_body = of_check_in(&world, &body(), &check_in).await.unwrap_err();
    assert_eq!(reason(&by_body), "ROLE_NOT_ALLOWED");
}

#[tokio::test]
async fn a_program_without_a_rule_is_undecided_and_named() {
    let world = World::furnished().await;
    world.register(vec![row(&person(2))]).await;
    world.link(&person(2)).await.unwrap();
    let check_in = world.consented(&clinic(), &card(2)).await;
    world.ask(&clinic(), &check_in).await.unwrap();

    let told = of_check_in(&world, &clinic().desk(), &check_in).await.unwrap();

    let Some(Answer::Undecided(undecided)) = told.answer.unwrap().answer else { panic!() };
    assert!(undecided.item.starts_with("rule of program"), "{undecided:?}");
}
