//! What a plan leaves to pay, in words: its base, its tables and limits, and what is returned later.

use super::people;
use crate::{
    Dispensing, PrintedLimit, Setting,
    desk::{Sentence, nothing, part},
    local::plan::{
        Amount, Base, Cover, Exclusion, Limit, LimitYen, Line, Over, Per, Plan, Prerequisite,
        Returned, Step, Table, TableBy, Then, When,
    },
    money::{Ratio, Yen},
    official::Dictionary,
};

/// What is said of a kind of care.
pub(super) fn cover(
    cover: &Cover,
    setting: Setting,
    limits: &[PrintedLimit],
    dictionary: &Dictionary,
) -> Sentence {
    let item = |key: &'static str| match dictionary.column(key) {
        Ok(column) => (column.name_ja.clone(), column.name_en.clone()),
        Err(_) => (key.to_owned(), key.to_owned()),
    };
    match cover {
        Cover::NotCovered => crate::desk::not_covered(),
        Cover::Unknown(key) => {
            let (ja, en) = item(key);
            Sentence::new(format!("記載なし（{ja}）"), format!("not stated ({en})"))
        }
        Cover::RefundUnknown(key) => {
            let (ja, en) = item(key);
            Sentence::new(
                format!("支払い後に払い戻し、額の記載なし（{ja}）"),
                format!("paid first and refunded later, how much is not stated ({en})"),
            )
        }
        Cover::Plan(plan) => plan_words(plan, &Asked { setting, limits }),
    }
}

/// Only beside one of these programs.
pub(super) fn only_with<'n>(
    first: &'n [Prerequisite],
    name: impl Fn(&'n str) -> &'n str,
) -> Sentence {
    let words = first.iter().map(|first| match first {
        Prerequisite::Law(law) => Sentence::new(format!("法別{law}"), format!("law number {law}")),
        Prerequisite::Local(id) => Sentence::new(name(id), name(id)),
    });
    let mut words: Vec<_> = words.collect();
    words.dedup();
    let words = Sentence::joined(&words, "または", " or ");
    Sentence::new(format!("{}との併用時のみ", words.ja), format!("only together with {}", words.en))
}

/// For which care and certificate a plan is said.
struct Asked<'a> {
    setting: Setting,
    limits: &'a [PrintedLimit],
}

fn plan_words(plan: &Plan, asked: &Asked<'_>) -> Sentence {
    let steps = plan.steps.iter().filter(|step| !is_said_by_a_table(step, plan));
    let steps: Vec<_> = steps.filter_map(|step| step_words(step, asked)).collect();
    let rest = steps.is_empty() && plan.month.is_none();
    let mut said = Vec::with_capacity(steps.len() + 4);
    said.extend(base(plan.base, rest));
    said.extend(steps);
    said.extend(plan.drugs_free.then(|| Sentence::new("薬剤は負担なし", "drugs are free")));
    said.extend(plan.threshold.map(|threshold| {
        let below = threshold.below;
        Sentence::new(
            format!("保険の負担が月{below}円以上なら支払い後に払い戻し"),
            format!("paid first and refunded from {below} yen of insurance part a month"),
        )
    }));
    said.extend(plan.month.as_ref().map(|month| returned(&month.how)));
    // Nothing is returned of nothing, nor above a limit that holds anyway.
    let free = plan.base == Base::Free;
    let more = |limit: &&Limit| !free && !plan.steps.iter().any(|step| is_the_same(step, limit));
    said.extend(plan.later.iter().filter(more).map(|limit| later(limit, asked)));
    said.extend(plan.only_with.as_deref().map(|first| only_with(first, |id| id)));
    said.extend(plan.goes_on.map(|(_, law)| {
        Sentence::new(
            format!("法別{law}の上限後も負担"),
            format!("also after the limit of law number {law}"),
        )
    }));
    said.extend(plan.exclusions.iter().map(exclusion));
    Sentence::list(&said)
}

/// Whether a limit of each visit says no more than a table of first and later visits.
fn is_said_by_a_table(step: &Step, plan: &Plan) -> bool {
    let Step::Limit(Limit { per: Per::Visit, of_program: false, amounts, .. }) = step else {
        return false;
    };
    let [Amount { yen: LimitYen::Yen(limit), times: None, .. }] = &**amounts else { return false };
    plan.steps.iter().any(|step| match step {
        Step::Table(Table { by: TableBy::FirstVisit, lines }) => {
            let within = |line: &Line| matches!(line.then, Then::Yen(yen) if yen <= *limit);
            lines.iter().all(within)
        }
        Step::Table(_) | Step::Limit(_) => false,
    })
}

/// Whether a step is the limit whose excess would be returned later.
fn is_the_same(step: &Step, later: &Limit) -> bool {
    let only = |limit: &Limit| match &*limit.amounts {
        [Amount { yen: LimitYen::Yen(yen), when: None, .. }] => Some(*yen),
        _ => None,
    };
    match step {
        Step::Limit(limit) => {
            limit.per == later.per
                && limit.over == later.over
                && !limit.of_program
                && only(limit).is_some()
                && only(limit) == only(later)
        }
        Step::Table(_) => false,
    }
}

/// What the person pays before any limit; none where the limit says it all. `rest` says that no limit follows.
fn base(base: Base, rest: bool) -> Option<Sentence> {
    Some(match base {
        Base::Free => nothing(),
        Base::Left | Base::PercentOfCopayment(Ratio::WHOLE) | Base::Fraction(Ratio::WHOLE)
            if rest =>
        {
            as_insured()
        }
        Base::Left | Base::PercentOfCopayment(Ratio::WHOLE) | Base::Fraction(Ratio::WHOLE) => {
            return None;
        }
        Base::PercentOfCost(ratio) => part(ratio),
        Base::PercentOfCopayment(ratio) | Base::Fraction(ratio) => {
            let part = part(ratio);
            Sentence::new(
                format!("自己負担の{}", part.ja),
                format!("{} of the co-payment", part.en),
            )
        }
        Base::Fixed(yen) => Sentence::new(format!("1回{yen}円"), format!("{yen} yen a visit")),
        Base::AidFixed(yen) => aid(&format!("1回{yen}円"), &format!("{yen} yen a visit")),
        Base::AidByDay(yen) => aid(&format!("1日{yen}円"), &format!("{yen} yen a day")),
        Base::AidPercentOfCost(ratio) => {
            let part = part(ratio);
            aid(&format!("医療費の{}", part.ja), &format!("{} of the cost", part.en))
        }
        Base::AidPercentOfCopayment(ratio) | Base::AidFraction(ratio) => {
            let part = part(ratio);
            aid(&format!("自己負担の{}", part.ja), &format!("{} of the co-payment", part.en))
        }
    })
}

fn as_insured() -> Sentence {
    Sentence::new("保険の自己負担どおり", "what the insurance leaves")
}

fn aid(ja: &str, en: &str) -> Sentence {
    Sentence::new(format!("{ja}を助成"), format!("{en} is subsidised"))
}

fn step_words(step: &Step, asked: &Asked<'_>) -> Option<Sentence> {
    match step {
        Step::Table(table) => Some(table_words(table)),
        Step::Limit(limit) => {
            let amounts = limit.amounts.iter().map(|amount| {
                let said = amount_words(limit, amount, asked);
                amount.when.as_ref().map_or(said.clone(), |when| {
                    let when = when_words(when);
                    Sentence::new(
                        format!("{}は{}", when.ja, said.ja),
                        format!("{} {}", when.en, said.en),
                    )
                })
            });
            let amounts = Sentence::list(&amounts.collect::<Vec<_>>());
            (!amounts.is_empty()).then_some(amounts)
        }
    }
}

fn when_words(when: &When) -> Sentence {
    match when {
        When::Dispensing(Dispensing::Outside) => {
            Sentence::new("院外処方", "where drugs are dispensed outside")
        }
        When::Dispensing(Dispensing::Inside) => {
            Sentence::new("院内処方", "where drugs are dispensed inside")
        }
        When::Person(condition) => {
            let whom = people::condition(condition);
            Sentence::new(whom.ja, format!("for {}", whom.en))
        }
    }
}

/// How often a limit begins anew.
fn per_words(per: Per) -> (&'static str, &'static str) {
    match per {
        Per::Visit => ("1回", "a visit"),
        Per::Day => ("1日", "a day"),
        Per::Month => ("月", "a month"),
        Per::Year => ("年", "a year"),
        Per::Admission => ("1入院", "a hospital stay"),
    }
}

fn amount_words(limit: &Limit, amount: &Amount, asked: &Asked<'_>) -> Sentence {
    let (ja, en) = per_words(limit.per);
    let yen = yen_words(limit, amount, asked);
    let said = if limit.of_program {
        Sentence::new(
            format!("助成は{ja}{}まで", yen.ja),
            format!("the subsidy is at most {} {en}", yen.en),
        )
    } else {
        match (&amount.yen, limit.per) {
            (LimitYen::NoLimit, _) if amount.times.is_some() => Sentence::default(),
            (LimitYen::NoLimit, _) => Sentence::new("上限なし", "no limit"),
            (LimitYen::Certificate, _) if printed(limit.per, asked).is_none() => {
                let ja = format!("受給者証に記載の{ja}額まで");
                Sentence::new(ja, format!("at most {} {en}", yen.en))
            }
            // So much a visit or a day is how a fee is said, although less is paid where less is left.
            (LimitYen::Yen(_), Per::Visit | Per::Day) => {
                Sentence::new(format!("{ja}{}", yen.ja), format!("{} {en}", yen.en))
            }
            (_, _) => {
                Sentence::new(format!("{ja}{}まで", yen.ja), format!("at most {} {en}", yen.en))
            }
        }
    };
    let over = over_words(limit).filter(|_| !matches!(amount.yen, LimitYen::NoLimit));
    let said = over.map_or(said.clone(), |(ja, en)| {
        Sentence::new(format!("{}（{ja}）", said.ja), format!("{} {en}", said.en))
    });
    let fourth = amount.fourth.map(|yen| {
        Sentence::new(format!("4回目から{yen}円"), format!("{yen} yen from the fourth time"))
    });
    let times = amount.times.map(|times| times_words(limit.per, amount, times, asked.setting));
    let all: Vec<_> = [said].into_iter().chain(fourth).chain(times).collect();
    Sentence::list(&all)
}

/// How often a limit is charged.
fn times_words(per: Per, amount: &Amount, times: u16, setting: Setting) -> Sentence {
    let days = per == Per::Day && setting == Setting::Inpatient;
    let (unit, of) = if days { ("日", "days") } else { ("回", "times") };
    let (within, in_en) =
        if amount.by_admission { ("1入院", "a hospital stay") } else { ("月", "a month") };
    let en = match (times, days) {
        (1, false) => format!("once {in_en}"),
        (2, false) => format!("twice {in_en}"),
        (1, true) => format!("at most 1 day {in_en}"),
        _ => format!("at most {times} {of} {in_en}"),
    };
    Sentence::new(format!("{within}{times}{unit}まで"), en)
}

/// Over what a month's limit counts, where that is not every facility.
fn over_words(limit: &Limit) -> Option<(&'static str, &'static str)> {
    if matches!(limit.per, Per::Visit | Per::Day | Per::Admission) {
        return None;
    }
    match limit.over {
        Over::Person => None,
        Over::Facility => Some(("医療機関ごと", "at each facility")),
        Over::FacilityInOut => {
            Some(("医療機関ごと、入院と外来で", "at each facility, stay and outpatient together"))
        }
        Over::Prescriber => Some(("院外薬局と合わせて", "at each facility with its pharmacies")),
        Over::Household => Some(("世帯で", "for the household")),
    }
}

fn yen_words(limit: &Limit, amount: &Amount, asked: &Asked<'_>) -> Sentence {
    let yen = |yen: Yen| Sentence::new(format!("{yen}円"), format!("{yen} yen"));
    match &amount.yen {
        LimitYen::NoLimit => Sentence::default(),
        LimitYen::Yen(amount) => yen(*amount),
        LimitYen::Formula { base, threshold, ratio } => {
            let part = part(*ratio);
            Sentence::new(
                format!("{base}円＋医療費の{threshold}円を超える分の{}", part.ja),
                format!("{base} yen plus {} of the cost above {threshold} yen", part.en),
            )
        }
        LimitYen::ByDays(lines) => {
            let lines: Vec<_> = lines.iter().map(|of| line(of, "日", "days")).collect();
            let lines = Sentence::list(&lines);
            Sentence::new(format!("（{}）", lines.ja), format!("({})", lines.en))
        }
        LimitYen::Certificate => match printed(limit.per, asked) {
            Some(amount) => yen(amount),
            None => Sentence::new("受給者証に記載の額", "the amount printed on the certificate"),
        },
    }
}

/// The limit that the certificate prints.
fn printed(per: Per, asked: &Asked<'_>) -> Option<Yen> {
    let inpatient = asked.setting == Setting::Inpatient;
    let found = asked.limits.iter().filter_map(|limit| match (per, *limit) {
        (Per::Month, PrintedLimit::MonthInpatient(yen)) if inpatient => Some((0, yen)),
        (Per::Month, PrintedLimit::MonthOutpatient(yen)) if !inpatient => Some((0, yen)),
        (Per::Month, PrintedLimit::Month(yen))
        | (Per::Day, PrintedLimit::Day(yen))
        | (Per::Visit, PrintedLimit::Visit(yen)) => Some((1, yen)),
        _ => None,
    });
    found.min_by_key(|(rank, _)| *rank).map(|(_, yen)| yen)
}

fn table_words(table: &Table) -> Sentence {
    if table.by == TableBy::FirstVisit
        && let [first, again] = &*table.lines
        && first.then == Then::Row
    {
        match again.then {
            Then::Yen(Yen::ZERO) => {
                return Sentence::new("初診時のみ負担", "charged at first visits only");
            }
            Then::Full => return Sentence::new("初診時のみ助成", "only first visits are covered"),
            Then::Row | Then::Yen(_) => {}
        }
    }
    let partly = table.lines.iter().any(|line| line.then == Then::Full);
    let said = |line: &&Line| partly || line.then != Then::Row;
    let lines = table.lines.iter().filter(said).map(|of| match table.by {
        TableBy::FirstVisit if of.has(1) => of.then.words().about("初診", "first visit"),
        TableBy::FirstVisit => of.then.words().about("再診", "later visits"),
        TableBy::StayMonth => line(of, "か月目", "month of the stay"),
        TableBy::Care => {
            let care = people::data_word(of.care.as_deref().unwrap_or_default());
            of.then.words().about(&care.ja, &care.en)
        }
    });
    Sentence::list(&lines.collect::<Vec<_>>())
}

impl Then {
    fn words(self) -> Sentence {
        match self {
            Self::Row => Sentence::new("助成", "covered"),
            Self::Yen(Yen::ZERO) => nothing(),
            Self::Yen(yen) => Sentence::new(format!("{yen}円"), format!("{yen} yen")),
            Self::Full => crate::desk::not_covered(),
        }
    }
}

/// A line of a table of numbers, after its range.
fn line(line: &Line, ja: &str, en: &str) -> Sentence {
    let then = line.then.words();
    match (line.from, line.to) {
        (0 | 1, u16::MAX) => then.about("その他", "otherwise"),
        (0 | 1, to) => then.about(&format!("{to}{ja}まで"), &format!("{en} 1 to {to}")),
        (from, u16::MAX) => then.about(&format!("{from}{ja}から"), &format!("{en} {from} and on")),
        (from, to) => {
            then.about(&format!("{from}{ja}から{to}{ja}まで"), &format!("{en} {from} to {to}"))
        }
    }
}

fn returned(how: &Returned) -> Sentence {
    match how {
        Returned::All => {
            Sentence::new("支払い後に全額払い戻し", "paid first, all of it refunded later")
        }
        Returned::AllFrom(yen) => Sentence::new(
            format!("支払いが月{yen}円以上なら後日全額払い戻し"),
            format!("all of it refunded later from {yen} yen a month"),
        ),
        Returned::AboveByDays(lines) => {
            let lines: Vec<_> = lines.iter().map(|of| line(of, "日", "days")).collect();
            let lines = Sentence::list(&lines);
            Sentence::new(
                format!("月の負担（{}）を超える分は後日払い戻し", lines.ja),
                format!("what is above the month's part ({}) is refunded later", lines.en),
            )
        }
        Returned::PartOfTier { ratio, .. } => {
            let part = part(*ratio);
            Sentence::new(
                format!("支払い後に他の区分の助成の{}を払い戻し", part.ja),
                format!("paid first, {} of another tier's aid refunded later", part.en),
            )
        }
    }
}

/// A limit whose excess is returned later.
fn later(limit: &Limit, asked: &Asked<'_>) -> Sentence {
    let (ja, en) = per_words(limit.per);
    let yen = limit.amounts.iter().map(|amount| yen_words(limit, amount, asked));
    let yen = Sentence::joined(&yen.collect::<Vec<_>>(), "または", " or ");
    let (over_ja, over_en) = match limit.over {
        Over::Household => ("世帯で", " for the household"),
        Over::Facility | Over::FacilityInOut | Over::Prescriber | Over::Person => ("", ""),
    };
    Sentence::new(
        format!("{over_ja}{ja}{}を超える分は後日払い戻し", yen.ja),
        format!("above {} {en}{over_en} refunded", yen.en),
    )
}

fn exclusion(exclusion: &Exclusion) -> Sentence {
    let care = people::data_word(&exclusion.care);
    let always = exclusion.cost_from == Yen::ZERO
        && exclusion.stay_month_from == 0
        && exclusion.when.is_none();
    let (ja, en) = if always { ("", "") } else { ("一部", "partly ") };
    Sentence::new(format!("{}は{ja}対象外", care.ja), format!("{} {en}not covered", care.en))
}
