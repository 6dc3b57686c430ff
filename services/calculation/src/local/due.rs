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
    /// What the person would pay by the insurance alone; absent where that is not known.
    pub insured: Option<Both>,
    /// What is left to the person. Not above the cost; below nothing where the visit lowers what earlier ones of its
    /// receipt cost.
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
