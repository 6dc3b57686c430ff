use std::{
    future::{Ready, ready},
    sync::Arc,
};

use super::MemoryLedger;
use crate::SharedLedger;

fn open() -> Ready<(SharedLedger, ())> {
    ready((Arc::new(MemoryLedger::new()), ()))
}

crate::contract_tests!(open);
