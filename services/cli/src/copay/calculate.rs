//! `pmh copay calculate`: a request as the service takes it, answered here by the same code.

use std::path::{Path, PathBuf};

use copayment::Offline;
use wire::proto::copayment::v1::{
    CalculateVisitRequest, MonthAnswer, TypedPerson, VisitAnswer, calculate_visit_request::Who,
};

use super::{
    editions,
    page::Page,
    request::{Request, response},
};
use crate::{call::message, failure::Failure, language::Language, output::Output};

/// What `pmh copay calculate` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct CalculateOptions {
    /// The request: a file of JSON, `-` for standard input, or the JSON itself. A day may be written "2026-10-01" or
    /// "today".
    #[arg(default_value = "-", value_name = "FILE|-|JSON")]
    request: String,

    /// The folder of an edition to calculate with instead of the shipped one. May be repeated: a request that names an
    /// edition is answered with that one.
    #[arg(long, value_name = "DIR")]
    edition: Vec<PathBuf>,

    /// The language of the explanation.
    #[arg(long, value_enum, default_value_t)]
    lang: Language,
}

/// Calculates and explains.
///
/// # Errors
///
/// [`crate::failure::Exit::File`] where the file or an edition cannot be read or the JSON is no request; then as the
/// service answers, with the field at fault.
pub fn run(options: &CalculateOptions, output: &Output) -> Result<(), Failure> {
    let (called, text) = options.text()?;
    let request = Request::read(called, &text)?;
    let offline = Offline(editions(&options.edition)?);
    let lang = options.lang;
    match request {
        Request::Visit(request) => {
            let page = Page::of(lang, typed(&request), output);
            let visits = request.visit.clone().into_iter().collect::<Vec<_>>();
            let answer = offline.visit(*request).map_err(Failure::from)?;
            let told: Vec<VisitAnswer> = answer.answer.clone().into_iter().collect();
            page.visits(0, &visits, &told);
            page.edition(&answer.edition, &offline.0);
            response(&answer, output)
        }
        Request::Month(request) => {
            let page = Page::of(lang, request.person.clone().into_iter().collect(), output);
            let visits = request.visits.clone();
            let answer = offline.month(request).map_err(Failure::from)?;
            page.month(0, &visits, answer.month.as_ref().unwrap_or(&MonthAnswer::default()));
            page.edition(&answer.edition, &offline.0);
            response(&answer, output)
        }
        Request::Compare(request) => {
            let page = Page::of(lang, request.people.clone(), output);
            let visits = request.visits.clone();
            let answer = offline.compare(request).map_err(Failure::from)?;
            for (at, month) in answer.months.iter().enumerate() {
                page.person(at);
                page.month(at, &visits, month);
            }
            page.cheapest(answer.cheapest);
            page.edition(&answer.edition, &offline.0);
            response(&answer, output)
        }
    }
}

impl CalculateOptions {
    /// The JSON, and what to call it.
    fn text(&self) -> Result<(&Path, String), Failure> {
        if self.request.trim_start().starts_with('{') {
            return Ok((Path::new("the request"), self.request.clone()));
        }
        let file = Path::new(&self.request);
        Ok((message::called(file), message::file(file)?))
    }
}

/// The person of a visit, where the facts were typed in.
fn typed(request: &CalculateVisitRequest) -> Vec<TypedPerson> {
    match &request.who {
        Some(Who::Person(person)) => vec![person.clone()],
        Some(Who::CheckedIn(_)) | None => Vec::new(),
    }
}
