//! Randomness for keys and nonces, from the operating system.

use zeroize::Zeroizing;

/// The operating system gave no random bytes; nothing was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("operating system gave no random bytes")]
pub struct NoRandomness;

/// `N` random bytes, wiped on drop.
///
/// # Errors
///
/// [`NoRandomness`].
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, NoRandomness> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| NoRandomness)?;
    Ok(bytes)
}
