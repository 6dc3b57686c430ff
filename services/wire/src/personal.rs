//! Messages of nothing but personal fields: their `Debug` shows nothing, wherever it is written.

use std::fmt;

use crate::proto::{common::v1 as common, event::v1 as event, registration::v1 as registration};

impl fmt::Debug for common::InsuranceIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InsuranceIdentity(..)")
    }
}

impl fmt::Debug for registration::BasicFiveInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicFiveInfo(..)")
    }
}

impl fmt::Debug for event::SealedBasicInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedBasicInfo(..)")
    }
}

impl fmt::Debug for event::SealedDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedDetail(..)")
    }
}

#[cfg(test)]
mod tests;
