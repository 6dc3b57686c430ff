use jiff::civil::date;

use super::*;

#[test]
fn the_day_of_a_file_stands_in_its_name() {
    let day = Some(date(2027, 4, 1));
    assert_eq!(day_in("m_regional_publicly_funded_all_20270401"), day);
    assert_eq!(day_in("20260401-20270401-2"), day);
    assert_eq!(day_in("all_20270431"), None);
    assert_eq!(day_in("all_202704"), None);
}
