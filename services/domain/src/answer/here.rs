//! What a certificate means at this facility: how it is settled, and whether it may be used.

use super::ProgramFacts;
use crate::{
    body_code::BodyCode, certificate::DesignatedInstitution, institution_code::InstitutionCode,
    settlement::Settlement,
};

/// Whether the certificate may be used at this facility (指定医療機関).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Designation {
    /// The program needs no designation.
    NotRequired,
    /// This facility is named on the certificate.
    Designated,
    /// Others are named by code, this facility is not.
    NotDesignated,
    /// Institutions are named without a code, or none is named: look at the paper.
    Unknown,
}

/// Why it is settled so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SettlementReason {
    /// The program says so for facilities in the body's prefecture.
    InsidePrefecture,
    /// The program says so for facilities outside the body's prefecture.
    OutsidePrefecture,
    /// The certificate itself is always reimbursed (常に償還払い).
    AlwaysReimbursed,
}

/// How a certificate is settled at this facility, and why.
///
/// A facility or body whose code names no prefecture is outside: nothing shows that it is inside.
#[must_use]
pub fn settlement_of(
    body: BodyCode,
    always_reimbursement: bool,
    program: &ProgramFacts<'_>,
    facility: InstitutionCode,
) -> (Settlement, SettlementReason) {
    if always_reimbursement {
        return (Settlement::Reimbursement, SettlementReason::AlwaysReimbursed);
    }
    let prefecture = body.prefecture();
    if prefecture.is_some() && prefecture == facility.prefecture() {
        (program.settlement_inside, SettlementReason::InsidePrefecture)
    } else {
        (program.settlement_outside, SettlementReason::OutsidePrefecture)
    }
}

/// Whether this facility may use the certificate.
///
/// Where one institution is named by code and another by name only, this facility might be the latter: unknown.
#[must_use]
pub fn designation_of(
    program: &ProgramFacts<'_>,
    named: &[&DesignatedInstitution],
    facility: InstitutionCode,
) -> Designation {
    if !program.designation_required {
        return Designation::NotRequired;
    }
    if named.iter().any(|institution| institution.code == Some(facility)) {
        return Designation::Designated;
    }
    if named.is_empty() || named.iter().any(|institution| institution.code.is_none()) {
        return Designation::Unknown;
    }
    Designation::NotDesignated
}
