//! An answer in words: who pays what of each visit, step by step, and what the month comes to.

use std::sync::Arc;

use calculation::edition::Edition;
use wire::proto::copayment::v1::{
    MonthAnswer, Share, Split, TypedPerson, Undecided, Visit, VisitAnswer, share::Payer,
    slice::Cost, split::Counter, typed_certificate::Rule, visit_answer::Answer,
};

use crate::{language::Language, output::Output};

/// Writes answers for people, in their language.
pub(super) struct Page<'a> {
    lang: Language,
    /// The names of the certificates of each person that was asked about.
    names: Vec<Vec<String>>,
    output: &'a Output,
}

impl<'a> Page<'a> {
    pub(super) fn of(lang: Language, people: Vec<TypedPerson>, output: &'a Output) -> Self {
        let names = people.iter().map(|person| {
            let rules = person.certificates.iter().map(|certificate| certificate.rule.as_ref());
            rules.map(|rule| rule.map(rule_name).unwrap_or_default()).collect()
        });
        Self { lang, names: names.collect(), output }
    }

    /// Which of several people comes now.
    pub(super) fn person(&self, at: usize) {
        let names = self.names.get(at).map(|names| names.join(", ")).unwrap_or_default();
        let (ja, en) = (format!("{}人目：{names}", at + 1), format!("person {}: {names}", at + 1));
        self.output.say(self.lang.of(ja, en));
    }

    /// A month: its visits, and what they come to.
    pub(super) fn month(&self, person: usize, visits: &[Visit], month: &MonthAnswer) {
        self.visits(person, visits, &month.visits);
        let yen = |amount: Option<i64>| self.known(amount);
        let (patient, counter) = (yen(month.patient_yen), yen(month.counter_yen));
        let (later, last) = (yen(month.refund_later_yen), yen(month.final_yen));
        self.output.say(self.lang.of(
            format!("月合計：本人負担 {patient}、窓口 {counter}、後日の償還 {later}、最終負担 {last}"),
            format!(
                "month: the person's part {patient}, at counters {counter}, refunded later {later}, \
                 in the end {last}"
            ),
        ));
    }

    /// Visits with their answers.
    pub(super) fn visits(&self, person: usize, visits: &[Visit], answers: &[VisitAnswer]) {
        for (visit, answer) in visits.iter().zip(answers) {
            self.output.say(self.heading(visit));
            match &answer.answer {
                Some(Answer::Split(split)) => self.split(person, split),
                Some(Answer::Undecided(missing)) => self.say_undecided(missing),
                None => {}
            }
        }
    }

    /// Which person pays least in the end.
    pub(super) fn cheapest(&self, at: Option<u32>) {
        self.output.say(match at {
            Some(at) => self.lang.of(
                format!("最も負担が少ないのは {}人目", at + 1),
                format!("person {} pays least in the end", at + 1),
            ),
            None => self.lang.of(
                "決められない月があり、比べられません".to_owned(),
                "a month is undecided: they cannot be compared".to_owned(),
            ),
        });
    }

    /// What it was calculated with.
    pub(super) fn edition(&self, id: &str, editions: &[Arc<Edition>]) {
        let edition = editions.iter().find(|edition| edition.id().to_string() == id);
        let Some(edition) = edition else { return };
        let (about, short) = (edition.about(), edition.id().short());
        let (ja, en) = (
            format!("版 {short}（{}、{} 現在）", about.name, about.as_of),
            format!("edition {short} ({}, as of {})", about.name, about.as_of),
        );
        self.output.say(self.lang.of(ja, en));
    }

    fn heading(&self, visit: &Visit) -> String {
        let date = visit.date.unwrap_or_default();
        let cost = visit.slices.iter().map(|slice| match slice.cost {
            Some(Cost::Points(points)) => points * 10,
            Some(Cost::CostYen(yen)) => yen,
            None => 0,
        });
        let setting = visit.setting().as_str_name().trim_start_matches("SETTING_").to_lowercase();
        let cost = self.lang.yen(cost.sum());
        format!(
            "{:04}-{:02}-{:02}  {}  {setting}  {cost}",
            date.year, date.month, date.day, visit.facility
        )
    }

    fn split(&self, person: usize, split: &Split) {
        for step in &split.steps {
            self.output.say(format!("    {}", self.lang.of(&step.ja, &step.en)));
        }
        let shares = split.shares.iter().filter(|share| share.amount_yen != 0);
        let mut parts: Vec<_> = shares.map(|share| self.share(person, share)).collect();
        parts.push(format!(
            "{} {}",
            self.lang.of("本人", "person"),
            self.lang.yen(split.patient_yen)
        ));
        self.output.say(format!("  {}: {}", self.lang.of("負担者", "payers"), parts.join(" + ")));
        for name in self.idle(person, split) {
            self.output.say(self.lang.of(
                format!("  {name} はこの受診では負担しない"),
                format!("  {name} takes nothing of this visit"),
            ));
        }
        match &split.counter {
            Some(Counter::CounterYen(yen)) => {
                let (yen, later) = (self.lang.yen(*yen), self.known(split.refund_later_yen));
                self.output.say(self.lang.of(
                    format!("  窓口 {yen}、後日の償還 {later}"),
                    format!("  at the counter {yen}, refunded later {later}"),
                ));
            }
            Some(Counter::CounterUndecided(missing)) => self.say_undecided(missing),
            None => {}
        }
        if split.cash_yen != 0 {
            let cash = self.lang.yen(split.cash_yen);
            self.output
                .say(self.lang.of(format!("  現金給付 {cash}"), format!("  cash benefit {cash}")));
        }
        if let Some(meals) = &split.meals {
            let charge = self.lang.yen(meals.charge_yen);
            let patient = self.lang.yen(meals.patient_yen);
            self.output.say(self.lang.of(
                format!("  食事 {charge} のうち本人 {patient}"),
                format!("  meals {charge}, of which the person {patient}"),
            ));
        }
    }

    /// The certificates that take nothing of a visit.
    fn idle(&self, person: usize, split: &Split) -> impl Iterator<Item = &String> {
        let takes = |at: usize| {
            split.shares.iter().any(|share| match share.payer {
                Some(Payer::Certificate(place)) => {
                    usize::try_from(place) == Ok(at) && share.amount_yen != 0
                }
                Some(Payer::Undivided(_)) => true,
                Some(Payer::Insurer(_)) | None => false,
            })
        };
        let names = self.names.get(person).map(Vec::as_slice).unwrap_or_default();
        names.iter().enumerate().filter(move |(at, _)| !takes(*at)).map(|(_, name)| name)
    }

    fn say_undecided(&self, missing: &Undecided) {
        let Undecided { item, row } = missing;
        self.output.say(self.lang.of(
            format!("  計算できません：{row} の項目 {item} が分かりません"),
            format!("  cannot decide: {item} of {row} is not known"),
        ));
    }

    fn share(&self, person: usize, share: &Share) -> String {
        let certificate = |at: u32| {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let names = self.names.get(person);
            names.and_then(|names| names.get(at)).cloned().unwrap_or_default()
        };
        let payer = match share.payer {
            Some(Payer::Insurer(true)) => self.lang.of("保険者", "insurer").to_owned(),
            Some(Payer::Insurer(false)) => {
                self.lang.of("高額療養費", "insurer above the limit").to_owned()
            }
            Some(Payer::Certificate(at)) => certificate(at),
            Some(Payer::Undivided(_)) | None => {
                self.lang.of("保険者または公費", "insurer or program").to_owned()
            }
        };
        format!("{payer} {}", self.lang.yen(share.amount_yen))
    }

    /// An amount, or that it is not known.
    fn known(&self, amount: Option<i64>) -> String {
        amount.map_or_else(
            || self.lang.of("不明", "not known").to_owned(),
            |amount| self.lang.yen(amount),
        )
    }
}

/// What a certificate is called: by its rule.
fn rule_name(rule: &Rule) -> String {
    match rule {
        Rule::National(national) if national.agency_number.is_empty() => {
            format!("{} (法別番号)", national.law_number)
        }
        Rule::National(national) => {
            format!("{}-{} (法別番号)", national.law_number, national.agency_number)
        }
        Rule::Local(id) => id.clone(),
        Rule::PayerNumber(number) => number.clone(),
        Rule::Program(program) => format!("{} {}", program.body, program.certificate_type),
    }
}
