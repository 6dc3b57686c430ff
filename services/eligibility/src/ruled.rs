//! What the rule data says of the certificates that a desk is told.
//!
//! Only what is told anyway goes in: the income band, the conditions and the limits of the row. Nothing is asked of the
//! person, and without rule data for a certificate nothing is said.

use calculation::{
    Certificate, Fact, RuleName, Setting,
    desk::{AtDesk, Desk},
    local::How,
    mapping::{Meaning, printed_limit, rule_of},
    money::Yen,
};
use domain::{
    answer::{Answer, Designation, Told, Validity},
    institution_code::{FeeTable, InstitutionCode},
};
use jiff::civil::Date;
use wire::proto::{
    common::v1::Settlement,
    eligibility::v1::{CertificateAnswer, RuleAnswer},
};

use crate::{
    Room,
    gathered::{Gathered, Source},
};

impl Room {
    /// Adds to each certificate what its rule says. `certificates` are those of the answer, in its order.
    pub(crate) fn say_rules(
        &self,
        gathered: &Gathered,
        answer: &Answer<'_, Source<'_>>,
        facility: InstitutionCode,
        visit_date: Date,
        certificates: &mut [CertificateAnswer],
    ) {
        let desk = Desk {
            date: visit_date,
            prefecture: facility.prefecture(),
            settings: settings(facility),
        };
        let edition = &self.rules;
        let mut usable: Vec<(usize, RuleName)> = Vec::new();
        let told = answer.certificates.iter().zip(certificates.iter_mut());
        for (place, (told, certificate)) in told.enumerate() {
            let Some((asked, facts)) = self.ruled(gathered, told) else { continue };
            let Some(AtDesk { settlement, sentence }) = edition.at_desk(&asked, facts, desk) else {
                continue;
            };
            certificate.rule = Some(RuleAnswer {
                rule: asked.rule.to_string(),
                precedence: 0,
                settlement: from_how(settlement).into(),
                sentence_ja: sentence.ja,
                sentence_en: sentence.en,
                edition: edition.id().to_string(),
            });
            if may_be_used(told) {
                usable.push((place, asked.rule));
            }
        }
        let rules: Vec<_> = usable.iter().map(|(_, rule)| rule).collect();
        for ((place, _), precedence) in usable.iter().zip(edition.precedence(&rules)) {
            if let Some(rule) = certificates.get_mut(*place).and_then(|told| told.rule.as_mut()) {
                rule.precedence = precedence;
            }
        }
    }

    /// A certificate as its rule sees it, and what it says of the person; none where no rule is known.
    fn ruled(
        &self,
        gathered: &Gathered,
        told: &Told<'_, Source<'_>>,
    ) -> Option<(Certificate, Vec<Fact>)> {
        let (of, row) = told.row.text;
        let wording = &row.wording;
        let master = gathered.master(of.body, &of.certificate_type);
        let rule = rule_of(&self.rules, master, wording.payer_number)?;
        let mapping = master.and_then(|master| master.rule.as_ref());
        let meaning = mapping.map(|mapping| {
            Meaning::of(mapping, wording.income_band.as_ref(), &wording.additional_conditions)
        });
        let Meaning { band, facts } = meaning.unwrap_or_default();
        let limits = wording.copayment_limits.iter().filter_map(printed_limit).collect();
        let (tier, share, paid_elsewhere) = (None, None, Yen::ZERO);
        Some((Certificate { rule, limits, tier, band, share, paid_elsewhere }, facts))
    }
}

/// Whether a certificate may be used here on the day.
fn may_be_used(told: &Told<'_, Source<'_>>) -> bool {
    told.validity == Validity::InForce && told.designation != Designation::NotDesignated
}

/// The kinds of care of a facility, by the fee table it bills by.
fn settings(facility: InstitutionCode) -> &'static [Setting] {
    match facility.fee_table() {
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
