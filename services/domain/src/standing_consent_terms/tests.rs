use jiff::civil::date;

use super::*;

#[test]
fn every_kind_has_terms() {
    for kind in [StandingConsentKind::HomeVisit, StandingConsentKind::Online] {
        assert_eq!(find(kind).unwrap().kind, kind);
    }
}

#[test]
fn a_home_visit_consent_lasts_to_the_end_of_the_third_month_after_the_first() {
    let terms = find(StandingConsentKind::HomeVisit).unwrap();
    for (first, last) in [
        (date(2026, 4, 1), date(2026, 7, 31)),
        (date(2026, 4, 30), date(2026, 7, 31)),
        (date(2026, 10, 31), date(2027, 1, 31)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 1, 31), date(2026, 4, 30)),
    ] {
        assert_eq!(terms.last_day(first), last, "{first}");
    }
}

#[test]
fn continued_care_adds_a_month_at_a_time() {
    let terms = find(StandingConsentKind::HomeVisit).unwrap();
    assert_eq!(terms.extended_last_day(date(2026, 7, 31)), date(2026, 8, 31));
    assert_eq!(terms.extended_last_day(date(2027, 1, 31)), date(2027, 2, 28));
    assert_eq!(terms.extended_last_day(date(2027, 2, 28)), date(2027, 3, 31));
}

#[test]
fn the_calendar_ends_and_a_consent_with_it() {
    let terms = find(StandingConsentKind::HomeVisit).unwrap();
    assert_eq!(terms.last_day(date(9999, 12, 1)), date(9999, 12, 31));
}
