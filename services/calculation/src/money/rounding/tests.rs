use super::*;

#[test]
fn a_fraction_is_settled_as_the_rule_says() {
    for (amount, by, half_up, down, up) in
        [(10, 4, 3, 2, 3), (9, 4, 2, 2, 3), (8, 4, 2, 2, 2), (-10, 4, -3, -2, -3), (0, 4, 0, 0, 0)]
    {
        assert_eq!(Rounding::HalfUp.divide(amount, by), half_up, "{amount}/{by}");
        assert_eq!(Rounding::Down.divide(amount, by), down, "{amount}/{by}");
        assert_eq!(Rounding::Up.divide(amount, by), up, "{amount}/{by}");
    }
}
