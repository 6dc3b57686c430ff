use std::collections::BTreeMap;

use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::*;

/// Every RPC of these files, with whether it streams.
fn rpcs(descriptors: &[u8]) -> BTreeMap<String, bool> {
    let files = FileDescriptorSet::decode(descriptors).unwrap();
    let mut rpcs = BTreeMap::new();
    for file in &files.file {
        for service in &file.service {
            for method in &service.method {
                let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                rpcs.insert(path, method.client_streaming() || method.server_streaming());
            }
        }
    }
    rpcs
}

#[test]
fn every_rpc_has_one_row_of_its_kind_and_every_row_an_rpc() {
    let mut contract = rpcs(wire::proto::DESCRIPTORS);
    for (rpc, streams) in &contract {
        let row = row(POLICY, rpc).unwrap_or_else(|| panic!("{rpc} has no row"));
        let kind = if *streams { Kind::Stream } else { Kind::Unary };
        assert_eq!(row.kind, kind, "{rpc}");
    }
    let watching =
        [tonic_health::pb::FILE_DESCRIPTOR_SET, tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET];
    for descriptors in watching {
        for (rpc, streams) in rpcs(descriptors) {
            assert_eq!(row(POLICY, &rpc).map(|row| row.kind), Some(Kind::Watch), "{rpc}");
            contract.insert(rpc, streams);
        }
    }
    for row in POLICY {
        assert!(contract.remove(row.rpc).is_some(), "{} is no RPC, or stands twice", row.rpc);
    }
    assert!(contract.is_empty());
}

#[test]
fn every_row_lets_someone_in_and_only_watching_lets_everyone_in() {
    for row in POLICY {
        assert!(!row.callers.is_empty(), "{}", row.rpc);
        let everyone = Role::ALL.iter().all(|role| row.allows(*role));
        assert_eq!(everyone, row.kind == Kind::Watch, "{}", row.rpc);
    }
}

#[test]
fn what_stands_in_no_row_is_nobodys() {
    for path in ["", "/", "/pmh.audit.v1.AuditService/replay", "/pmh.audit.v1.AuditService/Replay/"]
    {
        assert!(row(POLICY, path).is_none(), "{path}");
    }
}
