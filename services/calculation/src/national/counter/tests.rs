use super::*;

#[test]
fn each_payment_is_rounded_while_no_limit_holds() {
    let mut counter = Counter::default();
    for (increase, total, collected) in [(244, 244, 240), (245, 489, 250), (0, 489, 0)] {
        assert_eq!(counter.collect(Yen(increase), Yen(total), false), Yen(collected));
    }
    assert_eq!(counter.paid(), Yen(490));
}

#[test]
fn once_a_limit_holds_the_month_is_met_to_the_yen() {
    let mut counter = Counter::default();
    assert_eq!(counter.collect(Yen(80_096), Yen(80_096), false), Yen(80_100));
    assert_eq!(counter.collect(Yen(979), Yen(81_075), true), Yen(975));
    assert_eq!(counter.collect(Yen(10), Yen(81_085), true), Yen(10));
    assert_eq!(counter.paid(), Yen(81_085));
}

#[test]
fn a_payment_rounded_up_above_the_limit_is_given_back() {
    let mut counter = Counter::default();
    assert_eq!(counter.collect(Yen(2_496), Yen(2_496), false), Yen(2_500));
    assert_eq!(counter.collect(Yen(1), Yen(2_497), true), Yen(-3));
}
