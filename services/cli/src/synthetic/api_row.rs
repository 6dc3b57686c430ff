//! A row of the published API (差分履歴登録), history style, with its fields in their order.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    Recipient,
    certificate::{Certificate, Situation},
};

/// A row as a body's system sends it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiRow<'a> {
    org_specific_certificate_type_id: &'a str,
    my_number: &'a str,
    basic_five_info: BasicFiveInfo<'a>,
    is_not_disclosed: bool,
    medical_subsidy_insurer_number: &'a str,
    certification_name: &'a str,
    medical_subsidy_recipient_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    income_segment: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    additional_conditions: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    designated_medical_institutions: Vec<Institution<'a>>,
    is_always_reimbursement: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    max_copayment_amount: Vec<Limit>,
    valid_from: Date,
    valid_to: Date,
    history_key: &'a str,
    is_deleted: bool,
    certification_detail: Vec<Detail<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BasicFiveInfo<'a> {
    name: &'a str,
    name_kana: &'a str,
    address: &'a str,
    date_of_birth: Date,
    sex: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Institution<'a> {
    institution_code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limit {
    period: &'static str,
    setting: &'static str,
    amount_yen: u32,
}

#[derive(Serialize)]
struct Detail<'a> {
    label: &'static str,
    value: std::borrow::Cow<'a, str>,
}

impl<'a> ApiRow<'a> {
    /// The row of one period of a certificate: its history key, first and last day.
    #[must_use]
    pub fn new(
        recipient: &'a Recipient,
        certificate: &'a Certificate,
        (history_key, first, last): &'a (String, Date, Date),
    ) -> Self {
        let person = &recipient.person;
        let mut details =
            vec![Detail { label: "交付年月日", value: first.to_string().into() }];
        if let Some(guardian) = &person.guardian {
            details.push(Detail { label: "保護者氏名", value: guardian.into() });
        }
        let limit = certificate.band.and_then(|band| band.limit_monthly_yen);
        let institutions = certificate.institutions.iter();
        Self {
            org_specific_certificate_type_id: &certificate.certificate_type,
            my_number: &person.my_number,
            basic_five_info: BasicFiveInfo {
                name: &person.name,
                name_kana: &person.name_kana,
                address: &person.address,
                date_of_birth: person.born,
                sex: person.sex.to_string(),
            },
            is_not_disclosed: certificate.situation == Situation::Withheld,
            medical_subsidy_insurer_number: &certificate.payer_number,
            certification_name: &certificate.name,
            medical_subsidy_recipient_number: &certificate.recipient_number,
            income_segment: certificate.band.map(|band| band.code.to_string()),
            additional_conditions: certificate.conditions,
            designated_medical_institutions: institutions
                .map(|(code, name)| Institution { institution_code: code, name })
                .collect(),
            is_always_reimbursement: match certificate.situation {
                Situation::Reimbursed => "1",
                Situation::Current
                | Situation::Renewed
                | Situation::Ended
                | Situation::NotYet
                | Situation::Withheld => "0",
            },
            max_copayment_amount: limit
                .map(|amount_yen| Limit { period: "MONTH", setting: "COMBINED", amount_yen })
                .into_iter()
                .collect(),
            valid_from: *first,
            valid_to: *last,
            history_key,
            is_deleted: false,
            certification_detail: details,
        }
    }
}
