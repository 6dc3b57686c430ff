//! What the first release stored, byte for byte: read for ever. Hexadecimal, four bytes to a group.

use domain::{
    answer::AnswerClass,
    check_in::{Event, Identification},
    inquiry::{self, Accepted, Asked},
    period::Period,
    standing_consent::{self, Given},
    standing_consent_terms::StandingConsentKind,
};
use jiff::civil::date;
use ledger::NewEvent;
use uuid::Uuid;

use super::{disclosed, opened, recorded, visual, wire_inquiry, wire_standing, withheld};

fn stored(event_type: &'static str, hex: &str) -> ledger::RecordedEvent {
    let digits = hex.replace(' ', "");
    let payload: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    recorded(NewEvent { id: Uuid::nil(), event_type: event_type.into(), payload: payload.into() })
}

#[test]
fn check_ins_are_read_for_ever() {
    let events = [
        (
            Event::Opened(opened(AnswerClass::Disclosed)),
            "CheckInOpened",
            "0a0a3031 31303131 33373139 10011a24 35653166 30303030 2d303030 302d3430 30302d38 3030302d 30303030 30303030 30303061 20012801 320708ea 0f100a18 01",
        ),
        (Event::ConsentGiven(visual()), "ConsentGiven", "08031208 73746166 662d3031"),
        (Event::ConsentRefused(Identification::Pin), "ConsentRefused", "0802"),
        (Event::ConsentNotAnswered, "ConsentNotAnswered", ""),
        (Event::ConsentWithdrawn, "ConsentWithdrawn", ""),
        (
            Event::Disclosed(disclosed()),
            "EligibilityDisclosed",
            "0a0a3031 31303131 33373139 12243565 31663030 30302d30 3030302d 34303030 2d383030 302d3030 30303030 30303030 30611a07 08ea0f10 0a180122 2c0a2435 65316630 3030302d 30303030 2d343030 302d3830 30302d30 30303030 30303030 30306212 04323032 362a2435 65316630 3030302d 30303030 2d343030 302d3830 30302d30 30303030 30303030 30306332 20090909 09090909 09090909 09090909 09090909 09090909 09090909 09090909 093828",
        ),
        (
            Event::Withheld(withheld(AnswerClass::Withheld)),
            "EligibilityWithheld",
            "0a0a3031 31303131 33373139 1a0708ea 0f100a18 012008",
        ),
    ];
    for (event, event_type, hex) in events {
        assert_eq!(super::decode(&stored(event_type, hex)), Ok(event));
    }
}

#[test]
fn standing_consents_are_read_for_ever() {
    use standing_consent::Event;
    let given = Given {
        facility: "0110113719".parse().unwrap(),
        person: "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap(),
        link: None,
        kind: StandingConsentKind::HomeVisit,
        period: Period::new(date(2026, 6, 10), date(2026, 9, 30)).unwrap(),
        identification: Identification::Face,
    };
    let events = [
        (
            Event::Given(given),
            "StandingConsentGiven",
            "0a0a3031 31303131 33373139 12243565 31663030 30302d30 3030302d 34303030 2d383030 302d3030 30303030 30303030 30611801 22120a07 08ea0f10 06180a12 0708ea0f 1009181e 2801",
        ),
        (Event::Extended(date(2026, 10, 31)), "StandingConsentExtended", "0a0708ea 0f100a18 1f"),
        (Event::Withdrawn(date(2026, 7, 3)), "StandingConsentWithdrawn", "0a0708ea 0f100718 03"),
    ];
    for (event, event_type, hex) in events {
        assert_eq!(wire_standing::decode(&stored(event_type, hex)), Ok(event));
    }
}

#[test]
fn inquiries_are_read_for_ever() {
    use inquiry::Event;
    let accepted = Accepted {
        facility: "0110113719".parse().unwrap(),
        visit_date: date(2026, 10, 1),
        people: vec![
            Asked {
                person: Some("5e1f0000-0000-4000-8000-00000000000a".parse().unwrap()),
                standing_consent: Some("5e1f0000-0000-4000-8000-00000000000d".parse().unwrap()),
            },
            Asked::default(),
        ],
        people_hash: None,
    };
    let events = [
        (
            Event::Accepted(accepted),
            "InquiryAccepted",
            "0a0a3031 31303131 33373139 120708ea 0f100a18 011a2435 65316630 3030302d 30303030 2d343030 302d3830 30302d30 30303030 30303030 3030641a 00222435 65316630 3030302d 30303030 2d343030 302d3830 30302d30 30303030 30303030 30306122 00",
        ),
        (Event::Answered { disclosed_count: 1, withheld_count: 2 }, "InquiryAnswered", "08011002"),
    ];
    for (event, event_type, hex) in events {
        assert_eq!(wire_inquiry::decode(&stored(event_type, hex)), Ok(event));
    }
}
