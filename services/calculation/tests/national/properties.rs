//! Properties of the national part over random persons, programs and visits.

use calculation::{
    AgeBand, Certificate, Insurance, NoTrace, Payer, Person, PrintedLimit, RuleName, Setting,
    Slice, Visit,
    money::{Ratio, Yen},
    national::{Month, NationalSplit, Program, Refusal, Tables, YearMonth},
};
use proptest::prelude::*;
use std::sync::LazyLock;

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::shipped().unwrap());

/// The months of treatment that the properties are tried in: one of each schedule and of the relief.
const MONTHS: [&str; 6] = ["2016-10", "2018-01", "2019-05", "2023-04", "2026-07", "2026-10"];

/// Law numbers and agencies of programs of every kind.
const LAWS: [(&str, Option<&str>); 14] = [
    ("13", None),
    ("10", None),
    ("11", None),
    ("15", None),
    ("16", None),
    ("21", None),
    ("24", None),
    ("28", None),
    ("52", None),
    ("54", None),
    ("51", Some("601")),
    ("38", Some("601")),
    ("66", None),
    ("12", None),
];

fn month() -> impl Strategy<Value = YearMonth> {
    prop::sample::select(&MONTHS[..]).prop_map(|month| month.parse().unwrap())
}

fn insurance() -> impl Strategy<Value = Insurance> {
    let under = (Just(AgeBand::Under70), prop::sample::select(vec!["ア", "イ", "ウ", "エ", "オ"]));
    let over = (
        prop::sample::select(vec![AgeBand::From70, AgeBand::From75]),
        prop::sample::select(vec!["現役並みⅢ", "一般", "一般Ⅱ", "低所得Ⅱ", "低所得Ⅰ"]),
    );
    let band = prop_oneof![under, over];
    let share = prop::sample::select(vec![10, 20, 30]);
    (band, share, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |((age_band, class), share, proof, fourth, halved)| Insurance {
            scheme: None,
            insurer: None,
            share: Some(Ratio::percent(share).unwrap()),
            age_band: Some(age_band),
            income_class: Some(class.to_owned()),
            limit_proof: proof,
            fourth_month: fourth,
            turns_75: Some(halved && age_band != AgeBand::Under70),
            long_term_illness: None,
        },
    )
}

fn certificates() -> impl Strategy<Value = Vec<Certificate>> {
    let laws = prop::sample::subsequence(LAWS.to_vec(), 0..4);
    (laws, prop::collection::vec(0_i64..40_000, 4), any::<bool>()).prop_map(
        |(laws, limits, turn)| {
            let mut all: Vec<Certificate> = laws
                .into_iter()
                .zip(limits)
                .map(|((law, agency), limit)| Certificate {
                    limits: vec![PrintedLimit::Month(Yen(limit))],
                    ..national(law, agency)
                })
                .collect();
            if turn {
                all.reverse();
            }
            all
        },
    )
}

/// The place of a national certificate in the order of precedence.
fn rank(certificate: &Certificate) -> u16 {
    let RuleName::National { law, agency } = &certificate.rule else { panic!("not national") };
    let mut rows = TABLES.programs_of(*law);
    let named = |id: &str| agency.as_ref().is_none_or(|agency| id.ends_with(agency));
    rows.find(|row| named(row.id())).unwrap().rank()
}

fn national(law: &str, agency: Option<&str>) -> Certificate {
    Certificate {
        rule: RuleName::National { law: law.parse().unwrap(), agency: agency.map(str::to_owned) },
        limits: Vec::new(),
        tier: None,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

/// A visit: facility, setting, points of each part and which certificates cover it, as bits.
type Went = (u8, u8, Vec<(i64, u8)>);

fn visits() -> impl Strategy<Value = Vec<Went>> {
    let slice = (prop_oneof![0_i64..3_000, 0_i64..120_000], any::<u8>());
    prop::collection::vec((0_u8..3, 0_u8..5, prop::collection::vec(slice, 1..3)), 1..7)
}

fn visit(month: YearMonth, day: usize, went: &Went, certificates: usize) -> Visit {
    let settings = [
        Setting::Inpatient,
        Setting::Outpatient,
        Setting::Dental,
        Setting::Pharmacy,
        Setting::Nursing,
    ];
    Visit {
        date: month.day(i8::try_from(day + 1).unwrap()).unwrap(),
        facility: format!("facility {}", went.0),
        institution: None,
        prefecture: None,
        municipality: None,
        setting: settings[usize::from(went.1)],
        slices: went
            .2
            .iter()
            .map(|(points, covers)| Slice {
                cost: Yen(points * 10),
                certificates: (0..certificates)
                    .filter(|place| covers & (1 << place) != 0)
                    .collect(),
            })
            .collect(),
        department: None,
        first_visit_fee: None,
        prescriber: None,
        dispensing: None,
        drugs: None,
        circumstances: Vec::new(),
        stay: None,
        insured_copayment: None,
    }
}

fn person(insurance: Option<&Insurance>) -> Person {
    Person { birth_date: None, insurance: insurance.cloned(), facts: Vec::new() }
}

/// The answers of a month until the first that is undecided.
fn run(
    month: YearMonth,
    person: &Person,
    certificates: &[Certificate],
    visits: &[Visit],
) -> Vec<NationalSplit> {
    let mut state = Month::open(&TABLES, month, person, certificates).unwrap();
    let mut answers = Vec::new();
    for visit in visits {
        match state.visit(visit, &mut NoTrace) {
            Ok(split) => answers.push(split),
            Err(Refusal::Undecided(_)) => break,
            Err(other) => panic!("{other}"),
        }
    }
    answers
}

fn went_to(month: YearMonth, went: &[Went], certificates: usize) -> Vec<Visit> {
    went.iter().enumerate().map(|(day, one)| visit(month, day, one, certificates)).collect()
}

fn patient(answers: &[NationalSplit]) -> Yen {
    answers.iter().map(|split| split.patient).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn payers_and_person_add_up_to_the_cost_in_receipt_yen_for_any_month(
        month in month(),
        insurance in prop::option::weighted(0.9, insurance()),
        certificates in certificates(),
        went in visits(),
    ) {
        let visits = went_to(month, &went, certificates.len());
        for (visit, split) in visits.iter().zip(run(month, &person(insurance.as_ref()), &certificates, &visits)) {
            let cost: Yen = visit.slices.iter().map(|slice| slice.cost).sum();
            let paid: Yen = split.shares.iter().map(|share| share.amount).sum();
            prop_assert_eq!(split.cost, cost);
            prop_assert_eq!(paid + split.patient, cost);
            let parts: Yen = split.parts.iter().map(|part| part.patient).sum();
            prop_assert_eq!(parts, split.patient);
            let costs: Yen = split.parts.iter().map(|part| part.cost).sum();
            prop_assert_eq!(costs, cost);
        }
    }

    #[test]
    fn nobody_pays_less_than_nothing_for_a_receipt_nor_more_than_its_cost(
        month in month(),
        insurance in prop::option::weighted(0.9, insurance()),
        certificates in certificates(),
        went in visits(),
    ) {
        let visits = went_to(month, &went, certificates.len());
        let answers = run(month, &person(insurance.as_ref()), &certificates, &visits);
        let mut receipts: Vec<(&str, Setting, Yen, Yen)> = Vec::new();
        for (visit, split) in visits.iter().zip(&answers) {
            let same = |r: &&mut (&str, Setting, Yen, Yen)| r.0 == visit.facility && r.1 == visit.setting;
            if let Some(receipt) = receipts.iter_mut().find(same) {
                receipt.2 += split.patient;
                receipt.3 += split.cost;
            } else {
                receipts.push((&visit.facility, visit.setting, split.patient, split.cost));
            }
            for (_, _, patient, cost) in &receipts {
                prop_assert!(*patient >= Yen::ZERO && patient <= cost);
            }
        }
    }

    #[test]
    fn a_later_program_that_pays_in_kind_never_raises_the_persons_part_of_one_slice(
        month in month(),
        insurance in insurance(),
        certificates in certificates(),
        points in 1_i64..120_000,
        setting in 0_u8..5,
    ) {
        let mut certificates = certificates;
        certificates.sort_by_key(rank);
        // Beside public assistance some programs stop paying.
        certificates.retain(|held| rank(held) != rank(&national("51", Some("601"))));
        let person = person(Some(&insurance));
        let mut before: Option<Yen> = None;
        for held in 1..=certificates.len() {
            let went: Went = (0, setting, vec![(points, u8::MAX)]);
            let visits = went_to(month, &[went], held);
            let answers = run(month, &person, &certificates[..held], &visits);
            let Some(split) = answers.first() else { break };
            if let Some(limit) = before.or(split.before_programs.filter(|yen| *yen > Yen::ZERO)) {
                prop_assert!(split.patient <= limit, "{} > {limit}", split.patient);
            }
            before = Some(split.patient);
        }
    }

    #[test]
    fn no_limit_of_a_certificate_is_exceeded_in_any_order_of_visits(
        month in month(),
        insurance in insurance(),
        certificates in certificates(),
        went in visits(),
        turn in 0_usize..7,
    ) {
        let mut went = went;
        let len = went.len();
        went.rotate_left(turn % len);
        let visits = went_to(month, &went, certificates.len());
        let mut state =
            Month::open(&TABLES, month, &person(Some(&insurance)), &certificates).unwrap();
        for visit in &visits {
            if state.visit(visit, &mut NoTrace).is_err() {
                break;
            }
            for (place, certificate) in certificates.iter().enumerate() {
                let [PrintedLimit::Month(limit)] = certificate.limits[..] else { continue };
                if state.program(place).is_some_and(Program::shares_limit) {
                    prop_assert!(state.counted(place) <= limit);
                }
            }
        }
    }

    #[test]
    fn the_order_of_visits_to_one_facility_changes_no_total_of_the_month(
        month in month(),
        insurance in insurance(),
        certificates in certificates(),
        slices in prop::collection::vec((0_i64..60_000, any::<u8>()), 2..6),
        turn in 1_usize..6,
    ) {
        // At most one certificate: of several on one receipt the first to be seen fills a shared limit first.
        let certificates = &certificates[..certificates.len().min(1)];
        let went: Vec<Went> = slices.into_iter().map(|slice| (0, 1, vec![slice])).collect();
        let mut turned = went.clone();
        turned.rotate_left(turn % went.len());
        let person = person(Some(&insurance));
        let of = |went: &[Went]| {
            let visits = went_to(month, went, certificates.len());
            let answers = run(month, &person, certificates, &visits);
            (answers.len() == visits.len()).then(|| patient(&answers))
        };
        if let (Some(one), Some(other)) = (of(&went), of(&turned)) {
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn splitting_a_visit_in_two_changes_only_what_the_counter_rounds(
        month in month(),
        insurance in insurance(),
        certificates in certificates(),
        (first, second, covers, setting) in (0_i64..90_000, 0_i64..90_000, any::<u8>(), 0_u8..5),
    ) {
        let person = person(Some(&insurance));
        let held = certificates.len();
        let of = |parts: &[i64]| {
            let went: Vec<Went> =
                parts.iter().map(|points| (0, setting, vec![(*points, covers)])).collect();
            let visits = went_to(month, &went, held);
            let answers = run(month, &person, &certificates, &visits);
            (answers.len() == parts.len()).then_some(answers)
        };
        if let (Some(whole), Some(parts)) = (of(&[first + second]), of(&[first, second])) {
            let sums = |answers: &[NationalSplit]| {
                let share = |payer: &Payer| answers.iter().map(|a| a.share(payer)).sum::<Yen>();
                let programs: Vec<Yen> = (0..held).map(|n| share(&Payer::Program(n))).collect();
                (patient(answers), share(&Payer::Insurer), share(&Payer::InsurerHighCost), programs)
            };
            prop_assert_eq!(sums(&whole), sums(&parts));
            let counter = |answers: &[NationalSplit]| answers.iter().map(|a| a.counter.0).sum::<i64>();
            prop_assert!((counter(&whole) - counter(&parts)).abs() <= 15);
        }
    }

    #[test]
    fn the_answer_is_the_same_in_all_months_of_one_schedule_without_a_birth_date(
        insurance in insurance(),
        certificates in certificates(),
        went in visits(),
        later in prop::sample::select(vec!["2026-08", "2026-12", "2027-02", "2027-03", "2027-07"]),
    ) {
        let person = person(Some(&insurance));
        let of = |month: &str| {
            let month: YearMonth = month.parse().unwrap();
            run(month, &person, &certificates, &went_to(month, &went, certificates.len()))
        };
        prop_assert_eq!(of("2026-10"), of(later));
    }

    #[test]
    fn an_answer_never_depends_on_the_schedule_below_every_limit(
        insurance in insurance(),
        points in 0_i64..1_200,
        (one, other) in (month(), month()),
    ) {
        // 12,000 yen of cost: at most 3,600 yen, below the lowest limit of any schedule, halved or not.
        let person = person(Some(&insurance));
        let of = |month| {
            let went: Went = (0, 1, vec![(points, 0)]);
            patient(&run(month, &person, &[], &went_to(month, &[went], 0)))
        };
        prop_assert_eq!(of(one), of(other));
    }
}
