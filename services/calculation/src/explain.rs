//! A step in plain words, Japanese and English.
//!
//! A sentence says what was done, from which amount to which, and by which rule; the numbers that went in follow in
//! brackets. The words are one table, so that a new operator cannot be without its two sentences.

use std::fmt::Write as _;

use crate::{Operator, Step};

/// The words of an operator.
struct Words {
    name: &'static str,
    ja: &'static str,
    en: &'static str,
}

impl Operator {
    /// The operator's name for machines: `insurance_share`, `cap`, … It never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.words().name
    }

    const fn words(self) -> Words {
        let (name, ja, en) = match self {
            Self::InsuranceShare => (
                "insurance_share",
                "医療保険が給付割合を負担",
                "the insurer pays its share of the cost",
            ),
            Self::Relief => (
                "relief",
                "後期高齢者の配慮措置で自己負担の増加を抑制",
                "the relief for the late elderly holds the increase back",
            ),
            Self::HighCostLimit => (
                "high_cost_limit",
                "高額療養費の限度額を超える分を医療保険が負担",
                "the insurer pays what is above the high-cost limit",
            ),
            Self::HighCostTogether => (
                "high_cost_together",
                "高額療養費を合算して限度額を適用",
                "the high-cost limit is set against all parts of the receipt together",
            ),
            Self::ProgramAll => {
                ("program_all", "公費が残りの全額を負担", "the program pays all that remains")
            }
            Self::Rate => (
                "rate",
                "公費の定率負担を適用",
                "the person pays the program's rate, the program the rest",
            ),
            Self::Fixed => {
                ("fixed", "定額の負担を適用", "the person pays the program's fixed amount")
            }
            Self::Cap => ("cap", "負担上限額を適用", "the program's limit holds"),
            Self::Times => (
                "times",
                "負担する回数の上限に達したため負担なし",
                "the person has paid as often as the program charges",
            ),
            Self::Table => {
                ("table", "区分ごとの額を適用", "the amount of the program's table holds")
            }
            Self::Threshold => {
                ("threshold", "基準額による取扱いを適用", "the program's threshold decides")
            }
            Self::Aid => ("aid", "公費が定められた助成額を負担", "the program pays its aid"),
            Self::ContinueAfterLimit => (
                "continue_after_limit",
                "他の公費の上限到達後も負担を継続",
                "the fee goes on after another program's limit",
            ),
            Self::ReceiptRounding => {
                ("receipt_rounding", "レセプトの端数を処理", "the receipt's fraction is rounded")
            }
            Self::LocalFirst => (
                "local_first",
                "地方単独事業を先に適用するため国の公費の負担をいったん戻す",
                "a local program comes first: what the national program had taken is set aside",
            ),
            Self::PayFirst => (
                "pay_first",
                "窓口でいったん支払い、後日払い戻し",
                "the person pays at the counter and is refunded later",
            ),
            Self::CounterRounding => {
                ("counter_rounding", "窓口で10円未満を四捨五入", "the counter rounds to ten yen")
            }
        };
        Words { name, ja, en }
    }
}

impl Step {
    /// The step as a Japanese sentence.
    #[must_use]
    pub fn in_japanese(&self) -> String {
        let words = self.operator.words();
        let mut text = format!("{}：{}円 → {}円", words.ja, self.before, self.after);
        self.close(&mut text, "（", "、", "）", "根拠 ");
        text
    }

    /// The step as an English sentence.
    #[must_use]
    pub fn in_english(&self) -> String {
        let words = self.operator.words();
        let mut text = format!("{}: {} yen to {} yen", words.en, self.before, self.after);
        self.close(&mut text, " (", ", ", ")", "rule ");
        text
    }

    fn close(&self, text: &mut String, open: &str, between: &str, close: &str, rule: &str) {
        text.push_str(open);
        for (name, value) in &self.inputs {
            // Writing to a String does not fail.
            let _ = write!(text, "{name} {value}{between}");
        }
        let _ = write!(text, "{rule}{}{close}", self.rule);
    }
}

#[cfg(test)]
mod tests;
