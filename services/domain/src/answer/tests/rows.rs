//! Which row speaks.

use super::world::line;
use crate::answer::row_on;

/// Rows joined by `&`; expected: the number of the row that speaks, counted from 1, and its validity.
fn check(rows: &str, expected: &[(&str, &str)]) {
    let line = line(&format!("A1:{rows}"));
    let known = line.known();
    for (day, expected) in expected {
        let all: Vec<_> = known.rows.iter().collect();
        let (row, validity) = row_on(&all, |row| row, day.parse().unwrap()).unwrap();
        assert_eq!(format!("{} {validity:?}", row.history_key), *expected, "{rows} on {day}");
    }
}

#[test]
fn a_row_holds_from_its_first_day_to_its_last() {
    check(
        "2026-04-01..2027-03-31",
        &[
            ("2026-03-31", "1 NotYet"),
            ("2026-04-01", "1 InForce"),
            ("2027-03-31", "1 InForce"),
            ("2027-04-01", "1 Expired"),
        ],
    );
}

#[test]
fn of_two_rows_in_force_the_one_that_begins_later_speaks() {
    check(
        "2026-04-01..2027-03-31+9&2026-08-01..2026-08-31+3",
        &[("2026-07-31", "1 InForce"), ("2026-08-01", "2 InForce"), ("2026-09-01", "1 InForce")],
    );
}

#[test]
fn of_two_rows_that_begin_together_the_one_recorded_later_speaks() {
    check("2026-04-01..2027-03-31+9&2026-04-01..2026-08-31+3", &[("2026-07-31", "1 InForce")]);
    check(
        "2026-04-01..2027-03-31+3&2026-04-01..2026-08-31+9",
        &[("2026-07-31", "2 InForce"), ("2026-09-01", "1 InForce")],
    );
}

#[test]
fn when_none_is_in_force_the_last_ended_speaks_and_else_the_next() {
    let gap = "2024-04-01..2025-03-31&2025-04-01..2026-03-31&2026-06-01..2027-05-31&2028-01-01..2028-12-31";
    check(
        gap,
        &[
            ("2024-03-31", "1 NotYet"),
            ("2026-04-30", "2 Expired"),
            ("2027-06-01", "3 Expired"),
            ("2029-01-01", "4 Expired"),
        ],
    );
}

#[test]
fn without_a_row_nothing_speaks() {
    let line = line("A1:2026-04-01..2027-03-31^");
    let known = line.known();
    let rows: Vec<_> = known.rows.iter().collect();
    assert!(row_on(&rows, |row| row, "2026-10-01".parse().unwrap()).is_none());
}
