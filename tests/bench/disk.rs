//! The disk by itself: how often a block is durable in a second.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::FileExt as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::window::{Window, waiting_window};

/// Bytes of a block.
const BLOCK_BYTES: usize = 4096;

/// Blocks of the file, which are written in turn.
const BLOCKS: u64 = 4096;

/// A file whose blocks are there already, as those of a write-ahead file mostly are.
pub(crate) struct Disk {
    file: Arc<File>,
    writes: Arc<AtomicU64>,
}

impl Disk {
    /// Makes the file.
    pub(crate) fn begin(folder: &Path) -> Self {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).open(folder.join("blocks"));
        let file = file.unwrap();
        for block in 0..BLOCKS {
            file.write_all_at(&[1; BLOCK_BYTES], block * BLOCK_BYTES as u64).unwrap();
        }
        file.sync_all().unwrap();
        Self { file: Arc::new(file), writes: Arc::default() }
    }

    /// One block after the other, each durable before the next.
    pub(crate) async fn window(&self, length: Duration) -> Window {
        let (file, writes) = (self.file.clone(), self.writes.clone());
        waiting_window(length, move || {
            let block = writes.fetch_add(1, Ordering::Relaxed) % BLOCKS;
            file.write_all_at(&[2; BLOCK_BYTES], block * BLOCK_BYTES as u64).unwrap();
            file.sync_data().unwrap();
        })
        .await
    }
}
