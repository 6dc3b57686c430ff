//! A body (実施機関) as it takes part: since when, under which policy, and who acts for it.
//!
//! History in, decision out: [`Body::evolve`] accepts all of history, [`Body::decide`] says what a
//! command makes of it. Whether a body of this code exists in Japan is not asked here.

use jiff::civil::Date;

use crate::{body_code::BodyCode, check_digit::CheckDigitPolicy, period::Period};

#[cfg(test)]
mod tests;

/// What a body is enrolled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Its name, 1 to 100 characters.
    pub name: String,
    /// The days on which it takes part.
    pub participation: Period,
    /// What its policy says of check digits.
    pub check_digit_policy: CheckDigitPolicy,
}

/// An operator collects and provides a body's information (委任).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The operator's name, 1 to 100 characters.
    pub operator: String,
    /// The first day.
    pub first: Date,
}

/// What happened to a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It takes part, or takes part otherwise than before (参加).
    Enrolled {
        /// Which body.
        body: BodyCode,
        /// With what.
        enrolment: Enrolment,
    },
    /// It lets an operator act for it.
    OperatorDelegated {
        /// Which body.
        body: BodyCode,
        /// To whom, since when.
        delegation: Delegation,
    },
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let the body take part with this, whatever it had before.
    Enrol(Enrolment),
    /// Let an operator act for it.
    DelegateOperator(Delegation),
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The body was never enrolled.
    #[error("body {0} is not enrolled")]
    NotEnrolled(BodyCode),
}

/// What is known of a body: the fold of its events. [`Body::default`] is one nothing is known of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    enrolment: Option<Enrolment>,
    delegations: Vec<Delegation>,
}

impl Body {
    /// The body after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The body after one more event. Accepts all of history, also what `decide` would refuse today.
    #[must_use]
    pub fn evolve(mut self, event: Event) -> Self {
        match event {
            Event::Enrolled { enrolment, .. } => self.enrolment = Some(enrolment),
            Event::OperatorDelegated { delegation, .. } => self.delegations.push(delegation),
        }
        self
    }

    /// What happens to the body of this code when this command comes.
    ///
    /// No event means that the command says what is known.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotEnrolled`].
    pub fn decide(&self, body: BodyCode, command: Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Enrol(enrolment) if self.enrolment.as_ref() == Some(&enrolment) => {
                Ok(Vec::new())
            }
            Command::Enrol(enrolment) => Ok(vec![Event::Enrolled { body, enrolment }]),
            Command::DelegateOperator(_) if !self.is_enrolled() => Err(Refusal::NotEnrolled(body)),
            Command::DelegateOperator(delegation) if self.delegations.contains(&delegation) => {
                Ok(Vec::new())
            }
            Command::DelegateOperator(delegation) => {
                Ok(vec![Event::OperatorDelegated { body, delegation }])
            }
        }
    }

    /// Whether it was ever enrolled.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        self.enrolment.is_some()
    }

    /// What it is enrolled with; none if it never was.
    #[must_use]
    pub fn enrolment(&self) -> Option<&Enrolment> {
        self.enrolment.as_ref()
    }

    /// Whether it takes part on this day of the calendar in Japan.
    #[must_use]
    pub fn participates_on(&self, day: Date) -> bool {
        self.enrolment.as_ref().is_some_and(|known| known.participation.contains(day))
    }

    /// What its policy says of check digits; the default where it was never enrolled.
    #[must_use]
    pub fn check_digit_policy(&self) -> CheckDigitPolicy {
        self.enrolment.as_ref().map_or_else(CheckDigitPolicy::default, |e| e.check_digit_policy)
    }

    /// Who acts for it, in the order recorded.
    #[must_use]
    pub fn delegations(&self) -> &[Delegation] {
        &self.delegations
    }
}

/// The name of a body's stream in the registration ledger.
#[must_use]
pub fn stream_of(body: BodyCode) -> String {
    format!("body-{body}")
}
