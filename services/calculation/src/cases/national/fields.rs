//! The fields of a case, read by name: nothing is passed over in silence.

use serde_json::{Map, Value};

use crate::{
    cases::Verdict,
    money::{Ratio, Yen},
};

/// What may be said anywhere, for people.
const FOR_PEOPLE: [&str; 3] = ["note", "notes", "comment"];

/// Why a case has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unsaid {
    /// What the data does not say.
    Undecided(String),
    /// A field that is not of the form.
    Field(String),
}

impl Unsaid {
    /// The data does not say it.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self::Undecided(format!("cannot decide: {}", what.into()))
    }

    /// A field says something that is not of its form.
    pub(crate) fn field(name: &str) -> Self {
        Self::Field(format!("field `{name}` is not of its form"))
    }

    /// A field has a word that is none of its words.
    pub(crate) fn word(name: &str, word: &str) -> Self {
        Self::Field(format!("field `{name}`: `{word}` is none of its words"))
    }

    /// A field that the case needs is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::Field(format!("field `{name}` is missing"))
    }

    /// A field has no such name.
    pub(crate) fn unknown(name: &str) -> Self {
        Self::Field(format!("field `{name}` is not known"))
    }

    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Self::Undecided(why) => Verdict::Undecided(why),
            Self::Field(what) => Verdict::Malformed(what),
        }
    }
}

impl<E: std::error::Error> From<E> for Unsaid {
    fn from(error: E) -> Self {
        Self::Undecided(error.to_string())
    }
}

/// An object of a case.
pub(crate) struct Fields<'v> {
    map: &'v Map<String, Value>,
}

impl<'v> Fields<'v> {
    /// The fields of an object.
    pub(crate) fn of(value: &'v Value, name: &str) -> Result<Self, Unsaid> {
        value.as_object().map(|map| Self { map }).ok_or_else(|| Unsaid::field(name))
    }

    /// Refuses any field that is not one of `known` and not for people.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Unsaid> {
        let known = |name: &str| known.contains(&name) || FOR_PEOPLE.contains(&name);
        let unknown = self.map.keys().find(|name| !known(name));
        unknown.map_or(Ok(()), |name| Err(Unsaid::unknown(name)))
    }

    /// Whether a field stands there, `null` or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// What a field says, `null` being nothing.
    pub(crate) fn get(&self, name: &str) -> Option<&'v Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// An inner object.
    pub(crate) fn inner(&self, name: &str) -> Result<Self, Unsaid> {
        Self::of(self.get(name).ok_or_else(|| Unsaid::missing(name))?, name)
    }

    /// A list; an absent one is empty.
    pub(crate) fn list(&self, name: &str) -> Result<&'v [Value], Unsaid> {
        match self.get(name) {
            None => Ok(&[]),
            Some(value) => value.as_array().map(Vec::as_slice).ok_or_else(|| Unsaid::field(name)),
        }
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'v str>, Unsaid> {
        self.get(name).map(|value| value.as_str().ok_or_else(|| Unsaid::field(name))).transpose()
    }

    /// Texts: one, or a list of them.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&'v str>, Unsaid> {
        let text = |value: &'v Value| value.as_str().ok_or_else(|| Unsaid::field(name));
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(values)) => values.iter().map(text).collect(),
            Some(value) => Ok(vec![text(value)?]),
        }
    }

    /// A whole number.
    pub(crate) fn whole(&self, name: &str) -> Result<Option<i64>, Unsaid> {
        self.get(name).map(|value| value.as_i64().ok_or_else(|| Unsaid::field(name))).transpose()
    }

    /// A small whole number.
    pub(crate) fn small(&self, name: &str) -> Result<Option<u16>, Unsaid> {
        let small = |whole| u16::try_from(whole).map_err(|_| Unsaid::field(name));
        self.whole(name)?.map(small).transpose()
    }

    /// An amount of yen.
    pub(crate) fn yen(&self, name: &str) -> Result<Option<Yen>, Unsaid> {
        self.get(name).map(|value| yen(name, value)).transpose()
    }

    /// The cost: yen as such, or points of ten yen.
    pub(crate) fn cost(&self) -> Result<Option<Yen>, Unsaid> {
        let points = self.yen("points")?.map(|points| Yen(points.0 * 10));
        Ok(self.yen("cost_yen")?.or(points))
    }

    /// Yes or no; absent is no.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Unsaid> {
        let flag = self.get(name).map(|value| value.as_bool().ok_or_else(|| Unsaid::field(name)));
        Ok(flag.transpose()?.unwrap_or_default())
    }

    /// A ratio, from the text of its decimal number.
    pub(crate) fn ratio(&self, name: &str) -> Result<Option<Ratio>, Unsaid> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_number().ok_or_else(|| Unsaid::field(name))?;
        decimal(&number.to_string()).map(Some).ok_or_else(|| Unsaid::field(name))
    }

    /// Every amount with its path: `per_program.54.patient_in_program_part_yen`; a list is one amount of several, `null`
    /// is none: nothing is claimed.
    pub(crate) fn amounts(&self) -> Result<Vec<(String, Vec<i64>)>, Unsaid> {
        let mut amounts = Vec::new();
        for (name, value) in self.map {
            match value {
                Value::Null => {}
                Value::Object(map) => {
                    for (path, inner) in (Fields { map }).amounts()? {
                        amounts.push((format!("{name}.{path}"), inner));
                    }
                }
                Value::Array(values) => {
                    let whole = values.iter().map(Value::as_i64).collect::<Option<Vec<_>>>();
                    amounts.push((name.clone(), whole.ok_or_else(|| Unsaid::field(name))?));
                }
                value => {
                    let whole = value.as_i64().ok_or_else(|| Unsaid::field(name))?;
                    amounts.push((name.clone(), vec![whole]));
                }
            }
        }
        Ok(amounts)
    }
}

/// An amount of yen, as far as one is taken.
pub(crate) fn yen(name: &str, value: &Value) -> Result<Yen, Unsaid> {
    let yen = value.as_i64().map(Yen);
    let sane = yen.filter(|yen| (Yen::ZERO..=Yen::COST_MAX).contains(yen));
    sane.ok_or_else(|| Unsaid::field(name))
}

/// `0.3` as three tenths.
fn decimal(text: &str) -> Option<Ratio> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let denominator = 10_u32.checked_pow(u32::try_from(part.len()).ok()?)?;
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = if part.is_empty() { 0 } else { part.parse().ok()? };
    Ratio::new(whole.checked_mul(denominator)?.checked_add(part)?, denominator).ok()
}

#[cfg(test)]
mod tests;
