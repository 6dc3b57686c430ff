//! Runs one case: makes the facts of it, lets the month go by, and compares.

use domain::law_number::LawNumber;

use super::form::{Case, Expected, Kind, Patient};
use crate::{
    Certificate, Fact, Insurance, NoTrace, Person, RuleName, Scheme, Setting, Stay, Undecided,
    Visit,
    cases::Verdict,
    local::{self, Both, Due, LeftBy, Month, Refused, Rules},
    money::{NotARatio, Ratio, Rounding, Yen},
};

/// From how many times in twelve months the fourth time is another limit (多数回該当: 過去12か月に3回以上).
const TIMES_BEFORE_THE_FOURTH: u16 = 3;

/// The word of a fact that a case does not name: none of those of the data.
const NONE: &str = "-";

/// The law number of a national program of which a case says only what it leaves: none has it.
const SOME_LAW: &str = "00";

/// Why a case has no answer.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error(transparent)]
    Undecided(#[from] Undecided),
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Ratio(#[from] NotARatio),
    #[error("the case does not say {0}")]
    NotSaid(&'static str),
}

/// Runs a case.
pub(super) fn verdict(case: &Case, rules: &Rules) -> Verdict {
    let differs = match case.kind {
        Kind::Eligibility => eligibility(case, rules),
        Kind::ProgrammeChoice => choice(case, rules),
        Kind::Month
        | Kind::Window
        | Kind::Meal
        | Kind::Cash
        | Kind::ReceiptSplit
        | Kind::AfterNational => month(case, rules, &case.rule_id, case.tier_index).map(|month| {
            let mut differs = month.compare(&case.expected);
            let delivery = delivery(case, rules);
            differs.compare_text("delivery", case.expected.delivery.as_deref(), delivery);
            differs
        }),
    };
    match differs {
        Err(NoAnswer::NotSaid(field)) => Verdict::Malformed(format!("field `{field}` is missing")),
        Err(NoAnswer::Undecided(undecided)) => Verdict::Undecided(undecided.to_string()),
        Err(other) => Verdict::Undecided(other.to_string()),
        Ok(Differs { first: Some(difference), .. }) => Verdict::Differs(difference),
        Ok(Differs { undecided: Some(undecided), .. }) => Verdict::Undecided(undecided.to_string()),
        Ok(_) => Verdict::Ok,
    }
}

/// What differs, and what could not be compared.
#[derive(Default)]
struct Differs {
    first: Option<String>,
    undecided: Option<Undecided>,
}

impl Differs {
    fn compare(&mut self, what: &str, expected: Option<i64>, got: Yen) {
        if let Some(expected) = expected.filter(|expected| *expected != got.0) {
            let difference = format!("{what}: expected {expected}, got {}", got.0);
            self.first.get_or_insert(difference);
        }
    }

    fn compare_text(&mut self, what: &str, expected: Option<&str>, got: Option<&str>) {
        if let (Some(expected), Some(got)) = (expected, got)
            && expected != got
        {
            self.first.get_or_insert(format!("{what}: expected {expected}, got {got}"));
        }
    }

    fn compare_decided(&mut self, what: &str, expected: Option<i64>, got: &Result<Yen, Undecided>) {
        match got {
            Ok(got) => self.compare(what, expected, *got),
            Err(undecided) if expected.is_some() => {
                self.undecided.get_or_insert_with(|| undecided.clone());
            }
            Err(_) => {}
        }
    }
}

/// What a month came to.
struct Outcome {
    visits: Vec<VisitOutcome>,
    insured: Yen,
    before_refunds: Yen,
    excess: Yen,
    patient: Result<Yen, Undecided>,
    subsidy: Result<Yen, Undecided>,
    counter: Result<Yen, Undecided>,
    cash: Yen,
}

struct VisitOutcome {
    insured: Yen,
    left: Yen,
    patient: Yen,
    meal: Option<(Yen, Yen)>,
}

impl Outcome {
    fn compare(&self, expected: &Expected) -> Differs {
        let mut differs = Differs::default();
        let visits = i64::try_from(self.visits.len()).unwrap_or(i64::MAX);
        let wanted = i64::try_from(expected.visits.len()).unwrap_or(i64::MAX);
        differs.compare("number of visits", Some(wanted), Yen(visits));
        for (n, (got, wanted)) in self.visits.iter().zip(&expected.visits).enumerate() {
            let what = |what: &str| format!("visit {} {what}", n + 1);
            differs.compare(&what("insurance"), wanted.insurance, got.insured);
            differs.compare(&what("national"), wanted.national, got.left);
            differs.compare(&what("patient"), wanted.patient, got.patient);
            differs.compare(&what("subsidy"), wanted.subsidy, got.left - got.patient);
            if let Some((charge, patient)) = got.meal {
                differs.compare(&what("meal"), wanted.meal, charge);
                differs.compare(&what("patient meal"), wanted.patient_meal, patient);
            }
        }
        let month = &expected.month;
        differs.compare("month insurance", month.insurance, self.insured);
        differs.compare("month before refunds", month.before_refunds, self.before_refunds);
        differs.compare("month refund", month.refund, self.excess);
        differs.compare_decided("month patient", month.patient, &self.patient);
        differs.compare_decided("month subsidy", month.subsidy, &self.subsidy);
        differs.compare("month cash", month.cash, self.cash);
        differs.compare_decided("window", expected.window_total_yen, &self.counter);
        differs
    }
}

fn eligibility(case: &Case, rules: &Rules) -> Result<Differs, NoAnswer> {
    let mut differs = Differs::default();
    for check in &case.checks {
        // A case that names no fact asks about the age alone.
        let eligible = if case.patient.names_a_fact() {
            rules.is_for(&case.rule_id, &person(case), check.date)?
        } else {
            rules.is_for_the_age(&case.rule_id, case.patient.birth_date, check.date)?
        };
        if eligible != check.eligible {
            let difference = format!("{}: expected {}, got {eligible}", check.date, check.eligible);
            differs.first.get_or_insert(difference);
        }
    }
    Ok(differs)
}

/// The cheaper of two programs; the first where they cost the same.
fn choice(case: &Case, rules: &Rules) -> Result<Differs, NoAnswer> {
    let other = case.alternative_rule_id.as_deref();
    let other = other.ok_or(NoAnswer::NotSaid("alternative_rule_id"))?;
    let first = month(case, rules, &case.rule_id, case.tier_index)?;
    let second = month(case, rules, other, None)?;
    let costs = [(false, first.patient.clone()?), (true, second.patient.clone()?)];
    let (chosen, outcome) = match local::cheapest(costs) {
        Some(true) => (other, second),
        Some(false) | None => (case.rule_id.as_str(), first),
    };
    let mut differs = Differs::default();
    differs.compare_text("choice", case.expected.chosen_rule_id.as_deref(), Some(chosen));
    if differs.first.is_some() {
        return Ok(differs);
    }
    Ok(outcome.compare(&case.expected))
}

/// How the page of the rule describes the payment.
fn delivery<'r>(case: &Case, rules: &'r Rules) -> Option<&'r str> {
    let tier = case.tier_index.map_or(1, |index| index.saturating_add(1));
    rules.row_of(&case.rule_id, tier, Setting::Outpatient)?.delivery()
}

/// Lets the month of a case go by under a rule.
fn month(case: &Case, rules: &Rules, rule: &str, tier: Option<u16>) -> Result<Outcome, NoAnswer> {
    let person = person(case);
    // A rule with one tier needs no choice.
    let only = (rules.tiers(rule) == Some(1)).then_some(1);
    let certificate = Certificate {
        rule: RuleName::Local(rule.to_owned()),
        limits: Vec::new(),
        tier: tier.map(|index| index.saturating_add(1)).or(only),
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    };
    let certificates = [certificate];
    let mut month = Month::new(rules, &person, &certificates)?;
    let mut visits = Vec::with_capacity(case.visits.len());
    let mut meals = Yen::ZERO;
    for (index, of_case) in case.visits.iter().enumerate() {
        let visit = visit(case, index)?;
        let (cost, insured) = charge(case, index)?;
        let national = national(case, rules, (rule, visit.setting), cost)?;
        let left = national.map_or(insured, |national| national.left.min(insured));
        let national: Vec<_> = national.into_iter().collect();
        let due = Due {
            visit: &visit,
            cost,
            insured: Some(Both::flat(insured)),
            left: Both::flat(left),
            national: &national,
        };
        let answer = month.visit(&due, &mut NoTrace)?;
        let meal = match (of_case.meals, of_case.meal_standard_copay_yen) {
            (Some(served), Some(yen)) => {
                let charge = Yen(yen * i64::from(served));
                let patient = month.meals(&visit, charge, |_| true)?.patient;
                meals += patient;
                Some((charge, patient))
            }
            (None, _) | (_, None) => None,
        };
        visits.push(VisitOutcome { insured, left, patient: answer.patient.counter, meal });
    }
    let total = month.total();
    let patient = total.patient().map(|patient| patient.counter);
    Ok(Outcome {
        insured: visits.iter().map(|visit| visit.insured).sum(),
        visits,
        before_refunds: total.before_refunds.counter,
        excess: total.excess.counter,
        subsidy: patient.clone().map(|patient| total.left.counter - patient),
        patient: patient.map(|patient| patient + meals),
        counter: total.counter.clone(),
        cash: total.cash,
    })
}

fn person(case: &Case) -> Person {
    let Patient { birth_date, income, role, disability, grade, child_order, .. } = &case.patient;
    let word = |said: &Option<String>| said.clone().unwrap_or_else(|| NONE.to_owned());
    let mut facts = vec![
        Fact::Income(word(income)),
        Fact::Role(word(role)),
        Fact::Disability(word(disability)),
        Fact::Grade(word(grade)),
        Fact::ChildOrder(child_order.unwrap_or(1)),
        Fact::Printed(NONE.to_owned()),
    ];
    let copay = case.patient.certificate_copay.map(|yen| format!("copay_{yen}"));
    let Patient { payer_prefix, certificate, variant, delivery, .. } = &case.patient;
    let printed = [payer_prefix, certificate, variant, delivery, &copay];
    facts.extend(printed.into_iter().flatten().map(|word| Fact::Printed(word.clone())));
    let often = case.visits.iter().map(|visit| visit.times_at_cap_last_12m).max();
    let insurance = Insurance {
        // Only what a rule asks of the insurer could differ, and a case that says nothing of it asks nothing.
        scheme: case.patient.insurer.is_none().then_some(Scheme::Employees),
        insurer: None,
        share: None,
        age_band: None,
        income_class: None,
        limit_proof: false,
        fourth_month: often.unwrap_or_default() >= TIMES_BEFORE_THE_FOURTH,
        turns_75: None,
        long_term_illness: None,
    };
    Person { birth_date: *birth_date, insurance: Some(insurance), facts }
}

fn visit(case: &Case, index: usize) -> Result<Visit, NoAnswer> {
    let visit = case.visits.get(index).ok_or(NoAnswer::NotSaid("visits"))?;
    let stay = visit.days.map(|days| Stay {
        days,
        days_before: visit.days_before.unwrap_or_default(),
        month: visit.consecutive_month,
        meals: visit.meals.unwrap_or_default(),
        meal_charge: visit.meal_standard_copay_yen.map(Yen),
    });
    Ok(Visit {
        date: visit.date,
        facility: visit.facility.clone(),
        institution: None,
        prefecture: case.municipality_code.prefecture(),
        municipality: Some(case.municipality_code),
        setting: visit.setting,
        slices: Vec::new(),
        department: visit.department.clone(),
        first_visit_fee: Some(visit.initial_fee),
        prescriber: visit.prescriber.clone(),
        dispensing: None,
        drugs: None,
        circumstances: visit.circumstances.clone(),
        stay,
        insured_copayment: visit.insurance_copay_yen.map(Yen),
    })
}

/// The cost of a visit, and what the insurance leaves of it in tens of yen.
fn charge(case: &Case, index: usize) -> Result<(Yen, Yen), NoAnswer> {
    let visit = case.visits.get(index).ok_or(NoAnswer::NotSaid("visits"))?;
    let percent = case.patient.insurance_ratio_percent;
    let percent = percent.ok_or(NoAnswer::NotSaid("insurance_ratio_percent"))?;
    let cost = visit.cost_yen.or(visit.points.map(|points| points * 10)).map(Yen);
    match (cost, visit.insurance_copay_yen) {
        (Some(cost), Some(yen)) => Ok((cost, Yen(yen))),
        (Some(cost), None) => {
            Ok((cost, Ratio::percent(percent)?.of_in_tens(cost, Rounding::HalfUp)))
        }
        // The cost that would leave so much: only rules by the cost ask for it.
        (None, Some(yen)) => {
            Ok((Yen(Rounding::HalfUp.divide(yen * 100, i64::from(percent))), Yen(yen)))
        }
        (None, None) => Err(NoAnswer::NotSaid("points")),
    }
}

/// What a national program leaves: the one the case names by its law, or the one the rule asks for.
fn national(
    case: &Case,
    rules: &Rules,
    (rule, setting): (&str, Setting),
    cost: Yen,
) -> Result<Option<LeftBy>, NoAnswer> {
    let Some(program) = &case.national_programme else { return Ok(None) };
    let left = Ratio::percent(program.patient_percent)?.of_in_tens(cost, Rounding::HalfUp);
    let tier = case.tier_index.map_or(1, |index| index.saturating_add(1));
    let asked = || rules.national_before(rule, tier, setting).next();
    let law: LawNumber = match program.houbetsu.or_else(asked) {
        Some(law) => law,
        None => SOME_LAW.parse().map_err(|_| NoAnswer::NotSaid("law number"))?,
    };
    Ok(Some(LeftBy { law, left }))
}
