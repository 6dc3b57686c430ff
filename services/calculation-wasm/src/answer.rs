//! What was calculated, as the contract says it; what is not known is null.

use calculation::{Meals, Payer, Share, Split, Step, Steps, Undecided};
use serde_json::{Value, json};

/// A visit's answer.
pub(crate) fn visit(split: &Result<Split, Undecided>, steps: &Steps) -> Value {
    match split {
        Ok(found) => json!({ "split": self::split(found, steps) }),
        Err(missing) => json!({ "undecided": undecided(missing) }),
    }
}

fn split(split: &Split, steps: &Steps) -> Value {
    let mut told = json!({
        "cost_yen": split.cost.0,
        "insured_copayment_yen": split.insured_copayment.map(|yen| yen.0),
        "shares": shares(&split.shares),
        "patient_yen": split.patient.0,
        "refund_later_yen": split.refund_later.as_ref().ok().map(|yen| yen.0),
        "cash_yen": split.cash.0,
        "meals": split.meals.as_ref().ok().filter(|meals| meals.charge.0 > 0).map(meals),
        "steps": steps.0.iter().map(step).collect::<Value>(),
    });
    let (name, counter) = match &split.counter {
        Ok(yen) => ("counter_yen", json!(yen.0)),
        Err(missing) => ("counter_undecided", undecided(missing)),
    };
    if let Some(fields) = told.as_object_mut() {
        fields.insert(name.into(), counter);
    }
    told
}

fn meals(meals: &Meals) -> Value {
    json!({
        "charge_yen": meals.charge.0,
        "shares": shares(&meals.shares),
        "patient_yen": meals.patient.0,
    })
}

fn shares(shares: &[Share]) -> Value {
    let told = shares.iter().map(|share| {
        let yen = share.amount.0;
        match share.payer {
            Payer::Insurer => json!({ "insurer": true, "amount_yen": yen }),
            Payer::InsurerHighCost => json!({ "insurer": false, "amount_yen": yen }),
            Payer::InsurerOrProgram => json!({ "undivided": true, "amount_yen": yen }),
            Payer::Program(place) => json!({ "certificate": place, "amount_yen": yen }),
        }
    });
    told.collect()
}

fn step(step: &Step) -> Value {
    let input = |(name, value): &(&str, i64)| json!({ "name": name, "value": value });
    json!({
        "rule": step.rule,
        "operator": step.operator.name(),
        "before_yen": step.before.0,
        "after_yen": step.after.0,
        "inputs": step.inputs.iter().map(input).collect::<Value>(),
        "source": step.source,
        "ja": step.in_japanese(),
        "en": step.in_english(),
    })
}

fn undecided(missing: &Undecided) -> Value {
    json!({ "item": missing.item, "row": missing.row })
}
