//! Faults from outside: a hub in a process of its own is killed, starved and cut off, and what it
//! acknowledged is looked for afterwards.
//!
//! Chance decides where a fault strikes. Each test prints its `SEED=…`, and goes the same way again
//! with `PMH_SEED`; the moment at which a process dies is never quite the same. `PMH_KILLS=300`
//! makes the storms longer, for a run by hand. What a machine cannot do (no C compiler, no glibc) is
//! skipped, said aloud and counted.

#[cfg(test)]
mod acknowledged;
#[cfg(test)]
mod chance;
#[cfg(test)]
mod faulty_disk;
#[cfg(test)]
mod history;
#[cfg(test)]
mod hub_process;
#[cfg(test)]
mod pmh_process;
#[cfg(test)]
mod settle;
#[cfg(test)]
mod town;
#[cfg(test)]
mod upload;
#[cfg(test)]
mod visit;

#[cfg(test)]
mod bad_files;
#[cfg(test)]
mod damaged_files;
#[cfg(test)]
mod failing_sync;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod killed_check_ins;
#[cfg(test)]
mod killed_import;
