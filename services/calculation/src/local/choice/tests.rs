use super::*;

#[test]
fn the_cheaper_program_is_chosen_and_the_first_of_two_that_cost_the_same() {
    assert_eq!(cheapest([("child", Yen(600)), ("parent", Yen(1_000))]), Some("child"));
    assert_eq!(cheapest([("child", Yen(600)), ("parent", Yen(0))]), Some("parent"));
    assert_eq!(cheapest([("child", Yen(600)), ("parent", Yen(600))]), Some("child"));
    assert_eq!(cheapest::<u8>([]), None);
}
