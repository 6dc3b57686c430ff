//! Keeps the processors awake while one call is in flight.
//!
//! A virtual processor with nothing to do is given back to its host; it comes back late, and to caches that others have
//! used. With one call in flight every wait for the disk is such a sleep, and costs the call more than its commit does. How
//! a machine sleeps is set up by whoever runs it, and is not what is compared here. So there turns a process for
//! each processor that gives way to anything else at once (`SCHED_IDLE`): no processor is ever without work. The
//! processor times that are printed do not count it. Many calls in flight leave no processor without work.

use std::{
    env, fmt,
    hint::spin_loop,
    io::Read as _,
    process::{Child, Command, Stdio},
    thread,
};

/// Starts a program at the lowest priority there is; of util-linux.
const AT_IDLE_PRIORITY: (&str, [&str; 2]) = ("chrt", ["--idle", "0"]);

/// Processors that do not sleep until this is dropped.
pub(crate) struct Awake(Vec<Child>);

/// Whether the processors were kept awake.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WasAwake(bool);

impl Awake {
    /// Keeps every processor awake; says so where that cannot be done here.
    pub(crate) fn begin() -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let turning: Result<Vec<_>, _> = (0..processors).map(|_| begin_one()).collect();
        if let Err(error) = &turning {
            eprintln!("the processors may sleep: {}: {error}", AT_IDLE_PRIORITY.0);
        }
        Self(turning.unwrap_or_default())
    }

    /// Lets them sleep again, and says whether they could not until now.
    pub(crate) fn end(mut self) -> WasAwake {
        let turns = |child: &mut Child| matches!(child.try_wait(), Ok(None));
        WasAwake(!self.0.is_empty() && self.0.iter_mut().all(turns))
    }
}

impl fmt::Display for WasAwake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "were kept awake" } else { "could sleep" })
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // It ends when its input does.
            drop(child.stdin.take());
            let _ = child.wait();
        }
    }
}

fn begin_one() -> std::io::Result<Child> {
    let (program, arguments) = AT_IDLE_PRIORITY;
    Command::new(program)
        .args(arguments)
        .arg(env::current_exe()?)
        .arg("--turn")
        .stdin(Stdio::piped())
        .spawn()
}

/// Turns until whoever started it closes its input, or is gone.
pub(crate) fn turn() -> ! {
    thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    loop {
        spin_loop();
    }
}
