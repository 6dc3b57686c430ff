use wire::proto::{
    common::v1::{CopaymentLimit, Date, LimitPeriod, Period, Settlement},
    eligibility::v1::{
        Advice, CertificateAnswer, Coverage, Designation, EligibilityClass, GetEligibilityResponse,
        OpenCheckInResponse, RuleAnswer, SettlementReason, Validity,
    },
    event::v1::AnswerClass,
};

use super::{Answer, Told, lines};

fn told(ask: bool, class: AnswerClass, desk: Option<GetEligibilityResponse>) -> Told {
    let reader = OpenCheckInResponse {
        check_in: "checkIns/0190b4c1-7a00-7000-8000-000000000001".to_owned(),
        ask,
        class: class.into(),
        position: 7,
    };
    Told { reader, answer: ask.then_some(Answer::Given), desk }
}

fn disclosed() -> GetEligibilityResponse {
    let day = |year| Some(Date { year, month: 4, day: 1 });
    GetEligibilityResponse {
        class: EligibilityClass::Disclosed.into(),
        advice: Advice::UseCertificates.into(),
        certificates: vec![CertificateAnswer {
            validity: Validity::InForce.into(),
            body_name: "一宮市".to_owned(),
            program_name: "こども医療費".to_owned(),
            certification_name: "子ども医療費受給者証".to_owned(),
            payer_number: "88231018".to_owned(),
            period: Some(Period { first: day(2026), last: day(2027) }),
            settlement: Settlement::Reimbursement.into(),
            settlement_reason: SettlementReason::OutsidePrefecture.into(),
            designation: Designation::NotRequired.into(),
            copayment_limits: vec![CopaymentLimit {
                period: LimitPeriod::Month.into(),
                amount_yen: 500,
                ..CopaymentLimit::default()
            }],
            rule: Some(RuleAnswer {
                precedence: 2,
                sentence_ja: "外来 1日500円、月2回まで。".to_owned(),
                sentence_en: "Outpatient: 500 yen a day, twice a month.".to_owned(),
                ..RuleAnswer::default()
            }),
            ..CertificateAnswer::default()
        }],
        coverage: Some(Coverage { body_count: 3, program_count: 40, bodies: Vec::new() }),
        position: 90,
        access_position: 9,
    }
}

#[test]
fn the_page_shows_the_question_the_certificate_and_where_it_is_recorded() {
    let page = lines(&told(true, AnswerClass::Unspecified, Some(disclosed()))).join("\n");
    for part in [
        "医療費助成の各種受給者証を利用しますか → 利用する (yes)",
        "checkin-0190b4c1-7a00-7000-8000-000000000001 at access position 7",
        "受給者証あり (certificates are told)",
        "子ども医療費受給者証  有効 (in force)  2026-04-01～2027-04-01",
        "一宮市 こども医療費  負担者 88231018  受給者 -",
        "償還払い (pay in full here, claim it back from the body): 県外の医療機関",
        "適用順位 2 (place in the order of payers)",
        "    外来 1日500円、月2回まで。\n    (Outpatient: 500 yen a day, twice a month.)",
        "自己負担上限 月額 500 円",
        "searched: 3 bodies, 40 programs, as of registration position 90",
        "recorded: access position 9",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn a_withheld_person_and_an_unknown_card_read_the_same() {
    let silent = GetEligibilityResponse {
        class: EligibilityClass::NoInformation.into(),
        ..GetEligibilityResponse::default()
    };
    let withheld = lines(&told(false, AnswerClass::Withheld, Some(silent.clone())));
    let unknown = lines(&told(false, AnswerClass::NoRecord, Some(silent)));
    assert_eq!(withheld, unknown);
    assert!(withheld.join("\n").contains("nothing to ask: 情報なし (no record)"));
    assert!(!withheld.join("\n").contains("searched"));
}
