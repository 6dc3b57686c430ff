use std::collections::HashSet;

use super::*;

#[test]
fn words_that_differ_in_a_letter_or_their_length_have_other_hashes() {
    let numbers = (0..100_000).map(|number| format!("o24-{number:05}-1-a"));
    let lengths = (0..100).map(|length| "0".repeat(length));
    let words: Vec<String> = numbers.chain(lengths).collect();
    let hashes: HashSet<u64> = words.iter().map(|word| hash(word.as_bytes())).collect();
    assert!(hashes.len() == words.len(), "{} of {}", hashes.len(), words.len());
}

#[test]
fn the_ends_of_the_hashes_by_which_a_table_looks_are_spread() {
    let mut low = [0_u32; 128];
    let mut high = [0_u32; 128];
    for number in 0..12_800 {
        let hash = hash(format!("{number:06}").as_bytes());
        low[usize::try_from(hash % 128).unwrap()] += 1;
        high[usize::try_from(hash >> 57).unwrap()] += 1;
    }
    assert!(low.iter().chain(&high).all(|count| (40..200).contains(count)), "{low:?} {high:?}");
}

#[test]
fn a_table_finds_each_of_its_words_and_no_other() {
    let name =
        |number: u32| "w".repeat(usize::try_from(number % 40).unwrap()) + &number.to_string();
    let mut table = ByWord::default();
    assert_eq!(table.get(""), None);
    for number in 0..1_000 {
        table.put(&name(number), 0);
        table.put(&name(number), number);
    }
    for number in 0..1_000 {
        assert_eq!(table.get(&name(number)), Some(&number));
    }
    assert_eq!(table.get(&name(1_000)), None);
    assert_eq!(table.get(""), None);
}
