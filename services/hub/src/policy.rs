//! Who may call what: one table, and what stands in no row is denied.
//!
//! Only the kind of caller is asked here; for whom a caller may speak is each service's question
//! (`OTHER_TENANT`).

use domain::caller::Role;

/// One RPC, and who may call it.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The path of the RPC: `/pmh.eligibility.v1.EligibilityService/GetEligibility`.
    pub rpc: &'static str,
    /// Which roles may call it.
    pub callers: &'static [Role],
    /// How it answers.
    pub kind: Kind,
}

/// How an RPC answers, and so how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One request, one answer: within the hub's deadline.
    Unary,
    /// A stream on one side or both: as long as the caller wants.
    Stream,
    /// Asked by machines that watch over the hub, with one answer or a stream: never shed.
    Watch,
}

const BODY: &[Role] = &[Role::Body];
const OPERATOR: &[Role] = &[Role::Operator];
const FACILITY: &[Role] = &[Role::Facility];
const READER: &[Role] = &[Role::Reader];
const AUDITOR: &[Role] = &[Role::Auditor];
const FACILITY_OR_READER: &[Role] = &[Role::Facility, Role::Reader];
const FACILITY_OR_OPERATOR: &[Role] = &[Role::Facility, Role::Operator];
const INSURER_OR_OPERATOR: &[Role] = &[Role::Insurer, Role::Operator];
const BODY_INSURER_OR_OPERATOR: &[Role] = &[Role::Body, Role::Insurer, Role::Operator];
const FACILITY_OR_BODY: &[Role] = &[Role::Facility, Role::Body];
const ANYONE: &[Role] = &Role::ALL;

/// The policy table (default deny): every RPC of the hub, once.
pub const POLICY: &[Row] = &[
    unary("/pmh.enrolment.v1.EnrolmentService/EnrolBody", OPERATOR),
    unary("/pmh.enrolment.v1.EnrolmentService/DelegateOperator", BODY),
    unary("/pmh.enrolment.v1.EnrolmentService/DefineProgram", BODY),
    unary("/pmh.enrolment.v1.EnrolmentService/RetireProgram", BODY),
    unary("/pmh.enrolment.v1.EnrolmentService/EnrolFacility", FACILITY_OR_OPERATOR),
    unary("/pmh.enrolment.v1.EnrolmentService/OptOutFacility", FACILITY_OR_OPERATOR),
    unary("/pmh.enrolment.v1.EnrolmentService/EnrolReader", FACILITY_OR_OPERATOR),
    unary("/pmh.enrolment.v1.EnrolmentService/RemoveReader", FACILITY_OR_OPERATOR),
    unary("/pmh.identity.v1.IdentityService/LinkInsurance", INSURER_OR_OPERATOR),
    unary("/pmh.identity.v1.IdentityService/SuspendLink", BODY_INSURER_OR_OPERATOR),
    unary("/pmh.identity.v1.IdentityService/RestoreLink", BODY_INSURER_OR_OPERATOR),
    unary("/pmh.identity.v1.IdentityService/Unlink", INSURER_OR_OPERATOR),
    unary("/pmh.identity.v1.IdentityService/MergePeople", OPERATOR),
    unary("/pmh.identity.v1.IdentityService/ErasePerson", OPERATOR),
    stream("/pmh.registration.v1.RegistrationService/RegisterRecipients", BODY),
    unary("/pmh.registration.v1.RegistrationService/EndCertificate", BODY),
    unary("/pmh.registration.v1.RegistrationService/WithholdDisclosure", BODY),
    unary("/pmh.registration.v1.RegistrationService/LiftDisclosure", BODY),
    unary("/pmh.eligibility.v1.EligibilityService/OpenCheckIn", READER),
    unary("/pmh.eligibility.v1.EligibilityService/AnswerConsent", READER),
    unary("/pmh.eligibility.v1.EligibilityService/WithdrawConsent", FACILITY_OR_READER),
    unary("/pmh.eligibility.v1.EligibilityService/GetEligibility", FACILITY),
    unary("/pmh.eligibility.v1.EligibilityService/GiveStandingConsent", READER),
    unary("/pmh.eligibility.v1.EligibilityService/ExtendStandingConsent", FACILITY),
    unary("/pmh.eligibility.v1.EligibilityService/WithdrawStandingConsent", FACILITY_OR_READER),
    unary("/pmh.eligibility.v1.EligibilityService/SubmitInquiry", FACILITY),
    unary("/pmh.eligibility.v1.EligibilityService/GetInquiry", FACILITY),
    stream("/pmh.eligibility.v1.EligibilityService/StreamInquiry", FACILITY),
    unary("/pmh.eligibility.v1.EligibilityService/ListDisclosures", BODY),
    unary("/pmh.copayment.v1.CopaymentService/CalculateVisit", FACILITY_OR_BODY),
    unary("/pmh.copayment.v1.CopaymentService/CalculateMonth", FACILITY_OR_BODY),
    unary("/pmh.copayment.v1.CopaymentService/CompareCertificates", FACILITY_OR_BODY),
    unary("/pmh.copayment.v1.CopaymentService/ExplainMonth", FACILITY_OR_BODY),
    stream("/pmh.copayment.v1.CopaymentService/CalculateBatch", FACILITY_OR_BODY),
    unary("/pmh.copayment.v1.CopaymentService/ListEditions", FACILITY_OR_BODY),
    stream("/pmh.audit.v1.AuditService/Replay", AUDITOR),
    unary("/pmh.audit.v1.AuditService/GetPositions", AUDITOR),
    watch("/grpc.health.v1.Health/Check"),
    watch("/grpc.health.v1.Health/Watch"),
    watch("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"),
];

const fn unary(rpc: &'static str, callers: &'static [Role]) -> Row {
    Row { rpc, callers, kind: Kind::Unary }
}

const fn stream(rpc: &'static str, callers: &'static [Role]) -> Row {
    Row { rpc, callers, kind: Kind::Stream }
}

const fn watch(rpc: &'static str) -> Row {
    Row { rpc, callers: ANYONE, kind: Kind::Watch }
}

impl Row {
    /// Whether this role may call.
    #[must_use]
    pub fn allows(&self, role: Role) -> bool {
        self.callers.contains(&role)
    }
}

/// The row of this path, if it has one.
#[must_use]
pub fn row(policy: &'static [Row], path: &str) -> Option<&'static Row> {
    policy.iter().find(|row| row.rpc == path)
}

#[cfg(test)]
mod tests;
