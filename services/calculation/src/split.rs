//! The answer: who pays what of one visit's cost.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use smallvec::SmallVec;

use crate::{Undecided, money::Yen};

/// How the cost of a visit is split, in receipt yen (1 yen), and what is collected at the counter.
///
/// Holding it proves that the shares and the person's part add up to the cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The cost of the visit.
    pub cost: Yen,
    /// What the person would pay by the insurance alone, the high-cost limit applied and no program; absent where a
    /// missing datum could change it and does not change what the person pays.
    pub insured_copayment: Option<Yen>,
    /// What each payer takes, in the order in which they were applied. A share may be negative where this visit lowers
    /// what an earlier one of the month cost the payer.
    pub shares: Shares,
    /// The person's part in receipt yen.
    pub patient: Yen,
    /// What is collected at the counter now, or why that is not known while the month's burden is.
    pub counter: Result<Yen, Undecided>,
    /// What the person gets back later of what was collected (償還), or why that is not known.
    pub refund_later: Result<Yen, Undecided>,
    /// Money for a month of a stay that this visit completes, beside what it costs (現金給付).
    pub cash: Yen,
    /// The meals of a stay, beside the cost, or why they are not known.
    pub meals: Result<Meals, Undecided>,
}

/// The charge of a stay's meals (入院時食事療養の標準負担額), and who pays it.
///
/// Holding it proves that the shares and the person's part add up to the charge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meals {
    /// The charge.
    pub charge: Yen,
    /// What programs take of it, in the order in which they were applied.
    pub shares: Vec<Share>,
    /// The person's part.
    pub patient: Yen,
}

/// How many payers of a visit need no place of their own in memory: the insurer and a program, with a limit or two.
const PAYERS: usize = 4;

/// What payers take of a visit's cost, in order: a list that is read as a slice.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shares(SmallVec<[Share; PAYERS]>);

impl Shares {
    #[inline]
    pub(crate) fn push(&mut self, share: Share) {
        self.0.push(share);
    }

    pub(crate) fn retain(&mut self, kept: impl Fn(&Share) -> bool) {
        self.0.retain(|share| kept(share));
    }
}

impl fmt::Debug for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Deref for Shares {
    type Target = [Share];

    fn deref(&self) -> &[Share] {
        &self.0
    }
}

impl DerefMut for Shares {
    fn deref_mut(&mut self) -> &mut [Share] {
        &mut self.0
    }
}

impl FromIterator<Share> for Shares {
    fn from_iter<I: IntoIterator<Item = Share>>(shares: I) -> Self {
        Self(shares.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Shares {
    type Item = &'a Share;
    type IntoIter = std::slice::Iter<'a, Share>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What one payer takes of a visit's cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who.
    pub payer: Payer,
    /// How much.
    pub amount: Yen,
}

/// Who pays a part of a cost.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payer {
    /// The insurer, by the ratio (療養の給付).
    Insurer,
    /// The insurer, above the limit (高額療養費の現物給付).
    InsurerHighCost,
    /// The program of a certificate, by its place in the list of certificates, from 0.
    Program(usize),
    /// The insurer above the limit or a program: a datum that divides them was not read. The person's part does not
    /// depend on it.
    InsurerOrProgram,
}
