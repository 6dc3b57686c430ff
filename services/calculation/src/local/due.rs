//! What reaches the local programs: a visit, and what insurance and national programs have left of it.

use domain::law_number::LawNumber;

use super::both::Both;
use crate::{Visit, money::Yen};

/// A visit, and what insurance and national programs have left of it to the person.
#[derive(Clone, Copy, Debug)]
pub struct Due<'a> {
    /// The visit.
    pub visit: &'a Visit,
    /// Its cost.
    pub cost: Yen,
    /// What the person would pay by the insurance alone.
    pub insured: Both,
    /// What is left to the person. Not above the cost, not below nothing.
    pub left: Both,
    /// The national programs that paid a part, and what each left of what it covered.
    pub national: &'a [LeftBy],
}

/// What a national program has left to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftBy {
    /// Its law number (法別番号).
    pub law: LawNumber,
    /// How much, in receipt yen.
    pub left: Yen,
}
