use std::fs;

use super::{Report, guarded};
use crate::import::{
    fault::{Finding, Place},
    upload::Verdict,
};

#[test]
fn a_cell_that_looks_like_a_formula_is_guarded() {
    for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
        assert_eq!(guarded(cell), format!("'{cell}"));
    }
    assert_eq!(guarded("氏名"), "氏名");
}

#[test]
fn a_report_stands_under_its_name_only_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    let mut report = Report::create(path.clone()).unwrap();
    let finding = Finding::refusal("=cmd", "FIELD_MISSING", "is \"required\", and missing", "fill");
    let place = Place { row: 3, offset: 70, line: Some(4) };
    let verdict = Verdict { place, outcome: None, findings: vec![finding], changed: Vec::new() };
    report.write(&verdict).unwrap();
    assert!(!path.exists());
    report.keep().unwrap();

    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(
        text,
        "\u{feff}row,line,byte,verdict,column,reason,message,remedy\r\n\
         3,4,70,refused,'=cmd,FIELD_MISSING,\"is \"\"required\"\", and missing\",fill\r\n"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
