//! The order of an answer, its coverage, and keys that were merged away.

use super::world::World;
use crate::answer::Validity;

fn told(certificates: &str) -> Vec<String> {
    World::on("2026-10-01").with(certificates).answered(|answer| {
        let told = answer.certificates.iter().map(|told| {
            format!(
                "{}{}{}",
                told.body.body, told.certificate.certificate_type, told.certificate.sub_key
            )
        });
        told.collect()
    })
}

const YEAR: &str = "2026-04-01..2027-03-31";

#[test]
fn certificates_come_in_the_order_of_body_type_and_sub_key() {
    let expected = ["0110021", "0110021a", "0110021b", "0110022", "2320331"];
    let certificates = [
        format!("B1:{YEAR}"),
        format!("A1:{YEAR}#b"),
        format!("A2:{YEAR}"),
        format!("A1:{YEAR}"),
        format!("A1:{YEAR}#a"),
    ];
    assert_eq!(told(&certificates.join(" ")), expected);
    let mut backwards = certificates.to_vec();
    backwards.reverse();
    assert_eq!(told(&backwards.join(" ")), expected);
}

#[test]
fn a_certificate_under_a_key_merged_away_is_still_told() {
    assert_eq!(told(&format!("A1:{YEAR}m B1:{YEAR}")), ["0110021", "2320331"]);
}

#[test]
fn it_is_not_told_where_the_surviving_key_has_the_same() {
    let world = World::on("2026-10-01").with(&format!("A1:{YEAR}m+9 A1:2025-10-01..2026-09-30"));
    let surviving = world.lines[1].id();
    world.answered(|answer| {
        assert_eq!(answer.certificates.len(), 1);
        assert_eq!(answer.certificates[0].certificate.id, surviving);
    });
}

#[test]
fn rows_of_the_one_certificate_under_two_keys_are_told_as_one() {
    // Row 1 was sent again after the merge and is told as it is now; row 2 was not, and is not lost.
    let both = format!("A1:2025-04-01..2026-03-31&{YEAR}m A1:2025-04-01..2026-09-30+9");
    let world = World::on("2026-10-01").with(&both);
    world.answered(|answer| {
        let [told] = answer.certificates.as_slice() else { panic!("one certificate") };
        assert_eq!((told.certificate.id, told.validity), (world.lines[0].id(), Validity::InForce));
        assert_eq!(told.row.history_key.as_str(), "2");
    });
    let before = World::on("2026-03-15").with(&both);
    before.answered(|answer| {
        let [told] = answer.certificates.as_slice() else { panic!("one certificate") };
        assert_eq!(told.certificate.id, before.lines[1].id());
        assert_eq!(told.row.period.last(), jiff::civil::date(2026, 9, 30));
    });
}

#[test]
fn of_two_rows_in_force_under_two_keys_the_one_that_begins_later_speaks() {
    let both = format!("A1:{YEAR}m A1:2026-08-01..2026-12-31=2");
    let world = World::on("2026-10-01").with(&both);
    world.answered(|answer| {
        assert_eq!(answer.certificates.len(), 1);
        assert_eq!(answer.certificates[0].certificate.id, world.lines[1].id());
    });
}

#[test]
fn what_is_withheld_under_the_surviving_key_is_withheld_under_all() {
    let hidden = format!("A1:{YEAR}m A1:{YEAR}!=2");
    World::on("2026-10-01").with(&hidden).answered(|answer| {
        assert!(answer.certificates.is_empty());
        assert_eq!(answer.withheld.len(), 2);
    });
    // Under a key merged away it is withheld alone, and where it was sent again it is as it was sent.
    let one = format!("A1:{YEAR}m! A1:{YEAR}=2");
    World::on("2026-10-01").with(&one).answered(|answer| {
        assert_eq!((answer.certificates.len(), answer.withheld.len()), (1, 1));
    });
    let again = format!("A1:{YEAR}m! A1:{YEAR}");
    World::on("2026-10-01").with(&again).answered(|answer| {
        assert_eq!((answer.certificates.len(), answer.withheld.len()), (1, 0));
    });
}

#[test]
fn a_surviving_certificate_without_a_row_shadows_too() {
    assert!(told(&format!("A1:{YEAR}m A1:{YEAR}^")).is_empty());
}

#[test]
fn coverage_speaks_of_the_bodies_told_and_the_one_asked_about() {
    let covered = |world: World| {
        world.answered(|answer| {
            let coverage = answer.coverage.as_ref().unwrap();
            assert_eq!((coverage.counts.bodies, coverage.counts.programs), (2, 4));
            let bodies = coverage.bodies.iter().map(|body| {
                format!("{} {} {}", body.body, body.participating, body.certificate_types.len())
            });
            bodies.collect::<Vec<_>>()
        })
    };
    let world = || World::on("2026-10-01");
    assert_eq!(covered(world()), Vec::<String>::new());
    assert_eq!(covered(world().with(&format!("A1:{YEAR} A2:{YEAR}"))), ["011002 true 2"]);
    assert_eq!(
        covered(world().with(&format!("B1:{YEAR}")).asking('C', "")),
        ["131016 false 0", "232033 true 2"]
    );
    assert_eq!(covered(world().with(&format!("A1:{YEAR}!"))), Vec::<String>::new());
}
