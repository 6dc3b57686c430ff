//! What a row says beside its amounts: how it pays, what it needs before it, what it does of meals.

use domain::law_number::LawNumber;

use super::people;
use crate::{
    local::{
        meal::Meal,
        plan::Prerequisite,
        rule::{CoversOther, More, RowMeta},
        settle::{By, How, Paper, Settlement},
        supplement::{self, Supplement},
    },
    money::{Ratio, Yen},
    official::{Coded, Method, Row, StayAid},
};

/// What a row says beside its amounts.
pub(super) fn meta(row: &Row, more: &Supplement) -> Result<RowMeta, String> {
    let words = more.requires.as_ref().map(|requires| &requires.programs_any);
    let requires = words.map(|words| words.iter().map(|word| prerequisite(word)).collect());
    let (stay, outside) = (settlement(row, more)?, more.outside.as_ref());
    let codes = [row.other_code1, row.other_code2, row.other_code3].into_iter().flatten();
    let accumulates = [row.acc_code1, row.acc_code2, row.acc_code3, row.acc_code4];
    Ok(RowMeta {
        id: more.id.clone(),
        settlement: Settlement { outside: outside.and_then(|outside| outside.settle), ..stay },
        requires,
        covers_other: match row.covers_other {
            None => CoversOther::All,
            Some(Coded::Known(false)) => CoversOther::None,
            Some(Coded::Known(true)) => CoversOther::of(codes.collect()),
            Some(Coded::Unseen(_)) => CoversOther::Unknown,
        },
        more: Box::new(More {
            source: more.source.clone(),
            name: row.name.to_string().into(),
            delivery: more.delivery.as_ref().map(|delivery| delivery.in_prefecture.clone()),
            why_outside: outside.map(|outside| outside.why.clone()).unwrap_or_default(),
            meal: meal(row, more)?,
            accumulates: accumulates.into_iter().flatten().filter_map(Coded::known).collect(),
            newer: more.newer_rows.clone().into(),
        }),
    })
}

pub(super) fn prerequisite(word: &str) -> Prerequisite {
    match word.parse::<LawNumber>() {
        Ok(law) => Prerequisite::Law(law),
        Err(_) => Prerequisite::Local(word.into()),
    }
}

fn settlement(row: &Row, more: &Supplement) -> Result<Settlement, String> {
    let by = more.settle_by.iter().map(|by| {
        let prefectures = by.when.prefectures.iter().map(|code| code.parse());
        let municipalities = by.when.municipalities.iter().map(|code| code.parse());
        let no_place = |_| "a settlement names no place".to_owned();
        Ok(By {
            when: people::condition(&by.when)?,
            settings: by.when.setting.clone().into(),
            prefectures: prefectures.collect::<Result<_, _>>().map_err(no_place)?,
            municipalities: municipalities
                .collect::<Result<_, _>>()
                .map_err(|_| "a settlement names no municipality".to_owned())?,
            how: by.settle,
        })
    });
    let detail = more.settle_detail.as_ref();
    let method = row.method.map(|method| match method {
        Method::InKindReceipt => How::OnReceipt,
        Method::InKindList => How::OnList,
        Method::Refund => How::PayFirst,
    });
    Ok(Settlement {
        prefecture: row.prefecture,
        inside: more.settle.or(method),
        paper: detail.map(|detail| {
            let receipt_with = detail.receipt_with.clone().into();
            Box::new(Paper { receipt_with, otherwise: detail.otherwise })
        }),
        by: by.collect::<Result<_, String>>()?,
        outside: None,
    })
}

fn meal(row: &Row, more: &Supplement) -> Result<Meal, String> {
    let percent = |percent| Ratio::percent(percent).map_err(|error| error.to_string());
    let share = |ratio| Meal::Share { ratio, when: None, otherwise: ratio };
    Ok(match &more.meal {
        Some(supplement::Meal::Share { percent: of, when, otherwise, .. }) => Meal::Share {
            ratio: percent(*of)?,
            when: when.as_deref().map(people::condition).transpose()?,
            otherwise: percent(otherwise.unwrap_or(*of))?,
        },
        Some(supplement::Meal::Fixed { yen, per: supplement::PerWord::Day, .. }) => {
            Meal::ByDay(Yen(*yen))
        }
        Some(supplement::Meal::Fixed { .. }) => return Err("meals are paid by the day".to_owned()),
        Some(supplement::Meal::Cap { .. }) => Meal::Certificate,
        // A cap of its own is not an amount of the person where the row states the aid, and none has been seen.
        None if row.meal_day_cap.is_some() || row.meal_month_cap.is_some() => Meal::Unknown,
        None => match row.meal {
            Some(Coded::Known(StayAid::None)) => share(Ratio::NONE),
            Some(Coded::Known(StayAid::All)) => share(Ratio::WHOLE),
            Some(Coded::Known(StayAid::Half)) => share(percent(50)?),
            Some(Coded::Known(StayAid::Other) | Coded::Unseen(_)) | None => Meal::Unknown,
        },
    })
}
