use super::{HubAddress, Identity, NotAHubAddress};
use crate::failure::Exit;

#[test]
fn an_address_is_a_scheme_a_host_and_a_port() {
    for (text, written) in [
        ("https://127.0.0.1:7443", "https://127.0.0.1:7443"),
        ("https://hub.example/", "https://hub.example:443"),
        ("https://[::1]:7443", "https://[::1]:7443"),
    ] {
        let address: HubAddress = text.parse().unwrap();
        assert_eq!(address.to_string(), written);
    }
    for text in ["http://127.0.0.1:7443", "127.0.0.1:7443", "https://hub/path", ""] {
        assert_eq!(text.parse::<HubAddress>(), Err(NotAHubAddress), "{text}");
    }
}

#[test]
fn a_folder_without_an_identity_is_a_fault_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let failure = Identity::read(folder.path()).err().unwrap();
    assert_eq!(failure.exit, Exit::File);
    assert!(failure.message.contains("caller.pem"));
    let failure = Identity::read(&folder.path().join("nowhere")).err().unwrap();
    assert!(failure.message.contains("is no folder with an identity"));
}
