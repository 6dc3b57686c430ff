use super::*;

fn spread_over(amount: i64, costs: &[i64]) -> Vec<i64> {
    let mut spread = Spread::new(Yen(costs.iter().sum()), Yen(amount));
    costs.iter().map(|cost| spread.next(Yen(*cost)).0).collect()
}

#[test]
fn an_amount_is_spread_by_cost_to_the_last_yen() {
    assert_eq!(spread_over(100, &[1, 1, 1]), [33, 33, 34]);
    assert_eq!(spread_over(2_500, &[50_000]), [2_500]);
    assert_eq!(spread_over(7, &[0, 10, 0]), [0, 7, 0]);
    assert_eq!(spread_over(0, &[0, 0]), [0, 0]);
}

#[test]
fn what_lies_between_two_splits_is_undivided() {
    let of = |limit_cut: i64, cap_cut: i64| Outcome {
        cost: Yen(100_000),
        insurer: Yen(70_000),
        limit_cut: Yen(limit_cut),
        programs: [Cut { cap: Yen(cap_cut), ..Cut::default() }].into_iter().collect(),
        patient: Yen(5_000),
        ..Outcome::default()
    };
    let mut certain = of(0, 25_000);
    between(&of(10_000, 15_000), &mut certain);
    assert_eq!(certain.undivided, Yen(10_000));
    assert_eq!(certain.high_cost(), Yen::ZERO);
    assert_eq!(certain.program(0).cap, Yen(15_000));
}
