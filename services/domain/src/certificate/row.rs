//! One period row (履歴): what a certificate says from its first to its last day.

use std::fmt;

use jiff::civil::Date;

use super::CopaymentLimit;
use crate::{
    history_key::HistoryKey, income_band::IncomeBand, institution_code::InstitutionCode,
    payer_number::PayerNumber, period::Period, recipient_number::RecipientNumber,
};

/// One period row, as the body gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The body's key of this row; empty for a full registration.
    pub history_key: HistoryKey,
    /// The days on which it holds.
    pub period: Period,
    /// Who pays (公費負担者番号); some certificates have none.
    pub payer_number: Option<PayerNumber>,
    /// The certificate's name (受給者証名), 1 to 100 characters as given.
    pub certification_name: String,
    /// The class within the certificate (区分), up to 50 characters; may be empty.
    pub segment: String,
    /// The income band (所得区分), a code of the program master.
    pub income_band: Option<IncomeBand>,
    /// Additional conditions (追加条件), codes of the program master.
    pub additional_conditions: Vec<AdditionalCondition>,
    /// Institutions named on the certificate (指定医療機関).
    pub designated_institutions: Vec<DesignatedInstitution>,
    /// Whether the person always pays first and claims back (常に償還払い).
    pub always_reimbursement: bool,
    /// Limits on what the person pays (自己負担上限額).
    pub copayment_limits: Vec<CopaymentLimit>,
    /// What is closed under the person's key; absent after the person was erased.
    pub personal: Option<Personal>,
}

/// One additional condition: a pair of codes of the program master.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AdditionalCondition {
    /// The item (追加条件項目コード).
    pub item: String,
    /// The code (追加条件コード).
    pub code: String,
}

/// An institution named on a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DesignatedInstitution {
    /// Its code; absent where the body knows only a name.
    pub code: Option<InstitutionCode>,
    /// Its name as printed; may be empty where the code is given.
    pub name: String,
}

/// The personal fields of a row. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal {
    /// The five basic attributes (基本5情報).
    pub basic_info: BasicInfo,
    /// The recipient number (公費受給者番号), handed on as it is.
    pub recipient_number: Option<RecipientNumber>,
    /// Printed items (受給者証券面項目).
    pub details: Vec<DetailItem>,
}

/// The five basic attributes (基本5情報), as given. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct BasicInfo {
    /// The name (氏名).
    pub name: String,
    /// The name in kana (氏名カナ).
    pub name_kana: String,
    /// The address (住所). Never told to a facility.
    pub address: String,
    /// The birth date (生年月日).
    pub date_of_birth: Date,
    /// The sex (性別).
    pub sex: Sex,
}

/// The sex code (性別) of eligibility files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// 1.
    Male,
    /// 2.
    Female,
    /// 3, not set.
    NotSet,
}

/// One printed item. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct DetailItem {
    /// The label.
    pub label: String,
    /// The value; may be empty.
    pub value: String,
}

/// What stands in the label of a printed item that says where somebody lives.
const ADDRESS_LABELS: [&str; 3] = ["住所", "居住地", "居所"];

impl DetailItem {
    /// Whether its label says that it holds an address: no desk is told one, however it was printed.
    #[must_use]
    pub fn tells_an_address(&self) -> bool {
        ADDRESS_LABELS.iter().any(|label| self.label.contains(label))
    }
}

/// A field of a row, as a body knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 医療費助成資格有効期間開始日.
    ValidFrom,
    /// 医療費助成資格有効期間終了日.
    ValidTo,
    /// 公費負担者番号.
    PayerNumber,
    /// 受給者証名.
    CertificationName,
    /// 区分.
    Segment,
    /// 所得区分.
    IncomeBand,
    /// 追加条件.
    AdditionalConditions,
    /// 指定医療機関情報.
    DesignatedInstitutions,
    /// 常に償還払い.
    AlwaysReimbursement,
    /// 自己負担上限額.
    CopaymentLimits,
    /// 氏名.
    Name,
    /// 氏名カナ.
    NameKana,
    /// 住所.
    Address,
    /// 生年月日.
    DateOfBirth,
    /// 性別.
    Sex,
    /// 公費受給者番号.
    RecipientNumber,
    /// 受給者証券面項目.
    Details,
}

impl Row {
    /// The fields in which `next` differs from this row, in the order of [`Field`].
    ///
    /// Where one of the two has lost its personal fields, all of those differ.
    #[must_use]
    pub fn differences(&self, next: &Self) -> Vec<Field> {
        let mut found = Vec::new();
        let mut note = |field, differs: bool| {
            if differs {
                found.push(field);
            }
        };
        note(Field::ValidFrom, self.period.first() != next.period.first());
        note(Field::ValidTo, self.period.last() != next.period.last());
        note(Field::PayerNumber, self.payer_number != next.payer_number);
        note(Field::CertificationName, self.certification_name != next.certification_name);
        note(Field::Segment, self.segment != next.segment);
        note(Field::IncomeBand, self.income_band != next.income_band);
        note(Field::AdditionalConditions, self.additional_conditions != next.additional_conditions);
        note(
            Field::DesignatedInstitutions,
            self.designated_institutions != next.designated_institutions,
        );
        note(Field::AlwaysReimbursement, self.always_reimbursement != next.always_reimbursement);
        note(Field::CopaymentLimits, self.copayment_limits != next.copayment_limits);
        let (a, b) = (self.personal.as_ref(), next.personal.as_ref());
        note(Field::Name, differs(a, b, |p| &p.basic_info.name));
        note(Field::NameKana, differs(a, b, |p| &p.basic_info.name_kana));
        note(Field::Address, differs(a, b, |p| &p.basic_info.address));
        note(Field::DateOfBirth, differs(a, b, |p| &p.basic_info.date_of_birth));
        note(Field::Sex, differs(a, b, |p| &p.basic_info.sex));
        note(Field::RecipientNumber, differs(a, b, |p| &p.recipient_number));
        note(Field::Details, differs(a, b, |p| &p.details));
        found
    }
}

fn differs<'a, T: PartialEq + 'a>(
    a: Option<&'a Personal>,
    b: Option<&'a Personal>,
    part: impl Fn(&'a Personal) -> &'a T,
) -> bool {
    a.map(&part) != b.map(&part)
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(..)")
    }
}

impl fmt::Debug for BasicInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicInfo(..)")
    }
}

impl fmt::Debug for DetailItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DetailItem(..)")
    }
}

impl Field {
    /// The field's name in the published API.
    #[must_use]
    pub fn api_name(self) -> &'static str {
        match self {
            Self::ValidFrom => "validFrom",
            Self::ValidTo => "validTo",
            Self::PayerNumber => "medicalSubsidyInsurerNumber",
            Self::CertificationName => "certificationName",
            Self::Segment => "segment",
            Self::IncomeBand => "incomeSegment",
            Self::AdditionalConditions => "additionalConditions",
            Self::DesignatedInstitutions => "designatedMedicalInstitutions",
            Self::AlwaysReimbursement => "isAlwaysReimbursement",
            Self::CopaymentLimits => "maxCopaymentAmount",
            Self::Name => "basicFiveInfo.name",
            Self::NameKana => "basicFiveInfo.nameKana",
            Self::Address => "basicFiveInfo.address",
            Self::DateOfBirth => "basicFiveInfo.dateOfBirth",
            Self::Sex => "basicFiveInfo.sex",
            Self::RecipientNumber => "medicalSubsidyRecipientNumber",
            Self::Details => "certificationDetail",
        }
    }

    /// The field with this name in the published API.
    #[must_use]
    pub fn from_api_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.api_name() == name)
    }

    /// All fields, in order.
    pub const ALL: [Self; 17] = [
        Self::ValidFrom,
        Self::ValidTo,
        Self::PayerNumber,
        Self::CertificationName,
        Self::Segment,
        Self::IncomeBand,
        Self::AdditionalConditions,
        Self::DesignatedInstitutions,
        Self::AlwaysReimbursement,
        Self::CopaymentLimits,
        Self::Name,
        Self::NameKana,
        Self::Address,
        Self::DateOfBirth,
        Self::Sex,
        Self::RecipientNumber,
        Self::Details,
    ];
}
