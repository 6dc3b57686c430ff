//! Who the story is about: the first people of the population who are what it needs.

use domain::body_code::BodyCode;

use crate::synthetic::{
    Recipient,
    certificate::{Certificate, Situation},
    household::Person,
};

/// A part of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A child whose certificate holds.
    Child,
    /// Another child whose certificate holds.
    OtherChild,
    /// A child whose certificate was renewed.
    Renewed,
    /// A child whose certificate has ended.
    Ended,
    /// A child whose certificate begins later.
    NotYet,
    /// A child about whom nothing may be told.
    Withheld,
    /// A child whose certificate is always reimbursed.
    Reimbursed,
    /// An adult whose certificate names institutions.
    Designated,
}

impl Part {
    /// All parts, in the order of the story.
    pub const ALL: [Self; 8] = [
        Self::Child,
        Self::OtherChild,
        Self::Renewed,
        Self::Ended,
        Self::NotYet,
        Self::Withheld,
        Self::Reimbursed,
        Self::Designated,
    ];

    /// Whether somebody can play the part.
    fn fits(self, recipient: &Recipient) -> bool {
        let child = |situation| recipient.holds_one("local-child", situation);
        match self {
            Self::Child | Self::OtherChild => child(Situation::Current),
            Self::Renewed => child(Situation::Renewed) && periods(recipient) == 2,
            Self::Ended => child(Situation::Ended),
            Self::NotYet => child(Situation::NotYet),
            Self::Withheld => child(Situation::Withheld),
            Self::Reimbursed => child(Situation::Reimbursed),
            Self::Designated => recipient.holds_one("intractable-disease", Situation::Current),
        }
    }
}

fn periods(recipient: &Recipient) -> usize {
    recipient.certificates.first().map_or(0, |certificate| certificate.periods.len())
}

/// Somebody who plays a part.
#[derive(Clone)]
pub struct Player {
    /// The person.
    pub person: Person,
    /// The certificate the story is about.
    pub certificate: Certificate,
}

impl Player {
    /// The body that issued the certificate.
    #[must_use]
    pub fn body(&self) -> BodyCode {
        self.certificate.body
    }
}

/// Who plays which part.
#[derive(Default)]
pub struct Cast {
    players: Vec<(Part, Player)>,
}

impl Cast {
    /// Looks at somebody; the first one who fits an open part plays it.
    pub fn see(&mut self, recipient: &Recipient) {
        let open = |part: &Part| self.players.iter().all(|(taken, _)| taken != part);
        let part = Part::ALL.into_iter().filter(open).find(|part| part.fits(recipient));
        if let (Some(part), Some(certificate)) = (part, recipient.certificates.first()) {
            let (person, certificate) = (recipient.person.clone(), certificate.clone());
            self.players.push((part, Player { person, certificate }));
        }
    }

    /// Who plays a part. Every population has all parts.
    #[must_use]
    pub fn player(&self, part: Part) -> Option<&Player> {
        self.players.iter().find(|(taken, _)| *taken == part).map(|(_, player)| player)
    }
}
