//! For whom a row is: its ages and conditions.

use domain::prefecture::PrefectureCode;

use crate::{
    Scheme,
    local::{
        condition::{Ages, Condition},
        supplement::{Supplement, Words},
    },
    official::{Coded, Join, Meaning, Row, Schooling, SingleParent},
};

/// For whom a row is.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    pub(super) ages: Option<Ages>,
    pub(super) ages_missing: bool,
    pub(super) ages_of_children: bool,
    pub(super) when: Condition,
}

/// For whom a row is, by its columns and its supplement.
pub(super) fn of_row(row: &Row, more: &Supplement) -> Result<People, String> {
    // Schooling goes before the ages.
    let schooling = row.schooling.filter(|of| *of != Schooling::NoCondition);
    let ages = match (row.age_from_basis, row.age_to_basis) {
        _ if schooling.is_some() => None,
        (Some(from), Some(to)) => Some(Ages {
            from: (from, row.age_from.unwrap_or_default()),
            to: (to, row.age_to.unwrap_or_default()),
        }),
        (None, _) | (_, None) => None,
    };
    let ages_of_children = match more.ages_for.as_deref() {
        None => false,
        Some("child") => true,
        Some(other) => return Err(format!("the ages are for {other}, which is nobody")),
    };
    let mut when = match &more.when {
        Some(words) => condition(words)?,
        // The supplement says in the words of the body what these columns say in codes.
        None => of_columns(row),
    };
    // Ages the supplement states go before those of the columns.
    let ages = when.ages.take().or(ages);
    when.schemes = if when.schemes.is_empty() { schemes(row) } else { when.schemes };
    when.unclear = when.unclear.or(unclear(row));
    let mut printed = when.printed.to_vec();
    printed.extend(states(row).map(Box::from));
    printed.extend(schooling.map(|of| of.word().into()));
    when.printed = printed.into();
    Ok(People { ages_missing: ages.is_none() && schooling.is_none(), ages, ages_of_children, when })
}

/// A condition in words.
pub(super) fn condition(words: &Words) -> Result<Condition, String> {
    let outside = words.insurer_prefecture_not.as_deref().map(str::parse::<PrefectureCode>);
    Ok(Condition {
        ages: words.ages()?,
        income: words.income.clone(),
        role: words.role.clone(),
        disability: words.disability.clone(),
        grade: words.grade.clone(),
        printed: words.printed.clone().into_iter().collect(),
        child_order: words.child_order_min,
        schemes: words.schemes.clone().into(),
        insurer_outside: outside.transpose().map_err(|error| error.to_string())?,
        unclear: None,
        any: false,
    })
}

/// The conditions that only the columns state.
fn of_columns(row: &Row) -> Condition {
    let role = row.single_parent_flag.map(|who| match who {
        SingleParent::Child => "child".into(),
        SingleParent::Guardian => "parent".into(),
    });
    let name = row.income_class_name.as_ref().map(|name| name.to_string().into());
    let class = row.income_class.filter(|class| class.as_str() != NO_CONDITION);
    Condition {
        income: name.or(class.map(|class| class.as_str().into())),
        role,
        child_order: row.child_order.and_then(|order| u8::try_from(order).ok()),
        any: row.range2_logic == Some(Join::Or),
        ..Condition::default()
    }
}

/// The code of an income class that is no condition (要件としない).
const NO_CONDITION: &str = "1";

/// The insurances a row names.
fn schemes(row: &Row) -> Box<[Scheme]> {
    let columns = [
        (row.ins_shaho, Scheme::Employees),
        (row.ins_kokuho, Scheme::National),
        (row.ins_kouki, Scheme::LateElderly),
    ];
    // A column that is empty says nothing; only where one says no, the others are the condition.
    if columns.iter().all(|(covered, _)| *covered != Some(Coded::Known(false))) {
        return Box::default();
    }
    let covered = columns.iter().filter(|(covered, _)| *covered != Some(Coded::Known(false)));
    covered.map(|(_, scheme)| *scheme).collect()
}

/// The states of the patient a row asks for, as words printed on a certificate: the keys of their columns.
fn states(row: &Row) -> impl Iterator<Item = &'static str> {
    let columns = [
        (row.st_kougaku_chouki, "st_kougaku_chouki"),
        (row.st_juushou, "st_juushou"),
        (row.st_juudo_keizoku, "st_juudo_keizoku"),
        (row.st_ventilator, "st_ventilator"),
    ];
    columns.into_iter().filter(|(of, _)| *of == Some(Coded::Known(true))).map(|(_, key)| key)
}

/// An item whose condition the operators cannot test.
fn unclear(row: &Row) -> Option<&'static str> {
    let unseen = [
        (row.ins_shaho, "ins_shaho"),
        (row.ins_kokuho, "ins_kokuho"),
        (row.ins_kouki, "ins_kouki"),
        (row.st_kougaku_chouki, "st_kougaku_chouki"),
        (row.st_juushou, "st_juushou"),
        (row.st_juudo_keizoku, "st_juudo_keizoku"),
        (row.st_ventilator, "st_ventilator"),
    ];
    let unseen = unseen
        .into_iter()
        .find_map(|(of, key)| matches!(of, Some(Coded::Unseen(_))).then_some(key));
    let mixed = (row.range2_logic == Some(Join::Mixed)).then_some("range2_logic");
    let children = row.children_at_least.map(|_| "children_at_least");
    let visits = row.visits_from.or(row.visits_to).map(|_| "visits_from");
    unseen.or(mixed).or(children).or(visits)
}
