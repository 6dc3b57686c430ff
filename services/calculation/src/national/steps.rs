//! The steps of a visit's national split: the increase of each stage of its receipt, one chain from the cost down.

use super::{
    limits::Bound,
    receipt::Outcome,
    standing::{Kind, Standing},
    terms::{Cap, Terms},
};
use crate::{Operator, Step, Trace, money::Yen};

/// The table of programs, for the ids of steps.
const PROGRAMS: &str = "national_programs";

/// Says how a receipt went from one outcome to the next.
pub(crate) fn tell(
    trace: &mut impl Trace,
    old: &Outcome,
    new: &Outcome,
    standing: Option<&Standing<'_>>,
    terms: &[Terms<'_>],
    outpatient: bool,
) {
    let mut chain = Chain { trace, left: new.cost - old.cost };
    if let Some(standing) = standing {
        by_insurance(&mut chain, old, new, standing);
    }
    for (bit, terms) in terms.iter().enumerate() {
        by_program(&mut chain, (bit, terms), old, new, outpatient);
    }
    let undivided = new.undivided - old.undivided;
    chain.step(undivided, Operator::HighCostLimit, || Said {
        rule: "undivided".to_owned(),
        inputs: vec![("undivided", new.undivided.0)],
        source: "the limit was not read: the insurer or the program pays this".to_owned(),
    });
    if let Some(standing) = standing {
        let together = new.together_cut - old.together_cut;
        chain.step(together, Operator::HighCostTogether, || {
            let all = standing.limit(Kind::Own, new.cost, outpatient);
            limit(
                standing,
                Kind::Own,
                new,
                if let Bound::Exact(all) = all { all } else { Yen::ZERO },
            )
        });
    }
}

fn by_insurance(
    chain: &mut Chain<'_, impl Trace>,
    old: &Outcome,
    new: &Outcome,
    standing: &Standing<'_>,
) {
    chain.step(new.insurer - old.insurer, Operator::InsuranceShare, || Said {
        rule: standing
            .row
            .map_or_else(|| "facts:share".to_owned(), |row| format!("national_shares:{}", row.id)),
        inputs: vec![
            ("cost", (new.cost - old.cost).0),
            ("share_numerator", i64::from(standing.share.numerator())),
            ("share_denominator", i64::from(standing.share.denominator())),
        ],
        source: standing.row.map_or_else(String::new, |row| row.source.to_string()),
    });
    chain.step(new.relief_cut - old.relief_cut, Operator::Relief, || Said {
        rule: "national_measures:relief".to_owned(),
        inputs: vec![("receipt_cost", new.cost.0)],
        source: standing.relief.map_or_else(String::new, |relief| relief.source.to_string()),
    });
    chain.step(new.limit_cut - old.limit_cut, Operator::HighCostLimit, || {
        let (kind, at) = new.cut_by.unwrap_or((Kind::Own, Yen::ZERO));
        limit(standing, kind, new, at)
    });
}

fn by_program(
    chain: &mut Chain<'_, impl Trace>,
    (bit, terms): (usize, &Terms<'_>),
    old: &Outcome,
    new: &Outcome,
    outpatient: bool,
) {
    let program = terms.program.of(outpatient);
    let rule = || format!("{PROGRAMS}:{}", program.id);
    let (before, now) = (old.program(bit), new.program(bit));
    chain.step(now.rate - before.rate, Operator::Rate, || Said {
        rule: rule(),
        inputs: terms.rate.map_or_else(Vec::new, |rate| {
            vec![
                ("rate_numerator", i64::from(rate.numerator())),
                ("rate_denominator", i64::from(rate.denominator())),
            ]
        }),
        source: program.source.to_string(),
    });
    let cap = terms.cap.of(outpatient);
    let all = cap == Cap::At(Yen::ZERO);
    let operator = if all { Operator::ProgramAll } else { Operator::Cap };
    chain.step(now.cap - before.cap, operator, || Said {
        rule: rule(),
        inputs: match cap {
            Cap::At(cap) if !all => vec![
                ("limit", cap.0),
                ("paid_elsewhere", terms.paid_elsewhere.0),
                ("counted", now.counted.0),
            ],
            Cap::At(_) | Cap::Open | Cap::Unsaid => Vec::new(),
        },
        source: program.source.to_string(),
    });
}

fn limit(standing: &Standing<'_>, kind: Kind, new: &Outcome, at: Yen) -> Said {
    let inputs = vec![("limit", at.0), ("receipt_cost", new.cost.0)];
    if standing.is_long_term(at) {
        let rule = "national_measures:long_term_limit".to_owned();
        return Said { rule, inputs, source: "特定疾病療養受療証".to_owned() };
    }
    let row = standing.limits(kind);
    Said {
        rule: row.map_or_else(
            || "national_limits".to_owned(),
            |row| format!("national_limits:{}", row.id),
        ),
        inputs,
        source: row.map_or_else(String::new, |row| row.source.to_string()),
    }
}

/// What a step says besides its amounts.
struct Said {
    rule: String,
    inputs: Vec<(&'static str, i64)>,
    source: String,
}

/// The steps as one chain.
struct Chain<'a, T> {
    trace: &'a mut T,
    left: Yen,
}

impl<T: Trace> Chain<'_, T> {
    /// A payer takes an amount; nothing is said of nothing.
    fn step(&mut self, taken: Yen, operator: Operator, say: impl FnOnce() -> Said) {
        if taken == Yen::ZERO {
            return;
        }
        let before = self.left;
        self.left = before - taken;
        let after = self.left;
        self.trace.step(|| {
            let Said { rule, inputs, source } = say();
            Step { rule, operator, before, after, inputs, source }
        });
    }
}
