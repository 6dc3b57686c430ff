//! Finds the service of a call by its name in the path.

use std::{collections::HashMap, convert::Infallible};

use http::{Request, Response};
use tonic::{Status, body::Body, server::NamedService};
use tower::{Service, ServiceExt as _, util::BoxCloneSyncService};

type AnyService = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// The services of a hub, by name.
#[derive(Clone, Default)]
pub struct Routes {
    services: HashMap<&'static str, AnyService>,
}

impl Routes {
    /// Adds a service; one of the same name is replaced.
    pub fn add<S>(&mut self, service: S)
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.services.insert(S::NAME, BoxCloneSyncService::new(service));
    }

    /// The names of all services, for health.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.services.keys().copied().collect()
    }

    /// The answer of the service the path names, or `UNIMPLEMENTED` where that door is not open.
    pub(crate) async fn call(&self, request: Request<Body>) -> Response<Body> {
        let name = request.uri().path().strip_prefix('/').and_then(|path| path.split('/').next());
        let Some(service) = name.and_then(|name| self.services.get(name)) else {
            return Status::unimplemented("this hub does not open this service").into_http();
        };
        match service.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}
