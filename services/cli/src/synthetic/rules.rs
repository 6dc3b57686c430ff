//! Which rule of the shipped edition a program of a body stands for, as the body's program master would say.
//!
//! A national program by its name. A local one by looking for the body's own program of that policy class (分類番号1), else
//! its prefecture's, which most municipalities run too. What pays otherwise than the program master of the population says
//! is left out: its answers would contradict each other.

use std::collections::BTreeMap;

use calculation::{
    Certificate, RuleName, Setting,
    desk::Desk,
    edition::Edition,
    local::How,
    money::Yen,
    official::{Code, Row},
};
use domain::{
    bodies::{self, Body},
    prefecture::PrefectureCode,
    programs::ProgramOutline,
    settlement::Settlement,
};
use jiff::civil::Date;

use super::tables::{RuleOfProgram, RuleWord, Tables, WordKind};
use crate::{
    enrol::file::RuleEntry,
    failure::{Exit, Failure},
};

/// The shipped rule data, to look rules up in.
pub struct RuleBook<'t> {
    edition: Edition,
    of_programs: &'t [RuleOfProgram],
    words: &'t [RuleWord],
    on: Date,
}

impl<'t> RuleBook<'t> {
    /// Opens the shipped rule data, for the population's day.
    ///
    /// # Errors
    ///
    /// [`Exit::Damage`] where the edition does not load; a test of the calculation holds that it does.
    pub fn open(tables: &'t Tables, on: Date) -> Result<Self, Failure> {
        let edition = Edition::shipped()
            .map_err(|error| Failure::new(Exit::Damage, format!("the rule data: {error}")))?;
        Ok(Self { edition, of_programs: &tables.rules, words: &tables.rule_words, on })
    }

    /// What a body's program stands for; none where the rule data has no rule that fits.
    #[must_use]
    pub fn rule_of(&self, body: &Body, program: &ProgramOutline) -> Option<RuleEntry> {
        let known = self.of_programs.iter().find(|known| known.program == program.slug)?;
        let rule = if known.rule.is_empty() {
            self.local(body, Code::read(&known.class)?, program)?
        } else {
            known.rule.parse().ok().filter(|rule| self.edition.has(rule))?
        };
        Some(RuleEntry {
            rule: rule.to_string(),
            income_bands: self.words_of(program, WordKind::Band),
            conditions: self.words_of(program, WordKind::Condition),
        })
    }

    /// The body's own program of a class, else its prefecture's.
    fn local(&self, body: &Body, class: Code, program: &ProgramOutline) -> Option<RuleName> {
        let rows = self.edition.local_rows().iter().zip(self.edition.local_ids());
        let of_class = |row: &Row| {
            row.prefecture == body.prefecture
                && row.class1 == Some(class)
                && row.valid_from.is_none_or(|first| first <= self.on)
                && row.valid_to.is_none_or(|last| self.on <= last)
        };
        let named = rows.filter(|(row, _)| of_class(row)).filter_map(|(row, id)| {
            let name = self.edition.rules().program_of(id)?;
            Some((row.municipality, RuleName::Local(name.to_owned())))
        });
        let (own, common): (Vec<_>, Vec<_>) = named
            .filter(|(place, _)| place.is_none_or(|place| place == body.code))
            .partition(|(place, _)| place.is_some());
        let mut found = own.into_iter().chain(common).map(|(_, rule)| rule);
        found.find(|rule| self.pays_as(rule, body.prefecture, program))
    }

    /// Whether a rule pays as the program master of the population says, in the prefecture and outside it.
    fn pays_as(&self, rule: &RuleName, here: PrefectureCode, program: &ProgramOutline) -> bool {
        let prefectures = bodies::all().iter().map(|body| body.prefecture);
        let Some(elsewhere) = prefectures.into_iter().find(|other| *other != here) else {
            return false;
        };
        self.pays(rule, here) == Some(program.settlement_inside)
            && self.pays(rule, elsewhere) == Some(program.settlement_outside)
    }

    fn pays(&self, rule: &RuleName, prefecture: PrefectureCode) -> Option<Settlement> {
        let certificate = Certificate {
            rule: rule.clone(),
            limits: Vec::new(),
            tier: None,
            band: None,
            share: None,
            paid_elsewhere: Yen::ZERO,
        };
        let settings = &[Setting::Outpatient];
        let desk = Desk { date: self.on, prefecture: Some(prefecture), settings };
        let told = self.edition.at_desk(&certificate, Vec::new(), desk)?;
        Some(match told.settlement? {
            How::OnReceipt | How::InKind => Settlement::InKind,
            How::OnList => Settlement::List,
            How::PayFirst => Settlement::Reimbursement,
        })
    }

    fn words_of(&self, program: &ProgramOutline, kind: WordKind) -> BTreeMap<String, String> {
        let words = self.words.iter();
        let words = words.filter(|word| word.program == program.slug && word.kind == kind);
        words.map(|word| (word.code.clone(), word.word.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
