//! Visits worked by hand: insurer, programs in the order of the certificates, person, counter.

use calculation::{Certificate, Payer, Setting, Stay, Visit, local::Rules, money::Yen};

use crate::month::*;

/// Compares each visit of a month with the line it was worked to: insurer and high cost, each certificate, the person's
/// part, the counter.
fn check(rules: &Rules, certificates: &[Certificate], visits: &[Visit], worked: &[&[i64]]) {
    let outcomes = outcomes(rules, &person(), certificates, visits);
    assert_eq!(outcomes.len(), worked.len());
    for (n, (outcome, worked)) in outcomes.into_iter().zip(worked).enumerate() {
        let split = outcome.unwrap().unwrap();
        let insurer = share(&split, &Payer::Insurer) + share(&split, &Payer::InsurerHighCost);
        let programs = (0..certificates.len()).map(|place| share(&split, &Payer::Program(place)));
        let mut line = vec![insurer.0];
        line.extend(programs.map(|amount| amount.0));
        line.extend([split.patient.0, split.counter.as_ref().unwrap().0]);
        assert_eq!(line, *worked, "visit {}", n + 1);
    }
}

/// A fee of a day, as often as a month has days.
const DAILY: (&str, &str) = ("out_scope=5 out_day_cap=500", "");

#[test]
fn a_local_program_takes_what_the_national_one_leaves() {
    let rules = rules(&[("out_scope=2 out_fixed=0", "")]);
    let certificates = [limited("national:54", 2_500), certificate("local-1")];
    let visits = [visit(1, "A", &[(8_000, &[0, 1])]), visit(2, "A", &[(20_000, &[0, 1])])];
    // 30 % is 2,400: two tenths of the cost, 1,600, are left by 54, all of it paid by the local program.
    // Then 20 % is 4,000, of which the limit leaves 900.
    check(
        &rules,
        &certificates,
        &visits,
        &[&[5_600, 800, 1_600, 0, 0], &[14_000, 5_100, 900, 0, 0]],
    );
}

#[test]
fn a_daily_fee_is_taken_of_what_the_national_limit_leaves() {
    let rules = rules(&[DAILY]);
    let certificates = [limited("national:54", 2_500), certificate("local-1")];
    let visits = [
        visit(1, "A", &[(10_000, &[0, 1])]),
        visit(1, "A", &[(10_000, &[0, 1])]),
        visit(2, "B", &[(10_000, &[0, 1])]),
        visit(3, "B", &[(10_000, &[0, 1])]),
    ];
    check(
        &rules,
        &certificates,
        &visits,
        &[
            &[7_000, 1_000, 1_500, 500, 500],
            // The same day: the fee is paid, and the limit leaves 500 of 2,000 only.
            &[7_000, 2_500, 500, 0, 0],
            &[7_000, 3_000, 0, 0, 0],
            &[7_000, 3_000, 0, 0, 0],
        ],
    );
}

#[test]
fn public_assistance_takes_what_a_local_program_leaves() {
    let rules = rules(&[DAILY]);
    let certificates = [limited("national:12", 0), certificate("local-1")];
    // The row of 12 says that local programs come first. They take 2,500 of 3,000; 12 the fee.
    let visits = [visit(1, "A", &[(10_000, &[0, 1])])];
    check(&rules, &certificates, &visits, &[&[7_000, 500, 2_500, 0, 0]]);
}

#[test]
fn what_the_high_cost_limit_gives_back_goes_to_the_local_program_that_had_saved_it() {
    let rules = rules(&[("out_scope=2 out_fixed=0", "")]);
    let certificates = [limited("national:12", 5_000), certificate("local-1")];
    let visits = [
        visit(1, "A", &[(30_000, &[0, 1]), (1_000_000, &[1])]),
        visit(2, "A", &[(40_000, &[0, 1])]),
    ];
    // The limit of 12 leaves 5,000 of the first part of 9,000; the second part is 85,800 + (1,000,000 - 286,000) x 1 % =
    // 92,940. The local program comes first and takes both, as if 12 had not been there: 101,940. On the second day the
    // first part is 21,000, so it counts together with the other: what is left of both falls by 4,300 to 85,800 +
    // (1,070,000 - 286,000) x 1 % = 93,640. Of the 12,000 of that day the local program takes the rest.
    check(
        &rules,
        &certificates,
        &visits,
        &[&[928_060, 0, 101_940, 0, 0], &[32_300, 0, 7_700, 0, 0]],
    );
}

#[test]
fn two_local_programs_apply_in_the_order_of_their_precedence() {
    let rules = rules(&[("out_scope=3 out_percent=10", ""), DAILY]);
    // The order of the certificates is another one.
    let certificates = [certificate("local-2"), certificate("local-1")];
    let visits = [visit(1, "A", &[(10_000, &[0, 1])]), visit(1, "A", &[(2_000, &[0, 1])])];
    check(
        &rules,
        &certificates,
        &visits,
        &[&[7_000, 500, 2_000, 500, 500], &[1_400, 200, 400, 0, 0]],
    );
}

#[test]
fn a_certificate_that_does_not_cover_a_visit_takes_no_part_in_it() {
    let rules = rules(&[("out_scope=2 out_fixed=0", ""), DAILY]);
    let certificates = [certificate("local-1"), certificate("local-2")];
    let visits = [
        visit(1, "A", &[(10_000, &[1])]),
        visit(1, "B", &[(10_000, &[0])]),
        visit(1, "C", &[(10_000, &[])]),
    ];
    check(
        &rules,
        &certificates,
        &visits,
        &[&[7_000, 0, 2_500, 500, 500], &[7_000, 3_000, 0, 0, 0], &[7_000, 0, 0, 3_000, 3_000]],
    );
}

#[test]
fn a_rate_is_taken_of_the_part_that_the_program_covers() {
    let rate_of_cost = rules(&[("out_scope=3 out_percent=10", "")]);
    let half_of_copayment = rules(&[("out_scope=4 out_percent=50", "")]);
    let certificates = [certificate("local-1")];
    // 4,000 of 10,000 are covered: 400, and 1,800 of the rest; half of 1,200, and 1,800.
    let visits = [visit(1, "A", &[(4_000, &[0]), (6_000, &[])])];
    check(&rate_of_cost, &certificates, &visits, &[&[7_000, 800, 2_200, 2_200]]);
    check(&half_of_copayment, &certificates, &visits, &[&[7_000, 600, 2_400, 2_400]]);
}

#[test]
fn what_a_national_program_left_of_another_part_is_not_set_apart() {
    // The row pays nothing of what a national program has left.
    let rules = rules(&[("out_scope=2 out_fixed=0 covers_other=1", "")]);
    let certificates = [limited("national:54", 2_500), certificate("local-1")];
    let visits = [
        visit(1, "A", &[(10_000, &[0, 1]), (1_000, &[1])]),
        visit(2, "B", &[(1_000, &[0]), (2_000, &[1])]),
    ];
    check(
        &rules,
        &certificates,
        &visits,
        &[&[7_700, 1_000, 300, 2_000, 2_000], &[2_100, 100, 600, 200, 200]],
    );
}

#[test]
fn the_high_cost_limit_holds_before_the_local_program() {
    let rules = rules(&[("out_scope=4 out_percent=50", "")]);
    let certificates = [certificate("local-1")];
    // 85,800 + (1,000,000 - 286,000) x 1 % = 92,940 from August 2026; half of it.
    let visits = [visit(1, "A", &[(1_000_000, &[0])])];
    check(&rules, &certificates, &visits, &[&[907_060, 46_470, 46_470, 46_470]]);
}

#[test]
fn meals_are_left_to_a_local_program_that_covers_the_stay() {
    let rules = rules(&[("in_scope=2 in_fixed=0", "")]);
    let stay = |covering: &[usize]| Visit {
        setting: Setting::Inpatient,
        stay: Some(Stay { days: 2, meals: 6, meal_charge: Some(Yen(510)), ..Stay::default() }),
        ..visit(2, "A", &[(30_000, covering)])
    };
    let person = person();
    let certificates = [certificate("local-1")];
    let meals = |covering: &[usize]| {
        let outcome = outcomes(&rules, &person, &certificates, &[stay(covering)]).remove(0);
        outcome.unwrap().unwrap().meals
    };
    // A certificate that does not cover the stay pays none of its meals and is asked nothing about them.
    let own = meals(&[]).unwrap();
    assert_eq!((own.charge, own.patient, own.shares.len()), (Yen(3_060), Yen(3_060), 0));
    // The made-up row says nothing of meals.
    assert!(meals(&[0]).is_err_and(|missing| missing.row == "row-1"));
}
