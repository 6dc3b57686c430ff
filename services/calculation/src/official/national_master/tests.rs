use super::*;

fn read(text: &str) -> Result<NationalMaster, NotAMaster> {
    NationalMaster::read(text.as_bytes())
}

fn first_fault(text: &str) -> String {
    read(text).unwrap_err().told[0].to_string()
}

#[test]
fn the_published_edition_reads_whole() {
    let master = read(PUBLISHED).unwrap();
    assert_eq!((master.header.len(), master.rows.len()), (56, 44));
    assert!(NationalMaster::is_begun_by(PUBLISHED.as_bytes()));
    assert!(!NationalMaster::is_begun_by(crate::official::sample::LOCAL_MASTER));
    assert_eq!(read(&format!("\u{feff}{PUBLISHED}")).unwrap(), master);
    assert_eq!(master.changes(&master), []);
}

#[test]
fn what_is_not_of_the_form_is_refused_with_row_and_column() {
    for (from, to, told) in [
        (
            "02.法別番号",
            "03.法別番号",
            "header, column 2 (03.法別番号): item 03. where 02. is expected",
        ),
        (
            "\n1,13,",
            "\n1,1x,",
            "row 1, column 2 (02.法別番号): \"1x\" is not a law number of 2 digits",
        ),
        ("\n1,13,", "\n0,13,", "row 1, column 1 (01.公費適用順位): \"0\" is not a rank, from 1"),
        ("\n1,13,", "\n1,13,,", "row 1: 57 fields, 56 expected"),
        (
            "1963-11-01",
            "1963-13-01",
            "row 1, column 6 (05-1.制度開始日): \"1963-13-01\" is not a day as yyyy-mm-dd, or ー",
        ),
        (
            "全額公費負担,0,100,0,",
            "全額公費負担,10,100,0,",
            "row 1, column 26 (11-3.本人負担割合（％）): 10, 100 and 0 percent are not the whole together",
        ),
    ] {
        let changed = PUBLISHED.replacen(from, to, 1);
        assert_ne!(changed, PUBLISHED, "{from}");
        assert_eq!(first_fault(&changed), told);
    }
    assert_eq!(first_fault(""), "the file has no row");
}

#[test]
fn a_newer_edition_differs_by_row_and_column() {
    let before = read(PUBLISHED).unwrap();
    let mut after = before.clone();
    let ended = after.rows.remove(3);
    after.rows[0].cells[NAME] = "療養の給付等".into();
    after.rows[1].cells[4] = "別の課".into();
    let changes = before.changes(&after);
    assert_eq!(changes.len(), 4);
    assert_eq!((changes[0].row_before, changes[0].row_after), (None, Some(1)));
    assert_eq!((changes[1].row_before, changes[1].row_after), (Some(2), Some(2)));
    let [(name, was, is)] = &changes[1].items[..] else { panic!("{:?}", changes[1]) };
    assert_eq!((&**name, &**is), ("04-1.担当部署", "別の課"));
    assert_ne!(was, is);
    let gone: Vec<_> = changes[2..].iter().map(|change| change.row_before).collect();
    assert_eq!(gone, [Some(1), Some(4)]);
    assert_eq!(changes[3].program, ended.name());
}
