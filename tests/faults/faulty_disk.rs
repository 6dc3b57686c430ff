//! A disk that fails when it is told to: a few lines of C between a hub process and its C library,
//! told by files in a folder.

use std::{fs, path::PathBuf, process::Command};

use tempfile::TempDir;

use crate::chance;

/// What stands between.
const SOURCE: &str = include_str!("faulty_disk.c");

/// The disk of a hub process.
pub(crate) struct FaultyDisk(TempDir);

impl FaultyDisk {
    /// A sound disk so far; none where it cannot be made, which is said and counted.
    pub(crate) fn build(test: &str) -> Option<Self> {
        if !cfg!(all(target_os = "linux", target_env = "gnu")) {
            chance::skipped(&format!("{test}: a failing disk is made with glibc on Linux only"));
            return None;
        }
        let disk = Self(tempfile::tempdir().unwrap());
        let source = disk.file("disk.c");
        fs::write(&source, SOURCE).unwrap();
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([disk.library(), source])
            .arg("-ldl")
            .output();
        let Ok(compiled) = compiled else {
            chance::skipped(&format!("{test}: there is no `cc` to make a failing disk with"));
            return None;
        };
        let complaint = String::from_utf8_lossy(&compiled.stderr);
        assert!(compiled.status.success(), "{complaint}");
        Some(disk)
    }

    /// Puts the disk under a process.
    pub(crate) fn put_under(&self, process: &mut Command) {
        process.env("LD_PRELOAD", self.library()).env("PMH_FAULTS_DISK", self.0.path());
    }

    /// From now on no file grows.
    pub(crate) fn fill(&self) {
        fs::write(self.file("full"), "").unwrap();
    }

    /// There is room again.
    pub(crate) fn make_room(&self) {
        fs::remove_file(self.file("full")).unwrap();
    }

    /// The next sync of a file with this name fails; the one after it does not.
    pub(crate) fn fail_next_sync(&self, name: &str) {
        fs::write(self.file(name), "").unwrap();
    }

    /// Whether the sync that was to fail has failed.
    pub(crate) fn has_failed(&self, name: &str) -> bool {
        !self.file(name).exists()
    }

    fn library(&self) -> PathBuf {
        self.file("disk.so")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}
