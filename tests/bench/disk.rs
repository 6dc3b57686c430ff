//! The disk by itself: how often a block is durable in a second.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::FileExt as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::window::{Window, waiting_window};

/// Bytes of a block.
const BLOCK_BYTES: usize = 4096;

/// Blocks of the file, which are written in turn.
const BLOCKS: u64 = 4096;

/// How often the disk is looked at beside something else.
const LOOK: Duration = Duration::from_millis(10);

/// A file whose blocks are there already, as those of a write-ahead file mostly are.
#[derive(Clone)]
pub(crate) struct Disk {
    file: Arc<File>,
    writes: Arc<AtomicU64>,
}

/// Looks at the disk now and then, while something else is measured.
pub(crate) struct Looks {
    is_over: Arc<AtomicBool>,
    looking: JoinHandle<Vec<Duration>>,
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
        let disk = self.clone();
        waiting_window(length, move || disk.write()).await
    }

    /// Looks at it until told to end.
    pub(crate) fn look(&self) -> Looks {
        let (disk, is_over) = (self.clone(), Arc::new(AtomicBool::new(false)));
        let seen = is_over.clone();
        let looking = thread::spawn(move || {
            let mut waits = Vec::new();
            while !seen.load(Ordering::Relaxed) {
                let begun = Instant::now();
                disk.write();
                waits.push(begun.elapsed());
                thread::sleep(LOOK);
            }
            waits
        });
        Looks { is_over, looking }
    }

    /// A block, until it is durable.
    fn write(&self) {
        let block = self.writes.fetch_add(1, Ordering::Relaxed) % BLOCKS;
        self.file.write_all_at(&[2; BLOCK_BYTES], block * BLOCK_BYTES as u64).unwrap();
        self.file.sync_data().unwrap();
    }
}

impl Looks {
    /// How long each took.
    pub(crate) fn end(self) -> Vec<Duration> {
        self.is_over.store(true, Ordering::Relaxed);
        self.looking.join().unwrap()
    }
}
