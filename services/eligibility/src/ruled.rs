//! What the rule data says of the certificates that a desk is told.
//!
//! Only what is told anyway goes in: the income band, the conditions and the limits of the row. Nothing is asked of the
//! person, and without rule data for a certificate nothing is said.

mod said;

use calculation::{
    Certificate, Fact, RuleName,
    mapping::{Meaning, printed_limit, rule_of},
    money::Yen,
};
use domain::{
    answer::{Answer, Designation, Told, Validity},
    institution_code::InstitutionCode,
};
use jiff::civil::Date;
use wire::proto::eligibility::v1::CertificateAnswer;

use crate::{
    Room,
    gathered::{Gathered, Source},
};

use said::Question;
pub(crate) use said::Sayings;

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
        let mut usable: Vec<(usize, RuleName)> = Vec::new();
        let told = answer.certificates.iter().zip(certificates.iter_mut());
        for (place, (told, certificate)) in told.enumerate() {
            let Some((ruled, facts)) = self.ruled(gathered, told) else { continue };
            let question = Question {
                certificate: ruled,
                facts,
                date: visit_date,
                prefecture: facility.prefecture(),
                fee_table: facility.fee_table(),
            };
            certificate.rule = self.rules.say(&question);
            if certificate.rule.is_some() && may_be_used(told) {
                usable.push((place, question.certificate.rule));
            }
        }
        let rules: Vec<_> = usable.iter().map(|(_, rule)| rule).collect();
        for ((place, _), precedence) in usable.iter().zip(self.rules.edition().precedence(&rules)) {
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
        let rule = rule_of(self.rules.edition(), master, wording.payer_number)?;
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
