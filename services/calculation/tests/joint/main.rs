//! National and local programs together, from outside: visits worked by hand, and properties over random months.

#[cfg(test)]
mod month;

#[cfg(test)]
mod worked;

#[cfg(test)]
mod undecided;

#[cfg(test)]
mod properties;

#[cfg(test)]
mod one_place;
