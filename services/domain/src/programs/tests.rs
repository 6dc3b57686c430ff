use std::collections::HashSet;

use jiff::civil::date;

use super::*;

#[test]
fn the_bodies_that_joined_add_up_to_the_published_totals() {
    assert_eq!(all().len(), 19);
    assert_eq!(all().iter().map(|program| program.prefectures_joined).sum::<u32>(), 146);
    assert_eq!(all().iter().map(|program| program.municipalities_joined).sum::<u32>(), 2_461);
}

#[test]
fn every_slug_stands_once_and_is_plain() {
    let slugs: HashSet<&str> = all().iter().map(|program| program.slug).collect();
    assert_eq!(slugs.len(), all().len());
    assert!(slugs.iter().all(|slug| slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    assert!(all().iter().all(|program| find(program.slug) == Some(program)));
    assert_eq!(find("nothing"), None);
}

#[test]
fn national_programs_are_in_kind_everywhere_and_local_ones_in_their_prefecture() {
    for program in all() {
        assert_eq!(program.settlement_inside, Settlement::InKind, "{}", program.slug);
        let (outside, designation) = if program.is_local() {
            (Settlement::Reimbursement, Designation::Any)
        } else {
            (Settlement::InKind, Designation::Required)
        };
        assert_eq!(program.settlement_outside, outside, "{}", program.slug);
        assert_eq!(program.designation, designation, "{}", program.slug);
    }
}

#[test]
fn what_no_source_states_is_marked_and_names_a_column() {
    let columns = include_str!("../../data/programs.csv").lines().next().unwrap();
    let columns: HashSet<&str> = columns.split(',').collect();
    for program in all() {
        assert!(program.inferred.contains(&"settlement_outside"), "{}", program.slug);
        assert!(program.inferred.iter().all(|column| columns.contains(column)), "{}", program.slug);
        assert!(!program.source.is_empty(), "{}", program.slug);
    }
}

#[test]
fn a_program_says_its_laws_its_start_and_who_runs_it() {
    let tuberculosis = find("tuberculosis").unwrap();
    let laws: Vec<String> = tuberculosis.law_numbers.iter().map(ToString::to_string).collect();
    assert_eq!(laws, ["10", "11"]);

    let intractable = find("intractable-disease").unwrap();
    assert_eq!(intractable.started, Some(date(2015, 1, 1)));
    assert_eq!(intractable.joined_from, None);
    assert_eq!(intractable.implementers, [Implementer::Prefecture, Implementer::DesignatedCity]);
    assert_eq!(find("hepatitis").unwrap().joined_from, Some(date(2025, 4, 1)));
    assert!(find("local-child").unwrap().is_local());
}

#[test]
fn who_runs_a_program_follows_from_the_kind_of_body_where_it_can() {
    use BodyKind::{City, CoreCity, DesignatedCity, Prefecture, SpecialWard, Town, Ward};
    for (implementer, kind, expected) in [
        (Implementer::Prefecture, Prefecture, Some(true)),
        (Implementer::Prefecture, City, Some(false)),
        (Implementer::Municipality, SpecialWard, Some(true)),
        (Implementer::Municipality, Ward, Some(false)),
        (Implementer::DesignatedCity, CoreCity, Some(false)),
        (Implementer::CoreCity, CoreCity, Some(true)),
        (Implementer::SpecialWard, SpecialWard, Some(true)),
        (Implementer::HealthCentreCity, DesignatedCity, Some(true)),
        (Implementer::HealthCentreCity, City, None),
        (Implementer::ChildGuidanceCity, Town, Some(false)),
    ] {
        assert_eq!(implementer.includes(kind), expected, "{implementer:?} {kind:?}");
    }
}
