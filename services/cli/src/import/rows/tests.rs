use super::{FileRow, Rows, tapped};
use crate::import::{Style, encoding::Encoding, fault::FileFault, file::Format};

const HEADER: &str = "種別,個人番号,氏名,氏名カナ,住所,生年月日,性別,不開示フラグ,受給者証名,有効期間開始日,有効期間終了日,備考";
const GOOD: &str = "CHILD,0,愛知 花子,ｱｲﾁ ﾊﾅｺ,\"愛知県一宮市\r\n本町1\",平成25年1月1日,女,0,子ども医療費受給者証,R8.4.1,令和9年3月31日,x";

fn header() -> String {
    HEADER.replace("種別", "受給者証種別")
}

fn rows(bytes: &[u8], encoding: Encoding) -> Result<Vec<FileRow>, FileFault> {
    let mut rows = Rows::open(tapped(bytes), Format::Csv, encoding, Style::Full)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next_row()? {
        found.push(row);
    }
    assert_eq!(rows.unknown(), ["備考"]);
    Ok(found)
}

fn sjis(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[test]
fn a_row_is_the_same_in_every_encoding() {
    let text = format!("{}\r\n{GOOD}\r\n", header());
    for (bytes, encoding) in [
        (text.clone().into_bytes(), Encoding::Utf8),
        (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8WithBom),
        (sjis(&text), Encoding::ShiftJis),
    ] {
        let found = rows(&bytes, encoding).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].findings.is_empty(), "{:?}", found[0].findings);
        assert_eq!(found[0].place.line, Some(2));
        let row = found[0].row.clone().unwrap();
        let basic = row.basic_five_info.unwrap();
        assert_eq!((basic.name.as_str(), basic.name_kana.as_str()), ("愛知 花子", "ｱｲﾁ ﾊﾅｺ"));
        assert_eq!(basic.address, "愛知県一宮市 本町1");
        assert_eq!((basic.date_of_birth.as_str(), basic.sex.as_str()), ("2013-01-01", "2"));
        assert_eq!((row.valid_from.as_str(), row.valid_to.as_str()), ("2026-04-01", "2027-03-31"));
    }
}

#[test]
fn a_bad_row_stops_no_good_one() {
    let broken_bytes = [GOOD.replace("愛知 花子", "?").into_bytes(), b"\n".to_vec()].concat();
    let broken_bytes: Vec<u8> =
        broken_bytes.into_iter().map(|byte| if byte == b'?' { 0xFF } else { byte }).collect();
    let mut bytes = format!("{}\n{GOOD}\n", header()).into_bytes();
    bytes.extend(&broken_bytes);
    for row in [
        "too,few".to_owned(),
        GOOD.replace("CHILD", "\"CHI\nLD\""),
        GOOD.replace("CHILD", "\"CHI\"LD"),
        GOOD.replace("R8.4.1", "R8.4.31"),
        GOOD.replace("愛知 花子", "愛知\u{e001}"),
        GOOD.replace("平成25年1月1日", "平成35年1月1日"),
        GOOD.to_owned(),
    ] {
        bytes.extend(row.into_bytes());
        bytes.push(b'\n');
    }

    let found = rows(&bytes, Encoding::Utf8).unwrap();

    let reasons: Vec<_> = found
        .iter()
        .map(|row| {
            row.findings.first().map(|finding| (finding.column.as_ref(), finding.reason.as_ref()))
        })
        .collect();
    assert_eq!(
        reasons,
        [
            None,
            Some(("basicFiveInfo.name", "ENCODING_BROKEN")),
            Some(("", "ROW_MALFORMED")),
            Some(("orgSpecificCertificateTypeId", "FIELD_MALFORMED")),
            Some(("", "ROW_MALFORMED")),
            Some(("validFrom", "FIELD_MALFORMED")),
            Some(("basicFiveInfo.name", "GAIJI_PRIVATE")),
            Some(("basicFiveInfo.dateOfBirth", "FIELD_MALFORMED")),
            None,
        ]
    );
    let place = bytes.iter().position(|byte| *byte == 0xFF).unwrap();
    assert_eq!(found[1].findings[0].message, format!("byte {place} of the file is not UTF-8"));
}

#[test]
fn an_era_past_its_end_is_a_warning() {
    let text = format!("{}\n{}\n", header(), GOOD.replace("令和9年3月31日", "平成39年3月31日"));
    let found = rows(text.as_bytes(), Encoding::Utf8).unwrap();
    assert!(!found[0].findings[0].refuses);
    assert_eq!(found[0].findings[0].reason, "ERA_ENDED");
    assert_eq!(found[0].row.clone().unwrap().valid_to, "2027-03-31");
}

#[test]
fn a_header_that_cannot_be_decoded_refuses_the_file_with_its_place() {
    let fault = rows(&sjis(&header()), Encoding::Utf8).err().unwrap();
    assert!(matches!(fault, FileFault::HeaderBroken { offset: 0, .. }), "{fault}");
}
