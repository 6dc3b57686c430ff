//! For whom a tier or an amount is, in words.

use crate::{
    desk::Sentence,
    local::{
        condition::{Ages, Condition},
        rule::{CHILD, Tier},
    },
    official::{AgeFrom, AgeTo},
};

/// Words of the data for people and care that have a Japanese word; others are said as they stand.
const WORDS: [(&str, &str); 24] = [
    ("admitted_same_day", "当日入院"),
    ("child", "子"),
    ("general", "一般"),
    ("high_income", "高所得"),
    ("household_non_taxed", "世帯非課税"),
    ("income_levy_exempt", "所得割非課税"),
    ("income_levy_taxed", "所得割課税"),
    ("income_tax_exempt", "所得税非課税"),
    ("income_tax_payer", "所得税課税"),
    ("low", "低所得"),
    ("low_income", "低所得"),
    ("low_income_1", "低所得1"),
    ("low_income_2", "低所得2"),
    ("low_pension", "低年金"),
    ("medium", "中度"),
    ("mental", "精神"),
    ("non_taxed", "非課税"),
    ("parent", "親"),
    ("psychiatric_bed", "精神病床"),
    ("psychiatric_illness", "精神疾患"),
    ("school_injury", "学校でのけが"),
    ("severe", "重度"),
    ("tax_exempt", "非課税"),
    ("taxed", "課税"),
];

/// For whom a tier is; empty for everybody.
pub(super) fn of_tier(tier: &Tier) -> Sentence {
    let ages = if tier.ages_missing {
        Sentence::new("年齢の記載なし", "ages not stated")
    } else if tier.ages_of_children && tier.when.role.as_deref().is_some_and(|role| role != CHILD) {
        Sentence::default()
    } else {
        tier.ages.map(ages).unwrap_or_default()
    };
    Sentence::joined(&[ages, condition(&tier.when)], "・", " and ")
}

/// For whom a condition holds; empty for everybody.
pub(super) fn condition(when: &Condition) -> Sentence {
    let words = [&when.income, &when.role, &when.disability];
    let words = words.into_iter().flatten().map(|word| data_word(word));
    let grade = when
        .grade
        .iter()
        .map(|grade| Sentence::new(format!("{grade}級"), format!("grade {grade}")));
    let printed = when.printed.iter().map(|word| {
        Sentence::new(format!("証に「{word}」"), format!("\"{word}\" on the certificate"))
    });
    let order = when
        .child_order
        .map(|n| Sentence::new(format!("第{n}子以降"), format!("child {n} or later")));
    let insurance = !when.schemes.is_empty() || when.insurer_outside.is_some();
    let insurance = insurance.then(|| Sentence::new("保険者による", "by insurer"));
    let unclear = when.unclear.map(|_| Sentence::new("他の要件による", "by other conditions"));
    let ages = when.ages.map(ages);
    let parts: Vec<_> = ages
        .into_iter()
        .chain(words)
        .chain(grade)
        .chain(printed)
        .chain(order)
        .chain(insurance)
        .chain(unclear)
        .collect();
    if when.any {
        Sentence::joined(&parts, "または", " or ")
    } else {
        Sentence::joined(&parts, "・", " and ")
    }
}

/// A sentence after the conditions under one of which it holds.
pub(super) fn before(people: &[Sentence], sentence: &Sentence) -> Sentence {
    let whom = if people.iter().any(Sentence::is_empty) {
        Sentence::new("その他", "otherwise")
    } else {
        Sentence::joined(people, "または", " or ")
    };
    Sentence::new(
        format!("〔{}〕{}", whom.ja, sentence.ja),
        format!("[{}] {}", whom.en, sentence.en),
    )
}

/// A word of the data.
pub(super) fn data_word(word: &str) -> Sentence {
    let known = WORDS.iter().find(|(data, _)| *data == word);
    Sentence::new(known.map_or(word, |(_, ja)| ja), word.replace('_', " "))
}

fn ages(ages: Ages) -> Sentence {
    let (from, years) = ages.from;
    let lower = (from != AgeFrom::NoTest && years > 0).then(|| match from {
        AgeFrom::NoTest | AgeFrom::Birthday | AgeFrom::DayBefore | AgeFrom::DayAfter => {
            Sentence::new(format!("{years}歳から"), format!("from age {years}"))
        }
        AgeFrom::FirstOfMonthOfDayBefore | AgeFrom::FirstOfBirthdayMonth => {
            Sentence::new(format!("{years}歳の月から"), format!("from the month of age {years}"))
        }
        AgeFrom::FirstOfMonthAfterBirthdayMonth | AgeFrom::FirstOfMonthAfterThatOfDayBefore => {
            Sentence::new(
                format!("{years}歳の翌月から"),
                format!("from the month after turning {years}"),
            )
        }
        AgeFrom::FiscalYearStartOfDayBefore => Sentence::new(
            format!("{years}歳の年度から"),
            format!("from the fiscal year of age {years}"),
        ),
    });
    let (to, years) = ages.to;
    let upper = (to != AgeTo::NoTest).then(|| match to {
        AgeTo::NoTest | AgeTo::Birthday => {
            Sentence::new(format!("{years}歳の誕生日まで"), format!("to the birthday {years}"))
        }
        AgeTo::DayBefore | AgeTo::TwoDaysBefore => {
            Sentence::new(format!("{years}歳未満"), format!("under {years}"))
        }
        AgeTo::MonthEndOfDayBefore | AgeTo::MonthEndOfBirthday => Sentence::new(
            format!("{years}歳の月末まで"),
            format!("to the end of the month of age {years}"),
        ),
        AgeTo::FiscalYearEndOfBirthday | AgeTo::FiscalYearEndOfDayBefore => Sentence::new(
            format!("{years}歳の年度末まで"),
            format!("to the end of the fiscal year of age {years}"),
        ),
    });
    let parts: Vec<_> = lower.into_iter().chain(upper).collect();
    Sentence::joined(&parts, "", " ")
}
