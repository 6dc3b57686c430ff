//! A row of the layout (地単公費マスターの1行): one condition of one local program, in 94 columns.
//!
//! The fields bear the dictionary's keys; where each stands in a row only the dictionary says. A field that is `None` was
//! empty: the row does not say, which is never the same as "no".

use std::hash::DefaultHasher;

use domain::{
    body_code::BodyCode, law_number::LawNumber, payer_number::PayerNumber,
    prefecture::PrefectureCode,
};
use jiff::civil::Date;

use super::{
    cell::Cell,
    code::{Code, Coded},
    dictionary::{COLUMNS, Dictionary, NotADictionary},
    reading::Reading,
    text::Text,
    view::{Marks, Part, Parts},
    words::{
        AgeFrom, AgeTo, CapKind, Join, LivingCosts, Method, RoundingUnit, Schooling, Scope,
        SingleParent, States, StayAid,
    },
};
use crate::money::Rounding;

/// A place in a row, from 0, and what the dictionary tells about it.
struct Place<K> {
    at: usize,
    key: K,
}

macro_rules! columns {
    ($(#[$about:meta] [$group:ident] $field:ident: $of:ty,)*) => {
        /// A row of the layout.
        ///
        /// Holding one proves that each cell has the form of its column, that a published code stands in its list, that
        /// the municipality lies in the prefecture, and that the period has a day. It proves nothing about what the cells
        /// say together.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct Row { $(#[$about] pub $field: $of,)* }

        /// The layout: where each item stands, and what its codes mean. Made once of a dictionary.
        pub struct Layout { $($field: Place<<$of as Cell>::Key>,)* }

        /// The keys of the items, in the order of [`Row`]'s fields.
        pub const KEYS: [&str; COLUMNS] = [$(stringify!($field)),*];

        impl Row {
            /// How alike two rows are: how many of the columns that either fills say the same. None if not even half
            /// of them do.
            pub(crate) fn likeness(&self, other: &Self) -> Option<u32> {
                let (mut alike, mut filled) = (0, 0);
                $(if self.$field.is_filled() || other.$field.is_filled() {
                    filled += 1;
                    alike += u32::from(self.$field == other.$field);
                })*
                (alike * 2 >= filled).then_some(alike)
            }

            /// The items whose code stands in no published list, by key, with the code.
            #[must_use]
            pub fn unseen(&self) -> Vec<(&'static str, Code)> {
                let mut unseen = Vec::new();
                $(if let Some(code) = self.$field.unseen() {
                    unseen.push((stringify!($field), code));
                })*
                unseen
            }

            /// Whether two rows say the same in these parts.
            pub(crate) fn says_the_same(&self, other: &Self, parts: Parts) -> bool {
                true $(&& (!parts.has(Part::$group) || self.$field == other.$field))*
            }

            /// Marks each part with what its columns say.
            pub(super) fn mark(&self, marks: &mut Marks<DefaultHasher>) {
                $(marks.take(Part::$group, &self.$field);)*
            }
        }

        impl Layout {
            /// The layout as a dictionary has it.
            ///
            /// # Errors
            /// [`NotADictionary::Item`], [`NotADictionary::Code`], [`NotADictionary::Meaning`].
            pub fn new(dictionary: &Dictionary) -> Result<Self, NotADictionary> {
                Ok(Self { $($field: Place {
                    at: usize::from(dictionary.column(stringify!($field))?.position) - 1,
                    key: <$of as Cell>::key(dictionary, stringify!($field))?,
                },)* })
            }

            /// The row that the cells of `reading` make; none if a cell is at fault, which `reading` then knows.
            pub(crate) fn row(&self, reading: &mut Reading<'_>) -> Option<Row> {
                $(let $field = reading.cell::<$of>(self.$field.at, &self.$field.key);)*
                Some(Row { $($field: $field?,)* })
            }

            /// The cells of a row as the file writes them, in order.
            #[must_use]
            pub fn cells(&self, row: &Row) -> Vec<String> {
                let mut cells = vec![String::new(); COLUMNS];
                $(if let Some(cell) = cells.get_mut(self.$field.at) {
                    *cell = row.$field.write(&self.$field.key);
                })*
                cells
            }

            /// The columns in which two rows differ, by position from 1, in order.
            #[must_use]
            pub fn differing(&self, one: &Row, other: &Row) -> Vec<u8> {
                let mut positions = Vec::new();
                $(if one.$field != other.$field {
                    positions.push(u8::try_from(self.$field.at + 1).unwrap_or(u8::MAX));
                })*
                positions.sort_unstable();
                positions
            }
        }
    };
}

columns! {
    /// 1. Program name (official) (事業名 正式名称).
    [Name] name: Text,
    /// 2. Program name (short) (事業名 略称).
    [Name] short_name: Option<Text>,
    /// 3. Prefecture number (都道府県番号).
    [Place] prefecture: PrefectureCode,
    /// 4. Municipality code with check digit (市区町村コード).
    [Place] municipality: Option<BodyCode>,
    /// 5. Policy class 1 (分類番号1).
    [Name] class1: Option<Code>,
    /// 6. Policy class 2 (分類番号2).
    [Name] class2: Option<Code>,
    /// 7. Policy class 3 (分類番号3).
    [Name] class3: Option<Code>,
    /// 8. Payer number (8 digits, last is a check digit) (公費負担者番号 8桁).
    [Payer] payer_number: Option<PayerNumber>,
    /// 9. Row number inside the program (事業内区分コード).
    [Division] division: Option<u32>,
    /// 10. Valid from (yyyymmdd) (助成内容有効期間 有効開始年月日).
    [Period] valid_from: Option<Date>,
    /// 11. Valid to (yyyymmdd) (助成内容有効期間 有効終了年月日).
    [Period] valid_to: Option<Date>,
    /// 12. Lower age: reference day (対象者の年齢(以上) 年齢基準).
    [Who] age_from_basis: Option<AgeFrom>,
    /// 13. Lower age, in years (対象年齢(以上)).
    [Who] age_from: Option<u32>,
    /// 14. Upper age: reference day (対象者の年齢(未満) 年齢基準).
    [Who] age_to_basis: Option<AgeTo>,
    /// 15. Upper age: the status lasts up to and including the reference day of this birthday, in years (対象年齢(未満)).
    [Who] age_to: Option<u32>,
    /// 16. Covers inpatient care (入外区分 医科 入院).
    [Care] med_inpatient: Option<bool>,
    /// 17. Covers outpatient care (入外区分 医科 外来).
    [Care] med_outpatient: Option<bool>,
    /// 18. Applies to employee insurance (保険種別 社保).
    [Who] ins_shaho: Option<Coded<bool>>,
    /// 19. Applies to national health insurance (保険種別 国保).
    [Who] ins_kokuho: Option<Coded<bool>>,
    /// 20. Applies to late-stage elderly insurance (保険種別 後期高齢).
    [Who] ins_kouki: Option<Coded<bool>>,
    /// 21. Single-parent program: who (ひとり親等医療費助成対象者識別フラグ).
    [Who] single_parent_flag: Option<SingleParent>,
    /// 22. Income class (対象範囲(2) 経済状況 所得区分).
    [Who] income_class: Option<Code>,
    /// 23. Income class, own name (所得区分名称(独自)).
    [Who] income_class_name: Option<Text>,
    /// 24. Patient state: high cost and long term (患者の状態 高額かつ長期).
    [Who] st_kougaku_chouki: Option<Coded<bool>>,
    /// 25. Patient state: severe patient (患者の状態 重症患者認定).
    [Who] st_juushou: Option<Coded<bool>>,
    /// 26. Patient state: severe and continuing (患者の状態 重度かつ継続).
    [Who] st_juudo_keizoku: Option<Coded<bool>>,
    /// 27. Patient state: ventilator user (患者の状態 人工呼吸器等装着者).
    [Who] st_ventilator: Option<Coded<bool>>,
    /// 28. Schooling (就学状況).
    [Who] schooling: Option<Schooling>,
    /// 29. Family with several children (多子世帯 設定).
    [Who] multi_child: Option<bool>,
    /// 30. Number of children at least (子ども人数 以上).
    [Who] children_at_least: Option<u32>,
    /// 31. N-th child (子ども人数 人目).
    [Who] child_order: Option<u32>,
    /// 32. Logic between range-2 items (対象範囲(2)複数選択フラグ).
    [Who] range2_logic: Option<Join>,
    /// 33. Item numbers joined by AND (colon separated) (対象範囲(2)AND条件となる項目の項番).
    [Who] range2_and: Option<Text>,
    /// 34. Item numbers joined by OR (colon separated) (対象範囲(2)OR条件となる項目の項番).
    [Who] range2_or: Option<Text>,
    /// 35. How the subsidy is paid (助成方法).
    [Pays] method: Option<Method>,
    /// 36. The row states the aid or the burden (助成条件又は自己負担条件 設定条件フラグ).
    [Pays] states: Option<States>,
    /// 37. First visit only (初診時のみ条件).
    [Who] first_visit_only: Option<bool>,
    /// 38. First admission only (入院初回時のみ条件).
    [Who] first_admission_only: Option<bool>,
    /// 39. Continuous stay: condition (連続入院条件 連続入院期間の条件).
    [Who] stay_condition: Option<Coded<bool>>,
    /// 40. Continuous stay: from month, in months (入院月数条件開始月).
    [Who] stay_month_from: Option<u32>,
    /// 41. Continuous stay: to month, in months (入院月数条件終了月).
    [Who] stay_month_to: Option<u32>,
    /// 42. N-th visit in the month: from (複数回受診条件回数(以上)).
    [Who] visits_from: Option<u32>,
    /// 43. N-th visit in the month: to (複数回受診条件回数(以下)).
    [Who] visits_to: Option<u32>,
    /// 44. Burden before a change of insurer in the month (保険制度変更前の患者負担額の累計).
    [Pays] carry_over: Option<bool>,
    /// 45. Accumulate with other program codes (公費負担者番号 累計 助成有無).
    [Pays] acc_programs: Option<Coded<bool>>,
    /// 46. Accumulate with law number (1) (累計法別番号(1)).
    [Pays] acc_code1: Option<Coded<LawNumber>>,
    /// 47. Accumulate with law number (2) (累計法別番号(2)).
    [Pays] acc_code2: Option<Coded<LawNumber>>,
    /// 48. Accumulate with law number (3) (累計法別番号(3)).
    [Pays] acc_code3: Option<Coded<LawNumber>>,
    /// 49. Accumulate with law number (4) (累計法別番号(4)).
    [Pays] acc_code4: Option<Coded<LawNumber>>,
    /// 50. Inpatient: kind of amount (助成・自己負担範囲詳細(入院)).
    [Pays] in_scope: Option<Coded<Scope>>,
    /// 51. Inpatient: fixed amount, in yen (固定額(入院)).
    [Pays] in_fixed: Option<u32>,
    /// 52. Inpatient: percent (割合(入院)).
    [Pays] in_percent: Option<u32>,
    /// 53. Inpatient: fraction, numerator (分数(入院) 分子).
    [Pays] in_num: Option<u32>,
    /// 54. Inpatient: fraction, denominator (分数(入院) 分母).
    [Pays] in_den: Option<u32>,
    /// 55. Outpatient: kind of amount (助成・自己負担範囲詳細(外来)).
    [Pays] out_scope: Option<Coded<Scope>>,
    /// 56. Outpatient: fixed amount, in yen (固定額(外来)).
    [Pays] out_fixed: Option<u32>,
    /// 57. Outpatient: percent (割合(外来)).
    [Pays] out_percent: Option<u32>,
    /// 58. Outpatient: fraction, numerator (分数(外来) 分子).
    [Pays] out_num: Option<u32>,
    /// 59. Outpatient: fraction, denominator (分数(外来) 分母).
    [Pays] out_den: Option<u32>,
    /// 60. Hospital meals (助成範囲(入院時食事療養費)).
    [Pays] meal: Option<Coded<StayAid>>,
    /// 61. Hospital living costs: split or joint (入院時生活療養費識別フラグ).
    [Pays] living_flag: Option<Coded<LivingCosts>>,
    /// 62. Hospital living costs (助成範囲(入院時生活療養費)).
    [Pays] living: Option<Coded<StayAid>>,
    /// 63. Hospital living costs: meal part (助成範囲(入院時生活食事療養費)).
    [Pays] living_meal: Option<Coded<StayAid>>,
    /// 64. Hospital living costs: environment part (助成範囲(入院時生活環境療養費)).
    [Pays] living_env: Option<Coded<StayAid>>,
    /// 65. Meaning of the caps (上限額識別フラグ).
    [Pays] cap_kind: Option<CapKind>,
    /// 66. Caps count inpatient and outpatient together (上限額入院外来合算フラグ).
    [Pays] cap_in_out: Option<bool>,
    /// 67. 4th-time cap applies, inpatient (多数回該当上限額変動フラグ 入院).
    [Pays] multi_in: Option<Coded<bool>>,
    /// 68. 4th-time cap applies, outpatient (多数回該当上限額変動フラグ 外来).
    [Pays] multi_out: Option<Coded<bool>>,
    /// 69. Rounding unit (端数条件 計算単位).
    [Pays] round_unit: Option<Coded<RoundingUnit>>,
    /// 70. Rounding method (端数条件 計算方法).
    [Pays] round_method: Option<Coded<Rounding>>,
    /// 71. Inpatient cap per day, in yen (上限額(入院) 1日当たり).
    [Pays] in_day_cap: Option<u32>,
    /// 72. Inpatient day cap: from day, in days (入院日数条件開始日).
    [Who] in_day_from: Option<u32>,
    /// 73. Inpatient day cap: to day, in days (入院日数条件終了日).
    [Who] in_day_to: Option<u32>,
    /// 74. Inpatient cap per month, in yen (上限額(入院) 1月当たり).
    [Pays] in_month_cap: Option<u32>,
    /// 75. Inpatient cap per month, 4th time, in yen (上限額(入院) 1月当たり(多数回該当)).
    [Pays] in_month_cap_multi: Option<u32>,
    /// 76. Outpatient cap per visit, in yen (上限額(外来) 1回当たり).
    [Pays] out_visit_cap: Option<u32>,
    /// 77. Visits a month the visit cap is charged (1回当たりの上限額の適用上限回数).
    [Pays] out_visit_times: Option<u32>,
    /// 78. Outpatient cap per day, in yen (上限額(外来) 1日当たり).
    [Pays] out_day_cap: Option<u32>,
    /// 79. Days a month the day cap is charged, in days (1日当たりの上限額の適用上限日数).
    [Pays] out_day_times: Option<u32>,
    /// 80. Outpatient cap per month, in yen (上限額(外来) 1月当たり).
    [Pays] out_month_cap: Option<u32>,
    /// 81. Outpatient cap per month, 4th time, in yen (上限額(外来) 1月当たり(多数回該当)).
    [Pays] out_month_cap_multi: Option<u32>,
    /// 82. Meal cap per day, in yen (上限額(食事療養費) 1日当たり).
    [Pays] meal_day_cap: Option<u32>,
    /// 83. Meal cap per month, in yen (上限額(食事療養費) 1月当たり).
    [Pays] meal_month_cap: Option<u32>,
    /// 84. Living-cost cap per day, in yen (上限額(生活療養費) 1日当たり).
    [Pays] living_day_cap: Option<u32>,
    /// 85. Living-cost cap per month, in yen (上限額(生活療養費) 1月当たり).
    [Pays] living_month_cap: Option<u32>,
    /// 86. Living-cost meal cap per day, in yen (上限額(生活食事療養費) 1日当たり).
    [Pays] living_meal_day_cap: Option<u32>,
    /// 87. Living-cost meal cap per month, in yen (上限額(生活食事療養費) 1月当たり).
    [Pays] living_meal_month_cap: Option<u32>,
    /// 88. Living-cost environment cap per day, in yen (上限額(生活環境療養費) 1日当たり).
    [Pays] living_env_day_cap: Option<u32>,
    /// 89. Living-cost environment cap per month, in yen (上限額(生活環境療養費) 1月当たり).
    [Pays] living_env_month_cap: Option<u32>,
    /// 90. Pays what other programs leave to the patient (他の公費負担医療の自己負担額の現物給付での助成 助成有無).
    [Who] covers_other: Option<Coded<bool>>,
    /// 91. Only for law number (1) (他事業の指定(1)).
    [Who] other_code1: Option<LawNumber>,
    /// 92. Only for law number (2) (他事業の指定(2)).
    [Who] other_code2: Option<LawNumber>,
    /// 93. Only for law number (3) (他事業の指定(3)).
    [Who] other_code3: Option<LawNumber>,
    /// 94. Order of application among this body's local programs (1 first) (公費適用優先順位).
    [Pays] priority: Option<u32>,
}

impl Layout {
    /// Where the municipality stands in a row, from 0.
    pub(crate) fn municipality(&self) -> usize {
        self.municipality.at
    }

    /// Where the first day stands in a row, from 0.
    pub(crate) fn valid_from(&self) -> usize {
        self.valid_from.at
    }

    /// Where the last day stands in a row, from 0.
    pub(crate) fn valid_to(&self) -> usize {
        self.valid_to.at
    }
}

impl std::fmt::Debug for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layout").finish_non_exhaustive()
    }
}
