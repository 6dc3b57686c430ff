use super::{
    sample::{LOCAL_MASTER as OURS, layout},
    *,
};

fn read_here(bytes: &[u8]) -> Result<Master, NotAMaster> {
    let (dictionary, layout) = layout();
    read(bytes, &dictionary, &layout)
}

/// The first line of our file, its cells changed.
fn line(change: impl FnOnce(&mut Vec<String>)) -> String {
    let text = std::str::from_utf8(OURS).unwrap().trim_start_matches('\u{feff}');
    let mut cells: Vec<_> = text.lines().next().unwrap().split(',').map(str::to_owned).collect();
    change(&mut cells);
    cells.join(",")
}

fn refused(text: &[u8]) -> Vec<String> {
    read_here(text).unwrap_err().told.iter().map(ToString::to_string).collect()
}

#[test]
fn the_shipped_file_reads_whole_and_writes_itself_again() {
    let (_, layout) = layout();
    let master = read_here(OURS).unwrap();
    assert_eq!(master.rows.len(), 2_152);
    assert_eq!(master.unseen, []);
    let written = layout.write(master.rows.iter());
    assert!(written == OURS, "the bytes differ");
}

#[test]
fn the_mark_and_the_line_ends_make_no_difference() {
    let ours = std::str::from_utf8(OURS).unwrap();
    let plain = ours.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    assert_eq!(read_here(plain.as_bytes()).unwrap().rows, read_here(OURS).unwrap().rows);
}

#[test]
fn a_row_that_is_not_of_the_layout_is_refused_with_its_row_and_column() {
    let good = line(|_| {});
    let bad = |change: fn(&mut Vec<String>)| format!("{good}\r\n{}\r\n", line(change));
    for (text, first) in [
        (
            bad(|cells| {
                cells.pop();
            }),
            "row 2: 93 fields, 94 expected",
        ),
        (bad(|cells| cells.push(String::new())), "row 2: 95 fields, 94 expected"),
        (
            bad(|cells| {
                cells.insert(2, String::new());
                cells.pop();
            }),
            "row 2, column 3 (item 3, 都道府県番号, prefecture number): empty, but a row needs it",
        ),
        (
            bad(|cells| {
                cells.remove(0);
                cells.push(String::new());
            }),
            "row 2, column 3 (item 3, 都道府県番号, prefecture number): empty, but a row needs it",
        ),
        (
            bad(|cells| cells[9] = "20240230".into()),
            "row 2, column 10 (item 10, 助成内容有効期間 有効開始年月日, valid from (yyyymmdd)): \
             \"20240230\" is not a day as yyyymmdd",
        ),
        (
            bad(|cells| cells[10] = "20240331".into()),
            "row 2, column 11 (item 11, 助成内容有効期間 有効終了年月日, valid to (yyyymmdd)): \
             ends on 2024-03-31, before its first day 2024-04-01",
        ),
        (
            bad(|cells| cells[34] = "7".into()),
            "row 2, column 35 (item 31, 助成方法, how the subsidy is paid): \
             \"7\" is none of the published codes",
        ),
        (
            bad(|cells| cells[3] = "232033".into()),
            "row 2, column 4 (item 4, 市区町村コード, municipality code with check digit): \
             232033 is not in prefecture 01",
        ),
        (
            bad(|cells| cells[3] = "010007".into()),
            "row 2, column 4 (item 4, 市区町村コード, municipality code with check digit): \
             010007 ends in another digit than its check digit",
        ),
        (bad(|cells| cells[70] = "1,000".into()), "row 2: 95 fields, 94 expected"),
        (
            bad(|cells| cells[70] = "-500".into()),
            "row 2, column 71 (item 57, 上限額(入院) 1日当たり, inpatient cap per day): \
             \"-500\" is not a whole number of 1 to 8 digits",
        ),
        (
            bad(|cells| cells[0] = "あ".repeat(400_000)),
            "row 2, column 1 (item 1, 事業名 正式名称, program name (official)): \
             1200000 bytes, 1024 at most",
        ),
        (
            bad(|cells| cells[11] = "誕生日の前日".into()),
            "row 2, column 12 (item 12, 対象者の年齢(以上) 年齢基準, lower age: reference day): \
             \"誕生日の前日\" is not a code of 1 to 4 bytes",
        ),
    ] {
        assert_eq!(refused(text.as_bytes()).first().map(String::as_str), Some(first));
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let mut bytes = OURS[..400].to_vec();
    bytes[3] = 0xff;
    let told = refused(&bytes);
    assert!(told[0].starts_with("row 1, column 1 "), "{told:?}");
    assert!(told[0].ends_with(": not UTF-8"), "{told:?}");
    assert_eq!(refused(b""), ["the file has no row"]);
    assert_eq!(refused("\u{feff}\r\n".as_bytes()), ["the file has no row"]);
}

#[test]
fn a_header_is_named_as_one() {
    let (dictionary, _) = layout();
    let names: Vec<_> = dictionary.columns().iter().map(|column| column.name_ja.clone()).collect();
    let text = format!("{}\n{}\n", names.join(","), line(|_| {}));
    assert_eq!(
        refused(text.as_bytes()),
        ["row 1: the row names the items; the official file has no header"]
    );
}

#[test]
fn the_faults_are_counted_and_the_first_of_them_told() {
    let text = "x,y\n".repeat(1_000);
    let refusal = read_here(text.as_bytes()).unwrap_err();
    assert_eq!((refusal.count, refusal.told.len()), (1_000, FAULTS_TOLD_MAX));
    let shifted = line(|cells| cells.rotate_left(1));
    let refusal = read_here(shifted.as_bytes()).unwrap_err();
    assert!(refusal.count > FAULTS_TOLD_OF_A_ROW_MAX, "{}", refusal.count);
    assert_eq!(refusal.told.len(), FAULTS_TOLD_OF_A_ROW_MAX);
}

#[test]
fn a_new_code_of_a_new_item_is_kept_and_listed() {
    let text = format!(
        "{}\n{}\n",
        line(|_| {}),
        line(|cells| {
            cells[8] = "2".into();
            cells[59] = "9".into();
        })
    );
    let master = read_here(text.as_bytes()).unwrap();
    let meal = master.rows[1].meal.unwrap();
    assert_eq!(meal.known(), None);
    let [unseen] = &master.unseen[..] else { panic!("{:?}", master.unseen) };
    assert_eq!((unseen.column.position, unseen.code.as_str()), (60, "9"));
    assert_eq!((unseen.rows, unseen.first_row), (1, 2));
}

#[test]
fn an_open_end_is_one_day_however_it_is_written() {
    let text = format!("{}\n{}\n", line(|_| {}), line(|cells| cells[10] = "99999999".into()));
    let master = read_here(text.as_bytes()).unwrap();
    assert_eq!(master.rows[0], master.rows[1]);
}

#[test]
fn two_rows_of_one_day_that_cannot_be_told_apart_are_refused() {
    let first = line(|_| {});
    let refused_with = |other: String| {
        let told = read_here(format!("{first}\n{other}\n").as_bytes())
            .map_err(|refusal| refusal.told.iter().map(ToString::to_string).collect::<Vec<_>>());
        told.map(|_| ())
    };
    let from = |day: &str, cap: &str| {
        line(|cells| {
            cells[9] = day.into();
            cells[73] = cap.into();
        })
    };
    let place =
        "row 2, column 10 (item 10, 助成内容有効期間 有効開始年月日, valid from (yyyymmdd))";
    assert_eq!(
        refused_with(from("20250401", "57600")),
        Err(vec![format!(
            "{place}: row 1 has the same program, number and conditions, is in force on 2025-04-01 too, \
             and differs in column 74"
        )])
    );
    assert_eq!(refused_with(from("20250401", "44400")), Ok(()), "the same answer on each day");
    assert_eq!(refused_with(line(|cells| cells[8] = "2".into())), Ok(()), "another number");
    let ended = line(|cells| {
        cells[9] = "20230401".into();
        cells[10] = "20240331".into();
        cells[73] = "1".into();
    });
    assert_eq!(refused_with(ended), Ok(()), "the day before");
}
