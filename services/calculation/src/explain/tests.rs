use crate::{Operator, Step, money::Yen};

#[test]
fn a_step_is_a_sentence_in_both_languages() {
    let step = Step {
        rule: "row-1".into(),
        operator: Operator::Cap,
        before: Yen(1_500),
        after: Yen(500),
        inputs: vec![("cap", 500), ("paid", 0)],
        source: String::new(),
    };
    assert_eq!(
        step.in_japanese(),
        "負担上限額を適用：1,500円 → 500円（cap 500、paid 0、根拠 row-1）"
    );
    assert_eq!(
        step.in_english(),
        "the program's limit holds: 1,500 yen to 500 yen (cap 500, paid 0, rule row-1)"
    );
}
