//! Makes a row of the contract from texts, one field at a time.
//!
//! What has a form of its own is made plain here (days, flags); what the hub judges (numbers,
//! codes, lengths) is passed on as given.

use wire::proto::registration::v1::{BasicFiveInfo, RecipientRow};

use super::{
    cell::{self, Misread},
    column::Column,
    encoding::gaiji_bytes,
    fault::Finding,
};

/// A row in the making, and what was found on the way.
#[derive(Default)]
pub struct Builder {
    row: RecipientRow,
    basic: BasicFiveInfo,
    findings: Vec<Finding>,
}

impl Builder {
    /// Puts a text into a field.
    pub fn text(&mut self, column: Column, text: &str) {
        if self.has_private_characters(column, text) {
            return;
        }
        let row = &mut self.row;
        match column {
            Column::CertificateType => text.clone_into(&mut row.org_specific_certificate_type_id),
            Column::MyNumber => text.clone_into(&mut row.my_number),
            Column::Name => text.clone_into(&mut self.basic.name),
            Column::NameKana => text.clone_into(&mut self.basic.name_kana),
            Column::Address => text.clone_into(&mut self.basic.address),
            Column::Sex => cell::sex(text).clone_into(&mut self.basic.sex),
            Column::PayerNumber => text.clone_into(&mut row.medical_subsidy_insurer_number),
            Column::CertificationName => text.clone_into(&mut row.certification_name),
            Column::RecipientNumber => text.clone_into(&mut row.medical_subsidy_recipient_number),
            Column::SubKey => text.clone_into(&mut row.certification_sub_key),
            Column::Segment => text.clone_into(&mut row.segment),
            Column::IncomeSegment => text.clone_into(&mut row.income_segment),
            Column::AdditionalConditions => text.clone_into(&mut row.additional_conditions),
            Column::IsAlwaysReimbursement => text.clone_into(&mut row.is_always_reimbursement),
            Column::HistoryKey => text.clone_into(&mut row.history_key),
            Column::DesignatedInstitutions => {
                row.designated_medical_institutions = cell::institutions(text);
            }
            Column::CertificationDetail => row.certification_detail = cell::details(text),
            Column::MaxCopaymentAmount => {
                let limits = self.kept(column, cell::limits(text));
                self.row.max_copayment_amount = limits.unwrap_or_default();
            }
            Column::IsNotDisclosed | Column::IsDeleted => {
                let flag = self.kept(column, cell::flag(text)).flatten();
                self.flag(column, flag);
            }
            Column::DateOfBirth => {
                let day = self.kept(column, cell::birth_date(text));
                self.basic.date_of_birth = day.unwrap_or_default();
            }
            Column::ValidFrom => self.row.valid_from = self.day(column, text),
            Column::ValidTo => self.row.valid_to = self.day(column, text),
        }
    }

    /// Puts a flag into a field.
    pub fn flag(&mut self, column: Column, flag: Option<bool>) {
        match (column, flag) {
            (Column::IsNotDisclosed, flag) => self.row.is_not_disclosed = flag,
            (Column::IsDeleted, flag) => self.row.is_deleted = flag,
            (_, None) => {}
            (column, Some(_)) => self.misread(column, "must be a text, not true or false"),
        }
    }

    /// The row, for what is no text.
    pub fn row(&mut self) -> &mut RecipientRow {
        &mut self.row
    }

    /// Notes that a field does not have its form; the row is refused.
    pub fn misread(&mut self, column: Column, message: impl Into<String>) {
        self.note(Finding::refusal(
            column.api_name(),
            "FIELD_MALFORMED",
            message,
            "correct the field and import the file again",
        ));
    }

    /// Notes a finding.
    pub fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The value read; where there is none, the row is refused.
    pub fn kept<T>(&mut self, column: Column, read: Result<T, Misread>) -> Option<T> {
        read.map_err(|misread| self.misread(column, misread.0)).ok()
    }

    /// The row as it goes to the hub, or none where something refuses it; and what was found.
    #[must_use]
    pub fn finish(mut self) -> (Option<RecipientRow>, Vec<Finding>) {
        self.row.basic_five_info = Some(self.basic);
        let refused = self.findings.iter().any(|finding| finding.refuses);
        ((!refused).then_some(self.row), self.findings)
    }

    fn day(&mut self, column: Column, text: &str) -> String {
        let Some((day, warning)) = self.kept(column, cell::day(text)) else {
            return String::new();
        };
        if let Some(warning) = warning {
            let remedy = "write the day in the era it lies in";
            self.note(Finding::warning(column.api_name(), "ERA_ENDED", warning, remedy));
        }
        day
    }

    fn has_private_characters(&mut self, column: Column, text: &str) -> bool {
        let Some((place, character)) = domain::match_key::private_use(text).next() else {
            return false;
        };
        let bytes = gaiji_bytes(character)
            .map(|[first, second]| format!(", bytes {first:02X} {second:02X}"))
            .unwrap_or_default();
        self.note(Finding::refusal(
            column.api_name(),
            "GAIJI_PRIVATE",
            format!(
                "character {place} (U+{:04X}{bytes}) is a private character (外字) that means \
                 something else elsewhere",
                u32::from(character)
            ),
            "send the character's form in the standard character set (MJ or IVS)",
        ));
        true
    }
}
