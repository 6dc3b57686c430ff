//! What is calculated is no tenant's, but for what a facility was told in its own check-in.

use jiff::civil::date;
use prost::Message as _;
use tests::{
    copayment::{insured, month, visit},
    people::{card, person},
    places::{body, clinic, other_body, pharmacy},
    rows::row,
    world::World,
};
use wire::proto::copayment::v1::{
    CalculateBatchRequest, CalculateMonthRequest, CalculateVisitRequest, CheckedIn,
    CompareCertificatesRequest, ExplainMonthRequest, ListEditionsRequest, TypedPerson,
    calculate_visit_request::Who,
};

use super::{Row, Told, one};

const NO_CHECK_IN: &str = "checkIns/00000000-0000-4000-8000-000000000000";

const VISIT: &str = "/pmh.copayment.v1.CopaymentService/CalculateVisit";

/// The rows; person 401 is theirs.
pub(super) async fn rows(world: &World) -> Vec<Row> {
    world.register(vec![row(&person(401))]).await;
    world.link(&person(401)).await.unwrap();
    let check_in = world.consented(&clinic(), &card(401)).await;
    world.ask(&clinic(), &check_in).await.unwrap();
    let of = |who: Who| {
        one(&CalculateVisitRequest {
            who: Some(who),
            insurance: Some(insured(30)),
            visit: Some(visit(world.today(), "A", 500)),
            ..Default::default()
        })
    };
    let checked_in = |check_in: &str| {
        of(Who::CheckedIn(CheckedIn { check_in: check_in.to_owned(), ..Default::default() }))
    };
    let typed = of(Who::Person(TypedPerson::default()));
    let mut rows = vec![
        Row {
            rpc: VISIT,
            tenant: clinic().desk(),
            other: pharmacy().desk(),
            request: checked_in(&check_in),
            of_nobody: checked_in(NO_CHECK_IN),
            told: Told::NotFound("CHECK_IN_NOT_FOUND"),
        },
        Row {
            rpc: VISIT,
            tenant: body(),
            other: other_body(),
            request: typed.clone(),
            of_nobody: typed,
            told: Told::Done,
        },
    ];
    for (rpc, request) in typed_only() {
        for (tenant, other) in [(clinic().desk(), pharmacy().desk()), (body(), other_body())] {
            let of_nobody = request.clone();
            rows.push(Row {
                rpc,
                tenant,
                other,
                request: request.clone(),
                of_nobody,
                told: Told::Done,
            });
        }
    }
    rows
}

/// What takes typed facts only.
fn typed_only() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let visits = || vec![visit(date(2026, 7, 1), "A", 500)];
    let asked = || -> CalculateMonthRequest { month(TypedPerson::default(), visits()) };
    let batch = CalculateBatchRequest { key: "1".into(), month: Some(asked()) };
    vec![
        ("/pmh.copayment.v1.CopaymentService/CalculateMonth", one(&asked())),
        (
            "/pmh.copayment.v1.CopaymentService/CompareCertificates",
            one(&CompareCertificatesRequest {
                people: vec![TypedPerson::default(), TypedPerson::default()],
                insurance: Some(insured(30)),
                visits: visits(),
                edition: String::new(),
            }),
        ),
        (
            "/pmh.copayment.v1.CopaymentService/ExplainMonth",
            one(&ExplainMonthRequest { month: Some(asked()) }),
        ),
        ("/pmh.copayment.v1.CopaymentService/CalculateBatch", vec![batch.encode_to_vec()]),
        ("/pmh.copayment.v1.CopaymentService/ListEditions", one(&ListEditionsRequest {})),
    ]
}
