use jiff::civil::date;

use super::*;

fn charge(class: Option<&str>, laws: &[&str], printed: &[&str], on: Date) -> Result<i64, String> {
    let meals = Meals::read(include_bytes!("../../../data/national_meals.csv")).unwrap();
    let eater = Eater {
        income_class: class,
        holds: &|law| laws.contains(&law),
        printed: &|word| printed.contains(&word),
    };
    meals.standard(&eater, on).map(|yen| yen.0).map_err(|error| error.to_string())
}

#[test]
fn a_meal_costs_by_date_class_and_illness() {
    let (may_2024, june_2024, may_2025) = (date(2024, 5, 31), date(2024, 6, 1), date(2025, 5, 1));
    for (class, laws, printed, on, expected) in [
        (None, &[][..], &[][..], may_2024, 460),
        (None, &[], &[], june_2024, 490),
        (None, &[], &[], may_2025, 510),
        (None, &["54"], &[], may_2025, 300),
        (Some("ウ"), &["15"], &[], may_2025, 510),
        (Some("オ"), &[], &[], june_2024, 230),
        (Some("オ"), &["54"], &[], june_2024, 230),
        (Some("低所得Ⅱ"), &[], &["長期該当"], june_2024, 180),
        (Some("低所得Ⅰ"), &[], &[], may_2025, 110),
    ] {
        assert_eq!(charge(class, laws, printed, on), Ok(expected), "{class:?} {laws:?} {on}");
    }
}

#[test]
fn a_charge_that_was_not_read_is_undecided() {
    let refused = charge(Some("オ"), &[], &[], date(2025, 5, 1)).unwrap_err();
    assert_eq!(refused, "cannot decide: meal charge of class low2 of national_meals.csv");
}
