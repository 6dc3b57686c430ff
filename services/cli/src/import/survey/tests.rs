use std::{fs, process::Command};

use super::survey;
use crate::import::{
    EncodingChoice, FormatChoice, Style, encoding::Encoding, fault::FileFault, file::Format,
    file::Source,
};

const HEADER: &str = "受給者証種別,個人番号,氏名,氏名カナ,住所,生年月日,性別,不開示フラグ,受給者証名,有効期間開始日,有効期間終了日\n";
const ROW: &str = "CHILD,0,髙橋 花子,ﾀｶﾊｼ ﾊﾅｺ,愛知県一宮市,H25.1.1,2,0,証,R8.4.1,R9.3.31\n";

fn surveyed(bytes: &[u8], encoding: EncodingChoice) -> Result<Source, FileFault> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    survey(&path, FormatChoice::Auto, encoding, Style::Full)
}

fn sjis(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

#[test]
fn a_file_says_itself_what_it_is() {
    let csv = format!("{HEADER}{ROW}{ROW}");
    for (bytes, format, encoding, rows) in [
        (csv.clone().into_bytes(), Format::Csv, Encoding::Utf8, 2),
        (format!("\u{feff}{csv}").into_bytes(), Format::Csv, Encoding::Utf8WithBom, 2),
        (sjis(&csv), Format::Csv, Encoding::ShiftJis, 2),
        (b"\n [{},{},{}]".to_vec(), Format::Json, Encoding::Utf8, 3),
        ("\u{feff}[]".as_bytes().to_vec(), Format::Json, Encoding::Utf8WithBom, 0),
    ] {
        let source = surveyed(&bytes, EncodingChoice::Auto).unwrap();
        assert_eq!((source.format, source.encoding, source.row_count), (format, encoding, rows));
        assert_eq!(source.fingerprint, blake3::hash(&bytes));
    }
}

#[test]
fn bytes_of_no_encoding_refuse_the_file_unless_the_encoding_is_named() {
    let mut bytes = format!("{HEADER}{ROW}").into_bytes();
    bytes.extend(b"\xFF\xFF,1,2,3,4,5,6,7,8,9,10\n");
    let place = (HEADER.len() + ROW.len()) as u64;
    let fault = surveyed(&bytes, EncodingChoice::Auto).unwrap_err();
    assert!(matches!(fault, FileFault::NoEncoding { utf8_offset, .. } if utf8_offset == place));
    assert_eq!(surveyed(&bytes, EncodingChoice::Utf8).unwrap().row_count, 2);
}

#[test]
fn what_cannot_be_read_twice_is_refused_without_waiting_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for path in [folder.path(), &pipe] {
        let fault = survey(path, FormatChoice::Auto, EncodingChoice::Auto, Style::Full);
        assert!(matches!(fault.unwrap_err(), FileFault::NoFile));
    }
}

#[test]
fn a_torn_file_is_refused_before_anything_is_sent() {
    assert!(matches!(surveyed(b"[{},{", EncodingChoice::Auto), Err(FileFault::Json { .. })));
    assert!(matches!(surveyed(b"{}", EncodingChoice::Auto), Err(FileFault::NoArray('{'))));
    assert!(matches!(surveyed(b"", EncodingChoice::Auto), Err(FileFault::Empty)));
    let torn = format!("{HEADER}{}", ROW.replace("愛知県", "\"愛知県"));
    assert!(matches!(
        surveyed(torn.as_bytes(), EncodingChoice::Auto),
        Err(FileFault::OpenQuote { line: 2, .. })
    ));
}
