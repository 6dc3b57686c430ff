//! A registration ledger and identity's ledger in memory, and events to put there.

use std::sync::Arc;

use domain::{
    body,
    body_code::BodyCode,
    certificate::{
        AdditionalCondition, BasicInfo, CareSetting, CertificateRef, CopaymentLimit,
        DesignatedInstitution, DetailItem, Event, LimitPeriod, Personal, Row, Sex,
    },
    check_digit::CheckDigitPolicy,
    period::Period,
    person_key::PersonKey,
};
use jiff::{Timestamp, civil::date};
use ledger::{
    Append, Attribution, Direction, ExpectedVersion, MemoryLedger, NewEvent, Position,
    SharedLedger, StreamName,
};
use projections::{Positions, Projections, ProjectionsConfig, Snapshots};
use sealing::{KeyStore, RootKey};
use uuid::Uuid;

/// Longer than any machine takes, so that no test depends on how fast one is.
pub(crate) const LONG: std::time::Duration = std::time::Duration::from_mins(2);

pub(crate) struct Story {
    pub(crate) registration: SharedLedger,
    pub(crate) identity: SharedLedger,
    pub(crate) keys: Arc<KeyStore>,
}

impl Story {
    pub(crate) fn new() -> Self {
        Self {
            registration: Arc::new(MemoryLedger::new()),
            identity: Arc::new(MemoryLedger::new()),
            keys: Arc::new(KeyStore::in_memory(&root())),
        }
    }

    /// Records an event of a certificate.
    pub(crate) async fn tell(&self, certificate: &CertificateRef, event: &Event) -> Position {
        let key = self.keys.get_or_create_many(&[certificate.person()]).or_else(|_| {
            // The person was erased: whatever the key, it opens nothing.
            self.keys.get_or_create_many(&[PersonKey::from_uuid(Uuid::max())])
        });
        let key = key.unwrap().remove(0);
        let event =
            wire::event::certificate::encode(certificate, event, Uuid::new_v4(), &key).unwrap();
        append(&self.registration, &certificate.stream(), event).await
    }

    /// Records that a body takes part.
    pub(crate) async fn enrol_body(&self, code: BodyCode, participation: Period) -> Position {
        let enrolment = body::Enrolment {
            name: "北海道札幌市".into(),
            participation,
            check_digit_policy: CheckDigitPolicy::Warn,
        };
        let event = body::Event::Enrolled { body: code, enrolment };
        let event = wire::event::enrolment::body::encode(Uuid::new_v4(), &event);
        append(&self.registration, &body::stream_of(code), event).await
    }

    /// Records an event of a link.
    pub(crate) async fn link(&self, link: Uuid, event: &domain::link::Event) -> Position {
        let event = wire::event::identity::link::encode(Uuid::new_v4(), event);
        append(&self.identity, &domain::link::stream_of(link), event).await
    }

    /// Records an event of a person; whoever is erased loses the key first.
    pub(crate) async fn person(&self, event: &domain::person::Event) -> Position {
        let (domain::person::Event::Merged { person, .. }
        | domain::person::Event::Shredded { person, .. }) = *event;
        if matches!(event, domain::person::Event::Shredded { .. }) {
            self.keys.destroy(person).unwrap();
        }
        let event = wire::event::identity::person::encode(Uuid::new_v4(), event);
        append(&self.identity, &domain::person::stream_of(person), event).await
    }

    pub(crate) async fn heads(&self) -> Positions {
        Positions {
            registration: self.registration.head().await.unwrap(),
            identity: self.identity.head().await.unwrap(),
        }
    }

    /// Projections that have taken in everything there is.
    pub(crate) async fn projected(&self, snapshots: Option<Snapshots>) -> Arc<Projections> {
        let projections = self.start(snapshots).await;
        projections.catch_up(self.heads().await, LONG).await.unwrap();
        projections
    }

    /// Projections that have just begun.
    pub(crate) async fn start(&self, snapshots: Option<Snapshots>) -> Arc<Projections> {
        let config = ProjectionsConfig {
            registration: self.registration.clone(),
            identity: self.identity.clone(),
            keys: self.keys.clone(),
            snapshots,
        };
        Projections::start(config).await.unwrap()
    }
}

/// Appends an event to the end of a stream.
pub(crate) async fn append(ledger: &SharedLedger, stream: &str, event: NewEvent) -> Position {
    let stream: StreamName = stream.parse().unwrap();
    let last = ledger.read_stream(&stream, None, Direction::Backwards, 1).await.unwrap();
    let append = Append {
        stream,
        expected: ExpectedVersion::after(last.first().map(|event| event.version)),
        events: vec![event],
        attribution: Attribution {
            recorded_at: Timestamp::UNIX_EPOCH,
            caller: "spiffe://pmh/operator".into(),
            request_id: "request".into(),
        },
    };
    ledger.append(append).await.unwrap().position
}

pub(crate) fn root() -> RootKey {
    RootKey::from_text(1, &format!("17{}", "5e".repeat(31))).unwrap()
}

/// Snapshots in this folder, one after so many events.
pub(crate) fn snapshots(folder: &std::path::Path, every_events: u64) -> Snapshots {
    Snapshots { folder: folder.to_owned(), sealer: root().snapshot_sealer(), every_events }
}

pub(crate) fn person(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn sapporo() -> BodyCode {
    "011002".parse().unwrap()
}

/// The certificate of this person at Sapporo.
pub(crate) fn certificate(person: PersonKey, certificate_type: &str) -> CertificateRef {
    let certificate_type = certificate_type.parse().unwrap();
    CertificateRef::new(sapporo(), certificate_type, person, domain::sub_key::SubKey::default())
}

pub(crate) fn fiscal(year: i16) -> Period {
    Period::new(date(year, 4, 1), date(year + 1, 3, 31)).unwrap()
}

/// A row with something in every field.
pub(crate) fn row(history_key: &str, period: Period, number: u32) -> Row {
    Row {
        history_key: history_key.parse().unwrap(),
        period,
        payer_number: Some("81136244".parse().unwrap()),
        certification_name: "子ども医療費受給者証".into(),
        segment: if number.is_multiple_of(2) { String::new() } else { "乳幼児".into() },
        income_band: Some(format!("B{}", number % 3).parse().unwrap()),
        additional_conditions: vec![AdditionalCondition { item: "01".into(), code: "A".into() }],
        designated_institutions: vec![DesignatedInstitution {
            code: Some("0110113719".parse().unwrap()),
            name: format!("指定病院 {}", number % 2),
        }],
        always_reimbursement: number.is_multiple_of(5),
        copayment_limits: vec![CopaymentLimit {
            period: LimitPeriod::Month,
            setting: CareSetting::Combined,
            amount_yen: 500 * (number % 4),
            count_max: Some(2),
            amount_after_count_yen: 0,
            meals_included: false,
            shared_with: vec!["54".parse().unwrap()],
        }],
        personal: Some(Personal {
            basic_info: BasicInfo {
                name: "試験 太郎".into(),
                name_kana: "シケン タロウ".into(),
                address: "試験県試験市1-1".into(),
                date_of_birth: date(2015, 5, 5),
                sex: Sex::NotSet,
            },
            recipient_number: Some(format!("{number:07}").parse().unwrap()),
            details: vec![DetailItem {
                label: "負担割合".into(), value: format!("{number} 割")
            }],
        }),
    }
}
