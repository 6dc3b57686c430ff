//! A certificate authority for one hub: for trials, tests and small installations.
//!
//! A folder holds `ca.pem` and `ca.key`; what it issues is ECDSA P-256, valid from the beginning of
//! the day by the clock given. A caller's certificate has one name: its URI.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use domain::caller::Caller;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType, SerialNumber, date_time_ymd, string::Ia5String,
};
use wire::Clock;
use zeroize::Zeroizing;

use crate::private_file::{make_folder, write_private, write_public};

/// How long an authority lasts, in days.
pub const AUTHORITY_DAYS: u32 = 3650;

/// The longest a certificate lasts, in days.
pub const CERTIFICATE_DAYS_MAX: u32 = 825;

/// Bytes of a random serial number; the first is kept positive.
const SERIAL_BYTES: usize = 16;

const CERTIFICATE_FILE: &str = "ca.pem";
const KEY_FILE: &str = "ca.key";

/// An authority that issues certificates to a hub and its callers.
pub struct Authority {
    certificate_pem: String,
    issuer: Issuer<'static, KeyPair>,
    clock: Clock,
}

/// A certificate and its key, not yet written anywhere.
pub struct Issued {
    /// The certificate, PEM.
    pub certificate_pem: String,
    /// The key, PEM. Wiped on drop.
    pub key_pem: Zeroizing<String>,
}

/// Where a certificate and its key were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedFiles {
    /// The certificate.
    pub certificate: PathBuf,
    /// The key, readable by its owner only.
    pub key: PathBuf,
}

/// The authority could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A certificate may last 1 to [`CERTIFICATE_DAYS_MAX`] days.
    #[error("certificate may last 1 to {CERTIFICATE_DAYS_MAX} days, not {0}")]
    Days(u32),
    /// The clock names a day that no certificate can name.
    #[error("clock is outside the calendar of certificates")]
    Clock,
    /// The operating system gave no random bytes.
    #[error("operating system gave no random bytes")]
    NoRandomness,
    /// A file could not be read or written; none is ever written over.
    #[error("file {} could not be read or made", path.display())]
    File {
        /// The file, or the folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A name is none a certificate can hold, or the authority's files are damaged.
    #[error("certificate could not be made: {0}")]
    Certificate(#[from] rcgen::Error),
}

impl Authority {
    /// Makes a new authority in this folder.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`]; `File` where the folder has one already.
    pub fn create(folder: &Path, clock: Clock) -> Result<Self, AuthorityError> {
        let mut params = params(&clock, AUTHORITY_DAYS, "PMH hub authority")?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let certificate_pem = params.self_signed(&key)?.pem();
        let key_pem = Zeroizing::new(key.serialize_pem());
        in_file(folder, make_folder)?;
        in_file(&folder.join(KEY_FILE), |path| write_private(path, key_pem.as_bytes()))?;
        in_file(&folder.join(CERTIFICATE_FILE), |path| {
            write_public(path, certificate_pem.as_bytes())
        })?;
        Ok(Self { certificate_pem, issuer: Issuer::new(params, key), clock })
    }

    /// Opens the authority in this folder.
    ///
    /// # Errors
    ///
    /// [`AuthorityError::File`], then [`AuthorityError::Certificate`].
    pub fn open(folder: &Path, clock: Clock) -> Result<Self, AuthorityError> {
        let certificate_pem =
            in_file(&folder.join(CERTIFICATE_FILE), |path| fs::read_to_string(path))?;
        let key_pem =
            Zeroizing::new(in_file(&folder.join(KEY_FILE), |path| fs::read_to_string(path))?);
        let key = KeyPair::from_pem(&key_pem)?;
        Ok(Self {
            issuer: Issuer::from_ca_cert_pem(&certificate_pem, key)?,
            certificate_pem,
            clock,
        })
    }

    /// The authority's own certificate, PEM: what hub and callers trust.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// A certificate for a hub that is reached by these DNS names and addresses.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`].
    pub fn issue_server(&self, names: &[&str], days: u32) -> Result<Issued, AuthorityError> {
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        let mut params = self.leaf(days, "PMH hub", ExtendedKeyUsagePurpose::ServerAuth)?;
        params.subject_alt_names = CertificateParams::new(names)?.subject_alt_names;
        self.issue(&params)
    }

    /// A certificate that names a caller.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`].
    pub fn issue_caller(&self, caller: &Caller, days: u32) -> Result<Issued, AuthorityError> {
        self.issue_uris(&[&caller.to_string()], days)
    }

    /// A client's certificate with these URI names, whether the hub knows them or not.
    pub(crate) fn issue_uris(&self, uris: &[&str], days: u32) -> Result<Issued, AuthorityError> {
        let mut params = self.leaf(days, "PMH caller", ExtendedKeyUsagePurpose::ClientAuth)?;
        params.subject_alt_names = uris
            .iter()
            .map(|uri| Ia5String::try_from(*uri).map(SanType::URI))
            .collect::<Result<_, _>>()?;
        self.issue(&params)
    }

    fn leaf(
        &self,
        days: u32,
        name: &str,
        usage: ExtendedKeyUsagePurpose,
    ) -> Result<CertificateParams, AuthorityError> {
        if !(1..=CERTIFICATE_DAYS_MAX).contains(&days) {
            return Err(AuthorityError::Days(days));
        }
        let mut params = params(&self.clock, days, name)?;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        params.use_authority_key_identifier_extension = true;
        Ok(params)
    }

    fn issue(&self, params: &CertificateParams) -> Result<Issued, AuthorityError> {
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Issued {
            certificate_pem: certificate.pem(),
            key_pem: Zeroizing::new(key.serialize_pem()),
        })
    }
}

impl Issued {
    /// Writes `{name}.pem` and `{name}.key` into the folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// [`AuthorityError::File`]; files are never written over.
    pub fn write(&self, folder: &Path, name: &str) -> Result<IssuedFiles, AuthorityError> {
        let files = IssuedFiles {
            certificate: folder.join(format!("{name}.pem")),
            key: folder.join(format!("{name}.key")),
        };
        in_file(folder, make_folder)?;
        in_file(&files.key, |path| write_private(path, self.key_pem.as_bytes()))?;
        in_file(&files.certificate, |path| write_public(path, self.certificate_pem.as_bytes()))?;
        Ok(files)
    }
}

/// What all certificates have: a random serial number, a name, and days from today on.
fn params(clock: &Clock, days: u32, name: &str) -> Result<CertificateParams, AuthorityError> {
    let today = day(clock());
    let last = today.checked_add(i64::from(days).days()).map_err(|_| AuthorityError::Clock)?;
    let mut serial = [0; SERIAL_BYTES];
    getrandom::fill(&mut serial).map_err(|_| AuthorityError::NoRandomness)?;
    let [first, ..] = &mut serial;
    *first = *first & 0x7f | 0x40; // Positive, and as long as it says.
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let (year, month, day) = numbers(today)?;
    params.not_before = date_time_ymd(year, month, day);
    let (year, month, day) = numbers(last)?;
    params.not_after = date_time_ymd(year, month, day);
    Ok(params)
}

fn day(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

fn numbers(date: Date) -> Result<(i32, u8, u8), AuthorityError> {
    let part = |part: i8| u8::try_from(part).map_err(|_| AuthorityError::Clock);
    Ok((date.year().into(), part(date.month())?, part(date.day())?))
}

fn in_file<T>(path: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, AuthorityError> {
    act(path).map_err(|source| AuthorityError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests;
