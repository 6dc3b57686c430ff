//! `pmh copay cases`: worked cases, as anybody may write them, run one by one.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use calculation::{
    cases::{self, CaseResult, Judged, NotACaseFile, UNDECIDED, Verdict},
    edition::Edition,
};
use serde_json::{Value, json};

use crate::{
    failure::{Exit, Failure},
    output::Output,
    rules::source::EditionPlace,
};

/// What `pmh copay cases` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct CasesOptions {
    /// Files of cases: of the insurance and the national programs, or of local programs. Which, a file says itself.
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// The edition to run them with: `shipped`, or a folder.
    #[arg(long, value_name = "EDITION", default_value = "shipped")]
    edition: EditionPlace,
}

/// Runs the files and says of each case what became of it.
///
/// # Errors
///
/// [`Exit::File`] where a file is of neither form, or a case of it is not of the form; [`Exit::Refused`] where a case
/// differs or is undecided that may not be.
pub fn run(options: &CasesOptions, output: &Output) -> Result<(), Failure> {
    let edition = options.edition.open()?.edition;
    let mut failed = None;
    for path in &options.files {
        let results = results(path, &edition)?;
        for result in &results {
            tell(path, result, output);
        }
        let judged = Judged::of(&results, UNDECIDED);
        total(path, &judged, output);
        if !judged.holds() {
            let exit = if judged.malformed > 0 { Exit::File } else { Exit::Refused };
            let failure = Failure::file(path, summary(&judged));
            failed.get_or_insert(Failure { exit, ..failure });
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Runs a file of either form.
fn results(path: &Path, edition: &Edition) -> Result<Vec<CaseResult>, Failure> {
    let mut text = String::new();
    let most = cases::local::FILE_BYTES_MAX;
    File::open(path)
        .and_then(|file| file.take(most as u64 + 1).read_to_string(&mut text))
        .map_err(|error| Failure::file(path, error))?;
    if text.len() > most {
        return Err(Failure::file(path, format!("holds more than {most} bytes")));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let refused = |refusal: NotACaseFile| Failure::file(path, refusal);
    let json: Value = serde_json::from_str(text)
        .map_err(|error| Failure::file(path, format!("the file is no JSON: {error}")))?;
    let list = json.get("cases").unwrap_or(&json).as_array();
    let list =
        list.ok_or_else(|| Failure::file(path, "field `cases`: there is no list of cases"))?;
    // What a file of one form never has, a case of the other must have.
    let has = |field: &str| list.iter().any(|case| case.get(field).is_some());
    match (has("rule_id"), has("input")) {
        (true, false) => {
            let file = json!({ "cases": list }).to_string();
            cases::local::run(file.as_bytes(), edition.rules()).map_err(refused)
        }
        (false, true) => cases::national::run(edition.national(), text).map_err(refused),
        (false, false) => Err(Failure::file(path, NEITHER)),
        (true, true) => Err(Failure::file(path, BOTH)),
    }
}

const NEITHER: &str =
    "the file is of neither form: its cases have neither `input` (national) nor `rule_id` (local)";

const BOTH: &str =
    "the file mixes both forms: `input` is a field of national, `rule_id` of local cases";

fn tell(path: &Path, result: &CaseResult, output: &Output) {
    let CaseResult { id, status, verdict } = result;
    let (word, why) = words(verdict);
    let listed = match verdict {
        Verdict::Undecided(_) => result.may_be_undecided(UNDECIDED),
        _ => None,
    };
    let told = match (why, listed) {
        ("", _) => word.to_owned(),
        (why, None) => format!("{word} ({why})"),
        (why, Some(reason)) => format!("{word} ({why}), as listed: {reason}"),
    };
    output.say(format!("{id}: {told}"));
    output.document(&json!({
        "file": path.display().to_string(),
        "id": id,
        "status": status,
        "verdict": word,
        "why": why,
        "listed": listed,
    }));
}

fn words(verdict: &Verdict) -> (&'static str, &str) {
    match verdict {
        Verdict::Ok => ("ok", ""),
        Verdict::Differs(what) => ("differs", what),
        Verdict::Undecided(why) => ("cannot decide", why),
        Verdict::Malformed(what) => ("malformed", what),
    }
}

fn total(path: &Path, judged: &Judged, output: &Output) {
    output.say(format!("{}: {}", path.display(), summary(judged)));
    output.document(&json!({
        "file": path.display().to_string(),
        "cases": judged.cases,
        "published": judged.published,
        "ok": judged.ok,
        "differs": judged.differs,
        "undecided": judged.undecided,
        "undecided_as_listed": judged.listed,
        "malformed": judged.malformed,
        "holds": judged.holds(),
    }));
}

fn summary(judged: &Judged) -> String {
    let Judged { cases, published, ok, differs, undecided, listed, malformed } = judged;
    format!(
        "{cases} cases ({published} published): {ok} ok, {differs} differ, {undecided} undecided ({listed} as \
         listed), {malformed} malformed"
    )
}
