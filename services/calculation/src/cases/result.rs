//! What became of a case.

/// What became of one case of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The id of the case.
    pub id: String,
    /// How its numbers came about, in the words of the file: `published`, `published_rule`, `derived`.
    pub status: String,
    /// Whether the calculation agrees.
    pub verdict: Verdict,
}

/// Whether the calculation agrees with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every expected amount comes out.
    Ok,
    /// An amount differs: which, with what was expected and what came out.
    Differs(String),
    /// No answer, and why: which item of which row or rule the data does not say.
    Undecided(String),
    /// The case is not of the form: which field, and what is wrong with it.
    Malformed(String),
}

/// The bytes are not a file of cases.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a file of cases: {0}")]
pub struct NotACaseFile(pub String);
