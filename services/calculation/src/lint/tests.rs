use std::sync::LazyLock;

use super::*;
use crate::{
    edition::{About, Files},
    official::{AgeFrom, CapKind, Code, Coded, Row, Scope, States, sample},
};

/// The day on which the shipped edition is looked at.
const DAY: &str = "2026-11-21";

fn table(found: &Lint) -> Vec<String> {
    let text = |line: &Line| {
        let words = [line.reason.kind().word(), line.reason.word(), &line.item];
        format!("{} {}", line.rows, words.join(" ").trim_end())
    };
    found.table().iter().map(text).collect()
}

#[test]
fn the_shipped_edition_is_told_as_it_is() {
    let lint = lint(&Edition::shipped().unwrap(), DAY.parse().unwrap());
    assert_eq!(
        table(&lint),
        [
            "86 unreachable ended",
            "5 unreachable covers_nothing",
            "10 unreachable shadowed",
            "451 undecidable no_first_day",
            "78 undecidable nothing_computes age_from",
            "1 undecidable nothing_computes insurer",
            "1 undecidable nothing_computes med_inpatient",
            "44 undecidable nothing_computes med_outpatient",
            "1 undecidable nothing_computes out_scope",
            "6 undecidable inpatient_open income",
            "25 undecidable inpatient_open med_inpatient",
            "3 undecidable outpatient_open med_outpatient",
            "64 undecidable counter_open method",
            "1 undecidable counter_open municipality of the facility",
            "125 undecidable refund_open in_scope",
        ]
    );
    assert_eq!((lint.rows, lint.computing), (2_230, 1_977));
}

/// The findings of a few rows made of the first shipped ones.
fn found(make: impl FnOnce(Vec<Row>) -> Vec<Row>) -> Vec<String> {
    static SHIPPED: LazyLock<Edition> = LazyLock::new(|| Edition::shipped().unwrap());
    let (edition, files) = (&*SHIPPED, Files::shipped());
    let rows = make(sample::ours().rows.drain(..4).collect());
    let file = edition.layout().write(rows.iter());
    let about = About { name: "a few".into(), as_of: DAY.parse().unwrap(), based_on: None };
    let imported = edition.import(&files, &file, &about).unwrap();
    let lint = lint(&imported.edition, DAY.parse().unwrap());
    lint.findings
        .iter()
        .filter(|finding| finding.file == Files::LOCAL_MASTER)
        .map(|finding| {
            let (row, word) = (finding.row, finding.reason.word());
            let other = finding.other.as_deref().unwrap_or_default();
            format!("{row} {word} {} {other}", finding.item).trim_end().to_owned()
        })
        .collect()
}

/// The findings of the first row, changed, beside its match.
fn found_in(change: fn(&mut Row)) -> Vec<String> {
    found(|mut rows| {
        rows.truncate(1);
        rows.iter_mut().for_each(change);
        rows
    })
}

/// A change of a row, and what is told of it.
type Case = (fn(&mut Row), &'static str);

#[test]
fn a_row_whose_columns_go_together_is_not_told_of() {
    assert_eq!(found_in(|_| {}), [""; 0]);
}

#[test]
fn a_row_whose_columns_do_not_go_together_is_told_with_its_item() {
    let cases: &[Case] = &[
        (|row| row.in_percent = Some(101), "1 percent_above_100 in_percent"),
        (|row| (row.in_num, row.in_den) = (Some(3), Some(2)), "1 not_a_fraction in_den"),
        (|row| (row.in_num, row.in_den) = (Some(1), Some(0)), "1 not_a_fraction in_den"),
        (|row| row.out_fixed = Some(500), "1 unused_amount out_fixed"),
        (|row| row.out_scope = Some(Coded::Known(Scope::Remainder)), "1 unused_amount out_percent"),
        (|row| row.med_outpatient = Some(false), "1 amount_not_covered out_percent"),
        (
            |row| {
                row.in_percent = None;
                row.in_scope = Some(Coded::Known(Scope::All));
                row.states = Some(States::Aid);
                row.cap_kind = Some(CapKind::PatientPays);
            },
            "1 all_with_cap in_month_cap",
        ),
        (
            |row| {
                row.in_percent = None;
                row.in_scope = Some(Coded::Known(Scope::All));
            },
            "1 burden_all states",
        ),
        (|row| row.cap_kind = None, "1 cap_of_nobody in_month_cap"),
        (|row| row.out_day_times = Some(2), "1 times_without_cap out_day_times"),
        (|row| row.in_day_to = Some(14), "1 times_without_cap in_day_to"),
        (|row| row.out_month_cap_multi = Some(4_000), "1 fourth_without_cap out_month_cap_multi"),
        (|row| row.age_from_basis = Some(AgeFrom::NoTest), "1 age_without_test age_from"),
        (|row| row.payer_number = "41010011".parse().ok(), "1 payer_check_digit payer_number"),
        (|row| row.municipality = "013005".parse().ok(), "1 unknown_place municipality"),
        (|row| row.meal = Some(Coded::Unseen(Code::read("9").unwrap())), "1 unseen_code meal"),
        (|row| row.valid_from = None, "1 no_first_day"),
    ];
    for (change, told) in cases {
        let found = found_in(*change);
        assert!(found.iter().any(|found| found == told), "{told}: {found:?}");
    }
}

#[test]
fn a_row_that_nobody_gets_to_is_told() {
    let ended = |row: &mut Row| row.valid_to = Some("2026-11-20".parse().unwrap());
    assert_eq!(found_in(ended), ["1 ended"]);
    let on_the_last_day = |row: &mut Row| row.valid_to = Some(DAY.parse().unwrap());
    assert_eq!(found_in(on_the_last_day), [""; 0]);
    let nobody = |row: &mut Row| row.age_to = Some(60);
    assert!(found_in(nobody).contains(&"1 no_age".to_owned()));
    let nothing = |row: &mut Row| {
        (row.med_inpatient, row.med_outpatient) = (Some(false), Some(false));
    };
    assert!(found_in(nothing).contains(&"1 covers_nothing".to_owned()));
}

#[test]
fn a_row_behind_one_that_always_fits_is_told_with_it() {
    let payer = |row: &mut Row, number: &str| row.payer_number = number.parse().ok();
    let told = found(|rows| {
        let mut rows: Vec<_> = rows.into_iter().take(1).collect();
        payer(&mut rows[0], "41010018");
        rows[0].income_class = None;
        let mut narrower = rows[0].clone();
        narrower.division = Some(2);
        narrower.age_from = Some(66);
        narrower.in_month_cap = Some(1_000);
        let mut wider = rows[0].clone();
        wider.division = Some(3);
        wider.age_from = Some(64);
        rows.extend([narrower, wider]);
        rows
    });
    assert_eq!(told, ["2 shadowed  official-01-pref-41010018-1-1"]);
}

#[test]
fn a_row_said_twice_is_told_with_the_first() {
    let told = found(|mut rows| {
        rows.truncate(1);
        rows.push(rows[0].clone());
        rows
    });
    assert!(told.contains(&"2 repeated  official-01-pref-nopayer-1-1".to_owned()), "{told:?}");
}

#[test]
fn a_row_that_lacks_an_item_is_told_with_it() {
    let no_ages = |row: &mut Row| {
        (row.age_from_basis, row.age_from) = (None, None);
        (row.age_to_basis, row.age_to) = (None, None);
    };
    assert_eq!(found_in(no_ages), ["1 nothing_computes age_from"]);
    let one_side = |row: &mut Row| (row.out_scope, row.out_percent) = (None, None);
    assert_eq!(found_in(one_side), ["1 outpatient_open out_scope"]);
    let no_method = |row: &mut Row| row.method = None;
    assert_eq!(found_in(no_method), ["1 counter_open method"]);
}
