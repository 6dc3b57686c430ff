//! What a command makes of a check-in's history.

use jiff::civil::Date;

use super::{ASKED_MAX, CheckIn, Consent, Disclosed, Event, Identification, Opened, Withheld};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begin.
    Open(Opened),
    /// Record a yes.
    Give(Identification),
    /// Record a no.
    Refuse(Identification),
    /// Record that nothing was answered.
    LeaveUnanswered,
    /// Take a yes back.
    Withdraw,
    /// Tell the desk something.
    Disclose(Disclosed),
    /// Tell the desk nothing.
    Withhold(Withheld),
}

/// Why a command was refused, in the order in which it is checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It was opened before.
    #[error("the check-in was opened before")]
    AlreadyOpened,
    /// Nothing is known of it.
    #[error("there is no such check-in at this facility")]
    NotOpened,
    /// Its calendar day is over.
    #[error("the check-in ended with its day, {0}")]
    Over(Date),
    /// There is nothing to ask in it.
    #[error("there is nothing to ask in this check-in")]
    NothingToAsk,
    /// The question was answered before.
    #[error("the question of this check-in was answered before")]
    AlreadyAnswered,
    /// The visit is on another day than the check-in.
    #[error("the visit date must be the day of the check-in, {0}")]
    VisitDateNotToday(Date),
    /// The consent was withdrawn, or never given.
    #[error("the consent was withdrawn, or never given")]
    NotConsented,
    /// The desk has asked [`ASKED_MAX`] times.
    #[error("the desk has asked {ASKED_MAX} times in this check-in; open another")]
    AskedTooOften,
}

impl CheckIn {
    /// What happens when this command comes on this day (in Japan).
    ///
    /// # Errors
    ///
    /// [`Refusal`], in the order of its variants.
    pub fn decide(&self, command: Command, today: Date) -> Result<Event, Refusal> {
        match command {
            Command::Open(opened) => match self.opened {
                Some(_) => Err(Refusal::AlreadyOpened),
                None => Ok(Event::Opened(opened)),
            },
            Command::Give(how) => self.answer(today, Event::ConsentGiven(how)),
            Command::Refuse(how) => self.answer(today, Event::ConsentRefused(how)),
            Command::LeaveUnanswered => self.answer(today, Event::ConsentNotAnswered),
            Command::Withdraw => {
                self.lasting(today)?;
                self.consented()?;
                Ok(Event::ConsentWithdrawn)
            }
            Command::Disclose(disclosed) => {
                self.asked(disclosed.visit_date, today)?;
                self.consented()?;
                self.not_too_often()?;
                Ok(Event::Disclosed(disclosed))
            }
            Command::Withhold(withheld) => {
                self.asked(withheld.visit_date, today)?;
                self.not_too_often()?;
                Ok(Event::Withheld(withheld))
            }
        }
    }

    /// Whether the desk may ask for this visit date today: how the check-in began.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotOpened`], [`Refusal::Over`], then [`Refusal::VisitDateNotToday`].
    pub fn asked(&self, visit_date: Date, today: Date) -> Result<&Opened, Refusal> {
        let opened = self.lasting(today)?;
        if visit_date == opened.date {
            Ok(opened)
        } else {
            Err(Refusal::VisitDateNotToday(opened.date))
        }
    }

    fn answer(&self, today: Date, event: Event) -> Result<Event, Refusal> {
        if !self.lasting(today)?.ask {
            return Err(Refusal::NothingToAsk);
        }
        match self.consent {
            Consent::Open => Ok(event),
            Consent::Given | Consent::Refused | Consent::NotAnswered | Consent::Withdrawn => {
                Err(Refusal::AlreadyAnswered)
            }
        }
    }

    fn lasting(&self, today: Date) -> Result<&Opened, Refusal> {
        let opened = self.opened.as_ref().ok_or(Refusal::NotOpened)?;
        if today > opened.date { Err(Refusal::Over(opened.date)) } else { Ok(opened) }
    }

    fn consented(&self) -> Result<(), Refusal> {
        match self.consent {
            Consent::Given => Ok(()),
            Consent::Open | Consent::Refused | Consent::NotAnswered | Consent::Withdrawn => {
                Err(Refusal::NotConsented)
            }
        }
    }

    fn not_too_often(&self) -> Result<(), Refusal> {
        if self.asked_count < ASKED_MAX { Ok(()) } else { Err(Refusal::AskedTooOften) }
    }
}
