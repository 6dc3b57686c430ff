use super::*;
use crate::{
    edition::Places,
    official::{Dictionary, Master, read, sample},
};

struct House {
    dictionary: Dictionary,
    layout: Layout,
    ours: Vec<Row>,
}

impl House {
    fn new() -> Self {
        let (dictionary, layout) = sample::layout();
        Self { dictionary, layout, ours: sample::ours().rows }
    }

    fn diff(&self, change: impl FnOnce(&mut Vec<Row>)) -> (Vec<Row>, Diff) {
        let mut after = self.ours.clone();
        change(&mut after);
        let diff = diff(&self.ours, &after, &self.layout);
        (after, diff)
    }

    fn said(&self, change: impl FnOnce(&mut Vec<Row>)) -> Vec<(String, String)> {
        let places = Places::read(sample::MUNICIPALITIES, sample::WARDS).unwrap();
        let words = Words { dictionary: &self.dictionary, layout: &self.layout, places: &places };
        let (after, diff) = self.diff(change);
        let said = diff.changes.iter().map(|change| words.say(change, &self.ours, &after).unwrap());
        said.map(|said| (said.ja(), said.en())).collect()
    }
}

fn counts(added: usize, ended: usize, changed: usize) -> Counts {
    Counts { added, ended, changed }
}

#[test]
fn nothing_changed_where_every_row_says_the_same() {
    let house = House::new();
    let (_, diff) = house.diff(|_| {});
    assert_eq!(diff, Diff { unchanged: 2_152, changes: vec![] });
    let (_, diff) = house.diff(|rows| rows.reverse());
    assert_eq!(diff, Diff { unchanged: 2_152, changes: vec![] });
}

#[test]
fn a_grown_file_differs_as_it_was_made_to() {
    let house = House::new();
    let (bytes, made) = sample::grown();
    let Master { rows, .. } = read(&bytes, &house.dictionary, &house.layout).unwrap();
    let there = diff(&house.ours, &rows, &house.layout);
    assert_eq!(there.unchanged, made.unchanged);
    assert_eq!(there.counts(), counts(made.added, made.ended, made.changed));
    let back = diff(&rows, &house.ours, &house.layout);
    assert_eq!(back.unchanged, made.unchanged);
    assert_eq!(back.counts(), counts(made.ended, made.added, made.changed));
}

#[test]
fn a_row_put_in_before_others_changes_their_number_only() {
    let house = House::new();
    let (_, diff) = house.diff(|rows| {
        for row in rows.iter_mut().filter(|row| row.prefecture.number() == 1) {
            row.division = row.division.map(|division| division + 1);
        }
    });
    assert!(diff.changes.iter().all(|change| matches!(
        change,
        Change::Changed { columns, .. } if columns == &[9]
    )));
    assert_eq!(diff.counts().added + diff.counts().ended, 0);
}

#[test]
fn a_row_whose_period_ends_and_one_that_follows_are_told_apart() {
    let house = House::new();
    let (_, diff) = house.diff(|rows| {
        let mut next = rows[0].clone();
        next.valid_from = Some("2026-04-01".parse().unwrap());
        next.in_month_cap = Some(50_000);
        rows[0].valid_to = Some("2026-03-31".parse().unwrap());
        rows.push(next);
    });
    assert_eq!(
        diff.changes,
        [
            Change::Changed { before: 0, after: 0, columns: vec![11] },
            Change::Added { after: 2_152 },
        ]
    );
}

#[test]
fn a_change_is_said_in_words_with_whom_it_touches() {
    let house = House::new();
    let said = house.said(|rows| {
        rows[0].in_month_cap = Some(57_600);
        rows[0].method = None;
        rows.remove(4);
    });
    assert_eq!(
        said,
        [
            (
                "北海道 北海道 子ども医療費助成【こども・15歳(誕生日の前日が属する年度の年度末)まで・\
                 入院と外来・2024-04-01〜】終了"
                    .to_owned(),
                "北海道 北海道 子ども医療費助成 (child, to age 15 (end of the fiscal year holding the day \
                 before the birthday), inpatient and outpatient, 2024-04-01 to) ended"
                    .to_owned()
            ),
            (
                "北海道 北海道 高齢者医療費助成【高齢者・65歳(誕生日の前日)から70歳(誕生日の前々日)まで・\
                 入院と外来・2024-04-01〜】変更 助成方法: 現物給付(レセプト記載) → 空欄、\
                 上限額(入院) 1月当たり: 44400円 → 57600円"
                    .to_owned(),
                "北海道 北海道 高齢者医療費助成 (elderly, from age 65 (day before the birthday) to age 70 \
                 (two days before the birthday), inpatient and outpatient, 2024-04-01 to) changed: how the \
                 subsidy is paid from in kind, on the receipt to empty; inpatient cap per month from \
                 44400 yen to 57600 yen"
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn a_group_too_large_to_compare_is_matched_by_name_and_number() {
    let house = House::new();
    let many = |cap: u32| -> Vec<Row> {
        (0..1_000)
            .map(|n| {
                let mut row = house.ours[0].clone();
                row.in_month_cap = Some(cap + n);
                row.division = Some(n % 500);
                row
            })
            .collect()
    };
    let found = diff(&many(0), &many(5_000), &house.layout);
    assert_eq!(found.counts(), counts(0, 0, 1_000));
}
