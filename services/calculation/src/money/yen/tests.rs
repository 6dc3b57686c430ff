use super::*;

#[test]
fn the_counter_drops_below_five_yen_and_rounds_five_up() {
    for (receipt, counter) in
        [(0, 0), (4, 0), (5, 10), (244, 240), (245, 250), (1_004, 1_000), (10, 10)]
    {
        assert_eq!(Yen(receipt).at_the_counter(), Yen(counter), "{receipt}");
    }
}

#[test]
fn an_amount_is_written_in_groups_of_three() {
    for (amount, text) in
        [(0, "0"), (999, "999"), (1_000, "1,000"), (-12_345, "-12,345"), (1_234_567, "1,234,567")]
    {
        assert_eq!(Yen(amount).to_string(), text);
    }
}
