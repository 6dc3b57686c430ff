//! Properties of whole visits over random persons, certificates of all shipped national and local rules, and random months.
//!
//! A visit without an answer ends the month: what comes after it may depend on it.

use std::sync::LazyLock;

use calculation::{
    AgeBand, Certificate, Dispensing, Insurance, Operator, Person, PrintedLimit, RuleName, Scheme,
    Setting, Slice, Split, Stay, Steps, Visit,
    edition::{Edition, Files},
    local::Tried,
    money::{Ratio, Yen},
    national::YearMonth,
};
use jiff::civil::{Date, date};
use proptest::{prelude::*, strategy::ValueTree as _};

use crate::month::*;

/// The local rows that compute a visit, each with its prefecture.
static ROWS: LazyLock<Vec<(String, u8)>> = LazyLock::new(|| {
    let rules = EDITION.rules();
    let computes = |tried: &Tried| matches!(tried, Tried::Computes | Tried::BurdenOnly(_));
    let rows = rules.try_rows().filter(|trial| computes(&trial.outpatient));
    let rows = rows.filter_map(|trial| rules.row(trial.row));
    rows.map(|row| (row.id().to_owned(), row.prefecture().number())).collect()
});

/// The national programs, each with an agency number where its law has several.
static LAWS: LazyLock<Vec<RuleName>> = LazyLock::new(|| {
    let programs = EDITION.national().programs();
    let named = |program: &calculation::national::Program| {
        let (law, agency) = match program.id().split_once('-') {
            Some((law, agency)) => (law, Some(agency.to_owned())),
            None => (program.id(), None),
        };
        let name = RuleName::National { law: law.parse().ok()?, agency };
        let certificates = [Certificate { rule: name.clone(), ..certificate("local-1") }];
        let month = YearMonth::from(date(2026, 10, 1));
        let tables = EDITION.national();
        let opened = calculation::national::Month::open(tables, month, &person(), &certificates);
        opened.is_ok().then_some(name)
    };
    let mut names: Vec<RuleName> = programs.iter().filter_map(named).collect();
    names.dedup();
    names
});

/// Those who say that a local program may come first.
fn comes_after_local(certificate: &Certificate) -> bool {
    let RuleName::National { law, .. } = &certificate.rule else { return false };
    EDITION.national().programs_of(*law).any(calculation::national::Program::local_first)
}

pub(crate) fn insured() -> impl Strategy<Value = Person> {
    let under = (Just(AgeBand::Under70), prop::sample::select(vec!["ア", "イ", "ウ", "エ", "オ"]));
    let over = (
        prop::sample::select(vec![AgeBand::From70, AgeBand::From75]),
        prop::sample::select(vec!["現役並みⅢ", "一般", "低所得Ⅱ", "低所得Ⅰ"]),
    );
    let share = prop::sample::select(vec![10_u32, 20, 30]);
    (prop_oneof![3 => under, 1 => over], share, any::<bool>(), any::<bool>(), 0_i16..90).prop_map(
        |((age_band, class), share, proof, fourth, age)| {
            let insurance = Insurance {
                scheme: Some(Scheme::Employees),
                insurer: None,
                share: Some(Ratio::percent(share).unwrap()),
                age_band: Some(age_band),
                income_class: Some(class.to_owned()),
                limit_proof: proof,
                fourth_month: fourth,
                turns_75: Some(false),
                long_term_illness: None,
            };
            let birth_date = Some(date(2026 - age, 4, 10));
            Person { birth_date, insurance: Some(insurance), facts: Vec::new() }
        },
    )
}

/// A certificate of a row, as its body has stated.
fn stated(row: &str) -> Certificate {
    Certificate { rule: local(row), tier: Some(1), ..certificate("local-1") }
}

fn nationals(most: usize) -> impl Strategy<Value = Vec<Certificate>> {
    let laws = prop::sample::subsequence(LAWS.clone(), 0..=most).prop_shuffle();
    (laws, prop::collection::vec(0_i64..20_000, most)).prop_map(|(laws, limits)| {
        let held = laws.into_iter().zip(limits).map(|(rule, limit)| Certificate {
            rule,
            limits: vec![PrintedLimit::Month(Yen(limit))],
            ..certificate("local-1")
        });
        held.collect()
    })
}

fn locals(most: usize) -> impl Strategy<Value = Vec<Certificate>> {
    let rows = prop::sample::subsequence(ROWS.clone(), 1..=most);
    rows.prop_map(|rows| rows.iter().map(|(row, _)| stated(row)).collect())
}

/// Certificates, and the prefecture of the first local one.
pub(crate) fn held() -> impl Strategy<Value = Vec<Certificate>> {
    (nationals(2), locals(2)).prop_map(|(mut nationals, locals)| {
        nationals.extend(locals);
        nationals
    })
}

/// A visit in few words.
#[derive(Clone, Debug)]
pub(crate) struct Brief {
    day: i8,
    facility: u8,
    setting: Setting,
    /// Points under all certificates, under the national ones, under the local ones, under none.
    points: [i64; 4],
    first: bool,
    prefecture: u8,
}

pub(crate) const SETTINGS: [Setting; 5] =
    [Setting::Inpatient, Setting::Outpatient, Setting::Dental, Setting::Pharmacy, Setting::Nursing];

pub(crate) fn briefs(settings: &'static [Setting]) -> impl Strategy<Value = Vec<Brief>> {
    let some = || prop_oneof![1 => Just(0_i64), 1 => 1_i64..3_000, 1 => 1_i64..90_000];
    let points = (1_i64..60_000, some(), some(), some());
    let points = points.prop_map(|(all, national, local, none)| [all, national, local, none]);
    let whole = (1_i64..20_000).prop_map(|all| [all, 0, 0, 0]);
    let brief = (
        1_i8..=28,
        0_u8..3,
        prop::sample::select(settings),
        prop_oneof![2 => whole, 1 => points],
        any::<bool>(),
        prop_oneof![3 => Just(0_u8), 1 => 1_u8..=47],
    );
    let brief = brief.prop_map(|(day, facility, setting, points, first, prefecture)| Brief {
        day,
        facility,
        setting,
        points,
        first,
        prefecture,
    });
    prop::collection::vec(brief, 1..8)
}

pub(crate) fn spelt(brief: &Brief, certificates: &[Certificate]) -> Visit {
    let home = certificates.iter().find_map(|held| match &held.rule {
        RuleName::Local(row) => ROWS.iter().find(|(id, _)| id == row).map(|(_, at)| *at),
        RuleName::National { .. } => None,
    });
    let places = |keep: &dyn Fn(&Certificate) -> bool| -> Vec<usize> {
        (0..certificates.len()).filter(|place| keep(&certificates[*place])).collect()
    };
    let covering = [
        places(&|_| true),
        places(&|held| !held.is_local()),
        places(&Certificate::is_local),
        Vec::new(),
    ];
    let slices = brief.points.iter().zip(covering).filter(|(points, _)| **points > 0);
    let prefecture = if brief.prefecture == 0 { home.unwrap_or(13) } else { brief.prefecture };
    Visit {
        date: date(2026, 10, brief.day),
        facility: format!("{:?} {}", brief.setting, brief.facility),
        prefecture: prefecture.try_into().ok(),
        setting: brief.setting,
        slices: slices
            .map(|(points, certificates)| Slice { cost: Yen(points * 10), certificates })
            .collect(),
        department: Some("one".to_owned()),
        first_visit_fee: Some(brief.first),
        prescriber: Some("Outpatient 0".to_owned()),
        dispensing: Some(Dispensing::Inside),
        drugs: Some(Yen::ZERO),
        stay: (brief.setting == Setting::Inpatient).then(|| Stay { days: 3, ..Stay::default() }),
        ..visit(brief.day, "", &[])
    }
}

/// The answers of a month until the first visit without one, each with its steps.
fn answers(
    edition: &Edition,
    person: &Person,
    certificates: &[Certificate],
    visits: &[Visit],
) -> Vec<(Split, Steps)> {
    let opened = calculation::Calculator::open(
        edition.national(),
        edition.rules(),
        YearMonth::from(visits[0].date),
        person,
        certificates,
    );
    // Two rows of one rule, or two programs of one law, are refused.
    let Ok(mut month) = opened else { return Vec::new() };
    let mut answers = Vec::new();
    for visit in visits {
        let mut steps = Steps::default();
        match month.visit(visit, &mut steps).unwrap() {
            Ok(split) => answers.push((split, steps)),
            Err(_) => break,
        }
    }
    answers
}

fn month_of(
    person: &Person,
    certificates: &[Certificate],
    briefs: &[Brief],
) -> Vec<(Split, Steps)> {
    let visits: Vec<_> = briefs.iter().map(|brief| spelt(brief, certificates)).collect();
    answers(&EDITION, person, certificates, &visits)
}

/// What the person has paid after each visit.
fn paid(answers: &[(Split, Steps)]) -> Vec<Yen> {
    let mut paid = Yen::ZERO;
    let after = |(split, _): &(Split, Steps)| {
        paid += split.patient;
        paid
    };
    answers.iter().map(after).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn under_any_rules_the_payers_add_up_to_the_cost_in_receipt_yen(
        person in insured(), held in held(), briefs in briefs(&SETTINGS),
    ) {
        for (n, (split, _)) in month_of(&person, &held, &briefs).iter().enumerate() {
            let shares: Yen = split.shares.iter().map(|share| share.amount).sum();
            prop_assert_eq!(shares + split.patient, split.cost);
            let points: i64 = briefs[n].points.iter().sum();
            prop_assert_eq!(split.cost, Yen(points * 10));
            if let Ok(meals) = &split.meals {
                let shares: Yen = meals.shares.iter().map(|share| share.amount).sum();
                prop_assert_eq!(shares + meals.patient, meals.charge);
            }
        }
    }

    #[test]
    fn under_any_rules_the_steps_are_one_chain_from_the_cost_to_the_counter(
        person in insured(), held in held(), briefs in briefs(&SETTINGS),
    ) {
        for (split, steps) in month_of(&person, &held, &briefs) {
            let mut at = split.cost;
            let mut paid_first = Yen::ZERO;
            for step in &steps.0 {
                prop_assert_eq!(step.before, at, "{:?}", steps);
                at = step.after;
                if step.operator == Operator::PayFirst {
                    paid_first += step.after - step.before;
                }
            }
            // Without an answer for the counter the chain ends at what is paid first and what is left.
            prop_assert_eq!(at, split.counter.unwrap_or(split.patient + paid_first), "{:?}", steps);
        }
    }

    #[test]
    fn in_any_order_of_payers_a_local_program_never_raises_what_the_person_has_paid(
        person in insured(), nationals in nationals(2), locals in locals(2), briefs in briefs(&SETTINGS),
    ) {
        let both: Vec<_> = nationals.iter().chain(&locals).cloned().collect();
        let with: Vec<_> = month_of(&person, &both, &briefs);
        let visits: Vec<_> = briefs.iter().map(|brief| {
            let mut visit = spelt(brief, &both);
            for slice in &mut visit.slices {
                slice.certificates.retain(|place| *place < nationals.len());
            }
            visit
        }).collect();
        let without = answers(&EDITION, &person, &nationals, &visits);
        for (with, without) in paid(&with).into_iter().zip(paid(&without)) {
            prop_assert!(with <= without, "{} and {}", with, without);
        }
    }

    #[test]
    fn under_any_rules_nobody_is_paid_for_being_ill(
        person in insured(), held in held(), briefs in briefs(&SETTINGS),
    ) {
        for paid in paid(&month_of(&person, &held, &briefs)) {
            prop_assert!(paid >= Yen::ZERO, "{}", paid);
        }
    }

    #[test]
    fn a_tally_of_one_national_program_holds_for_any_order_of_visits_and_any_local_program(
        person in insured(), law in prop::sample::select(vec!["54", "52", "21", "15"]),
        limit in 0_i64..20_000, locals in locals(1), briefs in briefs(&[Setting::Outpatient]),
    ) {
        let held: Vec<_> = [limited(&format!("national:{law}"), limit)].into_iter().chain(locals).collect();
        let briefs: Vec<_> = briefs
            .into_iter()
            .map(|brief| Brief { points: [brief.points[0], 0, 0, 0], ..brief })
            .collect();
        let month = month_of(&person, &held, &briefs);
        for paid in paid(&month) {
            prop_assert!(paid <= Yen(limit), "{}", paid);
        }
        if month.len() == briefs.len() {
            let backwards: Vec<_> = briefs.iter().rev().cloned().collect();
            for paid in paid(&month_of(&person, &held, &backwards)) {
                prop_assert!(paid <= Yen(limit), "{}", paid);
            }
        }
    }

    #[test]
    fn a_local_limit_of_a_facilitys_month_holds_for_any_order_of_visits_after_national_programs(
        person in insured(), nationals in nationals(2), limit in 1_i64..300,
        briefs in briefs(&[Setting::Outpatient]),
    ) {
        let limit = limit * 10;
        let rules = rules(&[(&format!("out_scope=5 out_month_cap={limit}"), "")]);
        let nationals = nationals.into_iter().filter(|held| !comes_after_local(held));
        let held: Vec<_> = nationals.chain([certificate("local-1")]).collect();
        let visits: Vec<_> = briefs.iter().map(|brief| {
            let brief = Brief { points: [brief.points[0], 0, brief.points[2], 0], ..brief.clone() };
            spelt(&brief, &held)
        }).collect();
        let month = YearMonth::from(visits[0].date);
        let opened = calculation::Calculator::open(EDITION.national(), &rules, month, &person, &held);
        prop_assume!(opened.is_ok());
        let mut month = opened.unwrap();
        let mut sums = std::collections::HashMap::new();
        for visit in &visits {
            let Ok(split) = month.visit(visit, &mut calculation::NoTrace).unwrap() else { break };
            let sum: &mut (Yen, Yen) = sums.entry(visit.facility.clone()).or_default();
            sum.0 += split.patient;
            sum.1 += split.counter.unwrap();
            prop_assert!(sum.0 <= Yen(limit) && sum.1 <= Yen(limit), "{:?}", sum);
        }
    }

    #[test]
    fn splitting_a_visit_changes_a_yen_at_most_under_rates_fractions_and_limits_of_the_month(
        person in insured(), limit in 0_i64..20_000, cap in 1_i64..2_000, part in 2_u32..=9,
        one in 1_i64..30_000, other in 1_i64..30_000,
    ) {
        let columns = format!("out_scope=6 out_num=1 out_den={part} out_month_cap={}", cap * 10);
        let rules = rules(&[(&columns, "")]);
        let held = [limited("national:54", limit), certificate("local-1")];
        let pays = |costs: &[i64]| -> Option<Yen> {
            let visits: Vec<_> =
                costs.iter().map(|cost| visit(1, "A", &[(cost * 10, &[0, 1])])).collect();
            let outcomes = outcomes(&rules, &person, &held, &visits);
            outcomes.into_iter().map(|outcome| Some(outcome.unwrap().ok()?.patient)).sum()
        };
        let (whole, split) = (pays(&[one + other]), pays(&[one, other]));
        prop_assume!(whole.is_some() && split.is_some());
        let difference = whole.unwrap() - split.unwrap();
        prop_assert!(difference.0.abs() <= 1, "{}", difference);
    }

    #[test]
    fn the_answer_depends_on_the_tables_of_the_visit_date_only(
        person in insured(), held in held(), briefs in briefs(&[Setting::Outpatient, Setting::Pharmacy]),
    ) {
        // All limits of July were read: what was not is only known not to be below any ever in force.
        let in_july = |brief| {
            let mut visit = spelt(brief, &held);
            visit.date = date(2026, 7, visit.date.day());
            visit
        };
        let visits: Vec<_> = briefs.iter().map(in_july).collect();
        let then = answers(&EDITION, &person, &held, &visits);
        let now = answers(&WITHOUT_OTHER_DAYS, &person, &held, &visits);
        prop_assert_eq!(then, now);
    }
}

/// A day of the month whose limits [`WITHOUT_OTHER_DAYS`] has.
const DAY: Date = date(2026, 7, 15);

/// The shipped edition with only those high-cost limits that hold in July 2026.
static WITHOUT_OTHER_DAYS: LazyLock<Edition> = LazyLock::new(|| {
    let shipped = Files::shipped();
    let mut files = Files::default();
    for (name, bytes) in shipped.iter() {
        files.put(name.to_owned(), bytes.to_vec());
    }
    let limits = std::str::from_utf8(shipped.get("national_limits.csv").unwrap()).unwrap();
    let in_force = |line: &&str| {
        let mut cells = line.split(',');
        let (from, to) = (cells.next().unwrap(), cells.next().unwrap());
        let month = DAY.strftime("%Y-%m").to_string();
        from == "from" || from <= month.as_str() && (to.is_empty() || month.as_str() <= to)
    };
    let kept: Vec<&str> = limits.lines().filter(in_force).collect();
    assert!(kept.len() > 5 && kept.len() < limits.lines().count());
    files.put("national_limits.csv", (kept.join("\n") + "\n").into_bytes());
    Edition::load(&files).unwrap()
});

#[test]
fn many_of_the_random_visits_have_answers() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (insured(), held(), briefs(&SETTINGS));
    let (mut visits, mut answered, mut split) = (0, 0, 0);
    for _ in 0..300 {
        let (person, held, briefs) = strategy.new_tree(&mut runner).unwrap().current();
        visits += briefs.len();
        let answers = month_of(&person, &held, &briefs);
        answered += answers.len();
        split += answers.iter().filter(|(found, _)| found.shares.len() > 1).count();
    }
    assert!(answered * 4 > visits && split * 2 > answered, "{visits} {answered} {split}");
}
