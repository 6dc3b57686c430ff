//! Where the threads of a runtime may run, as the system tells.

use std::{
    fs,
    sync::{Arc, Barrier},
};

use super::*;

#[test]
fn each_worker_is_kept_on_a_processor_of_its_own_and_nothing_else_is() {
    let all = allowed();
    let workers = thread::available_parallelism().unwrap().get();
    let meet = Arc::new(Barrier::new(workers));
    let (mut kept, free) = runtime().unwrap().block_on(async {
        let asked = (0..workers).map(|_| {
            let meet = meet.clone();
            tokio::spawn(async move {
                meet.wait(); // Each worker holds one of these.
                // Made by a worker, so it begins where that one is kept.
                let free = tokio::task::spawn_blocking(allowed);
                (allowed(), free.await.unwrap())
            })
        });
        let (mut kept, mut free) = (Vec::new(), Vec::new());
        for asked in asked.collect::<Vec<_>>() {
            let (own, others) = asked.await.unwrap();
            kept.push(own);
            free.push(others);
        }
        (kept, free)
    });
    assert!(free.iter().all(|one| *one == all), "threads that wait for files: {free:?} of {all}");
    if count(&all) == workers {
        assert!(kept.iter().all(|one| count(one) == 1), "{kept:?}");
        kept.sort();
        kept.dedup();
        assert_eq!(kept.len(), workers, "{kept:?}");
    } else {
        // A group may allow fewer processors than there are.
        assert!(kept.iter().all(|one| *one == all), "{kept:?} of {all}");
    }
}

/// The processors this thread may run on, as a list of numbers and spans: "0-1,4".
fn allowed() -> String {
    let status = fs::read_to_string("/proc/thread-self/status").unwrap();
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    list.unwrap().trim().to_owned()
}

/// How many are in the list.
fn count(list: &str) -> usize {
    let spans = list.split(',').map(|span| match span.split_once('-') {
        Some((from, to)) => to.parse::<usize>().unwrap() + 1 - from.parse::<usize>().unwrap(),
        None => 1,
    });
    spans.sum()
}
