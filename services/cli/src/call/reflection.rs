//! Asks the hub what it can do (gRPC server reflection, version 1).

use std::collections::{BTreeSet, VecDeque};

use prost::Message as _;
use prost_reflect::DescriptorPool;
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Streaming, transport::Channel};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, ServerReflectionResponse,
    server_reflection_client::ServerReflectionClient, server_reflection_request::MessageRequest,
    server_reflection_response::MessageResponse,
};

use crate::failure::{Exit, Failure};

/// The most files a hub may describe itself by.
const FILES_MAX: usize = 500;

/// Every service of the hub, with every message they use.
///
/// # Errors
///
/// As the hub answers; [`Exit::Unavailable`] when it does not describe itself.
pub async fn describe(channel: Channel) -> Result<DescriptorPool, Failure> {
    let mut conversation = Conversation::begin(channel).await?;
    let MessageResponse::ListServicesResponse(services) =
        conversation.ask(MessageRequest::ListServices(String::new())).await?
    else {
        return Err(silent("it lists no services"));
    };
    let mut questions: VecDeque<MessageRequest> = services
        .service
        .into_iter()
        .map(|service| MessageRequest::FileContainingSymbol(service.name))
        .collect();
    let mut set = FileDescriptorSet::default();
    let mut known = BTreeSet::new();
    while let Some(question) = questions.pop_front() {
        let MessageResponse::FileDescriptorResponse(files) = conversation.ask(question).await?
        else {
            return Err(silent("it describes a symbol by no file"));
        };
        for bytes in files.file_descriptor_proto {
            let file = FileDescriptorProto::decode(bytes.as_slice())
                .map_err(|error| silent(&error.to_string()))?;
            if !known.insert(file.name().to_owned()) {
                continue;
            }
            let missing = file.dependency.iter().filter(|name| !known.contains(*name));
            questions.extend(missing.cloned().map(MessageRequest::FileByFilename));
            set.file.push(file);
        }
        if known.len() > FILES_MAX {
            return Err(silent("it describes itself by too many files"));
        }
    }
    DescriptorPool::from_file_descriptor_set(set).map_err(|error| silent(&error.to_string()))
}

/// One stream of questions, asked one at a time.
struct Conversation {
    questions: mpsc::Sender<ServerReflectionRequest>,
    answers: Streaming<ServerReflectionResponse>,
}

impl Conversation {
    async fn begin(channel: Channel) -> Result<Self, Failure> {
        let (questions, receiver) = mpsc::channel(1);
        let answers = ServerReflectionClient::new(channel)
            .server_reflection_info(ReceiverStream::new(receiver))
            .await?
            .into_inner();
        Ok(Self { questions, answers })
    }

    async fn ask(&mut self, question: MessageRequest) -> Result<MessageResponse, Failure> {
        let question =
            ServerReflectionRequest { host: String::new(), message_request: Some(question) };
        // A stream that is closed says why when its answer is read.
        let _ = self.questions.send(question).await;
        let answer = self.answers.message().await?.and_then(|answer| answer.message_response);
        match answer {
            Some(MessageResponse::ErrorResponse(error)) => Err(silent(&error.error_message)),
            Some(answer) => Ok(answer),
            None => Err(silent("it ended the conversation")),
        }
    }
}

fn silent(fault: &str) -> Failure {
    Failure::new(Exit::Unavailable, format!("the hub does not describe itself: {fault}"))
}
