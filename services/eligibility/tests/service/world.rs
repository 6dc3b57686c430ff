//! Two facilities, two bodies, three ledgers in memory, and a clock in the test's hand.

use std::sync::{Arc, LazyLock, Mutex};

use calculation::edition::Edition;
use domain::{
    body,
    body_code::BodyCode,
    caller::Caller,
    certificate::{
        BasicInfo, CertificateRef, DesignatedInstitution, DetailItem, Disclosure, Event, Personal,
        Row, Sex,
    },
    check_digit::CheckDigitPolicy,
    facility,
    insurance_identity::InsuranceIdentity,
    link,
    period::Period,
    person,
    person_key::PersonKey,
    program::{self, NamedBand, ProgramMaster},
    settlement::Settlement,
};
use eligibility::{Parts, Service};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use ledger::{
    Append, Attribution, Direction, ExpectedVersion, MemoryLedger, NewEvent, Position,
    RecordedEvent, SharedLedger, StreamName,
};
use projections::{Positions, Projections, ProjectionsConfig};
use sealing::{KeyStore, LookupKey, RootKey};
use tonic::{Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;
use wire::{
    Envelope,
    identity::LookupKeys,
    proto::{
        common::v1 as nouns,
        eligibility::v1::{GetEligibilityRequest, get_eligibility_request::Basis},
    },
};

/// Longer than any machine takes, so that no test depends on how fast one is.
const LONG: std::time::Duration = std::time::Duration::from_mins(2);

pub(crate) const HERE: &str = "0110113719";
pub(crate) const THERE: &str = "1310000009";
pub(crate) const SAPPORO: &str = "011002";
pub(crate) const ICHINOMIYA: &str = "232033";
pub(crate) const TODAY: Date = date(2026, 10, 1);

pub(crate) struct World {
    pub(crate) registration: SharedLedger,
    pub(crate) identity: SharedLedger,
    pub(crate) access: SharedLedger,
    pub(crate) keys: Arc<KeyStore>,
    pub(crate) projections: Arc<Projections>,
    pub(crate) service: Service,
    clock: Arc<Mutex<Timestamp>>,
}

impl World {
    /// Both facilities with reader 1, Sapporo and Ichinomiya with types 1 and 2 (designation required).
    pub(crate) async fn new() -> Self {
        Self::on(Arc::new(MemoryLedger::new())).await
    }

    /// The same with this access ledger.
    pub(crate) async fn on(access: SharedLedger) -> Self {
        let registration: SharedLedger = Arc::new(MemoryLedger::new());
        let identity: SharedLedger = Arc::new(MemoryLedger::new());
        let root = RootKey::from_text(1, &format!("17{}", "5e".repeat(31))).unwrap();
        let keys = Arc::new(KeyStore::in_memory(&root));
        let projections = Projections::start(ProjectionsConfig {
            registration: registration.clone(),
            identity: identity.clone(),
            keys: keys.clone(),
            snapshots: None,
        })
        .await
        .unwrap();
        let service = Service::new(parts(&registration, &identity, &access, &projections));
        let clock = Arc::new(Mutex::new(noon(TODAY)));
        let world = Self { registration, identity, access, keys, projections, service, clock };
        for code in [HERE, THERE] {
            world.enrol_facility(code).await;
        }
        for code in [SAPPORO, ICHINOMIYA] {
            world.enrol_body(code).await;
        }
        world.caught_up().await;
        world
    }

    /// A second service over the same ledgers and projections, as another process would be.
    pub(crate) fn another_service(&self) -> Service {
        Service::new(parts(&self.registration, &self.identity, &self.access, &self.projections))
    }

    pub(crate) fn set_day(&self, day: Date) {
        *self.clock.lock().unwrap() = noon(day);
    }

    /// A request of this caller, as the hub's door hands it on.
    pub(crate) fn by<T>(&self, caller: &str, message: T) -> Request<T> {
        let caller: Caller = format!("spiffe://pmh/{caller}").parse().unwrap();
        let clock = self.clock.clone();
        let now = Arc::new(move || *clock.lock().unwrap());
        let mut request = Request::new(message);
        request.extensions_mut().insert(Envelope::new(caller, now));
        request
    }

    pub(crate) fn by_reader<T>(&self, message: T) -> Request<T> {
        self.by(&format!("facility/{HERE}/reader/1"), message)
    }

    pub(crate) fn by_desk<T>(&self, message: T) -> Request<T> {
        self.by(&format!("facility/{HERE}"), message)
    }

    /// All events of the access ledger, oldest first.
    pub(crate) async fn accessed(&self) -> Vec<RecordedEvent> {
        self.access.read_all(Position::START, 1_024).await.unwrap()
    }

    /// How many events of this type the access ledger has.
    pub(crate) async fn count(&self, event_type: &str) -> usize {
        self.accessed().await.iter().filter(|event| *event.event_type == *event_type).count()
    }

    pub(crate) async fn caught_up(&self) {
        let heads = Positions {
            registration: self.registration.head().await.unwrap(),
            identity: self.identity.head().await.unwrap(),
        };
        self.projections.catch_up(heads, LONG).await.unwrap();
    }

    async fn enrol_facility(&self, code: &str) {
        let facility = code.parse().unwrap();
        let enrolment =
            facility::Enrolment { name: "試験病院".into(), terms_edition: "2026-04".into() };
        self.facility(&facility::Event::Enrolled { facility, enrolment }).await;
        self.facility(&facility::Event::ReaderEnrolled { facility, reader: "1".parse().unwrap() })
            .await;
    }

    pub(crate) async fn facility(&self, event: &facility::Event) {
        let (facility::Event::Enrolled { facility, .. }
        | facility::Event::OptedOut { facility }
        | facility::Event::ReaderEnrolled { facility, .. }
        | facility::Event::ReaderRemoved { facility, .. }) = *event;
        let stored = wire::event::enrolment::facility::encode(Uuid::new_v4(), event);
        append(&self.registration, &facility::stream_of(facility), stored).await;
    }

    async fn enrol_body(&self, code: &str) {
        let body: BodyCode = code.parse().unwrap();
        let enrolment = body::Enrolment {
            name: format!("試験市 {code}"),
            participation: Period::from(date(2020, 4, 1)).unwrap(),
            check_digit_policy: CheckDigitPolicy::Warn,
        };
        let event = body::Event::Enrolled { body, enrolment };
        let stored = wire::event::enrolment::body::encode(Uuid::new_v4(), &event);
        append(&self.registration, &body::stream_of(body), stored).await;
        for (certificate_type, designation_required) in [("1", false), ("2", true)] {
            let master = master(body, certificate_type, designation_required);
            let stream = program::stream_of(body, &master.certificate_type);
            let event = program::Event::Defined(master);
            let stored = wire::event::enrolment::program::encode(Uuid::new_v4(), &event);
            append(&self.registration, &stream, stored).await;
        }
    }

    /// Registers a certificate of this body and type with one row.
    pub(crate) async fn register(
        &self,
        person: PersonKey,
        body: &str,
        certificate_type: &str,
        row: Row,
        disclosure: Disclosure,
    ) -> CertificateRef {
        let certificate = CertificateRef::new(
            body.parse().unwrap(),
            certificate_type.parse().unwrap(),
            person,
            domain::sub_key::SubKey::default(),
        );
        self.certificate(&certificate, &Event::Registered { row, disclosure }).await;
        certificate
    }

    /// An open certificate of Sapporo, type 1, in force this fiscal year.
    pub(crate) async fn register_open(&self, person: PersonKey) -> CertificateRef {
        self.register(person, SAPPORO, "1", row(fiscal(2026)), Disclosure::Open).await
    }

    pub(crate) async fn certificate(&self, certificate: &CertificateRef, event: &Event) {
        let key = self.keys.get_or_create_many(&[certificate.person()]).unwrap().remove(0);
        let stored =
            wire::event::certificate::encode(certificate, event, Uuid::new_v4(), &key).unwrap();
        append(&self.registration, &certificate.stream(), stored).await;
    }

    /// Lets this card lead to this person.
    pub(crate) async fn link(&self, card: u32, person: PersonKey) {
        let event =
            link::Event::InsuranceLinked { person, key_version: 1, sealed_identity: Vec::new() };
        self.link_event(card, &event).await;
    }

    pub(crate) async fn link_event(&self, card: u32, event: &link::Event) {
        let link = wire::identity::insurance_link(&lookup_key(), &identity(card));
        let stored = wire::event::identity::link::encode(Uuid::new_v4(), event);
        append(&self.identity, &link::stream_of(link), stored).await;
    }

    pub(crate) async fn merge(&self, person: PersonKey, into: PersonKey) {
        let reason = link::LinkReason::Confirmed;
        let event = person::Event::Merged { person, into, reason };
        let stored = wire::event::identity::person::encode(Uuid::new_v4(), &event);
        append(&self.identity, &person::stream_of(person), stored).await;
    }
}

fn parts(
    registration: &SharedLedger,
    identity: &SharedLedger,
    access: &SharedLedger,
    projections: &Arc<Projections>,
) -> Parts {
    Parts {
        registration: registration.clone(),
        identity: identity.clone(),
        access: access.clone(),
        projections: projections.clone(),
        insurance_keys: LookupKeys { newest: newer_key().into(), older: Some(lookup_key().into()) },
        rules: RULES.clone(),
    }
}

/// The rule data of all these tests.
static RULES: LazyLock<Arc<Edition>> = LazyLock::new(|| Arc::new(Edition::shipped().unwrap()));

fn lookup_key() -> LookupKey {
    LookupKey::from_text(1, &format!("17{}", "a1".repeat(31))).unwrap()
}

/// The key that new links are made with; the cards of these tests were linked under the one before.
fn newer_key() -> LookupKey {
    LookupKey::from_text(2, &format!("18{}", "b2".repeat(31))).unwrap()
}

fn noon(day: Date) -> Timestamp {
    format!("{day}T12:00:00+09:00").parse().unwrap()
}

fn master(body: BodyCode, certificate_type: &str, designation_required: bool) -> ProgramMaster {
    ProgramMaster {
        body,
        certificate_type: certificate_type.parse().unwrap(),
        name: "子ども医療費助成".into(),
        law_number: "54".parse().ok(),
        in_force: Period::from(date(2020, 4, 1)).unwrap(),
        settlement_inside: Settlement::InKind,
        settlement_outside: Settlement::Reimbursement,
        designation_required,
        income_bands: vec![NamedBand { code: "B1".parse().unwrap(), name: "一般".into() }],
        conditions: Vec::new(),
        rule: None,
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
            recorded_at: noon(TODAY),
            caller: "spiffe://pmh/operator".into(),
            request_id: "request".into(),
        },
    };
    ledger.append(append).await.unwrap().position
}

pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

pub(crate) fn person(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn fiscal(year: i16) -> Period {
    Period::new(date(year, 4, 1), date(year + 1, 3, 31)).unwrap()
}

pub(crate) fn day(date: Date) -> nouns::Date {
    wire::field::from_date(date)
}

pub(crate) fn question(check_in: &str) -> GetEligibilityRequest {
    GetEligibilityRequest {
        basis: Some(Basis::CheckIn(check_in.into())),
        visit_date: Some(day(TODAY)),
        ..GetEligibilityRequest::default()
    }
}

/// What a card says.
pub(crate) fn insurance(card: u32) -> nouns::InsuranceIdentity {
    nouns::InsuranceIdentity {
        insurer_number: "06132005".into(),
        symbol: "10".into(),
        number: card.to_string(),
        branch: "01".into(),
    }
}

fn identity(card: u32) -> InsuranceIdentity {
    wire::common::insurance(Some(insurance(card))).unwrap()
}

/// The reason of a refusal.
pub(crate) fn reason<T>(result: Result<T, Status>) -> String {
    let Err(status) = result else { panic!("not refused") };
    status.get_details_error_info().unwrap().reason
}

/// A row with something in every field that a desk may be told, and in those it may not.
pub(crate) fn row(period: Period) -> Row {
    Row {
        history_key: "2026".parse().unwrap(),
        period,
        payer_number: Some("81136244".parse().unwrap()),
        certification_name: "子ども医療費受給者証".into(),
        segment: "乳幼児".into(),
        income_band: Some("B1".parse().unwrap()),
        additional_conditions: Vec::new(),
        designated_institutions: Vec::new(),
        always_reimbursement: false,
        copayment_limits: Vec::new(),
        personal: Some(Personal {
            basic_info: BasicInfo {
                name: "試験 太郎".into(),
                name_kana: "シケン タロウ".into(),
                address: "試験県試験市一丁目".into(),
                date_of_birth: date(2015, 5, 5),
                sex: Sex::NotSet,
            },
            recipient_number: Some("1234567".parse().unwrap()),
            details: vec![
                DetailItem { label: "負担割合".into(), value: "二割".into() },
                DetailItem {
                    label: "保護者住所".into(), value: "試験県試験市一丁目".into()
                },
            ],
        }),
    }
}

/// The same, naming this institution.
pub(crate) fn row_naming(period: Period, institution: &str) -> Row {
    Row {
        designated_institutions: vec![DesignatedInstitution {
            code: Some(institution.parse().unwrap()),
            name: "指定病院".into(),
        }],
        ..row(period)
    }
}
