//! Properties of the local part over random rows of the shipped edition, rows made up, and random months.

use std::sync::LazyLock;

use calculation::{
    Certificate, Dispensing, NoTrace, Person, RuleName, Setting, Stay, Steps, Visit,
    edition::Edition,
    local::{Answer, Both, Due, How, Month, Rows, Rules, Total, Tried},
    money::Yen,
    official,
};
use jiff::civil::date;
use proptest::prelude::*;

static EDITION: LazyLock<Edition> = LazyLock::new(|| Edition::shipped().unwrap());

/// The ids of the rows that compute an outpatient visit.
static ROWS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rules = EDITION.rules();
    let computes = |tried: &Tried| matches!(tried, Tried::Computes | Tried::BurdenOnly(_));
    let rows = rules.try_rows().filter(|trial| computes(&trial.outpatient));
    rows.filter_map(|trial| rules.row(trial.row)).map(|row| row.id().to_owned()).collect()
});

/// A visit in few words.
#[derive(Clone, Debug)]
struct Brief {
    day: i8,
    facility: u8,
    setting: Setting,
    cost: i64,
    first: bool,
    days: u16,
}

fn brief(settings: &'static [Setting]) -> impl Strategy<Value = Brief> {
    let setting = prop::sample::select(settings);
    (1_i8..=28, 0_u8..3, setting, 1_i64..20_000, any::<bool>(), 1_u16..20).prop_map(
        |(day, facility, setting, points, first, days)| Brief {
            day,
            facility,
            setting,
            cost: points * 10,
            first,
            days,
        },
    )
}

const ALL: [Setting; 5] =
    [Setting::Inpatient, Setting::Outpatient, Setting::Dental, Setting::Pharmacy, Setting::Nursing];

const OUTPATIENT: [Setting; 1] = [Setting::Outpatient];

fn row() -> impl Strategy<Value = String> {
    prop::sample::select(ROWS.clone())
}

fn visits(settings: &'static [Setting]) -> impl Strategy<Value = Vec<Brief>> {
    prop::collection::vec(brief(settings), 1..12)
}

fn visit(brief: &Brief, prefecture: u8) -> Visit {
    Visit {
        date: date(2026, 10, brief.day),
        facility: format!("{:?} {}", brief.setting, brief.facility),
        institution: None,
        prefecture: prefecture.try_into().ok(),
        municipality: None,
        setting: brief.setting,
        slices: Vec::new(),
        department: Some("one".to_owned()),
        first_visit_fee: Some(brief.first),
        prescriber: Some("Outpatient 0".to_owned()),
        dispensing: Some(Dispensing::Inside),
        drugs: None,
        circumstances: Vec::new(),
        stay: (brief.setting == Setting::Inpatient)
            .then(|| Stay { days: brief.days, ..Stay::default() }),
        insured_copayment: None,
    }
}

fn due(visit: &Visit, cost: i64) -> Due<'_> {
    let left = Both::of_receipt(Yen(cost * 3 / 10));
    Due { visit, cost: Yen(cost), insured: Some(left), left, national: &[] }
}

fn person() -> Person {
    Person { birth_date: Some(date(2018, 4, 10)), insurance: None, facts: Vec::new() }
}

/// A certificate of a row, as its body has stated.
fn stated(name: &str) -> Certificate {
    Certificate {
        rule: RuleName::Local(name.to_owned()),
        limits: Vec::new(),
        tier: Some(1),
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

/// The visits of a month that have an answer, with what reached the local programs.
fn month(
    rules: &Rules,
    name: &str,
    briefs: &[Brief],
    prefecture: u8,
) -> (Vec<(Both, Answer, Steps)>, Total) {
    let (person, certificates) = (person(), [stated(name)]);
    let mut month = Month::new(rules, &person, &certificates).unwrap();
    let mut answers = Vec::new();
    for brief in briefs {
        let visit = visit(brief, prefecture);
        let due = due(&visit, brief.cost);
        let mut steps = Steps::default();
        if let Ok(answer) = month.visit(&due, &mut steps) {
            answers.push((due.left, answer, steps));
        }
    }
    (answers, month.total().clone())
}

/// A rule made up: columns, and operators.
fn made_up(rows: &[(&str, &str)]) -> Rules {
    let dictionary = EDITION.dictionary();
    let base = "name=Test prefecture=13 age_from_basis=1 age_to_basis=1 med_inpatient=2 \
                med_outpatient=2 method=1 states=2 cap_kind=2 priority=1";
    let line = |(columns, _): &(&str, &str)| {
        let mut cells = vec![""; official::COLUMNS];
        for column in base.split_whitespace().chain(columns.split_whitespace()) {
            let (key, value) = column.split_once('=').unwrap();
            let known = dictionary.columns().iter().find(|column| column.key == key).unwrap();
            cells[usize::from(known.position) - 1] = value;
        }
        cells.join(",")
    };
    let csv: Vec<String> = rows.iter().map(line).collect();
    let read = official::read(csv.join("\n").as_bytes(), dictionary, EDITION.layout()).unwrap();
    let supplements = (1..).zip(rows).map(|(tier, (_, ops))| {
        format!(
            r#"{{"id":"row-{tier}","rule_id":"rule","tier":{tier},"settle":"in_kind_receipt","supplement":[{ops}]}}"#
        )
    });
    let supplements: Vec<String> = supplements.collect();
    let supplement = supplements.join("\n");
    let file = Rows { rows: &read.rows, supplement: Some(supplement.as_bytes()), prefix: "" };
    Rules::read(&[file], dictionary).unwrap()
}

/// What each visit leaves to the person, in the order in which they are given.
fn pays(rules: &Rules, visits: &[(Visit, i64)]) -> Vec<Both> {
    let (person, certificates) = (person(), [stated("rule")]);
    let mut month = Month::new(rules, &person, &certificates).unwrap();
    let pays = visits.iter();
    pays.map(|(visit, cost)| month.visit(&due(visit, *cost), &mut NoTrace).unwrap().patient)
        .collect()
}

fn sum(amounts: impl IntoIterator<Item = Both>) -> Both {
    amounts.into_iter().fold(Both::ZERO, |sum, amount| sum + amount)
}

proptest! {
    #[test]
    fn what_programs_pay_and_what_is_left_add_up_to_what_reached_them(
        row in row(), visits in visits(&ALL), prefecture in 1_u8..=47,
    ) {
        for (left, answer, _) in month(EDITION.rules(), &row, &visits, prefecture).0 {
            let aid = sum(answer.programs.iter().map(|part| part.aid));
            prop_assert_eq!(aid + answer.patient, left);
        }
    }

    #[test]
    fn a_shipped_program_never_raises_the_persons_part_and_never_takes_money(
        row in row(), visits in visits(&ALL), prefecture in 1_u8..=47,
    ) {
        for (left, answer, _) in month(EDITION.rules(), &row, &visits, prefecture).0 {
            prop_assert!(answer.patient.receipt <= left.receipt && answer.patient.counter <= left.counter);
            prop_assert!(answer.patient.receipt >= Yen::ZERO && answer.patient.counter >= Yen::ZERO);
        }
    }

    #[test]
    fn a_month_costs_no_more_than_its_visits_and_no_less_than_nothing(
        row in row(), visits in visits(&ALL), prefecture in 1_u8..=47,
    ) {
        let (answers, total) = month(EDITION.rules(), &row, &visits, prefecture);
        prop_assert_eq!(sum(answers.iter().map(|(_, answer, _)| answer.patient)), total.before_refunds);
        if let Ok(patient) = total.patient() {
            prop_assert!(patient.receipt <= total.before_refunds.receipt);
            prop_assert!(patient.receipt >= Yen::ZERO && patient.counter >= Yen::ZERO);
        }
    }

    #[test]
    fn what_is_collected_is_what_is_left_and_what_is_paid_first(
        row in row(), visits in visits(&ALL), prefecture in 1_u8..=47,
    ) {
        for (left, answer, _) in month(EDITION.rules(), &row, &visits, prefecture).0 {
            if let Ok(counter) = answer.counter {
                let first = |part: &&calculation::local::Part| part.how == Ok(How::PayFirst);
                let aid = sum(answer.programs.iter().filter(first).map(|part| part.aid));
                prop_assert_eq!(counter, answer.patient.counter + aid.counter);
                prop_assert!(counter <= left.counter);
            }
        }
    }

    #[test]
    fn the_steps_are_one_chain_that_adds_up(
        row in row(), visits in visits(&ALL), prefecture in 1_u8..=47,
    ) {
        for (left, answer, steps) in month(EDITION.rules(), &row, &visits, prefecture).0 {
            let mut at = left.receipt;
            for step in &steps.0 {
                prop_assert_eq!(step.before, at);
                prop_assert_ne!(step.after, at);
                at = step.after;
            }
            let first = answer.programs.iter().filter(|part| part.how == Ok(How::PayFirst));
            prop_assert_eq!(at, answer.patient.receipt + sum(first.map(|part| part.aid)).receipt);
        }
    }

    #[test]
    fn visits_that_have_no_answer_change_none_of_the_others(
        row in row(), visits in visits(&ALL),
    ) {
        let answered = |briefs: &[Brief]| {
            let (person, certificates) = (person(), [stated(&row)]);
            let mut month = Month::new(EDITION.rules(), &person, &certificates).unwrap();
            let mut ok = Vec::new();
            for brief in briefs {
                let visit = visit(brief, 13);
                if month.visit(&due(&visit, brief.cost), &mut NoTrace).is_ok() {
                    ok.push(brief.clone());
                }
            }
            (ok, month.total().clone())
        };
        let (ok, total) = answered(&visits);
        prop_assert_eq!(answered(&ok).1, total);
    }

    #[test]
    fn no_limit_of_a_facility_is_exceeded_for_any_order_of_visits(
        visits in visits(&OUTPATIENT), day in 1_i64..200, times in 1_u16..5, month in 1_i64..500,
    ) {
        let (day, month) = (day * 10, month * 10);
        let rules = made_up(&[(
            &format!("out_scope=5 out_day_cap={day} out_day_times={times} out_month_cap={month}"),
            "",
        )]);
        let visits: Vec<_> = visits.iter().map(|brief| (visit(brief, 13), brief.cost)).collect();
        let paid = pays(&rules, &visits);
        let each = |keep: &dyn Fn(&Visit) -> bool| {
            sum(visits.iter().zip(&paid).filter(|((visit, _), _)| keep(visit)).map(|(_, paid)| *paid))
        };
        for (one, _) in &visits {
            let here = each(&|visit| visit.facility == one.facility);
            prop_assert!(here.receipt.0 <= month && here.counter.0 <= month);
            let today = each(&|visit| visit.facility == one.facility && visit.date == one.date);
            prop_assert!(today.receipt.0 <= day && today.counter.0 <= day);
        }
        prop_assert!(each(&|_| true).receipt.0 <= day * i64::from(times) * 3);
    }

    #[test]
    fn no_limit_of_a_person_is_exceeded_for_any_order_of_visits(
        visits in visits(&OUTPATIENT), month in 1_i64..2_000,
    ) {
        let cap = format!(
            r#"{{"op":"cap","setting":"outpatient","per":"month","scope":"all_facilities","yen":{month}}}"#
        );
        let rules = made_up(&[("out_scope=3 out_percent=10", &cap)]);
        let visits: Vec<_> = visits.iter().map(|brief| (visit(brief, 13), brief.cost)).collect();
        let paid = sum(pays(&rules, &visits));
        prop_assert!(paid.receipt.0 <= month && paid.counter.0 <= month);
    }

    #[test]
    fn splitting_a_visit_changes_a_yen_at_most_under_rates_fractions_and_limits_of_the_month(
        one in brief(&OUTPATIENT), other in 1_i64..20_000, month in 1_i64..5_000, percent in 1_u32..=30,
        rate in any::<bool>(),
    ) {
        let base = if rate { format!("out_scope=3 out_percent={percent}") }
                   else { "out_scope=6 out_num=1 out_den=3".to_owned() };
        let rules = made_up(&[(&format!("{base} out_month_cap={month}"), "")]);
        let visit = visit(&one, 13);
        let other = other * 10;
        let whole = sum(pays(&rules, &[(visit.clone(), one.cost + other)])).receipt.0;
        let split = sum(pays(&rules, &[(visit.clone(), one.cost), (visit, other)])).receipt.0;
        prop_assert!((whole - split).abs() <= 1, "{} and {}", whole, split);
    }

    #[test]
    fn rows_of_other_days_do_not_change_an_answer(
        visits in visits(&OUTPATIENT), month in 1_i64..500, before in 1_i64..500,
    ) {
        let now = format!("valid_from=20260401 valid_to=99991231 out_scope=5 out_month_cap={month}");
        let then = format!("valid_from=20200401 valid_to=20260331 out_scope=5 out_month_cap={before}");
        let alone = made_up(&[(&now, "")]);
        let both = made_up(&[(&then, ""), (&now, "")]);
        let (person, first) = (person(), Certificate { tier: None, ..stated("rule") });
        let certificates = [first];
        let mut one = Month::new(&alone, &person, &certificates).unwrap();
        let mut two = Month::new(&both, &person, &certificates).unwrap();
        for brief in &visits {
            let visit = visit(brief, 13);
            let due = due(&visit, brief.cost);
            let (one, two) = (one.visit(&due, &mut NoTrace), two.visit(&due, &mut NoTrace));
            prop_assert_eq!(one.unwrap().patient, two.unwrap().patient);
        }
    }
}
