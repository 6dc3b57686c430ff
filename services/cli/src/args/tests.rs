use clap::{CommandFactory as _, Parser as _, ValueEnum as _};
use clap_complete::Shell;

use super::{Arguments, completions};

fn parses(line: &str) -> bool {
    Arguments::try_parse_from(line.split(' ')).is_ok()
}

#[test]
fn the_command_line_holds_together() {
    Arguments::command().debug_assert();
}

#[test]
fn every_example_of_the_help_is_understood() {
    let mut examples = 0;
    let mut commands = vec![Arguments::command()];
    while let Some(command) = commands.pop() {
        commands.extend(command.get_subcommands().cloned());
        let Some(help) = command.get_after_help() else { continue };
        for line in help.to_string().lines().map(str::trim) {
            if line.starts_with("pmh ") {
                let line = line.split(" > ").next().unwrap();
                assert!(parses(line), "{line}");
                examples += 1;
            }
        }
    }
    assert!(examples >= 15, "{examples}");
}

#[test]
fn what_does_not_belong_together_is_refused() {
    for line in [
        "pmh",
        "pmh import",
        "pmh import x.json --body 23203",
        "pmh replay --ledger secrets",
        "pmh replay --ledger access --certificate-type A",
        "pmh check-in --insurer 1 --number 1 --answer given --method visual",
        "pmh check-in --insurer 1 --number 1",
        "pmh ca issue --ca ca --caller nobody --out o",
        "pmh call --hub http://127.0.0.1:1",
        "pmh people --people 1 --out o",
        "pmh serve --config c --role kitchen",
    ] {
        assert!(!parses(line), "{line}");
    }
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in Shell::value_variants() {
        let script = completions(*shell);
        for word in ["check-in", "replay", "enrol", "completions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}
