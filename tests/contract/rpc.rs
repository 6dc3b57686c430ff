//! Every RPC of the contract, and a call of any of them by its path, in bytes.

use domain::caller::Caller;
use prost::{
    Message as _,
    bytes::{Buf as _, BufMut as _},
};
use prost_types::FileDescriptorSet;
use tests::world::World;
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
};

/// The paths of all RPCs, as the descriptors of the contract name them.
pub(crate) fn every_rpc() -> Vec<String> {
    let files = FileDescriptorSet::decode(wire::proto::DESCRIPTORS).unwrap();
    let mut paths = Vec::new();
    for file in &files.file {
        for service in &file.service {
            for method in &service.method {
                paths.push(format!("/{}.{}/{}", file.package(), service.name(), method.name()));
            }
        }
    }
    assert!(paths.len() > 30, "{paths:?}");
    paths
}

/// Sends these messages to an RPC; what came back of it.
pub(crate) async fn call(
    world: &World,
    caller: &Caller,
    rpc: &str,
    messages: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, Status> {
    let path: PathAndQuery = rpc.parse().unwrap();
    let mut client = Grpc::new(world.channel(caller).await);
    client.ready().await.unwrap();
    let sent = Request::new(tokio_stream::iter(messages.to_vec()));
    let mut answers = client.streaming(sent, path, AsItIs).await?.into_inner();
    let mut answered = Vec::new();
    while let Some(answer) = answers.message().await? {
        answered.push(answer);
    }
    Ok(answered)
}

/// Messages as the bytes they are.
struct AsItIs;

impl Codec for AsItIs {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for AsItIs {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&item);
        Ok(())
    }
}

impl Decoder for AsItIs {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut message = vec![0; from.remaining()];
        from.copy_to_slice(&mut message);
        Ok(Some(message))
    }
}
