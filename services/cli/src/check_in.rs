//! `pmh check-in`: one visit, as a reader and a desk see it.
//!
//! The reader opens the check-in and asks the person; the desk asks what it may know. What each is
//! told is shown apart, because it differs.

pub mod page;

use std::path::PathBuf;

use clap::ValueEnum;
use domain::body_code::BodyCode;
use jiff::civil::Date;
use serde_json::{Value, json};
use tonic::transport::Channel;
use wire::proto::{
    common::v1::InsuranceIdentity,
    eligibility::v1::{
        AnswerConsentRequest, ConsentAnswer, GetEligibilityRequest, GetEligibilityResponse,
        OpenCheckInRequest, OpenCheckInResponse,
        eligibility_service_client::EligibilityServiceClient, get_eligibility_request::Basis,
    },
    event::v1::IdentityMethod,
};

use crate::{
    clock,
    connection::{ConnectionOptions, Identity, connect, request},
    failure::Failure,
    output::Output,
};

/// What `pmh check-in` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct CheckInOptions {
    #[command(flatten)]
    connection: ConnectionOptions,

    /// The desk's identity, a facility's; without one only the reader speaks.
    #[arg(long, value_name = "DIR")]
    desk: Option<PathBuf>,

    /// The insurer number (保険者番号).
    #[arg(long)]
    insurer: String,
    /// The symbol (記号), where there is one.
    #[arg(long, default_value = "", hide_default_value = true)]
    symbol: String,
    /// The number (番号).
    #[arg(long)]
    number: String,
    /// The branch number (枝番), where there is one.
    #[arg(long, default_value = "", hide_default_value = true)]
    branch: String,

    /// What the person answers, if asked.
    #[arg(long, value_enum)]
    answer: Answer,
    /// How the person is identified.
    #[arg(long, value_enum, default_value_t = Method::Face)]
    method: Method,
    /// The account of the passcode's holder; with `--method visual`.
    #[arg(long, default_value = "", hide_default_value = true, required_if_eq("method", "visual"))]
    account: String,

    /// Ask about a body the person names, so that an empty answer can be explained.
    #[arg(long, value_name = "CODE")]
    asked_body: Option<BodyCode>,
    /// The law number or certificate type asked about.
    #[arg(long, default_value = "", hide_default_value = true, requires = "asked_body")]
    asked_program: String,
    /// Wait for this registration position.
    #[arg(long, value_name = "POSITION")]
    min_position: Option<u64>,
}

/// What a person answers to 「医療費助成の各種受給者証を利用しますか」.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Answer {
    /// 利用する.
    Given,
    /// 利用しない.
    Refused,
    /// No answer in time.
    NotAnswered,
}

/// How a person is identified (本人確認の方法).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// 顔認証.
    Face,
    /// 暗証番号.
    Pin,
    /// 目視確認.
    Visual,
    /// スマートフォン.
    Phone,
}

/// One visit.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The card.
    pub insurance: InsuranceIdentity,
    /// What the person answers, if asked.
    pub answer: Answer,
    /// How the person is identified.
    pub method: Method,
    /// The account, with [`Method::Visual`].
    pub account: String,
    /// A body and a program the person names; maybe empty.
    pub asked: (String, String),
    /// The registration position to wait for.
    pub min_position: Option<u64>,
    /// The day of the visit.
    pub day: Date,
}

/// What the reader and the desk were told.
#[derive(Clone, Debug)]
pub struct Told {
    /// What the reader was told.
    pub reader: OpenCheckInResponse,
    /// What was answered, if the person was asked.
    pub answer: Option<Answer>,
    /// What the desk was told; none without a desk.
    pub desk: Option<GetEligibilityResponse>,
}

impl Answer {
    fn on_the_wire(self) -> ConsentAnswer {
        match self {
            Self::Given => ConsentAnswer::Given,
            Self::Refused => ConsentAnswer::Refused,
            Self::NotAnswered => ConsentAnswer::NotAnswered,
        }
    }
}

impl Method {
    fn on_the_wire(self) -> IdentityMethod {
        match self {
            Self::Face => IdentityMethod::Face,
            Self::Pin => IdentityMethod::Pin,
            Self::Visual => IdentityMethod::Visual,
            Self::Phone => IdentityMethod::Phone,
        }
    }
}

impl Told {
    /// The stream of the check-in in the access ledger.
    #[must_use]
    pub fn stream(&self) -> String {
        format!("checkin-{}", self.reader.check_in.trim_start_matches("checkIns/"))
    }

    /// What was told, for programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "check_in": self.reader.check_in,
            "stream": self.stream(),
            "reader": page::reader_json(&self.reader),
            "asked": self.answer.is_some(),
            "desk": self.desk.as_ref().map(page::desk_json),
        })
    }
}

/// Makes a visit: the reader asks, the person answers, the desk is told.
///
/// # Errors
///
/// As the hub answers.
pub async fn visit(
    reader: &Channel,
    desk: Option<&Channel>,
    visit: &Visit,
) -> Result<Told, Failure> {
    let mut at_reader = EligibilityServiceClient::new(reader.clone());
    let opened = at_reader
        .open_check_in(request(OpenCheckInRequest {
            request_id: hub::random::new_uuid().to_string(),
            insurance: Some(visit.insurance.clone()),
        }))
        .await?
        .into_inner();
    if opened.ask {
        let method = match visit.answer {
            Answer::Given | Answer::Refused => visit.method.on_the_wire(),
            Answer::NotAnswered => IdentityMethod::Unspecified,
        };
        let answer = AnswerConsentRequest {
            request_id: hub::random::new_uuid().to_string(),
            check_in: opened.check_in.clone(),
            answer: visit.answer.on_the_wire().into(),
            method: method.into(),
            account: visit.account.clone(),
        };
        at_reader.answer_consent(request(answer)).await?;
    }
    let told = match desk {
        Some(desk) => Some(ask_at_desk(desk, &opened.check_in, visit).await?),
        None => None,
    };
    Ok(Told { answer: opened.ask.then_some(visit.answer), reader: opened, desk: told })
}

/// Asks at a desk what it may know of a check-in.
///
/// # Errors
///
/// As the hub answers.
pub async fn ask_at_desk(
    desk: &Channel,
    check_in: &str,
    visit: &Visit,
) -> Result<GetEligibilityResponse, Failure> {
    let (asked_body, asked_program) = visit.asked.clone();
    let question = GetEligibilityRequest {
        basis: Some(Basis::CheckIn(check_in.to_owned())),
        visit_date: Some(wire::field::from_date(visit.day)),
        min_position: visit.min_position,
        asked_body,
        asked_program,
    };
    let mut at_desk = EligibilityServiceClient::new(desk.clone());
    Ok(at_desk.get_eligibility(request(question)).await?.into_inner())
}

/// Makes a visit and shows what each was told.
///
/// # Errors
///
/// As the hub answers.
pub async fn run(options: CheckInOptions, output: &Output) -> Result<(), Failure> {
    let reader = options.connection.connect().await?;
    let desk = match &options.desk {
        Some(folder) => Some(connect(&options.connection.hub, &Identity::read(folder)?).await?),
        None => None,
    };
    let planned = Visit {
        insurance: InsuranceIdentity {
            insurer_number: options.insurer,
            symbol: options.symbol,
            number: options.number,
            branch: options.branch,
        },
        answer: options.answer,
        method: options.method,
        account: options.account,
        asked: (
            options.asked_body.map(BodyCode::resource_name).unwrap_or_default(),
            options.asked_program,
        ),
        min_position: options.min_position,
        day: clock::today(),
    };
    let told = visit(&reader, desk.as_ref(), &planned).await?;
    output.document(&told.to_json());
    for line in page::lines(&told) {
        output.say(line);
    }
    Ok(())
}
