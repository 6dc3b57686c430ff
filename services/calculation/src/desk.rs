//! What a desk is told of a rule before anything is calculated: who pays first, how it is settled here, and the rule in a
//! sentence.
//!
//! The sentence follows from the rule data and from what the certificate says. Nothing else of the person is asked: where
//! an age or an income would decide, the sentence says both. The words are those of the operators; amounts, ratios and
//! names are the data's.

mod words;

pub use words::Sentence;
pub(crate) use words::{by_month, not_covered, nothing, part};

use domain::prefecture::PrefectureCode;
use jiff::civil::Date;

use crate::{Certificate, Insurance, Person, RuleName, Setting, edition::Edition, local::How};

/// The place and the day for which a desk asks.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The day of the visit.
    pub date: Date,
    /// The prefecture of the facility; absent where its code names none.
    pub prefecture: Option<PrefectureCode>,
    /// The kinds of care that the facility gives, as far as they are settled differently. At least one.
    pub settings: &'a [Setting],
}

/// What a desk is told of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtDesk {
    /// How the program pays here; none where the data does not say, or it depends on what nobody told.
    pub settlement: Option<How>,
    /// The rule in words.
    pub sentence: Sentence,
}

impl Edition {
    /// What a desk is told of a certificate's rule; none where the edition does not have the rule.
    ///
    /// `facts` are the person's as far as the certificate says them ([`crate::mapping::Meaning`]).
    #[must_use]
    pub fn at_desk(
        &self,
        certificate: &Certificate,
        facts: Vec<crate::Fact>,
        desk: Desk<'_>,
    ) -> Option<AtDesk> {
        let person = Person::told_only(facts);
        let (settlement, sentence) = match &certificate.rule {
            RuleName::National { law, agency } => {
                self.national().at_desk((*law, agency.as_deref()), certificate, &person, desk)?
            }
            RuleName::Local(name) => {
                let (rules, dictionary) = (self.rules(), self.dictionary());
                (
                    rules.settled(name, certificate, &person, desk),
                    rules.sentence(name, certificate, &person, desk.date, dictionary)?,
                )
            }
        };
        let first = settlement == Some(How::PayFirst);
        let sentence = if first { sentence.then(&words::paid_first()) } else { sentence };
        Some(AtDesk { settlement, sentence })
    }

    /// The place of each rule in the order in which they pay, from 1: that of [`crate::Calculator`]. 0 where the edition
    /// does not have the rule. Rules of one rank keep their order.
    #[must_use]
    pub fn precedence(&self, rules: &[&RuleName]) -> Vec<u32> {
        let any_local = rules.iter().any(|rule| matches!(rule, RuleName::Local(_)));
        let rank = |rule: &RuleName| match rule {
            RuleName::National { law, agency } => {
                let (rank, local_first) = self.national().place(*law, agency.as_deref())?;
                let after = any_local && local_first;
                Some((if after { 2 } else { 0 }, u32::from(rank)))
            }
            RuleName::Local(name) => Some((1, self.rules().priority(name)?)),
        };
        let ranks: Vec<_> = rules.iter().map(|rule| rank(rule)).collect();
        let before = |place: usize, own| {
            let earlier = |(other, rank): &(usize, &Option<(u8, u32)>)| {
                rank.is_some_and(|rank| (rank, *other) < (own, place))
            };
            ranks.iter().enumerate().filter(earlier).count()
        };
        let placed = ranks.iter().enumerate().map(|(place, rank)| {
            rank.map_or(0, |own| u32::try_from(before(place, own)).unwrap_or(u32::MAX - 1) + 1)
        });
        placed.collect()
    }
}

impl Person {
    /// Somebody insured of whom nothing but these facts is told.
    pub(crate) fn told_only(facts: Vec<crate::Fact>) -> Self {
        Self { birth_date: None, insurance: Some(Insurance::default()), facts }
    }
}

/// The one answer of all; none where they differ, or one is none, or there is no answer.
pub(crate) fn agreed<T: PartialEq>(mut answers: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = answers.next()??;
    answers.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

#[cfg(test)]
mod tests;
