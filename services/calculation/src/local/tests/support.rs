//! Rows written as a clerk would: the columns that say something, and the supplement.

use jiff::civil::date;

use crate::{
    Certificate, Insurance, NoTrace, Person, RuleName, Scheme, Setting, Stay, Steps, Undecided,
    Visit,
    local::{Answer, Both, Due, LeftBy, Month, NotRules, Rows, Rules},
    money::Yen,
    official::{self, COLUMNS, Dictionary, Layout, Row},
};

/// The columns of a row for everybody, in kind, that states the person's burden.
const BURDEN: &str = "name=Test prefecture=13 valid_to=99991231 age_from_basis=1 age_to_basis=1 \
                      med_inpatient=2 med_outpatient=2 method=1 states=2 cap_kind=2 priority=1";

/// The supplement of a row that pays in kind in its prefecture and is paid first elsewhere.
const PLAIN: &str =
    r#""settle":"in_kind_receipt","outside":{"settle":"refund","why":"no contract known"}"#;

pub(super) fn dictionary() -> Dictionary {
    Dictionary::read(include_bytes!("../../../data/columns.json")).unwrap()
}

/// A row: columns over those of [`BURDEN`]; an empty value takes one away.
pub(super) fn row(columns: &str) -> Row {
    let dictionary = dictionary();
    let mut cells = vec![""; COLUMNS];
    for column in BURDEN.split_whitespace().chain(columns.split_whitespace()) {
        let (key, value) = column.split_once('=').unwrap();
        let known = dictionary.columns().iter().find(|column| column.key == key).unwrap();
        cells[usize::from(known.position) - 1] = value;
    }
    let layout = Layout::new(&dictionary).unwrap();
    let line = cells.join(",");
    official::read(line.as_bytes(), &dictionary, &layout).unwrap().rows.remove(0)
}

/// Rules of rows, each with what its supplement says beside its id.
pub(super) fn try_rules(rows: &[(&str, &str)]) -> Result<Rules, NotRules> {
    let made: Vec<Row> = rows.iter().map(|(columns, _)| row(columns)).collect();
    let lines = rows.iter().enumerate().map(|(index, (_, more))| {
        let plain =
            if more.starts_with("\"settle\":") { String::new() } else { format!(",{PLAIN}") };
        let more = if more.is_empty() { String::new() } else { format!(",{more}") };
        let tier = if more.contains("rule_id") {
            String::new()
        } else {
            format!(r#","rule_id":"rule","tier":{}"#, index + 1)
        };
        let line = format!("{{\"id\":\"row-{}\"{tier}{plain}{more}}}", index + 1);
        // One object, one line.
        format!("{}\n", line.replace('\n', " "))
    });
    let lines: String = lines.collect();
    let file = Rows { rows: &made, supplement: Some(lines.as_bytes()), prefix: "" };
    Rules::read(&[file], &dictionary())
}

pub(super) fn rules(rows: &[(&str, &str)]) -> Rules {
    try_rules(rows).unwrap()
}

/// One row with operators.
pub(super) fn rule(columns: &str, ops: &str) -> Rules {
    rules(&[(columns, &format!(r#""supplement":[{ops}]"#))])
}

pub(super) fn person() -> Person {
    Person { birth_date: Some(date(2018, 4, 10)), insurance: Some(insurance()), facts: Vec::new() }
}

pub(super) fn insurance() -> Insurance {
    Insurance { scheme: Some(Scheme::Employees), ..Insurance::default() }
}

pub(super) fn certificate(rule: &str) -> Certificate {
    Certificate {
        rule: RuleName::Local(rule.to_owned()),
        limits: Vec::new(),
        tier: None,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

/// An outpatient visit to a facility of Tokyo on a day of October.
pub(super) fn visit(day: i8) -> Visit {
    Visit {
        facility: "A".to_owned(),
        ..Visit::untold(date(2026, 10, day), "13".parse().ok(), Setting::Outpatient)
    }
}

pub(super) fn stay(day: i8, days: u16) -> Visit {
    let stay = Some(Stay { days, ..Stay::default() });
    Visit { setting: Setting::Inpatient, stay, ..visit(day) }
}

pub(super) fn pharmacy(day: i8, prescriber: Option<&str>) -> Visit {
    let prescriber = prescriber.map(str::to_owned);
    Visit { setting: Setting::Pharmacy, facility: "X".to_owned(), prescriber, ..visit(day) }
}

/// The visit with what the insurance leaves of its cost: three tenths.
pub(super) fn due(visit: &Visit, cost: i64) -> Due<'_> {
    after(visit, cost, cost * 3 / 10, &[])
}

/// The visit with what a national program leaves of its cost.
pub(super) fn after<'a>(visit: &'a Visit, cost: i64, left: i64, national: &'a [LeftBy]) -> Due<'a> {
    Due {
        visit,
        cost: Yen(cost),
        insured: Some(Both::of_receipt(Yen(cost * 3 / 10))),
        left: Both::of_receipt(Yen(left)),
        national,
    }
}

/// What a month of visits, each with its cost, leaves to the person at each counter, before anything is returned.
pub(super) fn pays(rules: &Rules, visits: &[(Visit, i64)]) -> Vec<i64> {
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(rules, &person, &certificates).unwrap();
    let pays = visits.iter().map(|(visit, cost)| {
        month.visit(&due(visit, *cost), &mut NoTrace).unwrap().patient.counter.0
    });
    pays.collect()
}

/// One visit, with its steps.
pub(super) fn one(rules: &Rules, visit: &Visit, cost: i64) -> (Result<Answer, Undecided>, Steps) {
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut steps = Steps::default();
    let answer =
        Month::new(rules, &person, &certificates).unwrap().visit(&due(visit, cost), &mut steps);
    (answer, steps)
}

/// What keeps one visit from an answer.
pub(super) fn undecided(rules: &Rules, visit: &Visit) -> String {
    one(rules, visit, 10_000).0.unwrap_err().item.clone()
}
