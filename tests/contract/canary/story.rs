//! People whom nobody could overlook, and everything that may happen to them.

use std::fmt::Debug;

use cli::synthetic::my_number;
use prost::Message as _;
use tests::{
    history::{message, stream},
    people::Person,
    places::{BODY, INSURER, clinic, pharmacy},
    rows::{deleted_row, history_row, over, row, withheld},
    upload::{header, parts},
    world::World,
};
use wire::proto::{
    audit::v1::LedgerName,
    common::v1::{DetailItem, InsuranceIdentity},
    eligibility::v1::ConsentAnswer,
    event::v1::CheckInOpened,
    registration::v1::{BasicFiveInfo, RecipientRow, UploadHeader, WriteStyle},
};

use super::secrets::full_width;

/// The seed of their numbers.
const SEED: u64 = 77;

/// Somebody who would be noticed.
pub(super) struct Canary {
    pub(super) place: u64,
    pub(super) family: &'static str,
    pub(super) given: &'static str,
    pub(super) family_kana: &'static str,
    pub(super) given_kana: &'static str,
    pub(super) family_half_width: &'static str,
    pub(super) street: &'static str,
    pub(super) born: (i32, i32, i32),
    pub(super) symbol: &'static str,
    /// A printed item of the certificate (保護者氏名).
    pub(super) guardian: &'static str,
}

/// The people: one who is erased in the end, one who stays, one who is merged away.
pub(super) const PEOPLE: [Canary; 3] = [
    Canary {
        place: 1,
        family: "金剛寺",
        given: "薔薇之助",
        family_kana: "コンゴウジ",
        given_kana: "バラノスケ",
        family_half_width: "ｺﾝｺﾞｳｼﾞ",
        street: "鸚鵡籠町七丁目",
        born: (1957, 8, 23),
        symbol: "翡翠孔雀",
        guardian: "金剛寺瑠璃衛門",
    },
    Canary {
        place: 2,
        family: "魑魅魍魎",
        given: "朱鷺姫丸",
        family_kana: "チミモウリョウ",
        given_kana: "トキヒメマル",
        family_half_width: "ﾁﾐﾓｳﾘｮｳ",
        street: "鷽替神事通",
        born: (1963, 11, 29),
        symbol: "琥珀燕尾",
        guardian: "魑魅魍魎玄武齋",
    },
    Canary {
        place: 3,
        family: "麒麟児谷",
        given: "鳳凰之介",
        family_kana: "キリンジダニ",
        given_kana: "ホウオウノスケ",
        family_half_width: "ｷﾘﾝｼﾞﾀﾞﾆ",
        street: "鼈甲細工横丁",
        born: (1971, 12, 17),
        symbol: "瑪瑙緋鯉",
        guardian: "麒麟児谷白虎姫",
    },
];

impl Canary {
    /// The My Number (個人番号), computed.
    pub(super) fn my_number(&self) -> String {
        my_number::made_up(SEED, self.place)
    }

    /// The number on the card, computed: fourteen digits.
    pub(super) fn number(&self) -> String {
        (874_185_296 * 100_003 + self.place).to_string()
    }

    /// The recipient number (公費受給者番号).
    pub(super) fn recipient_number(&self) -> String {
        format!("KANARIA-{}-QX", self.place)
    }

    /// The card, its number as a Japanese keyboard writes it.
    pub(super) fn card(&self) -> InsuranceIdentity {
        InsuranceIdentity {
            insurer_number: INSURER.to_owned(),
            symbol: self.symbol.to_owned(),
            number: full_width(&self.number()),
            branch: "01".to_owned(),
        }
    }

    /// The person, as the harness knows people.
    pub(super) fn person(&self) -> Person {
        let (year, month, day) = self.born;
        Person {
            my_number: self.my_number(),
            basic: BasicFiveInfo {
                name: format!("{}　{}", self.family, self.given),
                name_kana: format!("{}　{}", self.family_kana, self.given_kana),
                address: format!("愛知県一宮市{}一番地", self.street),
                date_of_birth: format!("{year}-{month:02}-{day:02}"),
                sex: "1".to_owned(),
            },
            card: self.card(),
        }
    }

    /// A row with everything personal that one can hold.
    fn row(&self) -> RecipientRow {
        let guardian =
            DetailItem { label: "保護者氏名".into(), value: self.guardian.to_owned() };
        RecipientRow {
            medical_subsidy_recipient_number: self.recipient_number(),
            certification_detail: vec![guardian],
            ..row(&self.person())
        }
    }
}

/// What is known after all that happened.
pub(super) struct Lived {
    /// A certificate, `certificates/{uuid}`.
    pub(super) certificate: String,
    /// A check-in, `checkIns/{uuid}`.
    pub(super) check_in: String,
    /// What a desk was told with consent.
    pub(super) at_desk: Vec<u8>,
    /// Everything the hub said that is not an answer at a reader or a desk.
    pub(super) said: Vec<Vec<u8>>,
}

/// All that may happen to them.
pub(super) async fn lived(world: &World) -> Lived {
    let mut said = uploaded(world).await;
    let [erased, stays, merged] = &PEOPLE;
    for person in &PEOPLE {
        world.link(&person.person()).await.unwrap();
    }
    said.extend(refused(world).await);

    let check_in = world.consented(&clinic(), &erased.card()).await;
    let told = world.ask(&clinic(), &check_in).await.unwrap();
    // Another writing of the same card.
    let card = InsuranceIdentity { number: stays.number(), ..stays.card() };
    world.visit(&clinic(), &card).await;
    let asked = world.open(&clinic(), &merged.card()).await.unwrap();
    world.answer(&clinic(), &asked.check_in, ConsentAnswer::Refused).await.unwrap();

    let consent = world.give_standing(&clinic(), &stays.card()).await.unwrap().standing_consent;
    world.ask_standing(&clinic(), &consent).await.unwrap();
    let cards = || PEOPLE.iter().map(Canary::card).collect::<Vec<_>>();
    world.inquire(&clinic(), cards(), world.today()).await.unwrap();
    let taken = world.submit(&pharmacy(), cards(), world.today()).await.unwrap();
    world.fetch(&pharmacy(), &taken.inquiry).await.unwrap();

    world.suspend(&stays.card()).await.unwrap();
    world.restore(&stays.card()).await.unwrap();
    world.unlink(&merged.card()).await.unwrap();
    world.merge(&merged.person(), &stays.person()).await.unwrap();
    let visit = world.on_stream(LedgerName::Access, stream("checkin", &check_in)).await;
    let opened: CheckInOpened = message(&visit[0]);
    world.erase(&format!("people/{}", opened.person)).await.unwrap();
    let certificate = told.certificates[0].certificate.clone();
    Lived { certificate, check_in, at_desk: told.encode_to_vec(), said }
}

/// Uploads in both styles: new, corrected, withheld, deleted, tried, torn.
async fn uploaded(world: &World) -> Vec<Vec<u8>> {
    let mut said = Vec::new();
    let rows: Vec<_> = PEOPLE.iter().map(Canary::row).collect();
    said.push(words(&world.register(rows.clone()).await));
    let [erased, stays, _] = &PEOPLE;
    let corrected = RecipientRow { income_segment: "02".to_owned(), ..erased.row() };
    said.push(words(&world.register(vec![corrected]).await));
    for row in [withheld(stays.row()), stays.row()] {
        said.push(words(&world.register(vec![row]).await));
    }

    let second = |row: RecipientRow| RecipientRow { certification_sub_key: "2".to_owned(), ..row };
    let kept = second(history_row(&stays.person(), "1"));
    said.push(words(&world.register_history(vec![kept]).await));
    let deleted = second(deleted_row(&stays.person(), "1"));
    said.push(words(&world.register_history(vec![deleted]).await));

    let tried =
        UploadHeader { dry_run: true, ..header(&world.request_id(), BODY, WriteStyle::Full) };
    let body = tests::places::body();
    said.push(words(&world.send(&body, parts(tried, rows.clone())).await));
    let mut torn = parts(header(&world.request_id(), BODY, WriteStyle::Full), rows);
    torn.pop();
    let torn = world.send(&body, torn).await;
    assert!(torn.ended.is_err());
    said.push(words(&torn));
    said
}

/// What is wrong with a row, a number or a card is said without quoting it.
async fn refused(world: &World) -> Vec<Vec<u8>> {
    let [erased, stays, _] = &PEOPLE;
    let spoilt = |spoil: fn(&mut RecipientRow)| {
        let mut row = erased.row();
        spoil(&mut row);
        row
    };
    let rows = vec![
        spoilt(|row| row.my_number.truncate(11)),
        spoilt(|row| row.my_number.push('0')),
        spoilt(|row| row.basic_five_info.as_mut().unwrap().name.push('\u{e000}')),
        spoilt(|row| row.basic_five_info.as_mut().unwrap().name_kana.push('\u{7}')),
        spoilt(|row| row.basic_five_info.as_mut().unwrap().address = row.my_number.repeat(20)),
        spoilt(|row| row.basic_five_info.as_mut().unwrap().date_of_birth.push('x')),
        spoilt(|row| row.medical_subsidy_recipient_number.push_str(&"9".repeat(30))),
        spoilt(|row| row.certification_detail[0].value.push('\u{7}')),
        over(erased.row(), "2026-04-02", "2026-04-01"),
    ];
    let count = rows.len();
    let uploaded = world.upload_as(BODY, WriteStyle::Full, &world.request_id(), rows).await;
    assert_eq!(uploaded.summary.unwrap().refused_count, count as u64, "{uploaded:?}");
    let mut said = vec![words(&uploaded)];

    let elsewhere = Person { card: stays.card(), ..erased.person() };
    let short = Person { my_number: erased.my_number()[..11].to_owned(), ..erased.person() };
    let malformed = InsuranceIdentity { branch: "1".to_owned(), ..erased.card() };
    let malformed = Person { card: malformed, ..erased.person() };
    for refused in [elsewhere, short, malformed] {
        said.push(words(&world.link(&refused).await.unwrap_err()));
    }
    let too_long = InsuranceIdentity { number: erased.number().repeat(2), ..erased.card() };
    said.push(words(&world.open(&clinic(), &too_long).await.unwrap_err()));
    said.push(words(&world.unlink(&too_long).await.unwrap_err()));
    said
}

/// All that is in an answer or a refusal.
fn words(said: &impl Debug) -> Vec<u8> {
    format!("{said:?}").into_bytes()
}
