use super::*;

#[test]
fn what_was_cleared_is_begun_anew_in_its_place() {
    let mut names: Kept<String> = Kept::default();
    for name in ["one", "other"] {
        names.add(|kept| kept.push_str(name));
    }
    assert_eq!(*names, ["one", "other"]);
    names.clear();
    assert!(names.is_empty());
    names.add(|kept| {
        assert_eq!(kept, "one");
        "new".clone_into(kept);
    });
    assert_eq!(*names, ["new"]);
}
