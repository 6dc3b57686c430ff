//! Lists the editions of the rule data.

use calculation::edition::Edition;
use wire::{
    field,
    proto::copayment::v1::{self as proto, ListEditionsResponse},
};

use crate::books::Books;

/// Those the hub carries, the one in use first.
pub(crate) fn list_editions(books: Books<'_>) -> ListEditionsResponse {
    ListEditionsResponse { editions: books.editions.iter().map(|edition| told(edition)).collect() }
}

fn told(edition: &Edition) -> proto::Edition {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    proto::Edition {
        id: edition.id().to_string(),
        name: edition.about().name.clone(),
        as_of: Some(field::from_date(edition.about().as_of)),
        local_row_count: count(edition.local_rows().len()),
        national_program_count: count(edition.national().programs().len()),
    }
}
