//! What a caller is told of trouble inside.

use super::*;

#[test]
fn a_damaged_key_is_not_said_to_be_whose() {
    let person = "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap();
    for refusal in [
        of_key(GetError::Damaged { person }),
        IdentityError::Get(GetError::Damaged { person }).into(),
        IdentityError::Create(sealing::CreateError::Damaged { person }).into(),
    ] {
        assert_eq!(refusal.reason(), ErrorReason::KeysUnavailable);
        assert!(!refusal.message().contains("5e1f"), "{}", refusal.message());
    }
}
