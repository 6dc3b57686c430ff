//! Promises to whoever calls the hub, told as what happens: through the public door, with the hub's clock in hand.

#[cfg(test)]
mod straight_line;

#[cfg(test)]
mod consent;

#[cfg(test)]
mod upload;

#[cfg(test)]
mod bad_rows;

#[cfg(test)]
mod upload_again;

#[cfg(test)]
mod identity;

#[cfg(test)]
mod standing;

#[cfg(test)]
mod disclosures;

#[cfg(test)]
mod copayment;

#[cfg(test)]
mod rules_at_the_desk;
