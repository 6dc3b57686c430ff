//! Who takes part: two real municipalities, and facilities that nobody runs.

use cli::synthetic::numbers;
use domain::{caller::Caller, prefecture::PrefectureCode};

/// 一宮市 in 愛知県: the body of most tests.
pub const BODY: &str = "232033";

/// 千代田区 in 東京都: another body.
pub const OTHER_BODY: &str = "131016";

/// The insurer of everyone in these tests: a published number.
pub const INSURER: &str = "06132005";

/// Another insurer: a published number.
pub const OTHER_INSURER: &str = "138057";

/// The child's program (こども医療費): in kind in the prefecture, reimbursed elsewhere.
pub const CHILD: &str = "CHILD";

/// A program whose certificates name the institutions that may use them (難病).
pub const DESIGNATED: &str = "NANBYO";

/// A facility with one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// The institution code.
    pub code: String,
}

impl Facility {
    fn at(prefecture: &str, fee_table: u8, place: u64) -> Self {
        let prefecture: PrefectureCode = prefecture.parse().unwrap();
        Self { code: numbers::institution(prefecture, fee_table, 77, place) }
    }

    /// The resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("facilities/{}", self.code)
    }

    /// The caller at its desk.
    #[must_use]
    pub fn desk(&self) -> Caller {
        caller(&format!("facility/{}", self.code))
    }

    /// The caller that its first reader is.
    #[must_use]
    pub fn reader(&self) -> Caller {
        caller(&format!("facility/{}/reader/1", self.code))
    }
}

/// A clinic in the prefecture of [`BODY`].
#[must_use]
pub fn clinic() -> Facility {
    Facility::at("23", 1, 9_001)
}

/// A pharmacy in the prefecture of [`BODY`].
#[must_use]
pub fn pharmacy() -> Facility {
    Facility::at("23", 4, 9_002)
}

/// A clinic in another prefecture.
#[must_use]
pub fn far_clinic() -> Facility {
    Facility::at("13", 1, 9_003)
}

/// A facility that nobody enrolled.
#[must_use]
pub fn stranger() -> Facility {
    Facility::at("23", 1, 9_099)
}

/// The caller that [`BODY`] is.
#[must_use]
pub fn body() -> Caller {
    caller(&format!("body/{BODY}"))
}

/// The caller that [`OTHER_BODY`] is.
#[must_use]
pub fn other_body() -> Caller {
    caller(&format!("body/{OTHER_BODY}"))
}

/// The caller that [`INSURER`] is.
#[must_use]
pub fn insurer() -> Caller {
    caller(&format!("insurer/{INSURER}"))
}

/// The caller that [`OTHER_INSURER`] is.
#[must_use]
pub fn other_insurer() -> Caller {
    caller(&format!("insurer/{OTHER_INSURER}"))
}

/// Who runs the hub.
#[must_use]
pub fn operator() -> Caller {
    Caller::Operator
}

/// Who looks at history.
#[must_use]
pub fn auditor() -> Caller {
    caller("auditor/board")
}

/// The caller with this path in its URI name.
#[must_use]
pub fn caller(path: &str) -> Caller {
    format!("spiffe://pmh/{path}").parse().unwrap()
}
