use super::*;

const MUNICIPALITIES: &str = include_str!("../../../data/municipalities.csv");
const WARDS: &str = include_str!("../../../data/wards.csv");

#[test]
fn every_prefecture_municipality_and_ward_has_its_name() {
    let places = Places::read(MUNICIPALITIES.as_bytes(), WARDS.as_bytes()).unwrap();
    assert_eq!((places.prefectures.len(), places.bodies.len()), (47, 1_788 + 171));
    assert_eq!(&*places.prefecture("13".parse().unwrap()), "東京都");
    assert_eq!(&*places.name("131016".parse().unwrap()), "千代田区");
    assert_eq!(&*places.name("011011".parse().unwrap()), "札幌市中央区");
    assert_eq!(&*places.name("999997".parse().unwrap()), "999997", "unknown: its code");
}

#[test]
fn a_file_without_its_header_is_refused() {
    let refusal = Places::read(MUNICIPALITIES.as_bytes(), b"code,name,kind\n").unwrap_err();
    assert_eq!(refusal.to_string(), "wards.csv row 0: there is no column prefecture_code");
}

#[test]
fn a_place_that_cannot_be_is_refused_with_its_row() {
    for (from, to, told) in [
        ("\n011002,", "\n011003,", "row 2: 011003 ends in another digit than its check digit"),
        ("\n012025,01", "\n011002,01", "row 3: 011002 stands there twice"),
        ("\n012025,01", "\n012025,02", "row 3: 012025 is not in prefecture \"02\""),
        ("\n012025,01", "\n12025,01", "row 3: \"12025\": body code must be exactly 6 digits"),
    ] {
        let changed = MUNICIPALITIES.replacen(from, to, 1);
        assert_ne!(changed, MUNICIPALITIES);
        let refusal = Places::read(changed.as_bytes(), WARDS.as_bytes()).unwrap_err();
        assert_eq!(refusal.to_string(), format!("municipalities.csv {told}"));
    }
}
