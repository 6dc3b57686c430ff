//! The local programs from outside: worked cases, and properties over random months.

#[cfg(test)]
mod cases;

#[cfg(test)]
mod properties;
