use super::*;

const SHIPPED: &str = include_str!("../../../data/national_measures.csv");

#[test]
fn the_relief_holds_the_increase_down_to_its_own_limit() {
    let relief = Measures::read(SHIPPED.as_bytes()).unwrap().relief;
    for (cost, limit) in [(30_000, 6_000), (50_000, 8_000), (130_000, 16_000), (999_990, 18_000)] {
        assert_eq!(relief.limit(Yen(cost)), Yen(limit), "{cost}");
    }
}

#[test]
fn the_relief_ran_from_october_2022_to_september_2025() {
    let relief = Measures::read(SHIPPED.as_bytes()).unwrap().relief;
    for (month, runs) in
        [("2022-09", false), ("2022-10", true), ("2025-09", true), ("2025-10", false)]
    {
        assert_eq!(relief.runs(month.parse().unwrap()), runs, "{month}");
    }
}

#[test]
fn a_missing_measure_is_named() {
    let without: String = SHIPPED
        .lines()
        .filter(|line| !line.starts_with("together_floor"))
        .fold(String::new(), |text, line| text + line + "\n");
    let refused = Measures::read(without.as_bytes()).unwrap_err();
    assert_eq!((refused.value.as_str(), refused.reason), ("together_floor", "missing"));
}
