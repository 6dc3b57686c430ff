//! What rules say, kept for the next desk that asks the same.
//!
//! What is said follows from the edition and the question alone, and thousands of people hold certificates that ask the
//! same one. Nothing in a question says whose certificate it is.

use std::sync::Arc;

use calculation::{
    Certificate, Fact, Setting,
    desk::{AtDesk, Desk},
    edition::Edition,
    local::How,
};
use domain::{institution_code::FeeTable, prefecture::PrefectureCode};
use jiff::civil::Date;
use quick_cache::sync::Cache;
use wire::proto::{common::v1::Settlement, eligibility::v1::RuleAnswer};

/// How many answers are kept, about; those that are asked for least go first. A day at a hospital asks for some hundred.
/// Together some 16 MiB at most.
const KEPT: usize = 16_384;

/// All that an answer follows from, but for the edition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) certificate: Certificate,
    /// What the certificate says of the person.
    pub(super) facts: Vec<Fact>,
    pub(super) date: Date,
    /// The prefecture of the facility.
    pub(super) prefecture: Option<PrefectureCode>,
    /// The fee table the facility bills by.
    pub(super) fee_table: Option<FeeTable>,
}

/// An edition, and what it said lately.
pub(crate) struct Sayings {
    edition: Arc<Edition>,
    /// The edition's id as it is told.
    id: String,
    said: Cache<Question, Option<RuleAnswer>>,
}

impl Sayings {
    /// Nothing was said yet.
    pub(crate) fn of(edition: Arc<Edition>) -> Self {
        let id = edition.id().to_string();
        Self { edition, id, said: Cache::new(KEPT) }
    }

    /// The edition of the rule data in use.
    pub(super) fn edition(&self) -> &Edition {
        &self.edition
    }

    /// What a desk is told of a rule, without its place in the order of payers; none where the edition does not have the
    /// rule.
    pub(super) fn say(&self, question: &Question) -> Option<RuleAnswer> {
        if let Some(said) = self.said.get(question) {
            return said;
        }
        let says = self.asked(question);
        self.said.insert(question.clone(), says.clone());
        says
    }

    fn asked(&self, question: &Question) -> Option<RuleAnswer> {
        let Question { certificate, facts, date, prefecture, fee_table } = question;
        let desk = Desk { date: *date, prefecture: *prefecture, settings: settings(*fee_table) };
        let AtDesk { settlement, sentence } =
            self.edition.at_desk(certificate, facts.clone(), desk)?;
        Some(RuleAnswer {
            rule: certificate.rule.to_string(),
            precedence: 0,
            settlement: from_how(settlement).into(),
            sentence_ja: sentence.ja,
            sentence_en: sentence.en,
            edition: self.id.clone(),
        })
    }
}

/// The kinds of care of a facility, by the fee table it bills by.
fn settings(fee_table: Option<FeeTable>) -> &'static [Setting] {
    match fee_table {
        Some(FeeTable::Dental) => &[Setting::Dental],
        Some(FeeTable::Pharmacy) => &[Setting::Pharmacy],
        Some(FeeTable::Nursing) => &[Setting::Nursing],
        Some(FeeTable::Medical) | None => &[Setting::Outpatient, Setting::Inpatient],
    }
}

fn from_how(how: Option<How>) -> Settlement {
    match how {
        // In kind, and nobody told on which paper: what the counter does is the same.
        Some(How::OnReceipt | How::InKind) => Settlement::InKind,
        Some(How::OnList) => Settlement::List,
        Some(How::PayFirst) => Settlement::Reimbursement,
        None => Settlement::Unspecified,
    }
}
