use super::*;

fn rows(count: usize, bytes: usize) -> Gathered {
    Gathered { rows: vec![RecipientRow::default(); count], bytes }
}

#[test]
fn rows_are_gathered_up_to_what_one_message_may_hold() {
    let mut gathered = rows(999, 10);
    assert_eq!(gathered.add(rows(1, 10)), None);
    assert_eq!((gathered.rows.len(), gathered.bytes), (1_000, 20));

    let full = gathered.add(rows(1, 10)).unwrap();
    assert_eq!((full.len(), gathered.rows.len(), gathered.bytes), (1_000, 1, 10));
}

#[test]
fn bytes_are_gathered_up_to_what_one_message_may_hold() {
    let mut gathered = rows(2, ROW_BYTES_PER_MESSAGE_MAX - 10);
    assert_eq!(gathered.add(rows(3, 10)), None);
    assert_eq!(gathered.rows.len(), 5);

    let full = gathered.add(rows(1, 1)).unwrap();
    assert_eq!((full.len(), gathered.rows.len(), gathered.bytes), (5, 1, 1));
}

#[test]
fn a_message_holds_one_row_at_least_and_a_thousand_at_most() {
    let message = |count| RegisterRecipientsRequest {
        part: Some(Part::Rows(wire::proto::registration::v1::RowBatch {
            rows: vec![RecipientRow::default(); count],
        })),
    };
    assert!(brought(Some(message(0))).is_err());
    assert!(brought(Some(message(1))).is_ok());
    assert!(brought(Some(message(1_000))).is_ok());
    assert!(brought(Some(message(1_001))).is_err());
}

#[test]
fn an_upload_without_its_end_is_torn() {
    let status = brought(None).err().unwrap();
    assert_eq!(status.code(), Status::from(status::upload_torn()).code());
}
