//! `pmh` in a process of its own, so that it can be killed and its memory be measured.
//!
//! The process is this very test program, told by an environment variable to be `pmh` and nothing
//! else. It ends with its standard input, so none is left behind.

use std::{
    env, fs,
    io::Read as _,
    process::{Child, Command, Stdio},
};

use clap::Parser as _;
use cli::{args::Arguments, failure::Exit, output::Output};
use serde_json::Value;

/// The words of a command line, one a line; where it is set, this program is `pmh`.
const WORDS: &str = "PMH_FAULTS_WORDS";

/// The test that is `pmh` where the variable is set.
const PMH_TEST: &str = "pmh_process::this_program_can_be_pmh";

/// What stands before the peak of its memory, in KiB, on the last line of a process.
const PEAK: &str = "peak memory in KiB: ";

/// A `pmh` that ended by itself.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// The JSON documents it wrote.
    pub(crate) documents: Vec<Value>,
    /// What it complained of.
    pub(crate) said: String,
    /// The most memory it had, in KiB; none where the system does not say.
    pub(crate) peak_kib: Option<u64>,
}

/// This program, to be started again.
pub(crate) fn this_program() -> Command {
    Command::new(env::current_exe().unwrap())
}

/// Makes a start of this program one of `pmh` with these words.
pub(crate) fn be_pmh(program: &mut Command, words: &[impl AsRef<str>]) {
    program
        .args(["--exact", PMH_TEST, "--nocapture", "--test-threads=1"])
        .env(WORDS, words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("\n"))
        .stdin(Stdio::piped());
}

/// Begins `pmh` with these words.
pub(crate) fn begin(words: &[impl AsRef<str>]) -> Child {
    let mut program = this_program();
    be_pmh(&mut program, words);
    program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Runs `pmh` with these words to its end.
pub(crate) fn run(words: &[impl AsRef<str>]) -> Finished {
    let mut process = begin(words);
    // `wait_with_output` would close it.
    let stdin = process.stdin.take();
    let output = process.wait_with_output().unwrap();
    drop(stdin);
    let said = String::from_utf8(output.stderr).unwrap();
    let peak = said.lines().find_map(|line| line.strip_prefix(PEAK)?.parse().ok());
    let lines = String::from_utf8(output.stdout).unwrap();
    // The test harness begins the first line.
    let json = |line: &str| serde_json::from_str(&line[line.find('{')?..]).ok();
    let documents = lines.lines().filter_map(json).collect();
    Finished { code: output.status.code(), documents, said, peak_kib: peak }
}

/// Is `pmh`, to the end of the process.
fn main(words: &str) -> ! {
    std::thread::spawn(|| {
        // Nobody writes to it: it ends when whoever began this process is gone.
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(-1);
    });
    let arguments = Arguments::try_parse_from(["pmh"].into_iter().chain(words.lines())).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let output = Output::stdout(arguments.json);
    let exit = match runtime.block_on(arguments.run(&output)) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            eprintln!("pmh: {failure}");
            failure.exit
        }
    };
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        eprintln!("{PEAK}{}", peak.trim().trim_end_matches(" kB"));
    }
    std::process::exit(exit.number().into());
}

#[test]
fn this_program_can_be_pmh() {
    if let Ok(words) = env::var(WORDS) {
        main(&words);
    }
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent");
    let finished = run(&["verify", "--data", absent.to_str().unwrap()]);
    assert_eq!(finished.code, Some(Exit::File.number().into()), "{finished:?}");
    assert!(finished.said.contains("is no folder"), "{finished:?}");
}
