//! A household: who lives together, how old they are, what they are called, how they are insured.

use domain::body_code::BodyCode;
use jiff::{Span, civil::Date};

use super::{
    Population,
    dice::{Dice, Urn},
    my_number,
    names::{self, FamilyName},
    numbers,
    region::{Place, Region},
    tables::Tables,
};

/// From this age on people are insured by the scheme for the late elderly (後期高齢者医療制度).
const LATE_ELDERLY_AGE: i64 = 75;

/// The most members of a household; each has a place of its own.
const MEMBERS_MAX: u64 = 8;

/// A member of a household.
#[derive(Clone)]
pub struct Person {
    /// The person's place among all members of all households.
    pub place: u64,
    /// The made-up My Number.
    pub my_number: String,
    /// The name as the register holds it.
    pub name: String,
    /// The name in kana, as the municipality's system writes it.
    pub name_kana: String,
    /// The address in one text.
    pub address: String,
    /// The birth date.
    pub born: Date,
    /// The age on the population's day, in years.
    pub age: i64,
    /// 1 male, 2 female.
    pub sex: u8,
    /// Whether the family has one parent.
    pub single_parent: bool,
    /// The head of the household, where the person is a child.
    pub guardian: Option<String>,
    /// The insurance identity.
    pub insurance: Insurance,
    /// Where they live.
    pub home: Place,
}

/// An insurance identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insurance {
    /// The insurer number (保険者番号).
    pub insurer_number: String,
    /// The symbol (記号), or empty.
    pub symbol: String,
    /// The number (番号).
    pub number: String,
    /// The branch number (枝番), or empty.
    pub branch: String,
}

/// A household.
pub struct Household {
    /// Its members, the head first.
    pub members: Vec<Person>,
}

/// What kind of household it is.
#[derive(Clone, Copy)]
enum Kind {
    Alone,
    Couple,
    Family,
    SingleParent,
    Elderly,
    ThreeGenerations,
}

impl Household {
    /// Makes the household at a place of the population. The first ones are families with one
    /// child, so that whoever is looked for later is there.
    pub fn make(
        dice: &mut Dice,
        place: u64,
        population: &Population,
        region: &Region,
        tables: &Tables,
    ) -> Self {
        let ages = if place < 16 { vec![38, 36, 7] } else { ages(kind(dice), dice) };
        let single_parent = ages.get(1).is_some_and(|age| *age < 20);
        let Some(home) = region.places.draw(dice) else { return Self { members: Vec::new() } };
        let family = names::family(dice, tables);
        let address = address(dice, home, tables);
        let household_insurance = insurance(dice, place, home);
        let mut members: Vec<Person> = Vec::new();
        for (member, age) in (0..).zip(ages) {
            let born = birth_date(dice, population.as_of, age);
            let sex = sex(dice, members.first().map(|head| head.sex), member, age);
            let (given, given_kana) = names::given(dice, tables, sex, born.year());
            let guardian = members.first().filter(|_| age < 18).map(|head| head.name.clone());
            let number = place * MEMBERS_MAX + member;
            members.push(Person {
                place: number,
                my_number: my_number::made_up(population.seed, number),
                name: format!("{}　{given}", family.name),
                name_kana: kana(&family, &given_kana, home.municipality.code),
                address: address.clone(),
                born,
                age,
                sex,
                single_parent,
                guardian,
                insurance: insured(&household_insurance, member, age, number, home),
                home: home.clone(),
            });
        }
        Self { members }
    }
}

impl Person {
    /// Whether the person is the head of the household.
    #[must_use]
    pub fn is_head(&self) -> bool {
        self.place.is_multiple_of(MEMBERS_MAX)
    }
}

/// A second adult is of the other sex than the head, as most couples are; all others by chance.
fn sex(dice: &mut Dice, head: Option<u8>, member: u64, age: i64) -> u8 {
    match head {
        Some(head) if member == 1 && age >= 18 => 3 - head,
        _ => 1 + u8::from(dice.chance(1, 2)),
    }
}

fn kind(dice: &mut Dice) -> Kind {
    let urn = Urn::new([
        (Kind::Alone, 38),
        (Kind::Couple, 24),
        (Kind::Family, 10),
        (Kind::SingleParent, 2),
        (Kind::Elderly, 18),
        (Kind::ThreeGenerations, 3),
    ]);
    urn.draw(dice).copied().unwrap_or(Kind::Alone)
}

/// The ages of a household, the head first.
fn ages(kind: Kind, dice: &mut Dice) -> Vec<i64> {
    let adult = dice.between(27, 52);
    let children = |dice: &mut Dice, parent: i64| {
        let eldest = (parent - dice.between(24, 34)).clamp(0, 17);
        let count = dice.between(1, 3);
        (0..count).map(|birth| (eldest - birth * 3).max(0)).collect::<Vec<_>>()
    };
    match kind {
        Kind::Alone => vec![dice.between(18, 92)],
        Kind::Couple => vec![adult, adult - dice.between(-3, 5)],
        Kind::Family => {
            let mut ages = vec![adult, adult - dice.between(-3, 5)];
            ages.extend(children(dice, adult));
            ages
        }
        Kind::SingleParent => {
            let mut ages = vec![adult];
            ages.extend(children(dice, adult));
            ages
        }
        Kind::Elderly => {
            let old = dice.between(65, 92);
            vec![old, (old - dice.between(-3, 5)).max(60)]
        }
        Kind::ThreeGenerations => {
            let mut ages = vec![adult, adult - dice.between(-3, 5)];
            ages.extend(children(dice, adult));
            ages.push(adult + dice.between(25, 33));
            ages
        }
    }
}

fn birth_date(dice: &mut Dice, as_of: Date, age: i64) -> Date {
    let birthday = as_of.checked_sub(Span::new().years(age)).unwrap_or(as_of);
    let days = if age == 0 { dice.between(20, 300) } else { dice.between(0, 364) };
    birthday.checked_sub(Span::new().days(days)).unwrap_or(birthday)
}

fn address(dice: &mut Dice, home: &Place, tables: &Tables) -> String {
    let ward = dice.pick(&home.wards).map_or(home.municipality.name, |ward| ward.name);
    let town = dice.pick(&tables.towns).map_or("", String::as_str);
    let (block, lot, house) = (dice.between(1, 6), dice.between(1, 30), dice.between(1, 20));
    let address = format!("{}{ward}{town}{block}丁目{lot}番{house}号", home.prefecture.name);
    if dice.chance(3, 10) {
        let room = dice.between(1, 4) * 100 + dice.between(1, 8);
        return format!("{address}　コーポひかり{room}号室");
    }
    address
}

/// The kana of a name; one system in six writes half width.
fn kana(family: &FamilyName, given: &str, municipality: BodyCode) -> String {
    let kana = format!("{}　{given}", family.kana);
    let digits = municipality.to_string();
    let habit: u64 = digits.bytes().map(u64::from).sum();
    if habit.is_multiple_of(6) { names::half_width(&kana) } else { kana }
}

/// The insurance of a household: its number is the household's place, so no two share one.
fn insurance(dice: &mut Dice, place: u64, home: &Place) -> Insurance {
    let prefecture = home.municipality.prefecture;
    let (law, insurer, symbol) = match dice.below(100) {
        0..34 => ("01", 1, dice.between(10_000_000, 99_999_999).to_string()),
        34..58 => ("06", 100 + dice.below(40), dice.between(1, 999).to_string()),
        58..68 => ("34", 1 + dice.below(9), format!("公立{}", dice.between(1, 99))),
        _ => ("", 1 + dice.below(90), String::new()),
    };
    let insurer_number = numbers::insurer(law, prefecture, insurer);
    Insurance { insurer_number, symbol, number: (place + 1).to_string(), branch: String::new() }
}

/// A member's own identity: a branch of the household's, or the late elderly's own number.
fn insured(family: &Insurance, member: u64, age: i64, place: u64, home: &Place) -> Insurance {
    if age < LATE_ELDERLY_AGE {
        return Insurance { branch: format!("{member:02}"), ..family.clone() };
    }
    Insurance {
        insurer_number: numbers::insurer("39", home.municipality.prefecture, 200),
        symbol: String::new(),
        number: format!("{:08}", place % 100_000_000),
        branch: String::new(),
    }
}
