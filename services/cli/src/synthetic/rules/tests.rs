use jiff::civil::date;

use super::*;
use crate::synthetic::{Population, region::Region};

const DAY: Date = date(2026, 10, 1);

fn sentence(book: &RuleBook<'_>, rule: &str, band: Option<&str>) -> String {
    let certificate = Certificate {
        rule: rule.parse().unwrap(),
        limits: Vec::new(),
        tier: None,
        band: band.map(str::to_owned),
        share: None,
        paid_elsewhere: Yen::ZERO,
    };
    let settings = &[Setting::Outpatient, Setting::Inpatient];
    let desk = Desk { date: DAY, prefecture: None, settings };
    book.edition.at_desk(&certificate, Vec::new(), desk).unwrap().sentence.en
}

#[test]
fn every_program_of_the_country_stands_for_a_rule_and_every_band_is_a_word_of_it() {
    let tables = Tables::read().unwrap();
    let book = RuleBook::open(&tables, DAY).unwrap();
    for outline in domain::programs::all() {
        let of: Vec<_> = tables.rules.iter().filter(|of| of.program == outline.slug).collect();
        let [of] = of.as_slice() else { panic!("{}: {of:?}", outline.slug) };
        assert_ne!(of.rule.is_empty(), of.class.is_empty(), "{of:?}");
        if of.class.is_empty() {
            assert!(book.edition.has(&of.rule.parse().unwrap()), "{of:?}");
        }
        let words = tables.rule_words.iter().filter(|word| word.program == outline.slug);
        for RuleWord { word, .. } in words.filter(|word| word.kind == WordKind::Band) {
            let unknown = sentence(&book, &of.rule, Some("no band of any program"));
            assert_ne!(sentence(&book, &of.rule, Some(word)), unknown, "{of:?} {word}");
        }
    }
}

#[test]
fn a_local_program_is_the_body_s_own_before_its_prefecture_s() {
    let tables = Tables::read().unwrap();
    let book = RuleBook::open(&tables, DAY).unwrap();
    let population = Population { seed: 1, people: 150_000, as_of: DAY };
    let child = domain::programs::find("local-child").unwrap();
    let (mut own, mut common) = (0, 0);
    for body in Region::of(&population, &tables).bodies {
        let Some(found) = book.rule_of(body.body, child) else { continue };
        let rows = book.edition.local_rows().iter().zip(book.edition.local_ids());
        let of = |id: &str| book.edition.rules().program_of(id) == Some(&found.rule);
        let (row, _) = rows.into_iter().find(|(_, id)| of(id)).unwrap();
        assert_eq!(row.prefecture, body.body.prefecture);
        match row.municipality {
            Some(place) => {
                assert_eq!(place, body.body.code);
                own += 1;
            }
            None => common += 1,
        }
    }
    assert!(own > 0 && common > 0, "{own} {common}");
}
