//! What it was measured on, and how busy that was.

use std::fs;

/// Processor, processors, memory, system, load.
pub(crate) fn describe() -> String {
    let line = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split(':').next_back().unwrap_or_default().trim().to_owned()
    };
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<_> = load.split_whitespace().take(3).collect();
    format!(
        "{} × {}, memory {}, load {}",
        processors,
        line("/proc/cpuinfo", "model name"),
        line("/proc/meminfo", "MemTotal"),
        load.join(" ")
    )
}

/// Resident memory of this process in bytes, where the machine says so.
pub(crate) fn resident_bytes() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}
