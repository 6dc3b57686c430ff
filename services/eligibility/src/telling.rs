//! From what is known to what is told, and to what is recorded of it.

use domain::{
    answer::{Answer, AnswerClass, Asked, Consent, Counts, Facts, Link, answer},
    check_in::{Disclosed, DisclosedRow, Withheld},
    institution_code::InstitutionCode,
    person_key::PersonKey,
};
use jiff::civil::Date;
use ledger::Position;
use prost::Message as _;
use uuid::Uuid;
use wire::{
    Refusal,
    eligibility::{RowText, certificate, no_information, response},
    proto::eligibility::v1::{CertificateAnswer, GetEligibilityResponse},
};

use crate::{
    Room,
    gathered::{Gathered, Source},
    person::Leads,
    status,
};

/// A facility asks about a person.
pub(crate) struct Asking<'a> {
    pub(crate) facility: InstitutionCode,
    /// Absent where nothing links the card to a person.
    pub(crate) person: Option<PersonKey>,
    /// The link over which the consent was given, where it is known.
    pub(crate) link: Option<Uuid>,
    pub(crate) visit_date: Date,
    pub(crate) asked: Option<&'a Asked>,
}

/// What is told, and what is recorded before it is.
pub(crate) struct Telling {
    /// Without its access position.
    pub(crate) response: GetEligibilityResponse,
    pub(crate) record: Told,
}

/// What is recorded.
pub(crate) enum Told {
    Something(Disclosed),
    Nothing(Withheld),
}

impl Asking<'_> {
    /// Nothing is told: there is no consent. What is known is not even looked at.
    pub(crate) fn without_consent(&self, class: AnswerClass) -> Telling {
        Telling { response: no_information(), record: self.nothing(class, Position::START, vec![]) }
    }

    /// The hub could not look.
    pub(crate) fn not_looked(&self) -> Telling {
        let answer =
            answer::<Source<'_>>(&self.facts(Link::NotLooked, &[], &[], Counts::default()));
        let response = response(&answer, Vec::new(), Position::START);
        Telling { response, record: self.nothing(answer.class, Position::START, answer.withheld) }
    }

    /// What is told with a consent, on what is known now.
    ///
    /// # Errors
    ///
    /// `KEYS_UNAVAILABLE`: personal fields of what is told could not be opened.
    pub(crate) fn with_consent(&self, room: &Room) -> Result<Telling, Refusal> {
        let Some(person) = self.person else {
            return Ok(self.without_consent(AnswerClass::NoRecord));
        };
        // The link may have been suspended or taken away since the consent was given.
        let link = match room.leads(person, self.link) {
            Leads::There => Link::Linked,
            Leads::Pending => Link::Pending,
            Leads::Elsewhere => return Ok(self.without_consent(AnswerClass::NoRecord)),
        };
        let gathered = match Gathered::of(&room.projections, person, self.visit_date, self.asked) {
            Ok(gathered) => gathered,
            Err(error) => {
                tracing::error!(%error, "not told: what is known could not be read");
                return Ok(self.not_looked());
            }
        };
        let (known, bodies) = (gathered.known(), gathered.body_facts());
        let facts = self.facts(link, &known, &bodies, gathered.counts());
        let answer = answer(&facts);
        let mut certificates = written(room, &gathered, &answer)?;
        room.say_rules(&gathered, &answer, self.facility, self.visit_date, &mut certificates);
        let record = if certificates.is_empty() {
            self.nothing(answer.class, gathered.position, answer.withheld.clone())
        } else {
            let rows = answer.certificates.iter().map(|told| DisclosedRow {
                certificate: told.certificate.id,
                history_key: told.row.history_key.clone(),
            });
            Told::Something(Disclosed {
                facility: self.facility,
                person,
                visit_date: self.visit_date,
                rows: rows.collect(),
                withheld: answer.withheld.clone(),
                answer_hash: hash(&certificates),
                registration_position: gathered.position.get(),
            })
        };
        Ok(Telling { response: response(&answer, certificates, gathered.position), record })
    }

    fn facts<'f, T>(
        &self,
        link: Link,
        certificates: &'f [domain::answer::Known<'f, T>],
        bodies: &'f [domain::answer::BodyFacts<'f>],
        counts: Counts,
    ) -> Facts<'f, T> {
        Facts {
            consent: Consent::Given,
            link,
            certificates,
            bodies,
            counts,
            facility: self.facility,
            visit_date: self.visit_date,
            asked: self.asked.cloned(),
        }
    }

    fn nothing(
        &self,
        class: AnswerClass,
        position: Position,
        withheld: Vec<domain::certificate_id::CertificateId>,
    ) -> Told {
        Told::Nothing(Withheld {
            facility: self.facility,
            person: self.person,
            visit_date: self.visit_date,
            class,
            withheld,
            registration_position: position.get(),
        })
    }
}

impl Told {
    /// Whether something is told.
    pub(crate) fn is_something(&self) -> bool {
        match self {
            Self::Something(_) => true,
            Self::Nothing(_) => false,
        }
    }
}

/// The certificates of an answer, their personal fields opened for it.
fn written(
    room: &Room,
    gathered: &Gathered,
    answer: &Answer<'_, Source<'_>>,
) -> Result<Vec<CertificateAnswer>, Refusal> {
    let told = answer.certificates.iter().map(|told| {
        let (of, row) = told.row.text;
        let mut detail = room.projections.detail(of, row).map_err(status::not_opened)?;
        detail.items.retain(|item| !item.tells_an_address());
        let wording = &row.wording;
        let income_band = wording.income_band.as_ref();
        let text = RowText {
            certification_name: &wording.certification_name,
            payer_number: wording.payer_number,
            recipient_number: detail.recipient_number.as_ref(),
            segment: &wording.segment,
            income_band,
            income_band_name: gathered.band_name(of.body, &of.certificate_type, income_band),
            additional_conditions: &wording.additional_conditions,
            copayment_limits: &wording.copayment_limits,
            details: &detail.items,
        };
        Ok(certificate(told, text))
    });
    told.collect()
}

/// The hash of an answer's certificates: each encoded after its length, in order.
fn hash(certificates: &[CertificateAnswer]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for certificate in certificates {
        hasher.update(&certificate.encode_length_delimited_to_vec());
    }
    *hasher.finalize().as_bytes()
}
