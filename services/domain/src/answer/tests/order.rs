//! The order of an answer, its coverage, and keys that were merged away.

use super::world::World;

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
