//! `pmh demo`: a hub of one's own with synthetic people, and a day at its desks.
//!
//! A folder gets an authority, keys, identities and files ([`house`]); the hub starts on it; bodies,
//! facilities and programs are enrolled, files imported and cards linked as anybody would; then the
//! [`story`] is told through real calls, found again by replay ([`proof`]), and the hub goes on serving.
//! A [`newcomer`] is left for whoever wants to register somebody.

pub mod cast;
pub mod house;
pub mod newcomer;
pub mod proof;
pub mod steps;
pub mod story;

use std::path::PathBuf;

use domain::caller::Caller;
use serde_json::json;

use self::{
    cast::{Cast, Part},
    house::House,
    newcomer::Newcomer,
    steps::Steps,
};
use crate::{
    clock,
    connection::HubAddress,
    enrol::{self, file::EnrolmentFile},
    failure::{Exit, Failure},
    import::{EncodingChoice, FormatChoice, Import, Style, progress::Progress},
    link,
    output::Output,
    serve::stop_signal,
    synthetic::{self, PEOPLE_MAX, PEOPLE_MIN, Population, Written},
};

/// The folder of a demo when nobody names one.
const DEMO_FOLDER: &str = "pmh-demo";

/// What `pmh demo` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct DemoOptions {
    /// How many people hold a certificate.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(PEOPLE_MIN..=PEOPLE_MAX))]
    pub people: u64,

    /// The seed: the same seed gives the same people.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// The folder for everything the demo makes; one in `pmh-demo` when absent.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// The port to serve at; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,

    /// End when the story is told.
    #[arg(long)]
    pub exit: bool,
}

/// Runs the demo; serves on until stopped, unless told to end.
///
/// # Errors
///
/// [`Exit::File`] when the folder cannot be used, as the hub answers, and [`Exit::Refused`] when an
/// answer was not what the story expects.
pub async fn run(options: DemoOptions, output: &Output) -> Result<(), Failure> {
    let today = clock::today();
    let population = Population { seed: options.seed, people: options.people, as_of: today };
    let folder = options.data.unwrap_or_else(|| {
        let name = format!("seed-{}-people-{}-{today}", population.seed, population.people);
        PathBuf::from(DEMO_FOLDER).join(name)
    });
    let mut steps = Steps::new(output);
    output.say(format!("A hub of your own, in {}", folder.display()));

    let (written, cast) = write_people(&population, &folder, &mut steps)?;
    let child = cast
        .player(Part::Child)
        .ok_or_else(|| Failure::new(Exit::Refused, "the population has no child"))?;
    let newcomer = Newcomer::write(&population, child, &folder.join("newcomer"))?;
    let house = House::build(&folder, &written.region)?;
    let hub = house.start(options.port).await?;
    let address = HubAddress::local(hub.local_addr().port());
    steps.done(&format!("the hub listens at {address}"), 0, "");

    let told = tell(&house, &address, &written, cast, &mut steps, output).await;
    match told {
        Ok(()) => house.show_how_to_go_on(&address, &newcomer, output),
        Err(failure) => {
            hub.stop().await.map_err(crate::serve::failure)?;
            return Err(failure);
        }
    }
    if !options.exit {
        output.say("serving until you press Ctrl-C …");
        stop_signal().await;
    }
    hub.stop().await.map_err(crate::serve::failure)
}

fn write_people(
    population: &Population,
    folder: &std::path::Path,
    steps: &mut Steps,
) -> Result<(Written, Cast), Failure> {
    let mut cast = Cast::default();
    let mut see = |recipient: &synthetic::Recipient| cast.see(recipient);
    let written = synthetic::write(population, &folder.join("people"), &mut see)?;
    steps.done("synthetic people are written", written.people, "people");
    written.show(steps.output());
    Ok((written, cast))
}

/// Everything between a hub that listens and one that is shown.
async fn tell(
    house: &House,
    address: &HubAddress,
    written: &Written,
    cast: Cast,
    steps: &mut Steps<'_>,
    output: &Output,
) -> Result<(), Failure> {
    enrol_all(house, address, written, steps).await?;
    import_all(house, address, written, steps).await?;
    let operator = house.connect(address, &Caller::Operator).await?;
    let linked = link::link(&operator, &written.links, &Progress::on_terminal()).await?;
    if let Some((line, failure)) = linked.refusals.first() {
        return Err(Failure {
            message: format!("line {line} of the links: {}", failure.message),
            ..failure.clone()
        });
    }
    steps.done("cards are linked to people", linked.linked, "links");

    let scenes = story::tell(house, address, &written.region, &cast, output).await?;
    steps.done("the story is told", scenes.len() as u64, "visits");
    let events = proof::replay(house, address, &scenes, output).await?;
    steps.done("history is replayed", events, "events");
    proof::another_facility_is_refused(house, address, &written.region, &scenes, output).await?;
    steps.show();
    Ok(())
}

async fn enrol_all(
    house: &House,
    address: &HubAddress,
    written: &Written,
    steps: &mut Steps<'_>,
) -> Result<(), Failure> {
    let file = EnrolmentFile::read(&written.enrolment)?;
    let bodies = written.region.bodies.iter().map(|body| Caller::Body(body.body.code));
    let mut recorded = 0;
    for caller in std::iter::once(Caller::Operator).chain(bodies) {
        let channel = house.connect(address, &caller).await?;
        for enrolled in enrol::enrol(&channel, &caller, &file, "").await? {
            match enrolled.outcome {
                enrol::Outcome::Recorded { .. } => recorded += 1,
                enrol::Outcome::Skipped(_) => {}
                enrol::Outcome::Refused(failure) => {
                    let message = format!("{}: {}", enrolled.what, failure.message);
                    return Err(Failure { message, ..failure });
                }
            }
        }
    }
    steps.done("bodies, facilities and programs are enrolled", recorded, "entries");
    Ok(())
}

async fn import_all(
    house: &House,
    address: &HubAddress,
    written: &Written,
    steps: &mut Steps<'_>,
) -> Result<(), Failure> {
    let mut rows = 0;
    for (body, (path, _)) in &written.recipient_files {
        let (auto, history) = (FormatChoice::Auto, Style::History);
        let import =
            Import::prepare(path.clone(), *body, history, false, auto, EncodingChoice::Auto)?;
        let channel = house.connect(address, &Caller::Body(*body)).await?;
        let report = path.with_extension("errors.csv");
        let summary = import.run(&channel, Some(report), &Progress::on_terminal()).await?;
        steps.output().document(&json!({ "import": summary.to_json() }));
        if summary.refused_count() > 0 {
            summary.show(steps.output(), None);
            return Err(Failure::new(Exit::Refused, "the hub refused rows of the population"));
        }
        rows += summary.seen();
    }
    steps.done("files are imported as a municipality's are", rows, "rows");
    Ok(())
}
