use jiff::civil::date;

use super::*;

#[test]
fn the_shipped_tables_are_read() {
    let tables = Tables::shipped().unwrap();
    assert_eq!(tables.programs().len(), 37);
}

#[test]
fn a_table_that_is_damaged_is_named() {
    let damaged = Files { tiers: b"program,band\n", ..Files::SHIPPED };
    assert_eq!(Tables::read(&damaged).unwrap_err().file, "national_tiers.csv");
}

#[test]
fn a_law_number_has_its_programs_in_order_of_precedence() {
    let tables = Tables::shipped().unwrap();
    let ids = |law: &str| -> Vec<&str> {
        tables.programs_of(law.parse().unwrap()).map(Program::id).collect()
    };
    assert_eq!(ids("38"), ["38-601", "38-602-in"]);
    assert_eq!(ids("10"), ["10-reversion"]);
    assert_eq!(ids("99"), [""; 0]);
}

#[test]
fn the_schedules_since_a_month_begin_with_it() {
    let tables = Tables::shipped().unwrap();
    let months: Vec<String> =
        tables.months_since("2019-05".parse().unwrap()).map(|month| month.to_string()).collect();
    assert_eq!(months, ["2019-05", "2026-08"]);
}

#[test]
fn a_meal_of_a_class_has_its_charge() {
    let tables = Tables::shipped().unwrap();
    assert_eq!(tables.meal_charge("general", date(2025, 4, 1)), Ok(Yen(510)));
    assert!(tables.meal_charge("low2", date(2025, 4, 1)).is_err());
    assert!(tables.meal_charge("none", date(2025, 4, 1)).is_err());
}

#[test]
fn a_band_is_told_only_where_it_follows_from_the_tax() {
    let tables = Tables::shipped().unwrap();
    let band = |law: &str, agency, tax| {
        tables.band_of_tax(law.parse().unwrap(), agency, tax, date(2026, 10, 1)).ok()
    };
    assert_eq!(band("28", None, 600_000), Some("564,000円超"));
    assert_eq!(band("38", Some("601"), 0), Some("235,000円未満"));
    assert_eq!(band("38", None, 0), None);
    assert_eq!(band("24", None, 0), None);
    assert_eq!(band("99", None, 0), None);
}
