//! Months that are opened one after the other in one place: each takes over the memory of the one before, so that a
//! calculation allocates nothing.

use crate::{
    Calculator, Certificate, Person, Refusal, local,
    national::{self, YearMonth},
};

/// A place in which months are opened, one at a time.
///
/// Nothing of one month is known to the next. What is opened here lives no longer than the place: who calculates for
/// people that come and go makes a place for each batch of them.
#[derive(Debug)]
pub struct Months<'e> {
    tables: &'e national::Tables,
    rules: &'e local::Rules,
    last: Option<Calculator<'e>>,
}

impl<'e> Months<'e> {
    /// A place for months under the rules of an edition.
    #[must_use]
    pub const fn new(tables: &'e national::Tables, rules: &'e local::Rules) -> Self {
        Self { tables, rules, last: None }
    }

    /// Opens a month for a person with their certificates; the one opened before is over.
    ///
    /// # Errors
    /// [`Refusal`], as of [`Calculator::open`].
    pub fn open(
        &mut self,
        month: YearMonth,
        person: &'e Person,
        certificates: &'e [Certificate],
    ) -> Result<&mut Calculator<'e>, Refusal> {
        if let Some(ref mut last) = self.last {
            last.reopen(month, person, certificates)?;
            return Ok(last);
        }
        let first = Calculator::open(self.tables, self.rules, month, person, certificates)?;
        Ok(self.last.insert(first))
    }
}
