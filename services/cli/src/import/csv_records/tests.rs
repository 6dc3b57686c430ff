use std::io::{BufReader, Read};

use super::CsvRecords;
use crate::import::fault::FileFault;

fn records(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, FileFault> {
    let mut records = CsvRecords::new(BufReader::with_capacity(4, bytes))?;
    let mut found = Vec::new();
    while let Some(record) = records.next_record()? {
        let fields = record.fields().map(|field| String::from_utf8_lossy(field).into_owned());
        found.push((record.line, fields.collect()));
    }
    Ok(found)
}

#[test]
fn fields_are_read_as_spreadsheets_write_them() {
    for (text, expected) in [
        ("a,b\r\nc,d\r\n", vec![(1, vec!["a", "b"]), (2, vec!["c", "d"])]),
        ("a,b\nc,d", vec![(1, vec!["a", "b"]), (2, vec!["c", "d"])]),
        ("a,\"b,\"\"c\"\"\"\n", vec![(1, vec!["a", "b,\"c\""])]),
        ("\"a\nb\",c\r\nd,e", vec![(1, vec!["a\nb", "c"]), (3, vec!["d", "e"])]),
        ("\n\r\na,,\n\n", vec![(3, vec!["a", "", ""])]),
        ("a\"b,c\n", vec![(1, vec!["a\"b", "c"])]),
        ("\"\",x\n", vec![(1, vec!["", "x"])]),
        ("\u{feff}a\n", vec![(1, vec!["a"])]),
        ("", vec![]),
    ] {
        let expected: Vec<(u64, Vec<String>)> = expected
            .into_iter()
            .map(|(line, fields)| (line, fields.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(records(text.as_bytes()).unwrap(), expected, "{text:?}");
    }
}

#[test]
fn the_second_byte_of_a_character_is_no_separator() {
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("表,能,十\n");
    let mut records = CsvRecords::new(bytes.as_ref()).unwrap();
    let record = records.next_record().unwrap().unwrap();
    let texts: Vec<_> = record.fields().map(|f| encoding_rs::SHIFT_JIS.decode(f).0).collect();
    assert_eq!(texts, ["表", "能", "十"]);
}

#[test]
fn something_after_a_closing_quote_is_noticed() {
    let mut records = CsvRecords::new(&b"\"a\"b,c\n\"a\",c\n"[..]).unwrap();
    assert!(records.next_record().unwrap().unwrap().stray_after_quote);
    assert!(!records.next_record().unwrap().unwrap().stray_after_quote);
}

#[test]
fn an_open_quote_is_refused_where_it_opens() {
    let fault = records(b"a\nb,\"c\nd\n").unwrap_err();
    assert!(matches!(fault, FileFault::OpenQuote { line: 2, offset: 2 }), "{fault}");
}

#[test]
fn a_line_of_a_gibibyte_is_refused_at_once() {
    let endless = b"a,b\n".as_slice().chain(std::io::repeat(b'x').take(1 << 30));
    let mut records = CsvRecords::new(BufReader::new(endless)).unwrap();
    assert!(records.next_record().unwrap().is_some());
    let fault = records.next_record().err().unwrap();
    assert_eq!(fault.to_string(), "the row that begins at byte 4 is longer than 64 KiB");
}
