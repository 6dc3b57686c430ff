use super::*;

fn spread_over(amount: i64, costs: &[i64]) -> Vec<i64> {
    let mut parts = vec![Yen::ZERO; costs.len()];
    let total = Yen(costs.iter().sum());
    spread(total, Yen(amount), parts.iter_mut().zip(costs.iter().copied().map(Yen)));
    parts.iter().map(|part| part.0).collect()
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
        cap_cut: [Yen(cap_cut); 1]
            .iter()
            .copied()
            .chain([Yen::ZERO; 7])
            .collect::<Vec<_>>()
            .try_into()
            .unwrap(),
        patient: Yen(5_000),
        ..Outcome::default()
    };
    let certain = between(&of(10_000, 15_000), &of(0, 25_000));
    assert_eq!(certain.undivided, Yen(10_000));
    assert_eq!(certain.high_cost(), Yen::ZERO);
    assert_eq!(certain.program(0), Yen(15_000));
}
