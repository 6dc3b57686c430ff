//! The local programs from outside: worked cases, whole and spoilt, months with a national program, and properties over
//! random months.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod spoilt;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod together;
