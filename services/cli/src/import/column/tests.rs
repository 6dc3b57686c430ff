use super::{Column, Columns};
use crate::import::{Style, fault::FileFault};

const JAPANESE: &str = "機関別受給者証種別ID,個人番号,氏名,氏名カナ,住所,生年月日,性別,不開示フラグ,\
公費負担者番号,受給者証名,公費受給者番号,受給者証サブキー,区分,所得区分,追加条件,指定医療機関情報,\
常に償還払い,自己負担上限額,医療費助成資格有効期間開始日,医療費助成資格有効期間終了日,履歴キー,\
削除フラグ,受給者証券面項目";

fn columns(header: &str, style: Style) -> Result<Columns, FileFault> {
    Columns::read(header.split(','), style)
}

#[test]
fn both_published_vocabularies_name_every_column() {
    let api: Vec<_> = Column::ALL.into_iter().map(Column::api_name).collect();
    for header in [JAPANESE.to_owned(), api.join(",")] {
        let read = columns(&header, Style::History).unwrap();
        assert_eq!(read.at, Column::ALL.map(Some));
        assert!(read.unknown.is_empty());
    }
}

#[test]
fn width_blanks_and_kana_do_not_count_in_a_name() {
    for (name, column) in [
        ("機関別受給者証種別ＩＤ", Column::CertificateType),
        (" 氏名ｶﾅ ", Column::NameKana),
        ("氏名　カナ", Column::NameKana),
        ("ふりがな", Column::NameKana),
        ("MYNUMBER", Column::MyNumber),
        ("name", Column::Name),
        ("validfrom", Column::ValidFrom),
    ] {
        assert_eq!(Column::named(name), Some(column), "{name}");
    }
    assert_eq!(Column::named("備考"), None);
    assert_eq!(Column::named(""), None);
}

#[test]
fn an_unknown_column_is_named_and_a_missing_one_refuses_the_file() {
    let with_note = format!("{JAPANESE},備考");
    assert_eq!(columns(&with_note, Style::History).unwrap().unknown, ["備考"]);

    let fault = columns("氏名,個人番号", Style::Full).unwrap_err().to_string();
    assert!(fault.contains("validFrom (医療費助成資格有効期間開始日)"), "{fault}");
    assert!(!fault.contains("historyKey"), "{fault}");

    let full = JAPANESE.replace(",履歴キー,削除フラグ", "").replace("常に償還払い,", "");
    assert!(columns(&full, Style::Full).is_ok());
    assert!(
        matches!(columns(&full, Style::History), Err(FileFault::ColumnsMissing(names)) if names.len() == 3)
    );
}

#[test]
fn a_column_that_stands_twice_refuses_the_file() {
    let fault = columns(&format!("{JAPANESE},name"), Style::History).unwrap_err();
    assert_eq!(fault.to_string(), "the header has the column basicFiveInfo.name twice");
}
