//! The sessions of the README and of deploy/README.md, run as a newcomer would paste them: every line,
//! in one shell, against a hub of its own, and what is shown is what is said.
//!
//! Only the port differs, so that the test stands in nobody's way.

use std::{
    fs,
    io::Read as _,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use cli::connection::DEFAULT_HUB;

/// The root of the project.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The port that the lines name.
const PORT: &str = "7443";

/// Stands for what differs from one run to the next; alone on a line, for any number of lines.
const ELLIPSIS: &str = "…";

/// Written by the shell after each line, with the line's exit code.
const ENDED: &str = "@ended";

/// How long the session may take.
const SESSION_MAX: Duration = Duration::from_mins(5);

/// A fenced block of commands, and what is shown under it.
#[derive(Debug, Default)]
struct Scene {
    lines: Vec<String>,
    shown: Option<Vec<String>>,
}

#[test]
fn every_line_of_a_newcomer_s_first_session_does_what_is_shown() {
    let seen = ["demo", "serve", "import", "link", "call", "check-in", "replay", "verify"];
    does_what_is_shown("README.md", "## A first session", &seen);
    assert!(DEFAULT_HUB.ends_with(PORT), "lines without --hub reach the port that is served");
}

#[test]
fn every_line_about_what_a_visit_costs_does_what_is_shown() {
    let seen = ["copay calculate", "rules export", "rules diff", "rules lint", "rules show"];
    does_what_is_shown("README.md", "## What a visit costs", &seen);
}

#[test]
fn every_line_by_which_an_operator_begins_does_what_is_shown() {
    let seen = ["ca init", "ca server", "ca issue", "serve", "call", "verify"];
    does_what_is_shown("deploy/README.md", "## From nothing to a hub that serves", &seen);
}

#[test]
fn every_page_that_is_pointed_to_is_there() {
    for page in ["README.md", "deploy/README.md"] {
        let page = Path::new(ROOT).join(page);
        let text = fs::read_to_string(&page).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        let targets: Vec<&str> = targets.map(|(target, _)| target).collect();
        assert!(!targets.is_empty());
        for target in targets {
            assert!(page.parent().unwrap().join(target).exists(), "{}: {target}", page.display());
        }
    }
}

/// Runs the session under a heading and compares what is said with what is shown.
fn does_what_is_shown(page: &str, heading: &str, seen: &[&str]) {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
    let scenes = scenes(&text, heading);
    let lines: Vec<&String> = scenes.iter().flat_map(|scene| &scene.lines).collect();
    for command in seen {
        let command = format!("pmh {command}");
        assert!(lines.iter().any(|line| line.starts_with(&command)), "no line runs {command}");
    }
    let port = free_port();
    let said = session(&scenes, &port);
    for (scene, said) in scenes.iter().zip(&said) {
        let (lines, output) = (&scene.lines, said.output.join("\n"));
        assert!(
            said.codes.iter().all(|code| code == "0"),
            "{lines:#?}\n{:?}\n{output}",
            said.codes
        );
        assert_eq!(said.codes.len(), lines.len(), "{lines:#?}");
        let Some(shown) = &scene.shown else { continue };
        assert!(
            fits(shown, &said.output),
            "{page} shows\n{}\nafter\n{lines:#?}\nbut it said\n{output}",
            shown.join("\n")
        );
    }
}

#[test]
fn shown_lines_fit_only_what_they_say() {
    let fits = |shown: &str, said: &str| {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        fits(&lines(shown), &lines(said))
    };
    for (shown, said) in [
        ("a\nb", "a\nb"),
        ("a …\nb", "a 1 2\nb"),
        ("a\n…\nb", "a\nx\ny\nb"),
        ("a\n  …\nb", "a\nb"),
        ("… b … d", "a b c d"),
    ] {
        assert!(fits(shown, said), "{shown}");
    }
    for (shown, said) in [
        ("a", "a\nb"),
        ("a\nb", "a"),
        ("a …", "b 1"),
        ("a … c", "a b"),
        ("a\n…\nb", "a\nb\nc"),
        ("ab…ba", "aba"),
    ] {
        assert!(!fits(shown, said), "{shown}");
    }
}

/// The scenes of the session, in order.
fn scenes(page: &str, heading: &str) -> Vec<Scene> {
    let (_, session) = page.split_once(heading).expect("the page has the session");
    let session = session.split_once("\n## ").map_or(session, |(session, _)| session);
    let mut scenes: Vec<Scene> = Vec::new();
    for (place, fence) in session.split("```").enumerate() {
        let Some((kind, text)) = fence.split_once('\n').filter(|_| place % 2 == 1) else {
            continue;
        };
        match (kind, scenes.last_mut()) {
            ("sh", _) => scenes.push(Scene { lines: whole_lines(text), shown: None }),
            ("text", Some(Scene { shown: shown @ None, .. })) => {
                *shown = Some(text.lines().map(str::to_owned).collect());
            }
            (kind, _) => panic!("a block of {kind:?} under no command:\n{text}"),
        }
    }
    scenes
}

/// The commands of a block: a quote or a backslash goes on in the next line.
fn whole_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.last_mut() {
            Some(last) if last.ends_with('\\') || last.matches('\'').count() % 2 == 1 => {
                last.push('\n');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// What a scene said: the lines of its output, and how each of its commands ended.
#[derive(Default)]
struct Said {
    output: Vec<String>,
    codes: Vec<String>,
}

/// Runs all scenes in one shell.
fn session(scenes: &[Scene], port: &str) -> Vec<Said> {
    let text = shell(&script(scenes, port), port).replace(port, PORT);
    let mut said: Vec<Said> = scenes.iter().map(|_| Said::default()).collect();
    let mut scene = 0;
    for line in text.lines() {
        let here = said.get_mut(scene).unwrap_or_else(|| panic!("said at the end: {line}"));
        match line.strip_prefix(ENDED) {
            Some(code) => here.codes.push(code.trim().to_owned()),
            None => here.output.push(line.to_owned()),
        }
        if here.codes.len() == scenes[scene].lines.len() {
            scene += 1;
        }
    }
    assert_eq!(scene, scenes.len(), "the session broke off:\n{text}");
    said
}

fn script(scenes: &[Scene], port: &str) -> String {
    let mut script = String::from("exec 2>&1\n");
    for line in scenes.iter().flat_map(|scene| &scene.lines) {
        let line = line.replace(PORT, port);
        let serves = if line.ends_with('&') { SERVING } else { "" };
        script = format!("{script}{line}\nprintf '{ENDED} %s\\n' \"$?\"\n{serves}");
    }
    script
}

/// What a shell writes that runs the script in a folder of its own.
fn shell(script: &str, port: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let sample = fs::read_to_string(Path::new(ROOT).join("deploy/hub.toml")).unwrap();
    fs::create_dir(folder.path().join("deploy")).unwrap();
    fs::write(folder.path().join("deploy/hub.toml"), sample.replace(PORT, port)).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_pmh")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{path}", program.display()))
        .env("PMH_HUB", DEFAULT_HUB.replace(PORT, port))
        .env_remove("PMH_IDENTITY")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = shell.stdout.take().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        let read = stdout.read_to_string(&mut text);
        sender.send(read.map(|_| text))
    });
    let Ok(text) = receiver.recv_timeout(SESSION_MAX) else {
        shell.kill().unwrap();
        panic!("the session does not end");
    };
    shell.wait().unwrap();
    text.unwrap()
}

/// Waits until the hub that was just started answers, as a person does; stops it at the end,
/// whatever happens.
const SERVING: &str = "trap 'kill $! 2>/dev/null' EXIT
for attempt in $(seq 100); do
  pmh call --identity */id/operator >/dev/null 2>&1 && break
  sleep 0.1
done
";

fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}

/// Whether the lines that were said are those that are shown.
fn fits(shown: &[String], said: &[String]) -> bool {
    let Some((first, rest)) = shown.split_first() else { return said.is_empty() };
    if first.trim() == ELLIPSIS {
        return (0..=said.len()).any(|skipped| fits(rest, &said[skipped..]));
    }
    let Some((line, further)) = said.split_first() else { return false };
    line_fits(first.trim_end(), line.trim_end()) && fits(rest, further)
}

fn line_fits(shown: &str, said: &str) -> bool {
    let Some((before, after)) = shown.split_once(ELLIPSIS) else { return shown == said };
    let Some(said) = said.strip_prefix(before) else { return false };
    let ends = said.char_indices().map(|(place, _)| place).chain([said.len()]);
    ends.into_iter().any(|place| line_fits(after, &said[place..]))
}
