use std::{
    future::{Ready, ready},
    sync::Arc,
};

use super::{DataFolder, EmbeddedLedger};
use crate::SharedLedger;

fn open() -> Ready<(SharedLedger, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    ready((Arc::new(EmbeddedLedger::open(&data, "registration").unwrap()), folder))
}

mod contract {
    crate::contract_tests!(super::open);
}
