//! A month with a national and a local program.

use calculation::{
    AgeBand, Calculator, Certificate, Insurance, NoTrace, Person, PrintedLimit, Setting, Slice,
    Visit,
    edition::Edition,
    money::{Ratio, Yen},
};

fn person() -> Person {
    let insurance = Insurance {
        scheme: None,
        insurer: None,
        share: Some(Ratio::percent(30).unwrap()),
        age_band: Some(AgeBand::Under70),
        income_class: None,
        limit_proof: false,
        fourth_month: false,
        turns_75: Some(false),
        long_term_illness: None,
    };
    Person {
        birth_date: Some("2016-04-10".parse().unwrap()),
        insurance: Some(insurance),
        facts: Vec::new(),
    }
}

fn certificate(rule: &str, limits: Vec<PrintedLimit>) -> Certificate {
    Certificate {
        rule: rule.parse().unwrap(),
        limits,
        tier: None,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

/// A visit: the part of its cost under both programs, and the part under the local one alone.
fn visit(day: &str, facility: &str, (both, local): (i64, i64)) -> Visit {
    let parts = [(both, vec![0, 1]), (local, vec![1])].into_iter().filter(|(cost, _)| *cost > 0);
    Visit {
        date: format!("2026-10-{day}").parse().unwrap(),
        facility: facility.into(),
        institution: None,
        prefecture: Some("27".parse().unwrap()),
        municipality: None,
        setting: Setting::Outpatient,
        slices: parts.map(|(cost, certificates)| Slice { cost: Yen(cost), certificates }).collect(),
        department: None,
        first_visit_fee: Some(false),
        prescriber: None,
        dispensing: None,
        drugs: None,
        circumstances: Vec::new(),
        stay: None,
        insured_copayment: None,
    }
}

#[test]
fn a_visit_that_a_national_limit_makes_free_is_no_day_of_a_local_one() {
    let edition = Edition::shipped().unwrap();
    let person = person();
    // 10 % up to 2,500 a month over all facilities; then 500 a day, two days a month, at each facility.
    let limit = vec![PrintedLimit::Month(Yen(2_500))];
    let certificates =
        [certificate("national:15", limit), certificate("27-osaka-child", Vec::new())];
    let month = "2026-10".parse().unwrap();
    let mut month =
        Calculator::open(edition.national(), edition.rules(), month, &person, &certificates)
            .unwrap();
    let visits = [
        (("01", "A", (5_000, 0)), 500),
        // 1,283: the counter takes 1,280 of it, the local program leaves 500.
        (("01", "B", (12_830, 0)), 500),
        // 717 are left of the limit, and 300 beside it.
        (("03", "A", (30_000, 1_000)), 500),
        // Nothing is left to pay: neither the three yen of the first day nor a day of the two.
        (("03", "B", (5_000, 0)), 0),
        (("05", "B", (5_000, 1_000)), 300),
    ];
    for ((day, facility, costs), expected) in visits {
        let split = month.visit(&visit(day, facility, costs), &mut NoTrace).unwrap().unwrap();
        assert_eq!(split.patient, Yen(expected), "{day} {facility}");
        assert_eq!(split.counter, Ok(Yen(expected)), "{day} {facility}");
    }
}
