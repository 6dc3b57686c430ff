use super::*;

#[test]
fn a_part_is_whole_yen() {
    let five = Ratio::percent(5).unwrap();
    assert_eq!(five.of(Yen(8_500), Rounding::HalfUp), Yen(425));
    assert_eq!(five.of(Yen(10), Rounding::HalfUp), Yen(1));
    assert_eq!(five.of(Yen(10), Rounding::Down), Yen::ZERO);
    assert_eq!(Ratio::new(1, 3).unwrap().of_in_tens(Yen(1_000), Rounding::HalfUp), Yen(330));
}

#[test]
fn more_than_the_whole_is_no_part() {
    assert_eq!(Ratio::percent(101), Err(NotARatio));
    assert_eq!(Ratio::new(0, 0), Err(NotARatio));
}
