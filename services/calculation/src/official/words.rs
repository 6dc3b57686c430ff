//! What the codes of the layout mean: the operators' vocabulary. Which code means what is a datum (`data/columns.json`,
//! `means`), so a list of codes published later changes the data only.

use crate::money::Rounding;

/// A meaning that the dictionary gives codes.
pub trait Meaning: Copy + Sized {
    /// The meaning the dictionary calls by this word; none if no operator knows it.
    fn of(word: &str) -> Option<Self>;

    /// The dictionary's word for it.
    fn word(self) -> &'static str;
}

macro_rules! vocabulary {
    ($($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$meaning])* $variant,)* }

        impl Meaning for $name {
            fn of(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    )*};
}

vocabulary! {
    /// The day on which the lower age is reached (年齢基準, 以上). "Before" and "after" are of the birthday (誕生日).
    AgeFrom {
        /// No test of the lower age (年齢判断なし).
        NoTest = "no_test",
        /// The birthday (誕生日当日).
        Birthday = "birthday",
        /// The first of the month that holds the day before (誕生日の前日が属する月の月初日).
        FirstOfMonthOfDayBefore = "first_of_month_of_day_before",
        /// The first of the birthday's month (誕生日の属する月の月初日).
        FirstOfBirthdayMonth = "first_of_birthday_month",
        /// The first day of the fiscal year that holds the day before (誕生日の前日が属する年度の年度初日).
        FiscalYearStartOfDayBefore = "fiscal_year_start_of_day_before",
        /// The day before (誕生日の前日).
        DayBefore = "day_before",
        /// The day after (誕生日の翌日).
        DayAfter = "day_after",
        /// The first of the month after the birthday's (誕生日が属する月の翌月初日).
        FirstOfMonthAfterBirthdayMonth = "first_of_month_after_birthday_month",
        /// The first of the month after the one that holds the day before (誕生日の前日が属する月の翌月初日).
        FirstOfMonthAfterThatOfDayBefore = "first_of_month_after_that_of_day_before",
    }

    /// The last day before the upper age counts (年齢基準, 未満): the status holds until this day, included.
    AgeTo {
        /// No test of the upper age (年齢判断なし).
        NoTest = "no_test",
        /// The birthday (誕生日当日).
        Birthday = "birthday",
        /// The end of the month that holds the day before (誕生日の前日が属する月末).
        MonthEndOfDayBefore = "month_end_of_day_before",
        /// The end of the birthday's month (誕生日の属する月の月末).
        MonthEndOfBirthday = "month_end_of_birthday",
        /// The end of the birthday's fiscal year (誕生日の属する年度の年度末).
        FiscalYearEndOfBirthday = "fiscal_year_end_of_birthday",
        /// The day before (誕生日の前日).
        DayBefore = "day_before",
        /// Two days before (誕生日の前々日).
        TwoDaysBefore = "two_days_before",
        /// The end of the fiscal year that holds the day before (誕生日の前日が属する年度の年度末).
        FiscalYearEndOfDayBefore = "fiscal_year_end_of_day_before",
    }

    /// Whose care it is in a program for single parents (ひとり親等医療費助成対象者識別フラグ).
    SingleParent {
        /// A child (児童).
        Child = "child",
        /// A guardian (監護者).
        Guardian = "guardian",
    }

    /// Schooling (就学状況). Where it is set it goes before the ages.
    Schooling {
        /// No condition (要件としない).
        NoCondition = "no_condition",
        /// Before school (未就学).
        BeforeSchool = "before_school",
        /// Primary school or before (小学校または未就学).
        PrimarySchool = "primary_school",
        /// Junior high school or below (中学校以下).
        JuniorHigh = "junior_high",
        /// High school or below (高校以下).
        HighSchool = "high_school",
    }

    /// How the items of the second range join (対象範囲(2)複数選択フラグ).
    Join {
        /// All of them (AND).
        And = "and",
        /// Any of them (OR).
        Or = "or",
        /// Both, by the two lists of items (混在).
        Mixed = "mixed",
    }

    /// How the subsidy is paid (助成方法).
    Method {
        /// In kind, on the receipt (現物給付・レセプト記載).
        InKindReceipt = "in_kind_receipt",
        /// In kind, on a separate list (現物給付・連記式).
        InKindList = "in_kind_list",
        /// The person pays and is refunded (償還払い).
        Refund = "refund",
    }

    /// Which side a row states (設定条件フラグ).
    States {
        /// What the program pays (助成条件).
        Aid = "aid",
        /// What the person pays (自己負担条件).
        Burden = "burden",
    }

    /// What kind of amount a side states (助成・自己負担範囲詳細).
    Scope {
        /// All (全額).
        All = "all",
        /// Fixed yen (固定額).
        Fixed = "fixed",
        /// Percent of the cost (公費対象点数に対する割合).
        PercentOfCost = "percent_of_cost",
        /// Percent of the co-payment before the program (公費適用前の一部負担金に対する割合).
        PercentOfCopayment = "percent_of_copayment",
        /// What remains after the person's burden: see the caps (自己負担額を除いたなお残る額).
        Remainder = "remainder",
        /// A fraction (分数).
        Fraction = "fraction",
    }

    /// How much of a stay's meals or living costs the program pays (助成範囲, 食事・生活療養費).
    StayAid {
        /// Nothing (助成なし).
        None = "none",
        /// All (全額).
        All = "all",
        /// Half (2分の1).
        Half = "half",
        /// Something else, which the columns do not say (その他).
        Other = "other",
    }

    /// How living costs are stated (入院時生活療養費識別フラグ).
    LivingCosts {
        /// Together (一括).
        Joint = "joint",
        /// Meals and environment apart (食事・環境別).
        Apart = "apart",
    }

    /// What the caps mean (上限額識別フラグ).
    CapKind {
        /// The program pays up to them (公費負担上限額).
        ProgramPays = "program_pays",
        /// The person pays up to them (自己負担上限額).
        PatientPays = "patient_pays",
    }

    /// What a fraction is settled to (端数条件 計算単位).
    RoundingUnit {
        /// Whole yen.
        Yen = "yen",
        /// Tens of yen.
        TenYen = "ten_yen",
    }
}

impl Meaning for bool {
    fn of(word: &str) -> Option<Self> {
        match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        if self { "yes" } else { "no" }
    }
}

impl Meaning for Rounding {
    fn of(word: &str) -> Option<Self> {
        match word {
            "half_up" => Some(Self::HalfUp),
            "down" => Some(Self::Down),
            "up" => Some(Self::Up),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::HalfUp => "half_up",
            Self::Down => "down",
            Self::Up => "up",
        }
    }
}
