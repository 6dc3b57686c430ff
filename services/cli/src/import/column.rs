//! The columns of a file: the nineteen fields of the published API, by either name.
//!
//! A header is read by name, not by place. Width, blanks and kana do not count in a name.

use domain::match_key;

use super::{Style, fault::FileFault};

/// A field of a row, as a file may have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 機関別受給者証種別ID.
    CertificateType,
    /// 個人番号.
    MyNumber,
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
    /// 不開示フラグ.
    IsNotDisclosed,
    /// 公費負担者番号.
    PayerNumber,
    /// 受給者証名.
    CertificationName,
    /// 公費受給者番号.
    RecipientNumber,
    /// 受給者証サブキー.
    SubKey,
    /// 区分.
    Segment,
    /// 所得区分.
    IncomeSegment,
    /// 追加条件.
    AdditionalConditions,
    /// 指定医療機関情報.
    DesignatedInstitutions,
    /// 常に償還払い.
    IsAlwaysReimbursement,
    /// 自己負担上限額.
    MaxCopaymentAmount,
    /// 医療費助成資格有効期間開始日.
    ValidFrom,
    /// 医療費助成資格有効期間終了日.
    ValidTo,
    /// 履歴キー.
    HistoryKey,
    /// 削除フラグ.
    IsDeleted,
    /// 受給者証券面項目.
    CertificationDetail,
}

impl Column {
    /// All columns, in the order of the published API.
    pub const ALL: [Self; 23] = [
        Self::CertificateType,
        Self::MyNumber,
        Self::Name,
        Self::NameKana,
        Self::Address,
        Self::DateOfBirth,
        Self::Sex,
        Self::IsNotDisclosed,
        Self::PayerNumber,
        Self::CertificationName,
        Self::RecipientNumber,
        Self::SubKey,
        Self::Segment,
        Self::IncomeSegment,
        Self::AdditionalConditions,
        Self::DesignatedInstitutions,
        Self::IsAlwaysReimbursement,
        Self::MaxCopaymentAmount,
        Self::ValidFrom,
        Self::ValidTo,
        Self::HistoryKey,
        Self::IsDeleted,
        Self::CertificationDetail,
    ];

    /// The name in the published API.
    #[must_use]
    pub fn api_name(self) -> &'static str {
        match self {
            Self::CertificateType => "orgSpecificCertificateTypeId",
            Self::MyNumber => "myNumber",
            Self::Name => "basicFiveInfo.name",
            Self::NameKana => "basicFiveInfo.nameKana",
            Self::Address => "basicFiveInfo.address",
            Self::DateOfBirth => "basicFiveInfo.dateOfBirth",
            Self::Sex => "basicFiveInfo.sex",
            Self::IsNotDisclosed => "isNotDisclosed",
            Self::PayerNumber => "medicalSubsidyInsurerNumber",
            Self::CertificationName => "certificationName",
            Self::RecipientNumber => "medicalSubsidyRecipientNumber",
            Self::SubKey => "certificationSubKey",
            Self::Segment => "segment",
            Self::IncomeSegment => "incomeSegment",
            Self::AdditionalConditions => "additionalConditions",
            Self::DesignatedInstitutions => "designatedMedicalInstitutions",
            Self::IsAlwaysReimbursement => "isAlwaysReimbursement",
            Self::MaxCopaymentAmount => "maxCopaymentAmount",
            Self::ValidFrom => "validFrom",
            Self::ValidTo => "validTo",
            Self::HistoryKey => "historyKey",
            Self::IsDeleted => "isDeleted",
            Self::CertificationDetail => "certificationDetail",
        }
    }

    /// The names in Japanese, the published one first.
    fn japanese_names(self) -> &'static [&'static str] {
        match self {
            Self::CertificateType => &["機関別受給者証種別ID", "受給者証種別ID", "受給者証種別"],
            Self::MyNumber => &["個人番号", "マイナンバー"],
            Self::Name => &["氏名"],
            Self::NameKana => &["氏名カナ", "カナ氏名", "フリガナ", "氏名フリガナ"],
            Self::Address => &["住所"],
            Self::DateOfBirth => &["生年月日"],
            Self::Sex => &["性別"],
            Self::IsNotDisclosed => &["不開示フラグ", "不開示"],
            Self::PayerNumber => &["公費負担者番号", "負担者番号"],
            Self::CertificationName => &["受給者証名", "受給者証名称"],
            Self::RecipientNumber => &["公費受給者番号", "受給者番号"],
            Self::SubKey => &["受給者証サブキー", "サブキー"],
            Self::Segment => &["区分"],
            Self::IncomeSegment => &["所得区分"],
            Self::AdditionalConditions => &["追加条件"],
            Self::DesignatedInstitutions => &["指定医療機関情報", "指定医療機関"],
            Self::IsAlwaysReimbursement => &["常に償還払い"],
            Self::MaxCopaymentAmount => &["自己負担上限額"],
            Self::ValidFrom => {
                &["医療費助成資格有効期間開始日", "有効期間開始日", "資格有効期間開始日"]
            }
            Self::ValidTo => {
                &["医療費助成資格有効期間終了日", "有効期間終了日", "資格有効期間終了日"]
            }
            Self::HistoryKey => &["履歴キー"],
            Self::IsDeleted => &["削除フラグ"],
            Self::CertificationDetail => &["受給者証券面項目", "券面項目"],
        }
    }

    /// The column a header names, if it names one.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let key = match_key::fold(text.trim());
        let is = |name: &str| match_key::fold(name) == key;
        Self::ALL.into_iter().find(|column| {
            let api = column.api_name();
            let short = api.strip_prefix("basicFiveInfo.");
            is(api) || short.is_some_and(is) || column.japanese_names().iter().any(|name| is(name))
        })
    }

    /// Whether a file must have the column.
    fn required(self, style: Style) -> bool {
        match self {
            Self::CertificateType
            | Self::MyNumber
            | Self::Name
            | Self::NameKana
            | Self::Address
            | Self::DateOfBirth
            | Self::Sex
            | Self::IsNotDisclosed
            | Self::CertificationName
            | Self::ValidFrom
            | Self::ValidTo => true,
            Self::IsAlwaysReimbursement | Self::HistoryKey | Self::IsDeleted => {
                style == Style::History
            }
            Self::PayerNumber
            | Self::RecipientNumber
            | Self::SubKey
            | Self::Segment
            | Self::IncomeSegment
            | Self::AdditionalConditions
            | Self::DesignatedInstitutions
            | Self::MaxCopaymentAmount
            | Self::CertificationDetail => false,
        }
    }
}

/// What a CSV header says: which column stands at which place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The column at each place; none where the header names something unknown.
    pub at: Vec<Option<Column>>,
    /// The names that are no columns, as they stand in the header.
    pub unknown: Vec<String>,
}

impl Columns {
    /// Reads the names of a header.
    ///
    /// # Errors
    ///
    /// [`FileFault::ColumnTwice`], [`FileFault::ColumnsMissing`].
    pub fn read<'a>(names: impl Iterator<Item = &'a str>, style: Style) -> Result<Self, FileFault> {
        let mut columns = Self::default();
        for name in names {
            let column = Column::named(name);
            if let Some(column) = column.filter(|column| columns.at.contains(&Some(*column))) {
                return Err(FileFault::ColumnTwice(column.api_name().to_owned()));
            }
            if column.is_none() && !name.trim().is_empty() {
                columns.unknown.push(name.trim().to_owned());
            }
            columns.at.push(column);
        }
        let missing: Vec<String> = Column::ALL
            .into_iter()
            .filter(|column| column.required(style) && !columns.at.contains(&Some(*column)))
            .map(|column| match column.japanese_names().first() {
                Some(japanese) => format!("{} ({japanese})", column.api_name()),
                None => column.api_name().to_owned(),
            })
            .collect();
        if missing.is_empty() { Ok(columns) } else { Err(FileFault::ColumnsMissing(missing)) }
    }
}

#[cfg(test)]
mod tests;
