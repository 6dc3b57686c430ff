//! Links My Number (個人番号) and insurance identity (資格情報) to a person key (紐付け).
//!
//! The only room that opens a My Number: it is read, hashed under a key and wiped ([`Identity::resolve_many`]).
//! A link's stream is named after the keyed hash; its events name a random person key, and that key stands in for
//! the number everywhere else.
//!
//! This room will never know what a certificate is, nor which person a key belongs to outside its own ledger.

mod my_number;

mod error;
mod identity;
mod links;
mod people;

mod resolve;

mod erase_person;
mod link_insurance;
mod merge_people;
mod restore_link;
mod suspend_link;
mod unlink;

mod change_link;
mod grpc;
mod status;
mod tenant;

#[cfg(test)]
mod testing;

pub use error::{IdentityError, ResolveRefusal};
pub use identity::{Identity, NewPerson, Parts};
pub use resolve::{LookedUp, NUMBERS_MAX, Resolved};
