//! The id of one bulk inquiry (一括照会).

use uuid::Uuid;

use crate::resource_name::named_by_uuid;

/// A bulk inquiry's id, in the API `inquiries/{uuid}`; shown as its reception number (受付番号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InquiryId(Uuid);

named_by_uuid!(InquiryId, "inquiries");
