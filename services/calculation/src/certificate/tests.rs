use super::*;

#[test]
fn a_rule_has_one_name() {
    for name in ["national:54", "national:38/602", "row-1-a"] {
        assert_eq!(name.parse::<RuleName>().unwrap().to_string(), name);
    }
    for name in ["", "national:", "national:5", "national:38/"] {
        assert_eq!(name.parse::<RuleName>(), Err(NotARuleName), "{name}");
    }
}
