//! The keys of the hub: opened where the configuration says, made only when asked to.

use std::{
    env, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use sealing::{KeyFileError, KeyTextError, LookupKey, RootKey};
use wire::identity::LookupKeys;
use zeroize::Zeroizing;

use crate::{
    config::{KeyPlace, KeySource, KeysConfig},
    private_file::{make_folder, write_private},
};

/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// All keys of a hub, in memory.
pub struct Keys {
    /// What closes the key store and the snapshots.
    pub root: RootKey,
    /// What hashes My Numbers.
    pub my_number: LookupKeys,
    /// What hashes insurance identities.
    pub insurance: LookupKeys,
}

/// A key could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file gives no key.
    #[error(transparent)]
    File(#[from] KeyFileError),
    /// The environment variable is not set.
    #[error("environment variable {0} must hold a key and is not set")]
    NotSet(String),
    /// The environment variable holds no key.
    #[error("environment variable {variable}: {source}")]
    Text {
        /// Which variable.
        variable: String,
        /// What is wrong with it.
        source: KeyTextError,
    },
    /// There is no key of a kind, or more than the newest and the one before it, or two of one
    /// version.
    #[error("there must be one {0} key, or two of different versions")]
    Versions(&'static str),
}

/// Keys could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeysError {
    /// The operating system gave no random bytes.
    #[error("operating system gave no random bytes")]
    NoRandomness,
    /// A file could not be written; keys are never written over.
    #[error("key file {} could not be made", path.display())]
    File {
        /// The file, or the folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Keys {
    /// Opens all keys.
    ///
    /// # Errors
    ///
    /// [`KeysError`].
    pub fn open(config: &KeysConfig) -> Result<Self, KeysError> {
        Ok(Self {
            root: open(&config.root, RootKey::from_file, RootKey::from_text)?,
            my_number: open_versions("my_number", &config.my_number)?,
            insurance: open_versions("insurance", &config.insurance)?,
        })
    }

    /// Makes new random keys of version 1 in this folder, each in a file of its owner's, and says
    /// where they are. Without a copy of them nothing personal can be read again.
    ///
    /// # Errors
    ///
    /// [`CreateKeysError`]; keys made before the error stay.
    pub fn create_in(folder: &Path) -> Result<KeysConfig, CreateKeysError> {
        make_folder(folder)
            .map_err(|source| CreateKeysError::File { path: folder.to_owned(), source })?;
        Ok(KeysConfig {
            root: create(folder.join("root.key"))?,
            my_number: vec![create(folder.join("my-number-1.key"))?],
            insurance: vec![create(folder.join("insurance-1.key"))?],
        })
    }
}

fn create(path: PathBuf) -> Result<KeySource, CreateKeysError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut_slice()).map_err(|_| CreateKeysError::NoRandomness)?;
    write_private(&path, key.as_slice())
        .map_err(|source| CreateKeysError::File { path: path.clone(), source })?;
    Ok(KeySource { version: 1, place: KeyPlace::File(path) })
}

fn open<K>(
    source: &KeySource,
    from_file: impl Fn(u32, &Path) -> Result<K, KeyFileError>,
    from_text: impl Fn(u32, &str) -> Result<K, KeyTextError>,
) -> Result<K, KeysError> {
    match &source.place {
        KeyPlace::File(path) => Ok(from_file(source.version, path)?),
        KeyPlace::Environment(variable) => {
            let text = env::var(variable).map_err(|_| KeysError::NotSet(variable.clone()))?;
            let text = Zeroizing::new(text);
            from_text(source.version, &text)
                .map_err(|source| KeysError::Text { variable: variable.clone(), source })
        }
    }
}

/// The newest key, and the one before it if a rotation is under way.
fn open_versions(kind: &'static str, sources: &[KeySource]) -> Result<LookupKeys, KeysError> {
    let mut sources: Vec<_> = sources.iter().collect();
    sources.sort_by_key(|source| source.version);
    let open = |source| open(source, LookupKey::from_file, LookupKey::from_text).map(Arc::new);
    match sources.as_slice() {
        [only] => Ok(LookupKeys::only(open(only)?)),
        [older, newest] if older.version < newest.version => {
            Ok(LookupKeys { newest: open(newest)?, older: Some(open(older)?) })
        }
        _ => Err(KeysError::Versions(kind)),
    }
}

#[cfg(test)]
mod tests;
