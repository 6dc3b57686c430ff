use super::*;

const NAMES: [(&str, Role); 7] = [
    ("spiffe://pmh/body/232033", Role::Body),
    ("spiffe://pmh/insurer/06132005", Role::Insurer),
    ("spiffe://pmh/insurer/138057", Role::Insurer),
    ("spiffe://pmh/facility/0110113719", Role::Facility),
    ("spiffe://pmh/facility/0110113719/reader/1", Role::Reader),
    ("spiffe://pmh/auditor/board-of-audit-1", Role::Auditor),
    ("spiffe://pmh/operator", Role::Operator),
];

#[test]
fn a_caller_is_written_as_the_certificate_names_it() {
    for (name, role) in NAMES {
        let caller: Caller = name.parse().unwrap();
        assert_eq!(caller.to_string(), name);
        assert_eq!(caller.role(), role);
    }
}

#[test]
fn every_role_is_listed_once_and_has_a_word() {
    for role in Role::ALL {
        assert!(NAMES.iter().any(|(_, named)| *named == role), "{role}");
        assert_eq!(
            Role::ALL.iter().filter(|other| other.to_string() == role.to_string()).count(),
            1
        );
    }
}

#[test]
fn a_name_that_is_almost_right_is_nobody() {
    for (name, _) in NAMES {
        for near in [
            format!("{name}/"),
            format!("{name} "),
            format!(" {name}"),
            format!("{name}\n"),
            format!("{name}?"),
            format!("{name}#a"),
            format!("{name}/reader/1/2"),
            name.to_uppercase(),
            name.replacen("spiffe", "SPIFFE", 1),
            name.replacen("pmh", "pmh2", 1),
            name.replacen("pmh", "other", 1),
            name.replacen("pmh", "pmh:443", 1),
            name.replacen("pmh", "user@pmh", 1),
            name.replacen("pmh/", "pmh//", 1),
            name.replacen("pmh/", "pmh/./", 1),
            name.replacen("pmh/", "pmh/x/../", 1),
            name.replacen("//", "/", 1),
            name.replacen("spiffe", "https", 1),
            name.replacen('r', "%72", 1),
            name.replacen('o', "%6F", 1),
        ] {
            if near != name {
                assert_eq!(near.parse::<Caller>(), Err(NotACaller), "{near}");
            }
        }
    }
}

#[test]
fn every_part_of_a_name_must_have_its_form() {
    for path in [
        "",
        "body",
        "body/",
        "body/23203",
        "body/23203x",
        "body/２３２０３３",
        "body/232033/operator",
        "insurer/00138057",
        "insurer/1380577",
        "facility/011011371",
        "facility/0110113719/reader",
        "facility/0110113719/reader/",
        "facility/0110113719/reader/0",
        "facility/0110113719/reader/01",
        "facility/0110113719/reader/10000",
        "facility/0110113719/desk/1",
        "reader/1",
        "auditor",
        "auditor/",
        "auditor/Board",
        "auditor/a.b",
        "auditor/a/b",
        "operator/1",
        "operators",
    ] {
        let name = format!("spiffe://pmh/{path}");
        assert_eq!(name.parse::<Caller>(), Err(NotACaller), "{name}");
    }
}

#[test]
fn a_desk_and_its_readers_belong_to_one_facility_and_nobody_else_has_one() {
    for (name, role) in NAMES {
        let caller: Caller = name.parse().unwrap();
        let facility = caller.facility().map(|code| code.to_string());
        let expected =
            matches!(role, Role::Facility | Role::Reader).then(|| "0110113719".to_owned());
        assert_eq!(facility, expected, "{name}");
        assert_eq!(caller.body().is_some(), role == Role::Body, "{name}");
        assert_eq!(caller.insurer().is_some(), role == Role::Insurer, "{name}");
    }
}

#[test]
fn an_auditor_has_a_name_of_one_to_sixty_four_letters() {
    assert_eq!("a".repeat(64).parse::<AuditorName>().unwrap().as_str().len(), 64);
    assert_eq!("a".repeat(65).parse::<AuditorName>(), Err(NotAnAuditorName));
    assert_eq!(
        NotAnAuditorName.to_string(),
        "auditor name must be 1 to 64 of a to z, 0 to 9 and -"
    );
}
