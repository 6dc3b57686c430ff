//! Months opened one after the other in one place, as against each in a place of its own.

use calculation::{Calculator, Months, NoTrace, Steps, national::YearMonth};
use proptest::{collection::vec, prelude::*};

use crate::{month::*, properties::*};

/// So many people have a month in one place.
const PEOPLE: usize = 6;

proptest! {
    #[test]
    fn a_month_does_not_know_of_the_one_before_it_in_its_place(
        months in vec((insured(), held(), briefs(&SETTINGS)), 1..PEOPLE),
    ) {
        let mut place = Months::new(EDITION.national(), EDITION.rules());
        for (person, held, briefs) in &months {
            let visits: Vec<_> = briefs.iter().map(|brief| spelt(brief, held)).collect();
            let Some(first) = visits.first() else { continue };
            let month = YearMonth::from(first.date);
            let alone =
                Calculator::open(EDITION.national(), EDITION.rules(), month, person, held);
            match (place.open(month, person, held), alone) {
                (Ok(again), Ok(mut alone)) => for visit in &visits {
                    let mut steps = [Steps::default(), Steps::default()];
                    let [here, there] = &mut steps;
                    prop_assert_eq!(again.visit(visit, here), alone.visit(visit, there));
                    prop_assert_eq!(&steps[0], &steps[1]);
                },
                // Refused months are opened too: what they leave is no matter to the next.
                (again, alone) => prop_assert_eq!(again.err(), alone.err()),
            }
        }
    }
}

#[test]
fn a_refused_month_leaves_its_place_to_others() {
    let mut place = Months::new(EDITION.national(), EDITION.rules());
    let month = YearMonth::from(visit(1, "clinic", &[]).date);
    let (person, held) = (person(), [certificate("national:54"), certificate("national:54")]);
    assert!(place.open(month, &person, &held).is_err());
    let one = visit(1, "clinic", &[(10_000, &[])]);
    for _ in 0..2 {
        let opened = place.open(month, &person, &[]).unwrap();
        assert!(opened.visit(&one, &mut NoTrace).unwrap().is_ok());
        assert!(place.open(month, &person, &held).is_err());
    }
}
