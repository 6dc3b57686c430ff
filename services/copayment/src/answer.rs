//! What was calculated, as the contract says it.

use calculation::{Payer, Share, Split, Step, Steps, Undecided};
use wire::proto::copayment::v1 as proto;

use crate::month::{Month, Outcome};

/// A visit's answer.
pub(crate) fn visit(outcome: &Outcome) -> proto::VisitAnswer {
    use proto::visit_answer::Answer;
    let answer = match &outcome.split {
        Ok(found) => Answer::Split(split(found, &outcome.steps)),
        Err(missing) => Answer::Undecided(undecided(missing)),
    };
    proto::VisitAnswer { answer: Some(answer) }
}

/// A month's answer.
pub(crate) fn month(month: &Month) -> proto::MonthAnswer {
    proto::MonthAnswer {
        visits: month.visits.iter().map(visit).collect(),
        patient_yen: month.patient().map(|yen| yen.0),
        counter_yen: month.counter().map(|yen| yen.0),
        refund_later_yen: month.refund_later().map(|yen| yen.0),
        final_yen: month.in_the_end().map(|yen| yen.0),
    }
}

/// The steps of a visit in sentences.
pub(crate) fn explanation(outcome: &Outcome) -> proto::Explanation {
    match &outcome.split {
        Ok(_) => proto::Explanation {
            ja: outcome.steps.0.iter().map(Step::in_japanese).collect(),
            en: outcome.steps.0.iter().map(Step::in_english).collect(),
        },
        Err(missing) => proto::Explanation {
            ja: vec![format!(
                "計算できません：{} の項目 {} が分かりません",
                missing.row, missing.item
            )],
            en: vec![missing.to_string()],
        },
    }
}

fn split(split: &Split, steps: &Steps) -> proto::Split {
    use proto::split::Counter;
    let counter = match &split.counter {
        Ok(yen) => Counter::CounterYen(yen.0),
        Err(missing) => Counter::CounterUndecided(undecided(missing)),
    };
    proto::Split {
        cost_yen: split.cost.0,
        insured_copayment_yen: split.insured_copayment.map(|yen| yen.0),
        shares: split.shares.iter().map(share).collect(),
        patient_yen: split.patient.0,
        counter: Some(counter),
        refund_later_yen: split.refund_later.as_ref().ok().map(|yen| yen.0),
        cash_yen: split.cash.0,
        meals: meals(split),
        steps: steps.0.iter().map(step).collect(),
    }
}

/// The meals of a stay; none where there were none or their charge is not known.
fn meals(split: &Split) -> Option<proto::Meals> {
    let meals = split.meals.as_ref().ok().filter(|meals| meals.charge.0 > 0)?;
    Some(proto::Meals {
        charge_yen: meals.charge.0,
        shares: meals.shares.iter().map(share).collect(),
        patient_yen: meals.patient.0,
    })
}

fn share(share: &Share) -> proto::Share {
    use proto::share::Payer as Told;
    let payer = match share.payer {
        Payer::Insurer => Told::Insurer(true),
        Payer::InsurerHighCost => Told::Insurer(false),
        Payer::InsurerOrProgram => Told::Undivided(true),
        Payer::Program(place) => Told::Certificate(u32::try_from(place).unwrap_or(u32::MAX)),
    };
    proto::Share { payer: Some(payer), amount_yen: share.amount.0 }
}

fn step(step: &Step) -> proto::Step {
    let input = |(name, value): &(&'static str, i64)| proto::StepInput {
        name: (*name).into(),
        value: *value,
    };
    proto::Step {
        rule: step.rule.clone(),
        operator: step.operator.name().into(),
        before_yen: step.before.0,
        after_yen: step.after.0,
        inputs: step.inputs.iter().map(input).collect(),
        source: step.source.clone(),
        ja: step.in_japanese(),
        en: step.in_english(),
    }
}

fn undecided(missing: &Undecided) -> proto::Undecided {
    proto::Undecided { item: missing.item.clone(), row: missing.row.clone() }
}
