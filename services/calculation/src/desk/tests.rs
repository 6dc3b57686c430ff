use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::{Fact, PrintedLimit, money::Yen};

/// The words at the end where everything is paid first.
const PAID_FIRST: &str = "ここではいったん支払い、後日払い戻し。";

fn certificate(rule: &str) -> Certificate {
    Certificate {
        rule: rule.parse().unwrap(),
        limits: Vec::new(),
        tier: None,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

/// The desk of a clinic in a prefecture.
fn desk(prefecture: &str) -> Desk<'static> {
    let settings = &[Setting::Outpatient];
    Desk { date: date(2026, 10, 1), prefecture: prefecture.parse().ok(), settings }
}

fn told(rule: &str, prefecture: &str, facts: Vec<Fact>) -> AtDesk {
    Edition::shipped().unwrap().at_desk(&certificate(rule), facts, desk(prefecture)).unwrap()
}

#[test]
fn a_rule_is_said_as_its_row_says_it() {
    let edition = Edition::shipped().unwrap();
    let cases = [
        (
            "12-ichikawa-child",
            "12",
            "外来 1回300円。入院 1日300円。調剤 自己負担なし。",
            "Outpatient: 300 yen a visit. Hospital stay: 300 yen a day. Pharmacy: nothing to pay.",
        ),
        (
            "27-osaka-child",
            "27",
            "外来 1日500円、月2回まで、月2,500円を超える分は後日払い戻し。\
             入院 1日500円、月2日まで、月2,500円を超える分は後日払い戻し。調剤 自己負担なし。",
            "Outpatient: 500 yen a day, twice a month, above 2,500 yen a month refunded. \
             Hospital stay: 500 yen a day, at most 2 days a month, above 2,500 yen a month \
             refunded. Pharmacy: nothing to pay.",
        ),
        ("13-shinjuku-child", "13", "自己負担なし。", "Nothing to pay."),
        (
            "o24-11-373-1-a",
            "11",
            "自己負担なし、保険の負担が月21,000円以上なら支払い後に払い戻し。",
            "Nothing to pay, paid first and refunded from 21,000 yen of insurance part a month.",
        ),
        (
            "o24-28-182-2-a",
            "28",
            "外来 1日400円、月2回まで、月800円まで（医療機関ごと）。\
             入院 1割、4か月目から 自己負担なし、月1,600円まで（医療機関ごと）。",
            "Outpatient: 400 yen a day, twice a month, at most 800 yen a month at each facility. \
             Hospital stay: 10 percent, month of the stay 4 and on: nothing to pay, at most 1,600 \
             yen a month at each facility.",
        ),
        (
            "o24-29-173-1-a",
            "29",
            "外来 月500円まで（医療機関ごと）。\
             入院 月（13日まで 500円、14日から 1,000円）まで（医療機関ごと）。",
            "Outpatient: at most 500 yen a month at each facility. Hospital stay: at most (days 1 \
             to 13: 500 yen, days 14 and on: 1,000 yen) a month at each facility.",
        ),
        (
            "loc-08-hitachiomiya-child-1-a",
            "08",
            "外来 1日600円、月2回まで、支払い後に全額払い戻し。\
             入院 1日300円、月3,000円まで（医療機関ごと）。調剤 自己負担なし。",
            "Outpatient: 600 yen a day, twice a month, paid first, all of it refunded later. \
             Hospital stay: 300 yen a day, at most 3,000 yen a month at each facility. Pharmacy: \
             nothing to pay.",
        ),
        (
            "loc-44-nakatsu-child-1-o",
            "44",
            "外来 当日入院 自己負担なし、1日500円、月4回まで。入院 自己負担なし。\
             調剤 自己負担なし。",
            "Outpatient: admitted same day: nothing to pay, 500 yen a day, at most 4 times a \
             month. Hospital stay: nothing to pay. Pharmacy: nothing to pay.",
        ),
        (
            "national:54/601",
            "13",
            "2割、月額は受給者証に記載の上限まで。",
            "20 percent, at most the limit a month printed on the certificate.",
        ),
        (
            "national:23",
            "13",
            "入院 自己負担なし、自治体が後日徴収することがある。",
            "Hospital stay: nothing to pay, the body may bill the family later.",
        ),
        (
            "national:38",
            "13",
            "同じ法別番号の制度により異なる（実施機関番号による）。",
            "Depends on which program of the law number it is (by the agency number).",
        ),
        (
            "02-hirosaki-infant-old",
            "02",
            "〔4歳未満〕自己負担なし。\
             〔4歳から6歳の年度末まで〕外来 自己負担なし。入院 1日500円。",
            "[under 4] Nothing to pay. [from age 4 to the end of the fiscal year of age 6] \
             Outpatient: nothing to pay. Hospital stay: 500 yen a day.",
        ),
    ];
    for (rule, prefecture, ja, en) in cases {
        let told = edition.at_desk(&certificate(rule), Vec::new(), desk(prefecture)).unwrap();
        let said = told.sentence.ja.trim_end_matches(PAID_FIRST);
        assert_eq!(said, ja, "{rule}");
        let said = told.sentence.en.trim_end_matches(" Paid first here, claimed back later.");
        assert_eq!(said, en, "{rule}");
    }
}

#[test]
fn what_is_told_narrows_the_sentence() {
    let non_taxed = told("03-iwate-single", "03", vec![Fact::Income("non_taxed".into())]);
    assert!(non_taxed.sentence.ja.starts_with("自己負担なし。"), "{non_taxed:?}");
    let taxed = told("03-iwate-single", "03", Vec::new());
    assert!(taxed.sentence.ja.starts_with("〔3歳未満または非課税〕"), "{taxed:?}");
}

#[test]
fn the_certificate_goes_before_the_band_and_the_band_before_the_paper() {
    let edition = Edition::shipped().unwrap();
    let said = |certificate: &Certificate| {
        edition.at_desk(certificate, Vec::new(), desk("13")).unwrap().sentence.ja
    };
    let band =
        Certificate { band: Some("一般所得Ⅰ".into()), ..certificate("national:54/601") };
    assert_eq!(said(&band), "2割、月10,000円まで。");
    let printed = Certificate { limits: vec![PrintedLimit::Month(Yen(2_500))], ..band };
    assert_eq!(said(&printed), "2割、月2,500円まで。");
}

#[test]
fn a_limit_that_the_rule_leaves_to_the_certificate_is_the_printed_one() {
    let edition = Edition::shipped().unwrap();
    let ids = edition.local_ids().iter().map(ToString::to_string);
    let asks = ids.map(|id| certificate(&id)).find(|one| {
        let told = edition.at_desk(one, Vec::new(), desk("13")).unwrap();
        told.sentence.ja.contains("受給者証に記載の月額まで")
    });
    let limits = vec![PrintedLimit::Month(Yen(12_340))];
    let printed = Certificate { limits, ..asks.unwrap() };
    let told = edition.at_desk(&printed, Vec::new(), desk("13")).unwrap();
    assert!(told.sentence.ja.contains("月12,340円まで"), "{told:?}");
}

#[test]
fn the_place_decides_how_it_is_settled_and_the_sentence_says_so() {
    let inside = told("12-ichikawa-child", "12", Vec::new());
    let outside = told("12-ichikawa-child", "13", Vec::new());
    assert_eq!(
        (inside.settlement, outside.settlement),
        (Some(How::OnReceipt), Some(How::PayFirst))
    );
    assert_eq!(outside.sentence.ja, inside.sentence.ja + PAID_FIRST);
    let edition = Edition::shipped().unwrap();
    let nowhere = Desk { prefecture: None, ..desk("12") };
    let nowhere = edition.at_desk(&certificate("12-ichikawa-child"), Vec::new(), nowhere).unwrap();
    assert_eq!(nowhere.settlement, None);
}

#[test]
fn national_programs_pay_by_rank_and_those_after_local_ones_last() {
    let edition = Edition::shipped().unwrap();
    let rules = ["national:12", "12-ichikawa-child", "national:54", "national:15", "no-such-rule"];
    let rules = rules.map(|rule| rule.parse::<RuleName>().unwrap());
    let order = |rules: &[&RuleName]| edition.precedence(rules);
    let [assistance, child, intractable, rehabilitation, unknown] = &rules;

    let all = order(&[assistance, child, intractable, rehabilitation, unknown]);
    assert_eq!(all, [4, 3, 2, 1, 0]);
    assert_eq!(order(&[assistance, intractable]), [2, 1], "by rank where no program is local");
    assert_eq!(order(&[child, child]), [1, 2], "equal ranks keep their order");
    assert_eq!(order(&[]), Vec::<u32>::new());
}

#[test]
fn every_rule_of_the_shipped_edition_has_a_sentence_in_both_languages_under_300_characters() {
    let edition = Edition::shipped().unwrap();
    let ids = edition.local_ids().iter().chain(edition.beyond_ids());
    let rules = ids.clone().filter_map(|id| edition.rules().program_of(id)).map(str::to_owned);
    let rows = ids.map(ToString::to_string);
    let national = edition.national().programs().iter().map(|row| {
        let law = row.law;
        row.agencies
            .first()
            .map_or(format!("national:{law}"), |agency| format!("national:{law}/{agency}"))
    });
    let names: BTreeSet<String> = rules.chain(rows).chain(national).collect();
    assert!(names.len() > 2_000);
    for name in names {
        let told = edition.at_desk(&certificate(&name), Vec::new(), desk("13")).unwrap();
        for text in [&told.sentence.ja, &told.sentence.en] {
            assert!((1..300).contains(&text.chars().count()), "{name}: {text}");
        }
    }
}
