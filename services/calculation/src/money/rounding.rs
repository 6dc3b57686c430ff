//! The ways a fraction of a yen is settled (端数処理).

/// How a fraction becomes whole. Which one holds at a place is a datum of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Half and more counts as one (四捨五入).
    HalfUp,
    /// A fraction is dropped (切り捨て).
    Down,
    /// A fraction counts as one (切り上げ).
    Up,
}

impl Rounding {
    /// `amount / by`, whole. A negative amount is rounded as its mirror: a correction undoes what it corrects.
    ///
    /// `by` is above zero; zero gives zero.
    #[must_use]
    #[inline]
    pub fn divide(self, amount: i64, by: i64) -> i64 {
        let Some(rest) = amount.checked_rem(by) else { return 0 };
        let whole = amount / by;
        let away = amount.signum();
        match self {
            Self::HalfUp if rest.abs() * 2 >= by => whole + away,
            Self::Up if rest != 0 => whole + away,
            Self::HalfUp | Self::Up | Self::Down => whole,
        }
    }
}

#[cfg(test)]
mod tests;
