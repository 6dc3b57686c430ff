//! How the subsidy reaches the person (助成方法): at the desk, or later.

use std::fmt;
use std::str::FromStr;

/// How a subsidy is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Settlement {
    /// In kind (現物給付): the person pays the co-payment only, the body pays the facility.
    InKind,
    /// On a list (連記式): in kind at the desk, claimed on a separate list.
    List,
    /// Reimbursement (償還払い): the person pays first and claims the money back from the body.
    Reimbursement,
}

/// A text is not a [`Settlement`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("settlement must be in_kind, list or reimbursement")]
pub struct NotASettlement;

impl FromStr for Settlement {
    type Err = NotASettlement;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "in_kind" => Ok(Self::InKind),
            "list" => Ok(Self::List),
            "reimbursement" => Ok(Self::Reimbursement),
            _ => Err(NotASettlement),
        }
    }
}

impl fmt::Display for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InKind => "in_kind",
            Self::List => "list",
            Self::Reimbursement => "reimbursement",
        })
    }
}

#[cfg(test)]
mod tests;
