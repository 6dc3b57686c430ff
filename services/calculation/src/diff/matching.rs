//! Which row of one list is which row of another.
//!
//! First the rows that say the same in all columns; then those that say the same but for their number inside the program, but
//! for their period, or but for their payer number; then those whose official key is theirs alone; and what is left by likeness within the key's group,
//! the most alike first. Two rows are only ever one program's if they share its payer number or a name.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    hash::Hash,
};

use crate::official::{Marked, Part, Parts, Row, View};

/// How many pairs of a group are compared for likeness. In a larger group only rows with one name and number are matched, in
/// the order of the files: no published group has a hundredth of this.
pub(crate) const PAIRS_MAX: usize = 1 << 18;

const ALL: Parts = Parts::all_but(&[]);
const ALL_BUT_DIVISION: Parts = Parts::all_but(&[Part::Division]);
const ALL_BUT_PERIOD: Parts = Parts::all_but(&[Part::Period]);
const ALL_BUT_PAYER: Parts = Parts::all_but(&[Part::Payer]);
const KEY: Parts = Parts::only(&[Part::Place, Part::Payer, Part::Division]);
const GROUP: Parts = Parts::only(&[Part::Place, Part::Payer]);

/// Which rows are one, by place from 0.
#[derive(Debug)]
pub(crate) struct Matched {
    /// Those that say the same: before, after.
    pub(crate) same: Vec<(usize, usize)>,
    /// Those that are one but say something else: before, after.
    pub(crate) pairs: Vec<(usize, usize)>,
    /// Those before without a match, in order.
    pub(crate) before: Vec<usize>,
    /// Those after without a match, in order.
    pub(crate) after: Vec<usize>,
}

struct Matching<'a, 'm> {
    before_rows: &'m [Marked<'a>],
    after_rows: &'m [Marked<'a>],
    before: Vec<usize>,
    after: Vec<usize>,
}

/// Matches the rows of two lists.
pub(crate) fn rows(before: &[Row], after: &[Row]) -> Matched {
    let (before_rows, after_rows) = (Marked::all(before), Marked::all(after));
    let mut matching = Matching {
        before_rows: &before_rows,
        after_rows: &after_rows,
        before: (0..before.len()).collect(),
        after: (0..after.len()).collect(),
    };
    let same = matching.in_order(|row| row.view(ALL));
    let mut pairs = matching.in_order(|row| row.view(ALL_BUT_DIVISION));
    pairs.extend(matching.in_order(|row| row.view(ALL_BUT_PERIOD)));
    pairs.extend(matching.in_order(|row| row.view(ALL_BUT_PAYER)));
    pairs.extend(matching.alone(|row| row.view(KEY)));
    pairs.extend(matching.alike());
    Matched { same, pairs, before: matching.before, after: matching.after }
}

impl<'a, 'm> Matching<'a, 'm> {
    /// Matches rows with an equal key, the first with the first.
    fn in_order<K: Hash + Eq>(&mut self, key: impl Fn(Marked<'a>) -> K) -> Vec<(usize, usize)> {
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (at, row) in open(&self.before, self.before_rows) {
            waiting.entry(key(row)).or_default().push_back(at);
        }
        let found = open(&self.after, self.after_rows)
            .filter_map(|(at, row)| Some((waiting.get_mut(&key(row))?.pop_front()?, at)))
            .collect();
        self.close(found)
    }

    /// Matches rows whose key is theirs alone in both lists, as far as both are one program's.
    fn alone<K: Hash + Eq>(&mut self, key: impl Fn(Marked<'a>) -> K) -> Vec<(usize, usize)> {
        let alone = |rows: &'m [Marked<'a>], places: &[usize]| {
            let mut found: HashMap<K, Option<usize>> = HashMap::new();
            for (at, row) in open(places, rows) {
                found.entry(key(row)).and_modify(|found| *found = None).or_insert(Some(at));
            }
            found
        };
        let before = alone(self.before_rows, &self.before);
        let mut found: Vec<_> = alone(self.after_rows, &self.after)
            .into_iter()
            .filter_map(|(key, after)| Some((before.get(&key).copied()??, after?)))
            .filter(|(before, after)| self.are_of_one_program(*before, *after))
            .collect();
        found.sort_unstable();
        self.close(found)
    }

    /// Matches what is left within its group, the most alike first.
    fn alike(&mut self) -> Vec<(usize, usize)> {
        // In the order of the first row of each group: a hash map's order would be another each time.
        let mut numbers: HashMap<View<'a>, usize> = HashMap::new();
        let mut groups: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (at, row) in open(&self.before, self.before_rows) {
            let next = numbers.len();
            let number = *numbers.entry(row.view(GROUP)).or_insert(next);
            groups.entry(number).or_default().0.push(at);
        }
        for (at, row) in open(&self.after, self.after_rows) {
            if let Some(group) = numbers.get(&row.view(GROUP)) {
                groups.entry(*group).or_default().1.push(at);
            }
        }
        let mut found = Vec::new();
        for (before, after) in groups.into_values() {
            if before.len().saturating_mul(after.len()) <= PAIRS_MAX {
                found.extend(self.most_alike(&before, &after));
            } else {
                found.extend(self.of_one_name(before, after));
            }
        }
        self.close(found)
    }

    fn most_alike(&self, before: &[usize], after: &[usize]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<_> = before
            .iter()
            .flat_map(|before| after.iter().map(move |after| (*before, *after)))
            .filter(|(before, after)| self.are_of_one_program(*before, *after))
            .filter_map(|(before, after)| {
                let (one, other) = (self.before_rows.get(before)?, self.after_rows.get(after)?);
                Some((Reverse(one.row.likeness(other.row)?), before, after))
            })
            .collect();
        pairs.sort_unstable();
        let mut taken = (HashSet::new(), HashSet::new());
        pairs.retain(|(_, before, after)| {
            let free = !taken.0.contains(before) && !taken.1.contains(after);
            if free {
                taken.0.insert(*before);
                taken.1.insert(*after);
            }
            free
        });
        pairs.into_iter().map(|(_, before, after)| (before, after)).collect()
    }

    fn of_one_name(&self, before: Vec<usize>, after: Vec<usize>) -> Vec<(usize, usize)> {
        const NAME_AND_NUMBER: Parts = Parts::only(&[Part::Name, Part::Division]);
        let (before_rows, after_rows) = (self.before_rows, self.after_rows);
        let mut group = Matching { before_rows, after_rows, before, after };
        group.in_order(|row| row.view(NAME_AND_NUMBER))
    }

    fn are_of_one_program(&self, before: usize, after: usize) -> bool {
        let (Some(one), Some(other)) = (self.before_rows.get(before), self.after_rows.get(after))
        else {
            return false;
        };
        let (one, other) = (one.row, other.row);
        (one.payer_number.is_some() && one.payer_number == other.payer_number)
            || one.name == other.name
            || (one.short_name.is_some() && one.short_name == other.short_name)
    }

    /// Takes matched rows out of what is left.
    fn close(&mut self, found: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        let mut closed = (vec![false; self.before_rows.len()], vec![false; self.after_rows.len()]);
        for (before, after) in &found {
            if let (Some(one), Some(other)) = (closed.0.get_mut(*before), closed.1.get_mut(*after))
            {
                (*one, *other) = (true, true);
            }
        }
        self.before.retain(|at| closed.0.get(*at) == Some(&false));
        self.after.retain(|at| closed.1.get(*at) == Some(&false));
        found
    }
}

/// The rows at some places, with their place.
fn open<'a>(places: &[usize], rows: &[Marked<'a>]) -> impl Iterator<Item = (usize, Marked<'a>)> {
    places.iter().filter_map(|at| Some((*at, *rows.get(*at)?)))
}
