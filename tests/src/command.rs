//! The command line `pmh`, run in this process as a user gives it.

use std::{
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};

use clap::Parser as _;
use cli::{args::Arguments, failure::Failure, output::Output};
use serde_json::Value;

/// What a command wrote, and how it ended.
#[derive(Debug)]
pub struct Ran {
    /// What stands on standard output.
    pub text: String,
    /// How it ended; the exit code stands in the failure.
    pub ended: Result<(), Failure>,
}

impl Ran {
    /// The JSON documents that were written.
    #[must_use]
    pub fn documents(&self) -> Vec<Value> {
        self.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Runs `pmh` with these words.
pub async fn run(words: &[&str]) -> Ran {
    let page = Page::default();
    let arguments = Arguments::try_parse_from(std::iter::once(&"pmh").chain(words)).unwrap();
    let output = Output::to(Box::new(page.clone()), words.contains(&"--json"));
    let ended = arguments.run(&output).await;
    let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
    Ran { text, ended }
}

/// What `pmh verify` says of each ledger in the data folder of a stopped hub's folder.
pub async fn verify(folder: &Path) -> Vec<String> {
    let data = folder.join("data").display().to_string();
    let ran = run(&["verify", "--data", &data, "--json"]).await;
    let verdict = |document: &Value| document["verdict"].as_str().unwrap_or_default().to_owned();
    ran.documents().iter().map(verdict).collect()
}

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
