use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use super::*;

proptest! {
    #[test]
    fn entries_are_found_whatever_was_put_and_removed(
        steps in vec((0..6_u128, 0..4_u128, any::<u8>(), 0..4_u8), 1..200),
    ) {
        let mut shard = Shard::default();
        let mut expected = BTreeMap::new();
        for (person, certificate, byte, removes) in steps {
            let person = PersonKey::from_uuid(Uuid::from_u128(person));
            let certificate = CertificateId::from_uuid(Uuid::from_u128(certificate));
            if removes == 0 {
                let removed = shard.remove_all(person).len();
                let before = expected.len();
                expected.retain(|(known, _), _| *known != person);
                prop_assert_eq!(removed, before - expected.len());
            } else {
                shard.put(person, certificate, Box::new([byte]));
                expected.insert((person, certificate), byte);
            }
        }
        prop_assert_eq!(shard.len(), expected.len());
        for ((person, certificate), byte) in &expected {
            prop_assert_eq!(shard.find(*person, *certificate), Some(&[*byte][..]));
        }
        for number in 0..6 {
            let person = PersonKey::from_uuid(Uuid::from_u128(number));
            let found = shard.of(person).count();
            prop_assert_eq!(found, expected.keys().filter(|(known, _)| *known == person).count());
        }
    }
}
