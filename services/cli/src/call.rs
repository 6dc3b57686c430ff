//! `pmh call SERVICE/METHOD JSON`: any RPC of the hub, by what its reflection says.
//!
//! The hub describes its contract ([`reflection`]); the method is found by its name ([`method`]);
//! JSON becomes messages and messages JSON ([`message`], [`day`]); the call itself carries bytes ([`codec`]).

pub mod codec;
pub mod day;
pub mod message;
pub mod method;
pub mod reflection;

use futures::{StreamExt as _, stream::BoxStream};
use http::uri::PathAndQuery;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tonic::{Status, transport::Channel};

use self::codec::DynamicCodec;
use crate::{
    connection::{CALL_DEADLINE, ConnectionOptions},
    failure::{Exit, Failure},
    output::Output,
};

/// What `pmh call` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct CallOptions {
    #[command(flatten)]
    connection: ConnectionOptions,

    /// The method: `EligibilityService/GetEligibility`, or with its package. Without one, all are listed.
    method: Option<String>,

    /// The request as JSON, `@FILE`, or `-` for standard input. A client stream takes an array or
    /// JSON lines; a day may be written "2026-10-01" or "today".
    #[arg(default_value = "{}")]
    request: String,
}

/// Calls a method and writes what comes back, a message at a time.
///
/// # Errors
///
/// [`Exit::Usage`] when the method or the JSON is not one the hub knows, [`Exit::File`] when a named
/// file cannot be read; then as the hub answers.
pub async fn run(options: CallOptions, output: &Output) -> Result<(), Failure> {
    let channel = options.connection.connect().await?;
    let pool = reflection::describe(channel.clone()).await?;
    let Some(name) = &options.method else {
        for line in method::list(&pool) {
            output.line(line);
        }
        return Ok(());
    };
    let method = method::find(&pool, name)?;
    let text = message::source(&options.request)?;
    let requests = message::read(&method.input(), method.is_client_streaming(), &text)?;
    let mut answers = call(channel, &method, requests).await?;
    while let Some(answer) = answers.next().await {
        let answer = answer?;
        output.line(message::write(&answer, output.is_json())?);
    }
    Ok(())
}

/// Calls a method of any kind; the answer is a stream of one or more messages.
///
/// # Errors
///
/// As the hub answers.
pub async fn call(
    channel: Channel,
    method: &MethodDescriptor,
    requests: Vec<DynamicMessage>,
) -> Result<BoxStream<'static, Result<DynamicMessage, Status>>, Failure> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path = PathAndQuery::try_from(path)
        .map_err(|error| Failure::new(Exit::Usage, format!("no path of a method: {error}")))?;
    let mut request = tonic::Request::new(futures::stream::iter(requests));
    if !method.is_client_streaming() && !method.is_server_streaming() {
        request.set_timeout(CALL_DEADLINE);
    }
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await.map_err(|error| Failure::new(Exit::Unavailable, error.to_string()))?;
    let codec = DynamicCodec::new(method.output());
    let response = client.streaming(request, path, codec).await?;
    Ok(response.into_inner().boxed())
}

#[cfg(test)]
mod tests;
