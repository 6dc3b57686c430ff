//! A local rule in a sentence: for whom a tier is, and what it leaves to pay of each kind of care.
//!
//! A tier's words are made once, when they are first asked for. Of the tiers in force on the day those are said that what
//! is told does not rule out; where they differ, each after its condition.

mod people;
mod plan;

use std::sync::OnceLock;

use jiff::civil::Date;

use super::{
    condition::Held,
    plan::{Cover, LimitYen, Plan, Prerequisite, Step},
    rule::{Program, Rules, Tier},
    settle::How,
};
use crate::{
    Certificate, Person, PrintedLimit, Setting, Visit,
    desk::{Desk, Sentence, agreed},
    official::Dictionary,
};

/// The most sentences that are said one after another.
const SAID_MAX: usize = 3;

/// How long a sentence becomes by saying more than the first tier, or more than outpatient care and hospital stays, in
/// characters. What is said of the place comes on top.
const CHARACTERS_MAX: usize = 250;

/// The words of a tier, made when they are first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words(OnceLock<TierWords>);

/// What a tier says in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TierWords {
    /// For whom; empty: everybody.
    whom: Sentence,
    care: Care,
    /// What must come before; empty where nothing must.
    requires: Sentence,
}

/// What a tier says of each kind of care.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Care {
    outpatient: Option<Sentence>,
    inpatient: Option<Sentence>,
    dental: Option<Sentence>,
    pharmacy: Option<Sentence>,
}

impl Rules {
    /// The rule in a sentence; none where no rule has the name.
    pub(crate) fn sentence(
        &self,
        name: &str,
        certificate: &Certificate,
        person: &Person,
        on: Date,
        dictionary: &Dictionary,
    ) -> Option<Sentence> {
        let tiers = self.tiers_for(name, certificate, person, on)?;
        let mut said: Vec<TierWords> = Vec::with_capacity(tiers.len());
        for tier in tiers {
            let words = self.words(tier, &certificate.limits, dictionary);
            let other = |known: &&mut TierWords| known.whom == words.whom;
            match said.iter_mut().find(other) {
                // Rows that state their sides apart make one sentence.
                Some(known) if known.care.has_room_for(&words.care) => known.care.add(words.care),
                Some(_) | None => said.push(words),
            }
        }
        Some(together(said))
    }

    /// How the program pays at a desk; none where the data does not say, or it depends on what nobody told.
    pub(crate) fn settled(
        &self,
        name: &str,
        certificate: &Certificate,
        person: &Person,
        desk: Desk<'_>,
    ) -> Option<How> {
        let tiers = self.tiers_for(name, certificate, person, desk.date)?;
        let asked = desk.settings.iter().flat_map(|setting| {
            let visit = Visit::untold(desk.date, desk.prefecture, *setting);
            let covering =
                tiers.iter().filter(|tier| !matches!(tier.covers.of(*setting), Cover::NotCovered));
            let rows = covering.filter_map(|tier| self.rows.get(*tier.rows.of(*setting)));
            rows.map(move |row| row.pays_here(person, &visit).ok()).collect::<Vec<_>>()
        });
        agreed(asked)
    }

    /// The place of a rule in the order of application.
    pub(crate) fn priority(&self, name: &str) -> Option<u32> {
        self.find(name).map(|(program, _)| program.priority)
    }

    /// The tiers that may be the certificate's; none where no rule has the name.
    fn tiers_for(
        &self,
        name: &str,
        certificate: &Certificate,
        person: &Person,
        on: Date,
    ) -> Option<Vec<&Tier>> {
        let (program, row) = self.find(name)?;
        let place = row.or_else(|| {
            let number = certificate.tier?;
            program.tiers.iter().position(|tier| tier.number == number)
        });
        if let Some(place) = place {
            return Some(program.tiers.get(place).into_iter().collect());
        }
        let open = open_tiers(program, person, on);
        let covering = open.iter().filter(|tier| tier.covers_anything());
        let covering: Vec<_> = covering.copied().collect();
        Some(if covering.is_empty() { open } else { covering })
    }

    /// The words of a tier, with the limits that the certificate prints where it asks for them.
    fn words(&self, tier: &Tier, limits: &[PrintedLimit], dictionary: &Dictionary) -> TierWords {
        let make = |limits| TierWords {
            whom: people::of_tier(tier),
            care: Care::of(tier, |setting| said(tier, setting, limits, dictionary)),
            requires: self.requires(tier),
        };
        if !limits.is_empty() && tier.asks_the_certificate() {
            return make(limits);
        }
        tier.words.0.get_or_init(|| make(&[])).clone()
    }

    /// What must come before a tier; empty where nothing must.
    fn requires(&self, tier: &Tier) -> Sentence {
        let row = self.rows.get(tier.rows.outpatient);
        let first = row.and_then(|row| row.requires.as_deref());
        first.map(|first| self.only_with(first)).unwrap_or_default()
    }

    /// Only beside one of these programs.
    fn only_with(&self, first: &[Prerequisite]) -> Sentence {
        plan::only_with(first, |name| {
            self.find(name).map_or(name, |(program, row)| {
                let tier = program.tiers.get(row.unwrap_or(0));
                let meta = tier.and_then(|tier| self.rows.get(tier.rows.outpatient));
                meta.map_or(name, |meta| meta.name())
            })
        })
    }
}

fn said(
    tier: &Tier,
    setting: Setting,
    limits: &[PrintedLimit],
    dictionary: &Dictionary,
) -> Sentence {
    let cover = tier.covers.of(setting);
    plan::cover(cover, setting, limits, dictionary)
}

/// The tiers in force on a day that are not ruled out, up to the first that holds for certain.
fn open_tiers<'r>(program: &'r Program, person: &Person, on: Date) -> Vec<&'r Tier> {
    let mut open = Vec::with_capacity(program.tiers.len());
    for tier in &program.tiers {
        let (first, last) = tier.days;
        let held = tier.fit(person).held;
        if held == Held::No || !(first..=last).contains(&on) {
            continue;
        }
        open.push(tier);
        if held == Held::Yes && !tier.one_sided {
            break;
        }
    }
    open
}

impl Tier {
    /// Whether a limit is as the certificate prints it.
    fn asks_the_certificate(&self) -> bool {
        let asks = |plan: &Plan| {
            let limits = plan.steps.iter().filter_map(|step| match step {
                Step::Limit(limit) => Some(limit),
                Step::Table(_) => None,
            });
            let amounts = limits.chain(&plan.later).flat_map(|limit| &limit.amounts);
            amounts.into_iter().any(|amount| matches!(amount.yen, LimitYen::Certificate))
        };
        SAID.iter().filter_map(|setting| self.covers.plan(*setting)).any(asks)
    }
}

/// The kinds of care that are said.
const SAID: [Setting; 4] =
    [Setting::Outpatient, Setting::Inpatient, Setting::Dental, Setting::Pharmacy];

impl Care {
    fn of(tier: &Tier, said: impl Fn(Setting) -> Sentence) -> Self {
        let main = |setting| {
            let other = tier.one_sided && matches!(tier.covers.of(setting), Cover::NotCovered);
            (!other).then(|| said(setting))
        };
        let (outpatient, inpatient) = (main(Setting::Outpatient), main(Setting::Inpatient));
        // Dentists and pharmacies only where they are known to be otherwise.
        let beside = |setting| {
            let own = tier.covers.plan(setting).map(|_| said(setting));
            own.filter(|own| Some(own) != outpatient.as_ref())
        };
        let (dental, pharmacy) = (beside(Setting::Dental), beside(Setting::Pharmacy));
        Self { outpatient, inpatient, dental, pharmacy }
    }

    fn has_room_for(&self, other: &Self) -> bool {
        (self.outpatient.is_none() || other.outpatient.is_none())
            && (self.inpatient.is_none() || other.inpatient.is_none())
    }

    fn add(&mut self, other: Self) {
        self.outpatient = self.outpatient.take().or(other.outpatient);
        self.inpatient = self.inpatient.take().or(other.inpatient);
        self.dental = self.dental.take().or(other.dental);
        self.pharmacy = self.pharmacy.take().or(other.pharmacy);
    }

    /// All kinds of care, in sentences: once where the two great ones are alike. Dentists and pharmacies as long as it
    /// stays short.
    fn sentence(&self) -> Sentence {
        let mut said = match (&self.outpatient, &self.inpatient) {
            (Some(one), Some(other)) if one == other => one.whole(),
            (outpatient, inpatient) => {
                let outpatient = outpatient.as_ref().map(|said| said.about("外来", "outpatient"));
                let inpatient = inpatient.as_ref().map(|said| said.about("入院", "hospital stay"));
                sentences(outpatient.into_iter().chain(inpatient))
            }
        };
        let dental = self.dental.as_ref().map(|said| said.about("歯科", "dentist"));
        let pharmacy = self.pharmacy.as_ref().map(|said| said.about("調剤", "pharmacy"));
        for more in dental.into_iter().chain(pharmacy) {
            let longer = said.clone().then(&more.whole());
            if longer.characters() <= CHARACTERS_MAX {
                said = longer;
            }
        }
        said
    }
}

fn sentences(phrases: impl Iterator<Item = Sentence>) -> Sentence {
    phrases.fold(Sentence::default(), |said, next| said.then(&next.whole()))
}

/// The tiers that may hold, said as one.
fn together(tiers: Vec<TierWords>) -> Sentence {
    let mut said: Vec<(Sentence, Vec<Sentence>)> = Vec::with_capacity(tiers.len());
    let mut outpatient = Vec::with_capacity(tiers.len());
    for TierWords { whom, care, requires } in tiers {
        let mut sentence = care.sentence();
        if !requires.is_empty() {
            sentence = sentence.then(&requires.whole());
        }
        if let Some((_, people)) = said.iter_mut().find(|(known, _)| *known == sentence) {
            people.push(whom);
        } else {
            said.push((sentence, vec![whom]));
            outpatient.extend(care.outpatient.filter(|said| !outpatient.contains(said)));
        }
    }
    if said.is_empty() {
        let none =
            Sentence::new("この日に有効な規定なし", "no row of the rule is in force on this day");
        return none.whole();
    }
    if let [(only, _)] = said.as_slice() {
        return only.clone();
    }
    let each = said.iter().map(|(sentence, people)| people::before(people, sentence));
    let each = each.fold(Sentence::default(), |all, next| all.then(&next));
    if said.len() <= SAID_MAX && each.characters() <= CHARACTERS_MAX {
        return each;
    }
    let all = said.iter().map(|(sentence, _)| sentence.without_stops()).collect();
    depends(said.len(), &[all, outpatient])
}

/// That it depends on age or income, and on what follows in the first of the lists that is short.
fn depends(count: usize, lists: &[Vec<Sentence>]) -> Sentence {
    let depends = Sentence::new(
        format!("年齢・所得などにより異なる（{count}通り）"),
        format!("depends on age, income or the like ({count} ways)"),
    );
    let with = lists.iter().enumerate().map(|(place, ways)| {
        let ways = Sentence::joined(ways, "／", " / ");
        let (ja, en) = if place == 0 { ("", "") } else { ("外来 ", "outpatient: ") };
        Sentence::new(
            format!("{}：{ja}{}", depends.ja, ways.ja),
            format!("{}: {en}{}", depends.en, ways.en),
        )
    });
    let short = with.into_iter().find(|said| said.characters() < CHARACTERS_MAX);
    short.unwrap_or(depends.clone()).whole()
}
