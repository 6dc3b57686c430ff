//! A reason for each yen: the steps from the cost to what is collected, each with the rule that caused it.
//!
//! The calculation writes to a [`Trace`]; [`NoTrace`] costs nothing, [`Steps`] keeps them. Steps are one chain: each
//! begins where the one before ended, so the differences add up from the cost to the counter.

use crate::money::Yen;

/// Takes the steps of a calculation as they happen.
pub trait Trace {
    /// Whether anyone reads them: a step that takes work to say is only said then.
    const ON: bool;

    /// A step was taken. `step` is only called where steps are kept.
    fn step(&mut self, step: impl FnOnce() -> Step);
}

/// Nobody asks why.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    const ON: bool = false;

    fn step(&mut self, _: impl FnOnce() -> Step) {}
}

/// The steps of one visit, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps(pub Vec<Step>);

impl Trace for Steps {
    const ON: bool = true;

    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.0.push(step());
    }
}

/// One step: what remained to the person before it and after it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The row or rule of the data, by its id.
    pub rule: String,
    /// What was done.
    pub operator: Operator,
    /// What remained to the person before.
    pub before: Yen,
    /// What remains after. May be above what was before only where a limit or the counter's rounding says so.
    pub after: Yen,
    /// The numbers that went in, by name, in the order of the formula.
    pub inputs: Vec<(&'static str, i64)>,
    /// Where the rule is written down.
    pub source: String,
}

/// What a step does. Each has one sentence in plain Japanese and one in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The insurer takes its ratio of the cost (保険給付).
    InsuranceShare,
    /// 配慮措置 of the late elderly, while it ran.
    Relief,
    /// The insurer takes what is above the high-cost limit (高額療養費).
    HighCostLimit,
    /// The limit of the whole receipt is set against its parts together (合算).
    HighCostTogether,
    /// A program takes all (全額).
    ProgramAll,
    /// The person pays a rate of the cost; the program takes the rest (定率).
    Rate,
    /// The person pays a fixed amount (定額).
    Fixed,
    /// The person pays at most so much a visit, day, month … (上限額).
    Cap,
    /// The person has paid as often as the rule charges (回数).
    Times,
    /// The amount of a table by length of stay, first visit … (区分).
    Table,
    /// The rule pays only below or above a threshold (基準額).
    Threshold,
    /// The program pays so much and no more (助成額).
    Aid,
    /// A fee of another program goes on after its limit (上限後の継続).
    ContinueAfterLimit,
    /// Receipt rounding of the rule (レセプト端数).
    ReceiptRounding,
    /// A local program comes before a national one: what the national one had taken is set aside (優先順位).
    LocalFirst,
    /// The person pays now and is refunded (償還払い).
    PayFirst,
    /// What is collected at the counter, in tens of yen (窓口端数).
    CounterRounding,
}
