use std::collections::HashSet;

use super::*;
use crate::programs;

#[test]
fn every_program_has_bands_and_every_band_a_program() {
    assert_eq!(all().len(), 61);
    for program in programs::all() {
        assert!(of_program(program.slug).next().is_some(), "{}", program.slug);
    }
    assert!(all().iter().all(|band| programs::find(band.program).is_some()));
}

#[test]
fn a_code_stands_once_in_its_program() {
    let keys: HashSet<_> = all().iter().map(|band| (band.program, band.code.as_str())).collect();
    assert_eq!(keys.len(), all().len());
}

#[test]
fn the_mix_of_intractable_diseases_is_the_published_one() {
    let bands: Vec<_> = of_program("intractable-disease").collect();
    assert_eq!(bands.len(), 6);
    assert_eq!(bands.iter().map(|band| band.weight.get()).sum::<u32>(), 775_098);
    let limits: Vec<_> = bands.iter().map(|band| band.limit_monthly_yen.unwrap()).collect();
    assert_eq!(limits, [0, 2_500, 5_000, 10_000, 20_000, 30_000]);
}

#[test]
fn limits_never_fall_with_income() {
    for program in programs::all() {
        let limits: Vec<u32> =
            of_program(program.slug).filter_map(|band| band.limit_monthly_yen).collect();
        assert!(limits.is_sorted(), "{}", program.slug);
    }
}

#[test]
fn a_weight_without_a_source_is_marked() {
    for band in all().iter().filter(|band| band.source.is_empty()) {
        assert!(band.inferred.contains(&"weight"), "{} {}", band.program, band.code);
    }
}
