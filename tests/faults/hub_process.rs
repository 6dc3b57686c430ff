//! A hub in a process of its own, so that it can be killed.

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use cli::{connection::HubAddress, failure::Exit};
use serde_json::Value;

use crate::{
    faulty_disk::FaultyDisk,
    pmh_process::{be_pmh, this_program},
};

/// How long a hub may take to listen, or to say why it does not.
const START_MAX: Duration = Duration::from_mins(1);

/// So many lines of its log are kept.
const LINES_MAX: usize = 100;

/// A hub process; killed when dropped.
pub(crate) struct HubProcess {
    process: Child,
    listens: Receiver<u16>,
    reader: Option<JoinHandle<()>>,
    lines: Arc<Mutex<VecDeque<String>>>,
}

/// A hub process that ended by itself.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code; none where a signal ended it.
    pub(crate) code: Option<i32>,
    /// The last lines it wrote.
    pub(crate) said: String,
}

impl HubProcess {
    /// Begins a hub; does not wait for it.
    pub(crate) fn begin(config: &Path) -> Self {
        Self::spawn(this_program(), config)
    }

    /// Begins a hub on a disk that can be told to fail.
    pub(crate) fn begin_on(disk: &FaultyDisk, config: &Path) -> Self {
        let mut command = this_program();
        disk.put_under(&mut command);
        Self::spawn(command, config)
    }

    /// Begins a hub that may write no file beyond so many blocks of 512 bytes.
    pub(crate) fn begin_limited(blocks: u32, config: &Path) -> Self {
        let mut command = Command::new("sh");
        let limited = format!("trap '' XFSZ; ulimit -f {blocks} && exec \"$0\" \"$@\"");
        command.args(["-c", &limited]).arg(this_program().get_program());
        Self::spawn(command, config)
    }

    fn spawn(mut command: Command, config: &Path) -> Self {
        be_pmh(&mut command, &["serve", "--config", config.to_str().unwrap()]);
        let mut process = command
            .env_remove(hub::telemetry::LEVEL_VARIABLE)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = Arc::default();
        let (port, listens) = channel();
        let (stderr, kept) = (process.stderr.take().unwrap(), Arc::clone(&lines));
        let reader = std::thread::spawn(move || read(stderr, &kept, &port));
        Self { process, listens, reader: Some(reader), lines }
    }

    /// Waits until it listens, and says where.
    ///
    /// # Errors
    ///
    /// How it ended, if it did.
    pub(crate) fn listens(&mut self) -> Result<HubAddress, Ended> {
        match self.listens.recv_timeout(START_MAX) {
            Ok(port) => Ok(HubAddress::local(port)),
            Err(RecvTimeoutError::Disconnected) => {
                let code = self.process.wait().unwrap().code();
                self.reader.take().unwrap().join().unwrap();
                Err(Ended { code, said: self.said() })
            }
            Err(RecvTimeoutError::Timeout) => panic!("the hub says nothing:\n{}", self.said()),
        }
    }

    /// Waits until it listens, which it must, and says where.
    pub(crate) fn address(&mut self) -> HubAddress {
        tokio::task::block_in_place(|| self.listens()).unwrap()
    }

    /// Kills it as `kill -9` does, and waits until it is gone.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// The last lines it wrote.
    pub(crate) fn said(&self) -> String {
        let lines = self.lines.lock().unwrap();
        lines.iter().flat_map(|line| [line, "\n"]).collect()
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for HubProcess {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("the hub's last lines:\n{}", self.said());
        }
    }
}

/// Reads what a hub writes, to its end.
fn read(stderr: ChildStderr, kept: &Mutex<VecDeque<String>>, listens: &Sender<u16>) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if let Some(port) = port_in(&line) {
            // Nobody may be waiting for it.
            let _ = listens.send(port);
        }
        let mut kept = kept.lock().unwrap();
        if kept.len() == LINES_MAX {
            kept.pop_front();
        }
        kept.push_back(line);
    }
}

/// The port in the line that says where a hub listens.
fn port_in(line: &str) -> Option<u16> {
    let line: Value = serde_json::from_str(line).ok()?;
    let fields = line.get("fields")?;
    if fields.get("message")? != "hub listens" {
        return None;
    }
    fields.get("local_addr")?.as_str()?.rsplit(':').next()?.parse().ok()
}

#[test]
fn a_hub_without_a_configuration_ends_with_the_exit_code_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let ended = HubProcess::begin(&folder.path().join("absent.toml")).listens().unwrap_err();
    assert_eq!(ended.code, Some(Exit::File.number().into()), "{}", ended.said);
    assert!(ended.said.contains("absent.toml"), "{}", ended.said);
}
