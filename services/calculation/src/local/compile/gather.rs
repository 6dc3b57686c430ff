//! Gathers rows into programs and tiers: rows of one rule are its tiers, rows of one tier its two sides.

use std::collections::{BTreeMap, BTreeSet};

use super::NotRules;
use crate::{
    local::{
        rule::Rows,
        supplement::{SUPPLEMENT_BYTES_MAX, Supplement},
    },
    official::Row,
};

/// The most tiers a rule may have.
pub const TIERS_MAX: usize = 1_000;

/// A row and its supplement.
pub(super) struct Source<'a> {
    pub(super) row: &'a Row,
    pub(super) more: &'a Supplement,
}

/// The rows of a program.
pub(super) struct Gathered<'a> {
    pub(super) name: Box<str>,
    pub(super) tiers: Vec<GatheredTier<'a>>,
}

/// The rows of a tier.
pub(super) struct GatheredTier<'a> {
    /// Its number, from 1.
    pub(super) number: u16,
    pub(super) sources: Vec<Source<'a>>,
}

/// The supplements of a file of rows, one for each row.
pub(super) fn supplements(file: &Rows<'_>) -> Result<Vec<Supplement>, NotRules> {
    let Some(bytes) = file.supplement else {
        let ids = (1..=file.rows.len()).map(|row| format!("{}{row}", file.prefix));
        return Ok(ids.map(|id| Supplement::none(id.into())).collect());
    };
    if bytes.len() > SUPPLEMENT_BYTES_MAX {
        return Err(NotRules::TooLong);
    }
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let read = |(index, line): (usize, &[u8])| {
        serde_json::from_slice(line)
            .map_err(|error| NotRules::Line { line: index + 1, error: error.to_string() })
    };
    let lines = lines.enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
    if lines.len() == file.rows.len() {
        Ok(lines)
    } else {
        Err(NotRules::Lines { rows: file.rows.len(), lines: lines.len() })
    }
}

/// Gathers rows into programs, in the order in which the programs first appear.
pub(super) fn programs<'a>(
    rows: impl Iterator<Item = (&'a Row, &'a Supplement)>,
) -> Result<Vec<Gathered<'a>>, NotRules> {
    let mut programs: Vec<Gathered<'a>> = Vec::new();
    let mut places: BTreeMap<Box<str>, usize> = BTreeMap::new();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for (row, more) in rows {
        if !ids.insert(&more.id) {
            return Err(NotRules::Twice(more.id.to_string()));
        }
        let name = program_name(row, more);
        let place = *places.entry(name.clone()).or_insert_with(|| {
            programs.push(Gathered { name, tiers: Vec::new() });
            programs.len() - 1
        });
        if let Some(program) = programs.get_mut(place) {
            program.add(Source { row, more })?;
        }
    }
    for program in &mut programs {
        program.tiers.sort_by_key(|tier| tier.number);
    }
    Ok(programs)
}

impl<'a> Gathered<'a> {
    fn add(&mut self, source: Source<'a>) -> Result<(), NotRules> {
        let Source { more, .. } = source;
        let tier = self.tiers.iter_mut().find(|tier| match more.tier {
            Some(number) => tier.number == number,
            None => tier.sources.iter().any(|of| stem(&of.more.id) == stem(&more.id)),
        });
        if let Some(tier) = tier {
            tier.sources.push(source);
            return Ok(());
        }
        if self.tiers.len() == TIERS_MAX {
            let wrong = format!("its rule has more than {TIERS_MAX} tiers");
            return Err(NotRules::Row { id: more.id.to_string(), wrong });
        }
        let next = u16::try_from(self.tiers.len() + 1).unwrap_or(u16::MAX);
        let number = more.tier.unwrap_or(next);
        self.tiers.push(GatheredTier { number, sources: vec![source] });
        Ok(())
    }
}

/// The name of the program a row belongs to: its rule, else the group it is known by, else its own.
fn program_name(row: &Row, more: &Supplement) -> Box<str> {
    match row.payer_number {
        // Rows of one payer number are the conditions of one program.
        Some(number) if more.columns_only => number.to_string().into(),
        _ => rule_of(&more.id, more.rule_id.as_deref(), more.orca_number.as_deref()).into(),
    }
}

/// The rule of a row with a supplement: the one it names, else the group it is known by, else its own.
pub(crate) fn rule_of<'a>(id: &'a str, rule: Option<&'a str>, group: Option<&str>) -> &'a str {
    match (rule, group) {
        (Some(rule), _) => rule,
        (None, Some(_)) => self::group(id),
        (None, None) => stem(id),
    }
}

/// The id of a row without the letter of its side.
pub(super) fn stem(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((stem, "a" | "i" | "o")) => stem,
        _ => id,
    }
}

/// The id of a row without side and variant.
fn group(id: &str) -> &str {
    stem(id).rsplit_once('-').map_or(id, |(group, _)| group)
}
