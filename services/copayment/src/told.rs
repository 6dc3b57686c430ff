//! The certificates that `GetEligibility` told the facility in a check-in.

use std::time::Duration;

use calculation::{
    Certificate, Fact,
    edition::Edition,
    mapping::{self, Meaning, printed_limit},
};
use domain::{
    certificate::Disclosure,
    check_in::{CheckIn, Command, Disclosed, DisclosedRow, Event, Refusal as Decided, stream_of},
    check_in_id::CheckInId,
    institution_code::InstitutionCode,
};
use jiff::civil::Date;
use ledger::{Position, StreamName};
use projections::{CertificateFacts, Positions, RowFacts};
use tonic::Code;
use wire::{Envelope, Refusal, event, proto::common::v1::ErrorReason};

use crate::{Parts, facts::Printed, status};

/// The longest a call waits for what was durable when it arrived.
const FRESHNESS_WAIT_MAX: Duration = Duration::from_millis(500);

/// What a check-in gives to the calculation.
pub(crate) struct Told {
    /// The certificates with a known rule, in the order in which they were told.
    pub(crate) certificates: Vec<Certificate>,
    /// What they say about the person.
    pub(crate) facts: Vec<Fact>,
    /// Which certificates were told, and the rule of each that has one.
    pub(crate) used: Vec<Used>,
}

/// A certificate that was told.
pub(crate) struct Used {
    /// Its resource name.
    pub(crate) name: String,
    /// The rule it stands for, where one is known.
    pub(crate) rule: Option<String>,
    /// What to call the program where no rule is known.
    pub(crate) program: String,
}

impl Parts {
    /// What was told last in this check-in, as it stands now.
    ///
    /// # Errors
    /// `NOT_FRESH_ENOUGH`, `FACILITY_NOT_ENROLLED`, `CHECK_IN_NOT_FOUND`, `CHECK_IN_OVER`, `VISIT_DATE_NOT_TODAY`,
    /// `NOT_CONSENTED`, `ELIGIBILITY_NOT_TOLD`, and the LEDGER reasons.
    pub(crate) async fn told(
        &self,
        edition: &Edition,
        envelope: &Envelope,
        id: CheckInId,
        facility: InstitutionCode,
        visit_date: Date,
        min_position: Option<Position>,
    ) -> Result<Told, Refusal> {
        self.fresh(min_position).await?;
        let known = self.projections.directory().facility(facility);
        if !known.is_some_and(|known| known.is_enrolled()) {
            return Err(status::facility_not_enrolled());
        }
        let disclosed = self.disclosed(id, facility, visit_date, envelope.today()).await?;
        let certificates = self.projections.certificates_of(disclosed.person);
        let certificates = certificates.map_err(|error| {
            tracing::error!(%error, "not calculated: what is known could not be read");
            let message = "the hub cannot look at present";
            Refusal::new(Code::Unavailable, ErrorReason::NotFreshEnough, message).retryable()
        })?;
        let mut told = Told { certificates: Vec::new(), facts: Vec::new(), used: Vec::new() };
        for row in &disclosed.rows {
            if let Some((certificate, row)) = standing(&certificates, row, visit_date) {
                self.take(edition, certificate, row, &mut told);
            }
        }
        Ok(told)
    }

    async fn fresh(&self, min_position: Option<Position>) -> Result<(), Refusal> {
        let head = self.registration.head().await?;
        let registration = min_position.map_or(head, |asked| asked.max(head));
        let heads = Positions { registration, identity: self.projections.identity_position() };
        let fresh = self.projections.catch_up(heads, FRESHNESS_WAIT_MAX).await;
        fresh.map_err(|error| status::not_fresh_enough(&error))
    }

    /// What the desk was told last in this check-in.
    async fn disclosed(
        &self,
        id: CheckInId,
        facility: InstitutionCode,
        visit_date: Date,
        today: Date,
    ) -> Result<Disclosed, Refusal> {
        let stream: StreamName = stream_of(id).parse().map_err(|error| {
            Refusal::new(Code::Internal, ErrorReason::Unspecified, format!("no stream: {error}"))
        })?;
        let mut check_in = CheckIn::default();
        let mut last = None;
        for recorded in self.access.read_streams(&[stream]).await?.iter().flatten() {
            let event = event::check_in::decode(recorded)?;
            if let Event::Disclosed(disclosed) = &event {
                last = Some(disclosed.clone());
            }
            check_in = check_in.evolve(event);
        }
        if check_in.opened().is_none_or(|opened| opened.facility != facility) {
            return Err(status::check_in_refused(Decided::NotOpened));
        }
        // The same question that a disclosure asks: consented, and today's.
        check_in.asked(visit_date, today).map_err(status::check_in_refused)?;
        let Some(last) = last else {
            check_in.decide(Command::Withdraw, today).map_err(status::check_in_refused)?;
            return Err(status::eligibility_not_told());
        };
        check_in
            .decide(Command::Disclose(last.clone()), today)
            .map_err(status::check_in_refused)?;
        Ok(last)
    }

    fn take(
        &self,
        edition: &Edition,
        certificate: &CertificateFacts,
        row: &RowFacts,
        told: &mut Told,
    ) {
        let wording = &row.wording;
        let master = self.books().program(certificate.body, &certificate.certificate_type);
        let mapped = master.as_ref().and_then(|master| master.rule.as_ref());
        let rule = mapping::rule_of(edition, master.as_ref(), wording.payer_number);
        told.used.push(Used {
            name: certificate.id.resource_name(),
            rule: rule.as_ref().map(ToString::to_string),
            program: master.as_ref().map(|master| master.name.clone()).unwrap_or_default(),
        });
        let Some(rule) = rule else { return };
        let meaning = mapped.map(|mapping| {
            Meaning::of(mapping, wording.income_band.as_ref(), &wording.additional_conditions)
        });
        let Meaning { band, facts } = meaning.unwrap_or_default();
        let limits = wording.copayment_limits.iter().filter_map(printed_limit).collect();
        told.facts.extend(facts);
        told.certificates.push(Printed { limits, band, ..Printed::default() }.under(rule));
    }
}

/// The row that was told, if it stands and may still be told.
fn standing<'a>(
    certificates: &'a [CertificateFacts],
    told: &DisclosedRow,
    visit_date: Date,
) -> Option<(&'a CertificateFacts, &'a RowFacts)> {
    let certificate = certificates.iter().find(|known| known.id == told.certificate)?;
    if certificate.disclosure == Disclosure::HideAll {
        return None;
    }
    let row = certificate.rows.iter().find(|row| row.history_key == told.history_key)?;
    row.period.contains(visit_date).then_some((certificate, row))
}
