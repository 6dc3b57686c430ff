//! What a reader and a desk are told, as a page: Japanese as on the screen, English beside it.

use serde_json::{Value, json};
use wire::proto::{
    common::v1::{CareSetting, LimitPeriod, Period, Settlement},
    eligibility::v1::{
        Advice, CertificateAnswer, Designation, EligibilityClass, GetEligibilityResponse,
        OpenCheckInResponse, RuleAnswer, SettlementReason, Validity,
    },
    event::v1::AnswerClass,
};

use super::{Answer, Told};

/// The question as the reader asks it.
pub const QUESTION: &str = "医療費助成の各種受給者証を利用しますか";

/// The page.
#[must_use]
pub fn lines(told: &Told) -> Vec<String> {
    let mut lines = vec![format!("Reader (カードリーダー)  {}", told.reader.check_in)];
    if let Some(answer) = told.answer {
        let (japanese, english) = match answer {
            Answer::Given => ("利用する", "yes"),
            Answer::Refused => ("利用しない", "no"),
            Answer::NotAnswered => ("回答なし", "no answer"),
        };
        lines.push(format!("  {QUESTION} → {japanese} ({english})"));
    } else {
        let (japanese, english) = class_at_reader(told.reader.class());
        lines.push(format!("  nothing to ask: {japanese} ({english})"));
    }
    lines.push(format!(
        "  recorded: {} at access position {}",
        told.stream(),
        told.reader.position
    ));
    if let Some(desk) = &told.desk {
        lines.extend(desk_lines(desk));
    }
    lines
}

fn desk_lines(desk: &GetEligibilityResponse) -> Vec<String> {
    let (japanese, english) = class_at_desk(desk.class());
    let mut lines = vec![format!("Desk (受付窓口)  {japanese} ({english})")];
    if let Some(advice) = advice(desk.advice()) {
        lines.push(format!("  → {advice}"));
    }
    for certificate in &desk.certificates {
        lines.extend(certificate_lines(certificate));
    }
    if let Some(coverage) = &desk.coverage {
        lines.push(format!(
            "  searched: {} bodies, {} programs, as of registration position {}",
            coverage.body_count, coverage.program_count, desk.position
        ));
    }
    if desk.access_position > 0 {
        lines.push(format!("  recorded: access position {}", desk.access_position));
    }
    lines
}

fn certificate_lines(certificate: &CertificateAnswer) -> Vec<String> {
    let validity = match certificate.validity() {
        Validity::InForce => "有効 (in force)",
        Validity::Expired => "期限切れ (ended)",
        Validity::NotYet => "開始前 (not yet)",
        Validity::Unspecified => "",
    };
    let period = certificate.period.map(period).unwrap_or_default();
    let mut lines = vec![
        format!("  {}  {validity}  {period}", certificate.certification_name),
        format!(
            "    {} {}  負担者 {}  受給者 {}",
            certificate.body_name,
            certificate.program_name,
            blank(&certificate.payer_number),
            blank(&certificate.recipient_number)
        ),
        format!(
            "    {}: {}",
            settlement(certificate.settlement()),
            settlement_reason(certificate.settlement_reason())
        ),
    ];
    if let Some(rule) = &certificate.rule {
        lines.extend(rule_lines(rule));
    }
    match certificate.designation() {
        Designation::Designated => lines.push("    指定医療機関 (named on the certificate)".into()),
        Designation::NotDesignated => {
            lines.push("    指定外 (others are named, this facility is not)".into());
        }
        Designation::Unknown => lines.push("    指定は紙で確認 (look at the paper)".into()),
        Designation::NotRequired | Designation::Unspecified => {}
    }
    for limit in &certificate.copayment_limits {
        let per = match limit.period() {
            LimitPeriod::Month => "月額",
            LimitPeriod::Day => "日額",
            LimitPeriod::Visit => "1回",
            LimitPeriod::Unspecified => "",
        };
        let setting = match limit.setting() {
            CareSetting::Combined | CareSetting::Unspecified => "",
            CareSetting::Outpatient => "入院外 ",
            CareSetting::Inpatient => "入院 ",
            CareSetting::Pharmacy => "調剤 ",
        };
        let yen = limit.amount_yen;
        lines.push(format!(
            "    自己負担上限 {setting}{per} {yen} 円 {}",
            certificate.income_band_name
        ));
    }
    lines
}

/// The order in which it pays, and its rule.
fn rule_lines(rule: &RuleAnswer) -> Vec<String> {
    let mut lines = Vec::new();
    if rule.precedence > 0 {
        lines.push(format!("    適用順位 {} (place in the order of payers)", rule.precedence));
    }
    lines.push(format!("    {}", rule.sentence_ja));
    lines.push(format!("    ({})", rule.sentence_en));
    lines
}

fn blank(number: &str) -> &str {
    if number.is_empty() { "-" } else { number }
}

fn period(period: Period) -> String {
    let day = |date: Option<wire::proto::common::v1::Date>| {
        date.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
            .unwrap_or_default()
    };
    format!("{}～{}", day(period.first), day(period.last))
}

fn class_at_reader(class: AnswerClass) -> (&'static str, &'static str) {
    match class {
        AnswerClass::Unspecified | AnswerClass::Disclosed => ("", ""),
        AnswerClass::NotConsented => ("同意なし", "no consent"),
        AnswerClass::NoRecord | AnswerClass::Withheld => ("情報なし", "no record"),
        AnswerClass::BodyNotParticipating => ("自治体未参加", "the body does not take part"),
        AnswerClass::ProgramNotCovered => ("制度対象外", "the program is not registered"),
        AnswerClass::Expired => ("期限切れ", "everything known has ended"),
        AnswerClass::NotYetValid => ("開始前", "everything known begins later"),
        AnswerClass::FacilityNotDesignated => ("指定外", "not for this facility"),
        AnswerClass::LinkPending => ("紐付け確認中", "the link to the card is being checked"),
        AnswerClass::TemporarilyUnavailable => ("一時的に利用不可", "the hub could not look"),
    }
}

fn class_at_desk(class: EligibilityClass) -> (&'static str, &'static str) {
    match class {
        EligibilityClass::Unspecified => ("", ""),
        EligibilityClass::NoInformation => ("情報なし", "no information available to you"),
        EligibilityClass::Disclosed => ("受給者証あり", "certificates are told"),
        EligibilityClass::NoRecord => ("登録なし", "no record"),
        EligibilityClass::BodyNotParticipating => ("自治体未参加", "the body does not take part"),
        EligibilityClass::ProgramNotCovered => ("制度対象外", "the program is not registered"),
        EligibilityClass::Expired => ("期限切れ", "everything known has ended"),
        EligibilityClass::NotYetValid => ("開始前", "everything known begins later"),
        EligibilityClass::FacilityNotDesignated => ("指定外", "not for this facility"),
        EligibilityClass::LinkPending => ("紐付け確認中", "the link to the card is being checked"),
        EligibilityClass::TemporarilyUnavailable => ("一時的に利用不可", "the hub could not look"),
    }
}

fn advice(advice: Advice) -> Option<&'static str> {
    match advice {
        Advice::Unspecified => None,
        Advice::UseCertificates => Some("受給者証を適用 (use the certificates)"),
        Advice::AskForPaper => Some("紙の受給者証を確認 (ask for the paper certificate)"),
        Advice::RenewalMayBeMissing => Some(
            "更新未登録の可能性、新しい紙の受給者証を確認 (a renewal may not be registered yet)",
        ),
        Advice::NotYet => Some("本日は利用不可 (it cannot be used today)"),
        Advice::AskTheBody => Some("自治体に確認 (ask the body that issued it)"),
    }
}

fn settlement(settlement: Settlement) -> &'static str {
    match settlement {
        Settlement::Unspecified => "",
        Settlement::InKind => "現物給付 (in kind: only the co-payment is paid here)",
        Settlement::List => "連記式 (in kind, claimed on a list)",
        Settlement::Reimbursement => "償還払い (pay in full here, claim it back from the body)",
    }
}

fn settlement_reason(reason: SettlementReason) -> &'static str {
    match reason {
        SettlementReason::Unspecified => "",
        SettlementReason::InsidePrefecture => "県内の医療機関 (in the body's prefecture)",
        SettlementReason::OutsidePrefecture => "県外の医療機関 (outside the body's prefecture)",
        SettlementReason::AlwaysReimbursed => "常に償還払い (the certificate says so)",
    }
}

/// What the reader was told, for programs.
#[must_use]
pub fn reader_json(reader: &OpenCheckInResponse) -> Value {
    json!({
        "ask": reader.ask,
        "class": reader.class().as_str_name(),
        "access_position": reader.position,
    })
}

/// What the desk was told, for programs.
#[must_use]
pub fn desk_json(desk: &GetEligibilityResponse) -> Value {
    json!({
        "class": desk.class().as_str_name(),
        "advice": desk.advice().as_str_name(),
        "certificates": desk.certificates.iter().map(certificate_json).collect::<Vec<_>>(),
        "coverage": desk.coverage.as_ref().map(|coverage| json!({
            "body_count": coverage.body_count, "program_count": coverage.program_count,
        })),
        "registration_position": desk.position,
        "access_position": desk.access_position,
    })
}

fn certificate_json(certificate: &CertificateAnswer) -> Value {
    json!({
        "certificate": certificate.certificate,
        "history_key": certificate.history_key,
        "validity": certificate.validity().as_str_name(),
        "body": certificate.body,
        "body_name": certificate.body_name,
        "certificate_type": certificate.certificate_type,
        "program_name": certificate.program_name,
        "certification_name": certificate.certification_name,
        "payer_number": certificate.payer_number,
        "recipient_number": certificate.recipient_number,
        "period": certificate.period.map(period),
        "income_band": certificate.income_band,
        "settlement": certificate.settlement().as_str_name(),
        "settlement_reason": certificate.settlement_reason().as_str_name(),
        "designation": certificate.designation().as_str_name(),
        "rule": certificate.rule.as_ref().map(rule_json),
        "limits_yen": certificate.copayment_limits.iter().map(|limit| limit.amount_yen).collect::<Vec<_>>(),
    })
}

fn rule_json(rule: &RuleAnswer) -> Value {
    json!({
        "rule": rule.rule,
        "precedence": rule.precedence,
        "settlement": rule.settlement().as_str_name(),
        "sentence_ja": rule.sentence_ja,
        "sentence_en": rule.sentence_en,
        "edition": rule.edition,
    })
}

#[cfg(test)]
mod tests;
