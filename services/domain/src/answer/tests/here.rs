//! What a certificate means at this facility.

use super::world::World;

/// One line each: certificate | settlement, why, designation.
fn check(facility: &str, table: &str) {
    for line in table.lines().map(str::trim) {
        let (certificate, expected) = line.split_once('|').unwrap();
        let mut world = World::on("2026-10-01").with(certificate);
        world.facility = facility.parse().unwrap();
        world.answered(|answer| {
            let told = &answer.certificates[0];
            let found = format!(
                "{:?} {:?} {:?}",
                told.settlement, told.settlement_reason, told.designation
            );
            let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(found, expected, "{line}");
        });
    }
}

#[test]
fn settlement_follows_the_prefecture_border_and_the_certificate_itself() {
    // A facility in Hokkaido.
    check(
        "0110113719",
        "A1:2026-04-01..2027-03-31  | InKind        InsidePrefecture  NotRequired
         A1:2026-04-01..2027-03-31* | Reimbursement AlwaysReimbursed  NotRequired
         B1:2026-04-01..2027-03-31  | Reimbursement OutsidePrefecture NotRequired
         B1:2026-04-01..2027-03-31* | Reimbursement AlwaysReimbursed  NotRequired",
    );
    // One in Aichi.
    check(
        "2310000001",
        "A1:2026-04-01..2027-03-31  | Reimbursement OutsidePrefecture NotRequired
         B1:2026-04-01..2027-03-31  | InKind        InsidePrefecture  NotRequired",
    );
    // One whose code names no prefecture: nothing shows that it is inside.
    check("9910000001", "A1:2026-04-01..2027-03-31  | Reimbursement OutsidePrefecture NotRequired");
}

#[test]
fn only_codes_can_say_that_a_facility_is_not_designated() {
    check(
        "0110113719",
        "A1:2026-04-01..2027-03-31@other       | InKind InsidePrefecture NotRequired
         A2:2026-04-01..2027-03-31             | InKind InsidePrefecture Unknown
         A2:2026-04-01..2027-03-31@name        | InKind InsidePrefecture Unknown
         A2:2026-04-01..2027-03-31@other       | InKind InsidePrefecture NotDesignated
         A2:2026-04-01..2027-03-31@other@name  | InKind InsidePrefecture Unknown
         A2:2026-04-01..2027-03-31@other@this  | InKind InsidePrefecture Designated
         A2:2026-04-01..2027-03-31@this@name   | InKind InsidePrefecture Designated",
    );
}
