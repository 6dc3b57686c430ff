//! Calculates the same visits under several sets of certificates (what-if).

use wire::{
    FieldError, Refusal, field,
    proto::copayment::v1::{CompareCertificatesRequest, CompareCertificatesResponse},
};

use crate::{
    answer,
    books::Books,
    calculate_month::{Asked, person_of, read_visits},
};

/// The most people that are compared.
const PEOPLE_MAX: usize = 8;

/// Compares.
///
/// # Errors
/// As the contract says of `CompareCertificates`.
pub(crate) fn compare_certificates(
    books: Books<'_>,
    request: CompareCertificatesRequest,
) -> Result<CompareCertificatesResponse, Refusal> {
    let CompareCertificatesRequest { people, insurance, visits, edition } = request;
    let edition = books.edition(&edition)?;
    field::at_most("people", &people, PEOPLE_MAX)?;
    if people.len() < 2 {
        return Err(FieldError::malformed("people", "2 to 8 are compared").into());
    }
    let mut months = Vec::with_capacity(people.len());
    for (at, typed) in people.into_iter().enumerate() {
        let path = format!("people[{at}]");
        let (person, certificates) = person_of(books, &edition, typed, insurance.clone(), &path)?;
        let visits = read_visits(visits.clone(), certificates.len())?;
        let asked = Asked { edition: edition.clone(), person, certificates, visits, path };
        months.push(asked.calculate()?);
    }
    let ends: Option<Vec<_>> = months.iter().map(crate::month::Month::in_the_end).collect();
    let cheapest = ends.and_then(|ends| {
        let (at, _) = ends.into_iter().enumerate().min_by_key(|(_, yen)| *yen)?;
        u32::try_from(at).ok()
    });
    let months = months.iter().map(answer::month).collect();
    Ok(CompareCertificatesResponse { months, cheapest, edition: edition.id().to_string() })
}
