//! Where the people live: some real municipalities, their prefectures, and made-up facilities.

use domain::{
    bodies::{self, Body, BodyKind},
    body_code::BodyCode,
    prefecture::PrefectureCode,
    programs::{self, ProgramOutline},
};

use super::{
    Population,
    dice::{Dice, Urn},
    numbers,
    tables::Tables,
};

/// One more municipality for so many people.
const PEOPLE_PER_MUNICIPALITY: u64 = 2_500;

/// The fewest and the most municipalities of a population.
const MUNICIPALITIES_MIN: u64 = 4;
const MUNICIPALITIES_MAX: u64 = 60;

/// So many municipalities lie in one prefecture, on average.
const MUNICIPALITIES_PER_PREFECTURE: u64 = 4;

/// A municipality where people live.
#[derive(Clone, Debug)]
pub struct Place {
    /// The municipality.
    pub municipality: &'static Body,
    /// Its prefecture.
    pub prefecture: &'static Body,
    /// The wards of a designated city, else none.
    pub wards: Vec<&'static Body>,
}

/// A body of the region, with its number inside payer numbers.
#[derive(Clone, Debug)]
pub struct RegionBody {
    /// The body.
    pub body: &'static Body,
    /// Its number inside payer numbers (実施機関番号).
    pub number: u64,
    /// The programs it runs.
    pub programs: Vec<&'static ProgramOutline>,
}

/// A made-up facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The prefecture it lies in.
    pub prefecture: PrefectureCode,
    /// How many readers it has.
    pub readers: u32,
}

/// Where a population lives.
pub struct Region {
    /// Municipalities by how many live there.
    pub places: Urn<Place>,
    /// Every body that decides here, ordered by code.
    pub bodies: Vec<RegionBody>,
    /// Facilities, ordered by prefecture.
    pub facilities: Vec<Facility>,
}

impl Region {
    /// The region of a population: at least two prefectures.
    #[must_use]
    pub fn of(population: &Population, tables: &Tables) -> Self {
        // Its own dice, so the people do not depend on how the region was found.
        let mut dice = Dice::seeded(population.seed ^ 0x5245_4749_4F4E);
        let count = (population.people / PEOPLE_PER_MUNICIPALITY)
            .clamp(MUNICIPALITIES_MIN, MUNICIPALITIES_MAX);
        let prefectures = chosen(
            &mut dice,
            bodies::all().iter().filter(|body| body.kind == BodyKind::Prefecture).collect(),
            (count / MUNICIPALITIES_PER_PREFECTURE).max(2),
        );
        let mut places = Vec::new();
        for (place, prefecture) in (0..).zip(&prefectures) {
            let share = count / prefectures.len() as u64
                + u64::from(place < count % prefectures.len() as u64);
            let there = bodies::all().iter().filter(|body| {
                body.kind.is_municipality() && body.prefecture == prefecture.prefecture
            });
            for municipality in chosen(&mut dice, there.collect(), share) {
                places.push(Place { municipality, prefecture, wards: wards_of(municipality.code) });
            }
        }
        let mut deciding: Vec<&'static Body> =
            places.iter().flat_map(|place| [place.municipality, place.prefecture]).collect();
        deciding.sort_by_key(|body| body.code);
        deciding.dedup();
        let runs = |body: &'static Body| RegionBody {
            body,
            number: body_number(body.code),
            programs: programs_of(body, tables),
        };
        let facilities = prefectures
            .iter()
            .flat_map(|prefecture| facilities(prefecture.prefecture, &places, &mut dice))
            .collect();
        Self {
            bodies: deciding.into_iter().map(runs).collect(),
            places: Urn::new(places.into_iter().map(|place| {
                let weight = weight(place.municipality.kind);
                (place, weight)
            })),
            facilities,
        }
    }

    /// The body that runs a program for those who live at a place: the municipality if it may, else
    /// the prefecture.
    #[must_use]
    pub fn runner(&self, program: &str, place: &Place) -> Option<&RegionBody> {
        let runs = |body: &Body| {
            self.bodies.iter().find(|known| {
                known.body.code == body.code
                    && known.programs.iter().any(|outline| outline.slug == program)
            })
        };
        runs(place.municipality).or_else(|| runs(place.prefecture))
    }

    /// The facilities of a prefecture.
    pub fn facilities_in(&self, prefecture: PrefectureCode) -> impl Iterator<Item = &Facility> {
        self.facilities.iter().filter(move |facility| facility.prefecture == prefecture)
    }
}

/// Some of the bodies, without repetition; the large ones sooner.
fn chosen(dice: &mut Dice, mut from: Vec<&'static Body>, count: u64) -> Vec<&'static Body> {
    let mut found = Vec::new();
    while (found.len() as u64) < count {
        let urn = Urn::new((0..).zip(&from).map(|(place, body)| (place, weight(body.kind))));
        let Some(place) = urn.draw(dice).copied() else { break };
        found.push(from.swap_remove(place));
    }
    found
}

fn wards_of(city: BodyCode) -> Vec<&'static Body> {
    bodies::all().iter().filter(|body| body.parent == Some(city)).collect()
}

/// How many live in a municipality, beside others.
fn weight(kind: BodyKind) -> u64 {
    match kind {
        BodyKind::DesignatedCity => 60,
        BodyKind::CoreCity | BodyKind::SpecialWard => 25,
        BodyKind::City => 8,
        BodyKind::Town => 2,
        BodyKind::Village | BodyKind::Prefecture | BodyKind::Ward => 1,
    }
}

/// A number of three digits for a body inside payer numbers; another numbering than body codes.
fn body_number(code: BodyCode) -> u64 {
    let digits = code.to_string();
    digits.get(2..5).and_then(|digits| digits.parse().ok()).map_or(0, |number: u64| number + 1)
}

/// The programs of the tables that a body of this kind runs.
fn programs_of(body: &Body, tables: &Tables) -> Vec<&'static ProgramOutline> {
    let held = |outline: &&ProgramOutline| {
        tables.holders.iter().any(|holders| holders.program == outline.slug)
    };
    let runs = |outline: &&'static ProgramOutline| {
        outline.implementers.iter().any(|kind| kind.includes(body.kind) == Some(true))
    };
    programs::all().iter().filter(held).filter(runs).collect()
}

/// A hospital, a clinic, a dentist and a pharmacy for each prefecture.
fn facilities(prefecture: PrefectureCode, places: &[Place], dice: &mut Dice) -> Vec<Facility> {
    let town = places
        .iter()
        .find(|place| place.municipality.prefecture == prefecture)
        .map_or("", |place| place.municipality.name);
    let district = dice.below(60);
    let kinds = [
        (1, format!("{town}みらい総合病院"), 2),
        (1, "つばめ内科クリニック".to_owned(), 1),
        (3, "こもれび歯科".to_owned(), 1),
        (4, "あおぞら薬局".to_owned(), 1),
    ];
    let facility = |(place, (fee_table, name, readers)): (u64, (u8, String, u32))| Facility {
        code: numbers::institution(prefecture, fee_table, district, 9_000 + place),
        name,
        prefecture,
        readers,
    };
    (1..).zip(kinds).map(facility).collect()
}
