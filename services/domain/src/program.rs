//! A program (制度) as its body defines it in the program master (制度マスタ).
//!
//! History in, decision out: [`Program::evolve`] accepts all of history, [`Program::decide`] says
//! what a command makes of it. How much a program pays is not known here: a [`RuleMapping`] only
//! names the rule of the calculation module that it stands for.

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    body_code::BodyCode,
    certificate_type::CertificateTypeId,
    income_band::IncomeBand,
    period::Period,
    resource_name::{joined, with_uuid},
};

mod master;
#[cfg(test)]
mod tests;

pub use master::{
    CONDITION_CODES_MAX, CONDITION_ITEMS_MAX, ConditionCode, ConditionItem, INCOME_BANDS_MAX,
    MasterFault, NamedBand, NamedCode, NotAConditionCode, ProgramMaster, RuleMapping,
};

/// The namespace of program streams: the UUID v5 of `spiffe://pmh/program` among URLs.
///
/// Never changes: stored streams are named by ids made with it.
const NAMESPACE: Uuid = Uuid::from_u128(0x98e5_0e14_a6a2_5859_9f0d_94c5_be5e_c897);

/// What happened to a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is defined (制度の定義).
    Defined(ProgramMaster),
    /// It now reads otherwise (制度の改定).
    Revised(ProgramMaster),
    /// It is registered no longer (制度の廃止).
    Retired {
        /// Whose program.
        body: BodyCode,
        /// Which.
        certificate_type: CertificateTypeId,
        /// The last day on which it is registered.
        last: Date,
    },
}

/// What a body asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let the program read like this, whatever it said before.
    Define(ProgramMaster),
    /// Let it be registered no longer.
    Retire {
        /// The last day on which it is registered.
        last: Date,
    },
}

/// Why a command was refused, in the order in which it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The program was never defined.
    #[error("the program is not defined")]
    NotDefined,
    /// The program was retired.
    #[error("the program is retired after {0}")]
    Retired(Date),
}

/// What is known of a program: the fold of its events. [`Program::default`] is one never defined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    master: Option<ProgramMaster>,
    retired_after: Option<Date>,
}

impl Program {
    /// The program after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The program after one more event. Accepts all of history, also what `decide` would refuse today.
    #[must_use]
    pub fn evolve(mut self, event: Event) -> Self {
        match event {
            Event::Defined(master) | Event::Revised(master) => self.master = Some(master),
            Event::Retired { last, .. } => self.retired_after = Some(last),
        }
        self
    }

    /// What happens when this command comes. No event means that the command says what is known.
    ///
    /// # Errors
    ///
    /// [`Refusal`], in the order of its variants.
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        match (command, self.master.as_ref(), self.retired_after) {
            (Command::Define(master), Some(known), _) if master == *known => Ok(Vec::new()),
            (Command::Define(_), _, Some(last)) => Err(Refusal::Retired(last)),
            (Command::Define(master), None, None) => Ok(vec![Event::Defined(master)]),
            (Command::Define(master), Some(_), None) => Ok(vec![Event::Revised(master)]),
            (Command::Retire { .. }, None, _) => Err(Refusal::NotDefined),
            (Command::Retire { last }, Some(_), Some(known)) if last == known => Ok(Vec::new()),
            (Command::Retire { .. }, Some(_), Some(known)) => Err(Refusal::Retired(known)),
            (Command::Retire { last }, Some(known), None) => Ok(vec![Event::Retired {
                body: known.body,
                certificate_type: known.certificate_type.clone(),
                last,
            }]),
        }
    }

    /// How it reads now; none if it was never defined.
    #[must_use]
    pub fn master(&self) -> Option<&ProgramMaster> {
        self.master.as_ref()
    }

    /// The last day on which it is registered, once it was retired.
    #[must_use]
    pub fn retired_after(&self) -> Option<Date> {
        self.retired_after
    }

    /// Whether the body registers it on this day of the calendar in Japan.
    #[must_use]
    pub fn registers_on(&self, day: Date) -> bool {
        self.master.as_ref().is_some_and(|known| known.in_force.contains(day))
            && self.retired_after.is_none_or(|last| day <= last)
    }

    /// Whether the body registers it on every day of this period.
    #[must_use]
    pub fn covers(&self, period: Period) -> bool {
        self.registers_on(period.first()) && self.registers_on(period.last())
    }

    /// Whether it defines this income band.
    #[must_use]
    pub fn knows_income_band(&self, band: &IncomeBand) -> bool {
        self.master.as_ref().is_some_and(|known| known.knows_income_band(band))
    }

    /// Whether it defines this item of additional conditions, and this code under it.
    #[must_use]
    pub fn knows_condition(&self, item: &str, code: &str) -> bool {
        self.master.as_ref().is_some_and(|known| known.knows_condition(item, code))
    }
}

/// The name of a program's stream in the registration ledger.
///
/// `program-{body}-{uuid}`: upper and lower case of a certificate type are different, and stream
/// names have lower case only, so the type stands there as the version 5 UUID of body and type,
/// each after its length.
#[must_use]
pub fn stream_of(body: BodyCode, certificate_type: &CertificateTypeId) -> String {
    let name = joined(&[&body.six_digits(), certificate_type.as_str().as_bytes()]);
    with_uuid(&format!("program-{body}-"), Uuid::new_v5(&NAMESPACE, &name))
}
