use jiff::civil::date;

use super::*;
use crate::{
    AgeBand, Insurance, LongTermIllness, NoTrace, Operator, Payer, PrintedLimit, RuleName, Share,
    Stay, Steps,
    national::sample::{
        adds_up, banded, certificate, insurance, insured, limited, out, percent, person, printed,
        split, tables, visit,
    },
};

const CLINIC: (&str, Setting) = ("clinic", Setting::Outpatient);
const HOSPITAL: (&str, Setting) = ("hospital", Setting::Inpatient);
const PHARMACY: (&str, Setting) = ("pharmacy", Setting::Pharmacy);

/// Visits of October 2026 in order: the facility, the cost, the certificates; and what the person pays of each.
fn pays(
    person: &Person,
    certificates: &[Certificate],
    visits: &[((&str, Setting), i64, &[usize])],
) -> Vec<i64> {
    let tables = tables();
    let month = "2026-10".parse().unwrap();
    let mut state = Month::open(&tables, month, person, certificates).unwrap();
    let mut day = 0;
    visits
        .iter()
        .map(|(place, cost, covers)| {
            day += 1;
            let one = visit(date(2026, 10, day), *place, &[(*cost, covers)]);
            state.visit(&one, &mut NoTrace).unwrap().patient.0
        })
        .collect()
}

#[test]
fn the_person_pays_the_share_until_the_month_is_full() {
    let visits = [(CLINIC, 10_000, &[][..]), (CLINIC, 500_000, &[]), (CLINIC, 100_000, &[])];
    // 85,800 + 1 % above 286,000.
    assert_eq!(pays(&person("ウ"), &[], &visits), [3_000, 85_040, 1_000]);
}

#[test]
fn who_is_born_in_the_month_is_insured_from_that_day() {
    let by_birth = |birth, on| {
        let held = Insurance {
            share: None,
            age_band: None,
            turns_75: None,
            ..insurance(AgeBand::Under70, "ウ")
        };
        let newborn = Person { birth_date: Some(birth), ..insured(held) };
        let visit = visit(on, HOSPITAL, &[(100_000, &[])]);
        split(&tables(), &newborn, &[], &visit).map(|split| split.patient.0)
    };
    assert_eq!(by_birth(date(2026, 10, 20), date(2026, 10, 20)), Ok(20_000));
    assert_eq!(by_birth(date(2026, 10, 20), date(2026, 10, 31)), Ok(20_000));
    assert_eq!(by_birth(date(2026, 10, 1), date(2026, 10, 2)), Ok(20_000));
    for born in [date(2026, 10, 20), date(2026, 11, 1)] {
        let not_yet = by_birth(born, date(2026, 10, 19)).unwrap_err();
        assert!(matches!(not_yet, Refusal::Undecided(of) if of.item.starts_with("birth date")));
    }
}

#[test]
fn facilities_and_sides_have_limits_of_their_own() {
    let visits = [
        (CLINIC, 1_000_000, &[][..]),
        (HOSPITAL, 1_000_000, &[]),
        (("other", Setting::Outpatient), 100_000, &[]),
    ];
    assert_eq!(pays(&person("エ"), &[], &visits), [61_500, 61_500, 30_000]);
}

#[test]
fn a_limit_with_a_tally_is_one_over_all_facilities() {
    let visits = [
        (CLINIC, 10_000, &[0][..]),
        (PHARMACY, 5_000, &[0]),
        (CLINIC, 30_000, &[0]),
        (PHARMACY, 10_000, &[0]),
        (CLINIC, 10_000, &[0]),
    ];
    assert_eq!(pays(&person("ウ"), &[limited("21", 5_000)], &visits), [1_000, 500, 3_000, 500, 0]);
}

#[test]
fn what_another_facility_entered_fills_the_tally() {
    let mut tally = limited("54", 10_000);
    tally.paid_elsewhere = Yen(9_000);
    assert_eq!(pays(&person("ウ"), &[tally], &[(CLINIC, 20_000, &[0])]), [1_000]);
}

#[test]
fn a_limit_without_a_tally_is_each_facilitys() {
    let visits = [(HOSPITAL, 100_000, &[0][..]), (("other", Setting::Inpatient), 100_000, &[0])];
    let certificate = banded("11", "564,000円超");
    assert_eq!(pays(&person("ウ"), &[certificate], &visits), [20_000, 20_000]);
}

#[test]
fn limits_printed_for_both_sides_are_two() {
    let mut certificate = certificate("54");
    certificate.limits =
        vec![PrintedLimit::MonthInpatient(Yen(5_000)), PrintedLimit::MonthOutpatient(Yen(2_000))];
    let visits = [(CLINIC, 90_000, &[0][..]), (HOSPITAL, 90_000, &[0]), (PHARMACY, 90_000, &[0])];
    assert_eq!(pays(&person("ウ"), &[certificate], &visits), [2_000, 5_000, 0]);
}

#[test]
fn programs_apply_in_order_of_precedence_whatever_the_order_of_the_list() {
    let tables = tables();
    let certificates = [limited("54", 10_000), limited("21", 2_500)];
    let answer = split(&tables, &person("ウ"), &certificates, &out(20_000, &[0, 1])).unwrap();
    assert_eq!(answer.share(&Payer::Program(1)), Yen(4_000));
    assert_eq!(answer.share(&Payer::Program(0)), Yen::ZERO);
    assert_eq!(answer.patient, Yen(2_000));
}

#[test]
fn a_share_below_the_programs_rate_stays() {
    let tables = tables();
    let mut of = insurance(AgeBand::From75, "一般Ⅰ");
    of.share = Some(percent(10));
    let answer = split(&tables, &insured(of), &[limited("54", 2_500)], &out(20_000, &[0])).unwrap();
    assert_eq!((answer.patient, answer.share(&Payer::Program(0))), (Yen(2_000), Yen::ZERO));
}

#[test]
fn a_program_that_goes_first_leaves_the_insurer_out() {
    let tables = tables();
    let answer = split(&tables, &person("ウ"), &[certificate("13")], &out(20_000, &[0])).unwrap();
    assert_eq!(*answer.shares, [Share { payer: Payer::Program(0), amount: Yen(20_000) }]);
    assert_eq!(answer.patient, Yen::ZERO);
}

#[test]
fn where_who_goes_first_was_not_read_the_payers_are_undivided_and_the_person_pays_nothing() {
    let tables = tables();
    let answer = split(&tables, &person("ウ"), &[certificate("14")], &out(20_000, &[0])).unwrap();
    assert_eq!(answer.patient, Yen::ZERO);
    assert_eq!(answer.share(&Payer::Program(0)), Yen(6_000));
    assert_eq!(answer.share(&Payer::InsurerOrProgram), Yen(14_000));
    assert_eq!(answer.undivided.unwrap().item, "insurance_first");
}

#[test]
fn an_unread_limit_matters_only_where_the_person_would_pay_by_it() {
    let tables = tables();
    let certificates = [limited("15", 5_000), certificate("10")];
    let of = |cost, place: usize| {
        let slices = [(cost, &[place][..])];
        let one = visit(date(2026, 10, 5), HOSPITAL, &slices);
        split(&tables, &person("ウ"), &certificates, &one)
    };
    let below = of(267_000, 0).unwrap();
    assert_eq!((below.patient, below.undivided), (Yen(5_000), None));
    let above = of(1_000_000, 0).unwrap();
    assert_eq!(above.patient, Yen(5_000));
    assert_eq!(above.share(&Payer::InsurerOrProgram), Yen(300_000 - 80_100));
    assert_eq!(above.share(&Payer::Program(0)), Yen(75_100));
    assert_eq!(above.before_programs, None);
    assert_eq!(above.undivided.unwrap().item, "limit of class special");
    let rate = of(3_000_000, 1).unwrap_err();
    let Refusal::Undecided(undecided) = rate else { panic!("{rate}") };
    assert_eq!(undecided.item, "limit of class special");
}

#[test]
fn what_follows_an_undecided_visit_is_undecided_and_what_does_not_is_not() {
    let tables = tables();
    let certificates = [certificate("54"), limited("21", 5_000)];
    let month = "2026-10".parse().unwrap();
    let mut state = Month::open(&tables, month, &person("ウ"), &certificates).unwrap();
    let mut go = |place, covers: &[usize]| {
        let one = visit(date(2026, 10, 5), place, &[(10_000, covers)]);
        state.visit(&one, &mut NoTrace).map(|split| split.patient.0)
    };
    let item = |refusal: Result<i64, Refusal>| match refusal {
        Err(Refusal::Undecided(undecided)) => undecided.item.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(item(go(CLINIC, &[0])), "income band of the certificate");
    assert_eq!(item(go(CLINIC, &[])), "income band of the certificate");
    assert_eq!(item(go(PHARMACY, &[0])), "what was paid at another facility");
    assert_eq!(go(("other", Setting::Outpatient), &[1]), Ok(1_000));
    assert_eq!(go(("other", Setting::Outpatient), &[]), Ok(3_000));
}

#[test]
fn a_refused_visit_leaves_the_month_as_it_was() {
    let tables = tables();
    let month = "2026-10".parse().unwrap();
    let mut state = Month::open(&tables, month, &person("ウ"), &[]).unwrap();
    let on = date(2026, 10, 5);
    let mut go = |visit: &Visit| state.visit(visit, &mut NoTrace).map(|split| split.patient.0);
    assert_eq!(go(&out(10_000, &[])), Ok(3_000));
    assert_eq!(go(&out(-10, &[])), Err(Refusal::Cost { slice: 0 }));
    assert_eq!(go(&out(1_000_000_001, &[])), Err(Refusal::Cost { slice: 0 }));
    let no_such = Refusal::NoSuchCertificate { slice: 0, certificate: 3 };
    assert_eq!(go(&out(10, &[3])), Err(no_such));
    assert_eq!(go(&visit(on, CLINIC, &[])), Err(Refusal::NoSlices));
    let next = date(2026, 11, 1);
    assert_eq!(go(&visit(next, CLINIC, &[(10, &[])])), Err(Refusal::OtherMonth(next)));
    assert_eq!(go(&out(10_000, &[])), Ok(3_000));
}

#[test]
fn a_month_is_not_opened_on_certificates_that_cannot_be() {
    let tables = tables();
    let open = |month: &str, certificates: &[Certificate]| {
        Month::open(&tables, month.parse().unwrap(), &person("ウ"), certificates).unwrap_err()
    };
    let two = [limited("54", 0), certificate("13"), limited("54", 5_000)];
    assert_eq!(open("2026-10", &two), Refusal::TwoOfOneProgram { first: 0, second: 2 });
    let unknown = Refusal::UnknownLawNumber { certificate: 0, law: "99".parse().unwrap() };
    assert_eq!(open("2026-10", &[certificate("99")]), unknown);
    let month = "2018-08".parse().unwrap();
    let not_yet = Refusal::NotInForce { certificate: 0, month };
    assert_eq!(open("2018-08", &[certificate("38-602")]), not_yet);
    let outside = Refusal::OutsideTables("2014-12".parse().unwrap());
    assert_eq!(open("2014-12", &[]), outside);
    assert!(matches!(open("2027-08", &[]), Refusal::OutsideTables(_)));
    let mut daily = certificate("54");
    daily.limits = vec![PrintedLimit::Day(Yen(500))];
    assert_eq!(open("2026-10", &[daily]), Refusal::LimitOfOtherUnit { certificate: 0 });
    assert!(matches!(open("2026-10", &[certificate("51")]), Refusal::Undecided(_)));
    let many = vec![certificate("13"); 33];
    assert!(matches!(open("2026-10", &many), Refusal::TooManyCertificates { .. }));
    let class = Month::open(&tables, month, &person("甲"), &[]).unwrap_err();
    assert_eq!(class, Refusal::UnknownIncomeClass("甲".to_owned()));
}

#[test]
fn without_a_proof_the_plain_share_is_due_under_70_and_the_general_limit_from_70() {
    let tables = tables();
    let pay = |band, class: Option<&str>, share, cost| {
        let mut of = insurance(band, "");
        of.income_class = class.map(str::to_owned);
        of.limit_proof = false;
        of.share = Some(percent(share));
        let one = visit(date(2026, 10, 5), HOSPITAL, &[(cost, &[])]);
        split(&tables, &insured(of), &[], &one).unwrap().patient.0
    };
    assert_eq!(pay(AgeBand::Under70, Some("エ"), 30, 1_000_000), 300_000);
    assert_eq!(pay(AgeBand::Under70, None, 30, 1_000_000), 300_000);
    assert_eq!(pay(AgeBand::From70, Some("低所得Ⅰ"), 20, 1_000_000), 61_500);
    assert_eq!(pay(AgeBand::From70, None, 20, 1_000_000), 61_500);
    assert_eq!(pay(AgeBand::From70, Some("現役並みⅠ"), 30, 1_000_000), 271_290);
    assert_eq!(pay(AgeBand::From70, None, 30, 1_000_000), 271_290);
}

#[test]
fn a_proved_limit_of_a_class_that_was_not_said_matters_above_the_lowest_one() {
    let tables = tables();
    let mut of = insurance(AgeBand::Under70, "");
    of.income_class = None;
    let person = insured(of);
    let low = split(&tables, &person, &[], &out(123_000, &[])).unwrap();
    assert_eq!(low.patient, Yen(36_900));
    let high = split(&tables, &person, &[], &out(123_010, &[])).unwrap_err();
    assert_eq!(high, Undecided::new("income class", "facts").into());
    // A program's limit below all of them makes the person's part certain, and not the payers'.
    let under = split(&tables, &person, &[limited("54", 2_500)], &out(900_000, &[0])).unwrap();
    assert_eq!((under.patient, under.insured_copayment), (Yen(2_500), None));
}

#[test]
fn the_month_of_the_75th_birthday_has_two_receipts_with_halved_limits() {
    let tables = tables();
    let mut of = insurance(AgeBand::From70, "一般");
    (of.age_band, of.turns_75) = (None, None);
    let person =
        Person { birth_date: Some(date(1947, 9, 15)), insurance: Some(of), facts: Vec::new() };
    let month = "2022-09".parse().unwrap();
    let mut state = Month::open(&tables, month, &person, &[]).unwrap();
    let mut go = |day, cost| {
        let one = visit(date(2022, 9, day), CLINIC, &[(cost, &[])]);
        state.visit(&one, &mut NoTrace).unwrap().patient.0
    };
    assert_eq!(go(14, 100_000), 9_000);
    assert_eq!(go(15, 80_000), 8_000);
    assert_eq!(go(16, 80_000), 1_000);
}

#[test]
fn without_a_birth_date_the_halving_matters_above_half_the_limit() {
    let tables = tables();
    let mut of = insurance(AgeBand::From70, "一般");
    of.turns_75 = None;
    let person = insured(of);
    let low = split(&tables, &person, &[], &out(55_000, &[])).unwrap();
    assert_eq!(low.patient, Yen(11_000));
    let high = split(&tables, &person, &[], &out(55_050, &[])).unwrap_err();
    assert_eq!(high, Undecided::new("birth date", "facts").into());
}

#[test]
fn a_long_term_illness_has_its_limit_at_each_facility_and_a_higher_one_for_dialysis() {
    let pay = |class: &str, dialysis| {
        let mut of = insurance(AgeBand::Under70, class);
        of.long_term_illness = Some(LongTermIllness { limit: None, dialysis });
        let other = ("other", Setting::Outpatient);
        pays(&insured(of), &[], &[(CLINIC, 500_000, &[]), (other, 500_000, &[])])
    };
    assert_eq!(pay("ウ", true), [10_000, 10_000]);
    assert_eq!(pay("イ", true), [20_000, 20_000]);
    assert_eq!(pay("イ", false), [10_000, 10_000]);
}

#[test]
fn public_assistance_pays_what_other_programs_leave() {
    let tables = tables();
    let mut nobody = person("オ");
    nobody.insurance = None;
    let take = |law: &str| {
        let certificates = [certificate("12"), certificate(law)];
        let answer = split(&tables, &nobody, &certificates, &out(10_000, &[0, 1])).unwrap();
        assert_eq!(answer.patient, Yen::ZERO, "{law}");
        (answer.share(&Payer::Program(1)).0, answer.share(&Payer::Program(0)).0)
    };
    for (law, program, assistance) in [
        ("10", 9_500, 500),
        ("15", 10_000, 0),
        ("21", 10_000, 0),
        ("54", 10_000, 0),
        ("52", 10_000, 0),
        ("51-601", 0, 10_000),
        ("38-601", 0, 10_000),
        ("19", 10_000, 0),
    ] {
        assert_eq!(take(law), (program, assistance), "{law}");
    }
}

#[test]
fn a_part_set_by_the_welfare_office_is_paid_up_to_the_co_payment() {
    let visits = [(CLINIC, 5_000, &[0][..]), (CLINIC, 50_000, &[0])];
    let mut nobody = person("オ");
    nobody.insurance = None;
    assert_eq!(pays(&nobody, &[limited("12", 7_000)], &visits), [5_000, 2_000]);
}

#[test]
fn without_insurance_a_program_that_needs_it_pays_nothing() {
    let mut nobody = person("オ");
    nobody.insurance = None;
    let visits = [(CLINIC, 5_000, &[0][..])];
    assert_eq!(pays(&nobody, &[limited("54", 0)], &visits), [5_000]);
    assert_eq!(pays(&nobody, &[], &[(CLINIC, 5_000, &[])]), [5_000]);
    assert_eq!(pays(&nobody, &[certificate("10")], &visits), [250]);
}

#[test]
fn a_band_that_is_not_covered_pays_the_insurances_part() {
    let visits = [(CLINIC, 10_000, &[0][..])];
    let certificates = [banded("21", "一定所得以上")];
    assert_eq!(pays(&person("ウ"), &certificates, &visits), [3_000]);
    let severe = printed(person("ウ"), "重度かつ継続");
    assert_eq!(pays(&severe, &certificates, &visits), [1_000]);
}

#[test]
fn a_program_that_refunds_leaves_the_counter_as_it_was() {
    let tables = tables();
    let certificates = [certificate("38-602")];
    let answer = split(&tables, &person("エ"), &certificates, &out(100_000, &[0])).unwrap();
    assert_eq!((answer.patient, answer.refund_later), (Yen(30_000), Yen(20_000)));
    let one = visit(date(2026, 10, 5), HOSPITAL, &[(100_000, &[0])]);
    let answer = split(&tables, &person("エ"), &certificates, &one).unwrap();
    assert_eq!((answer.patient, answer.refund_later), (Yen(10_000), Yen::ZERO));
}

#[test]
fn local_certificates_are_passed_over_and_keep_their_places() {
    let tables = tables();
    let local = Certificate { rule: RuleName::Local("x".to_owned()), ..certificate("13") };
    let certificates = [local, limited("54", 2_500)];
    let one = visit(date(2026, 10, 5), CLINIC, &[(50_000, &[1]), (10_000, &[0]), (10_000, &[])]);
    let answer = split(&tables, &person("ウ"), &certificates, &one).unwrap();
    assert_eq!(answer.share(&Payer::Program(1)), Yen(12_500));
    let parts: Vec<_> = answer
        .parts
        .iter()
        .map(|part| (part.certificates.contains(0), part.certificates.contains(1), part.patient.0))
        .collect();
    assert_eq!(parts, [(false, true, 2_500), (true, false, 3_000), (false, false, 3_000)]);
    assert_eq!(answer.insured_copayment, Some(Yen(21_000)));
    assert_eq!(answer.before_programs, Some(Yen(21_000)));
}

#[test]
fn a_local_program_may_come_before_some_national_ones() {
    let tables = tables();
    let certificates = [certificate("12"), limited("54", 0)];
    let month = "2026-10".parse().unwrap();
    let state = Month::open(&tables, month, &person("オ"), &certificates).unwrap();
    assert!(state.program(0).unwrap().local_first());
    assert!(!state.program(1).unwrap().local_first());
    assert!(state.program(2).is_none());
}

#[test]
fn meals_are_charged_beside_the_cost() {
    let tables = tables();
    let mut one = visit(date(2026, 5, 5), HOSPITAL, &[(100_000, &[0])]);
    one.stay = Some(Stay { days: 1, meals: 3, ..Stay::default() });
    let eat = |certificate| {
        let answer = split(&tables, &person("ウ"), &[certificate], &one).unwrap();
        let meals = answer.meals.unwrap();
        (meals.charge.0, meals.program.map_or(0, |share| share.amount.0), meals.patient.0)
    };
    assert_eq!(eat(limited("54", 5_000)), (900, 0, 900));
    assert_eq!(eat(banded("54", "生活保護")), (900, 900, 0));
    assert_eq!(eat(limited("52", 5_000)), (900, 450, 450));
    assert_eq!(eat(certificate("19")), (1_530, 1_530, 0));
    assert_eq!(eat(limited("21", 5_000)), (1_530, 0, 1_530));
}

#[test]
fn the_steps_of_a_visit_are_one_chain_from_the_cost_to_the_counter() {
    let tables = tables();
    let certificates = [limited("54", 5_000)];
    let month = "2026-10".parse().unwrap();
    let mut state = Month::open(&tables, month, &person("エ"), &certificates).unwrap();
    for cost in [7_770, 1_000_010, 500_000] {
        let slices = [(cost, &[0][..]), (cost / 2, &[])];
        let one = visit(date(2026, 10, 5), HOSPITAL, &slices);
        let mut steps = Steps::default();
        let split = state.visit(&one, &mut steps).unwrap().settle(&mut steps);
        assert!(adds_up(&split));
        let mut left = split.cost;
        for step in &steps.0 {
            assert_eq!(step.before, left, "{step:?}");
            assert!(!step.rule.is_empty());
            left = step.after;
        }
        assert_eq!(Ok(left), split.counter);
        assert_eq!(steps.0.first().map(|step| step.operator), Some(Operator::InsuranceShare));
    }
}

#[test]
fn every_national_program_computes_a_visit_of_every_month_it_is_in_force() {
    let tables = tables();
    for row in tables.programs() {
        let agency = row.agencies.first().map(ToString::to_string);
        let by_tax = tables.band_of_tax(row.law, agency.as_deref(), 0, date(2026, 9, 1)).ok();
        let bands = ["生活保護", "一般", "一般所得Ⅰ", "低所得1"];
        let bands = bands.into_iter().chain(by_tax).map(|band| Some(band.to_owned()));
        let bands: Vec<Option<String>> = bands.chain([None]).collect();
        for month in ["2018-12", "2024-04", "2026-09", "2027-07"] {
            let month: YearMonth = month.parse().unwrap();
            for setting in [Setting::Inpatient, Setting::Outpatient] {
                let one = visit(month.day(1).unwrap(), ("a", setting), &[(100_000, &[0])]);
                let decided = bands.iter().any(|band| {
                    let rule = RuleName::National { law: row.law, agency: agency.clone() };
                    let certificate = Certificate { rule, band: band.clone(), ..certificate("13") };
                    let answer = split(&tables, &person("ウ"), &[certificate], &one);
                    answer.is_ok_and(|answer| adds_up(&answer.settle(&mut NoTrace)))
                });
                assert!(decided, "{} in {month}", row.id);
            }
        }
    }
}

#[test]
fn the_step_of_a_limit_names_the_limit_that_held() {
    let tables = tables();
    let step = |person: &Person, certificates: &[Certificate], month: &str| {
        let month: YearMonth = month.parse().unwrap();
        let covers: Vec<usize> = (0..certificates.len()).collect();
        let slices = [(1_000_000, &covers[..])];
        let one = visit(month.day(5).unwrap(), HOSPITAL, &slices);
        let mut steps = Steps::default();
        let mut state = Month::open(&tables, month, person, certificates).unwrap();
        state.visit(&one, &mut steps).unwrap();
        let step = steps.0.into_iter().find(|step| step.operator == Operator::HighCostLimit);
        let step = step.unwrap();
        (step.rule, step.inputs.first().copied())
    };
    let class = |row: &str, limit| (format!("national_limits:{row}"), Some(("limit", limit)));
    assert_eq!(step(&person("エ"), &[], "2026-07"), class("2018-08/under70/エ", 57_600));
    assert_eq!(
        step(&person("エ"), &[limited("15", 5_000)], "2026-07"),
        class("2018-08/under70/special", 87_430)
    );
    let mut ill = insurance(AgeBand::Under70, "エ");
    ill.long_term_illness = Some(LongTermIllness { limit: None, dialysis: true });
    let (rule, limit) = step(&insured(ill), &[], "2026-07");
    assert_eq!(rule, "national_measures:long_term_limit");
    assert_eq!(limit, Some(("limit", 10_000)));
}
