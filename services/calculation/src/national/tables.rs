//! The national rules as one compiled whole.

use domain::law_number::LawNumber;
use jiff::civil::Date;

use super::{
    Malformed, YearMonth,
    insurance::Insurances,
    limits::{Schedule, Schedules},
    meals::Meals,
    measures::Measures,
    program::{Found, Program, Programs},
};
use crate::{Undecided, money::Yen};

/// The tables as bytes: CSV with a header, UTF-8.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// `national_programs.csv`: the programs in order of precedence.
    pub programs: &'a [u8],
    /// `national_tiers.csv`: their income bands and limits.
    pub tiers: &'a [u8],
    /// `national_limits.csv`: the high-cost limits by month of treatment.
    pub limits: &'a [u8],
    /// `national_classes.csv`: the words for income classes.
    pub classes: &'a [u8],
    /// `national_shares.csv`: the person's part by age and income.
    pub shares: &'a [u8],
    /// `national_measures.csv`: single amounts.
    pub measures: &'a [u8],
    /// `national_meals.csv`: the charge of a meal.
    pub meals: &'a [u8],
}

/// The national rules, compiled once and asked many times.
#[derive(Debug)]
pub struct Tables {
    pub(crate) programs: Programs,
    pub(crate) schedules: Schedules,
    pub(crate) insurances: Insurances,
    pub(crate) measures: Measures,
    pub(crate) meals: Meals,
}

impl Files<'static> {
    /// The tables this crate ships.
    pub const SHIPPED: Self = Self {
        programs: include_bytes!("../../data/national_programs.csv"),
        tiers: include_bytes!("../../data/national_tiers.csv"),
        limits: include_bytes!("../../data/national_limits.csv"),
        classes: include_bytes!("../../data/national_classes.csv"),
        shares: include_bytes!("../../data/national_shares.csv"),
        measures: include_bytes!("../../data/national_measures.csv"),
        meals: include_bytes!("../../data/national_meals.csv"),
    };
}

impl<'a> Files<'a> {
    /// The tables with their file names, in a fixed order.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, &'a [u8]); 7] {
        [
            ("national_programs.csv", self.programs),
            ("national_tiers.csv", self.tiers),
            ("national_limits.csv", self.limits),
            ("national_classes.csv", self.classes),
            ("national_shares.csv", self.shares),
            ("national_measures.csv", self.measures),
            ("national_meals.csv", self.meals),
        ]
    }
}

impl Tables {
    /// Reads and compiles the tables.
    ///
    /// # Errors
    /// The first cell that is not as it must be.
    pub fn read(files: &Files<'_>) -> Result<Self, Malformed> {
        let programs = Programs::read(files.programs, files.tiers)?;
        let mut schedules = Schedules::read(files.limits)?;
        let insurances = Insurances::read(files.shares, files.classes)?;
        schedules.find_classes(insurances.classes());
        Ok(Self {
            programs,
            schedules,
            insurances,
            measures: Measures::read(files.measures)?,
            meals: Meals::read(files.meals)?,
        })
    }

    /// The tables this crate ships, read and compiled.
    ///
    /// # Errors
    /// None with the shipped data: a test holds that.
    pub fn shipped() -> Result<Self, Malformed> {
        Self::read(&Files::SHIPPED)
    }

    /// All rows of national programs, in order of precedence.
    #[must_use]
    pub fn programs(&self) -> &[Program] {
        self.programs.rows()
    }

    /// The first row of each program of a law number, in order of precedence.
    pub fn programs_of(&self, law: LawNumber) -> impl Iterator<Item = &Program> {
        self.programs.of_law(law).filter_map(|rows| rows.iter().next())
    }

    /// The band of a program for a household's resident tax (市町村民税所得割) in yen a year.
    ///
    /// # Errors
    /// The law number is no program, or several told apart by an agency number that was not said; or the program's
    /// bands do not follow from the tax alone.
    pub fn band_of_tax(
        &self,
        law: LawNumber,
        agency: Option<&str>,
        tax: i64,
        on: Date,
    ) -> Result<&str, Undecided> {
        let undecided = |item: &str| Undecided::new(item, format!("law number {law}"));
        match self.programs.find(law, agency) {
            Found::Unknown => Err(undecided("program")),
            Found::Several => Err(undecided("agency number")),
            Found::Rows(rows) => rows
                .iter()
                .find_map(|row| row.band_of_tax(tax, on))
                .ok_or_else(|| undecided("income band for the tax")),
        }
    }

    /// The charge of one meal of a class of the table (`general`, `low2`, …) on a day.
    ///
    /// # Errors
    /// The class is unknown or its amount was not read.
    pub fn meal_charge(&self, class: &str, on: Date) -> Result<Yen, Undecided> {
        self.meals.of_class(class, on)
    }

    /// Months of treatment of which one lies in each schedule in force at some time since `month`: its first month
    /// since then.
    pub fn months_since(&self, month: YearMonth) -> impl Iterator<Item = YearMonth> {
        self.schedules.since(month).map(move |schedule| schedule.from.max(month))
    }

    pub(crate) fn schedule(&self, month: YearMonth) -> Option<&Schedule> {
        self.schedules.of(month)
    }
}

#[cfg(test)]
mod tests;
