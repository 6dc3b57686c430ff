//! Why a row is told of.

/// What kind of finding it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// No question ever gets to the row, or none any longer.
    Unreachable,
    /// Its columns do not go together.
    Contradictory,
    /// A question that gets to it has no answer, or only a part of one.
    Undecidable,
}

macro_rules! reasons {
    ($($(#[$about:meta])* $name:ident: $kind:ident, $word:literal, $ja:literal, $en:literal;)*) => {
        /// Why a row is told of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$about])* $name,)* }

        impl Reason {
            /// What kind of finding it is.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)* }
            }

            /// Its word for programs.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Its words in Japanese.
            #[must_use]
            pub fn ja(self) -> &'static str {
                match self { $(Self::$name => $ja,)* }
            }

            /// Its words in English.
            #[must_use]
            pub fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)* }
            }
        }
    };
}

reasons! {
    /// The period is over. The row is right for visits of that time.
    Ended: Unreachable, "ended", "有効期間が過ぎている", "its period has ended";
    /// No age is both at least the lower and below the upper one.
    NoAge: Unreachable, "no_age", "該当する年齢がない", "no age fits";
    /// Neither inpatient nor outpatient care is covered.
    CoversNothing: Unreachable, "covers_nothing", "入院も外来も対象外", "covers neither inpatient nor outpatient care";
    /// An earlier row of the same rule always fits first: only its own id gets to this one.
    Shadowed: Unreachable, "shadowed", "同じ制度の前の行が必ず先に当てはまる", "an earlier row of its rule always fits first";
    /// A percentage above 100.
    PercentAbove100: Contradictory, "percent_above_100", "割合が100%を超える", "more than 100 percent";
    /// A fraction above one, or with nothing below the line.
    NotAFraction: Contradictory, "not_a_fraction", "分数が1を超えるか分母がない", "a fraction above one or without a denominator";
    /// The side states an amount that its kind of amount does not use.
    UnusedAmount: Contradictory, "unused_amount", "助成範囲詳細と合わない額がある", "an amount that the kind of amount does not use";
    /// The side is not covered, and states an amount.
    AmountNotCovered: Contradictory, "amount_not_covered", "対象外の側に額がある", "an amount on a side that is not covered";
    /// The row states the aid as all, and what the person pays at most.
    AllWithCap: Contradictory, "all_with_cap", "全額助成なのに自己負担上限がある", "states that all is paid, and a cap of the person's part";
    /// The row states the person's burden as all: nothing is paid.
    BurdenAll: Contradictory, "burden_all", "自己負担が全額", "states that the person pays all";
    /// A cap, and not whose.
    CapOfNobody: Contradictory, "cap_of_nobody", "上限額識別フラグのない上限額", "a cap without saying whose";
    /// How often a cap is charged, or on which days, and no cap.
    TimesWithoutCap: Contradictory, "times_without_cap", "上限額のない回数・日数", "times or days of a cap without the cap";
    /// The cap of the fourth month, and no cap of the others.
    FourthWithoutCap: Contradictory, "fourth_without_cap", "上限額のない多数回該当上限額", "a cap of the fourth month without a cap";
    /// An age where no age is asked for.
    AgeWithoutTest: Contradictory, "age_without_test", "年齢判断なしなのに年齢がある", "an age where none is tested";
    /// The payer number does not end in its check digit.
    PayerCheckDigit: Contradictory, "payer_check_digit", "公費負担者番号の検証番号が合わない", "the payer number ends in another digit than its check digit";
    /// There is no such municipality among the places.
    UnknownPlace: Contradictory, "unknown_place", "市区町村コードが一覧にない", "the municipality is not among the places";
    /// It says the same as an earlier row.
    Repeated: Contradictory, "repeated", "前の行と同じ", "says the same as an earlier row";
    /// A code that stands in no published list.
    UnseenCode: Undecidable, "unseen_code", "公表された一覧にないコード", "a code that no published list has";
    /// The first day is not stated: the row is taken for every day until its last.
    NoFirstDay: Undecidable, "no_first_day", "有効開始日の記載がない", "its first day is not stated: taken for any day until its last";
    /// Neither an inpatient nor an outpatient visit has an answer.
    NothingComputes: Undecidable, "nothing_computes", "入院も外来も計算できない", "no visit computes; missing";
    /// An inpatient stay has no answer; an outpatient visit does.
    InpatientOpen: Undecidable, "inpatient_open", "入院だけ計算できない", "inpatient care does not compute; missing";
    /// An outpatient visit has no answer; an inpatient stay does.
    OutpatientOpen: Undecidable, "outpatient_open", "外来だけ計算できない", "outpatient care does not compute; missing";
    /// The month's burden comes out; what the counter collects does not.
    CounterOpen: Undecidable, "counter_open", "月の負担は決まるが窓口額が決まらない", "the burden computes, the counter amount does not; missing";
    /// What the counter collects comes out; what is refunded later does not.
    RefundOpen: Undecidable, "refund_open", "窓口額は決まるが償還額が決まらない", "the counter amount computes, the refund does not; missing";
    /// A row of the national master whose law no program of the tables has.
    NationalNotInTables: Undecidable, "national_not_in_tables", "国公費マスターの制度が計算表にない", "a national program that the tables lack";
}

impl Kind {
    /// Its word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Contradictory => "contradictory",
            Self::Undecidable => "undecidable",
        }
    }

    /// Its word in Japanese.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::Unreachable => "届かない",
            Self::Contradictory => "矛盾",
            Self::Undecidable => "決められない",
        }
    }
}
