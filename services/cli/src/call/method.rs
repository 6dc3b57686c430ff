//! Finds a method by the name people use for it.

use prost_reflect::{DescriptorPool, MethodDescriptor};

use crate::failure::Failure;

/// The method `text` names: `pmh.audit.v1.AuditService/Replay`, or as short as is clear:
/// `AuditService/Replay`, `Replay`.
///
/// # Errors
///
/// [`crate::failure::Exit::Usage`] with the names there are, when none or several fit.
pub fn find(pool: &DescriptorPool, text: &str) -> Result<MethodDescriptor, Failure> {
    let text = text.trim_start_matches('/');
    let (service, method) = match text.rsplit_once('/').or_else(|| text.rsplit_once('.')) {
        Some((service, method)) => (Some(service), method),
        None => (None, text),
    };
    let fits = |full: &str, service: &str| {
        full == service || full.strip_suffix(service).is_some_and(|rest| rest.ends_with('.'))
    };
    let mut found: Vec<MethodDescriptor> = pool
        .services()
        .filter(|known| service.is_none_or(|service| fits(known.full_name(), service)))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .filter(|known| known.name() == method)
        .collect();
    match (found.pop(), found.is_empty()) {
        (Some(method), true) => Ok(method),
        (Some(method), false) => {
            found.push(method);
            let names: Vec<_> = found.iter().map(name).collect();
            Err(Failure::usage(format!("{text} may be {}", names.join(" or "))))
        }
        (None, _) => Err(Failure::usage(format!(
            "the hub has no method {text}; it has:\n  {}",
            list(pool).join("\n  ")
        ))),
    }
}

/// Every method the hub has, one a line, in the order of the contract.
#[must_use]
pub fn list(pool: &DescriptorPool) -> Vec<String> {
    let mut names: Vec<String> = pool
        .services()
        .flat_map(|service| service.methods().map(|method| name(&method)).collect::<Vec<_>>())
        .collect();
    names.sort();
    names
}

fn name(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}
