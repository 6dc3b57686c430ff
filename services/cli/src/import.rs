//! `pmh import FILE`: a municipality's file of recipients, to the hub.
//!
//! The file is read twice. The first pass ([`survey`]) sends nothing: it finds format, encoding,
//! number of rows and fingerprint, and refuses a file that is torn or not what it says. The second
//! reads row by row ([`rows`]), makes each a row of the contract ([`builder`]) and uploads it
//! ([`upload`]). A row that cannot be read stops no other; what is wrong with rows goes to a [`report`].
//! The fingerprint makes the request id, so the same file sent twice is one import.

pub mod builder;
pub mod cell;
pub mod column;
pub mod csv_records;
pub mod encoding;
pub mod fault;
pub mod file;
pub mod json_array;
pub mod json_row;
pub mod progress;
pub mod report;
pub mod rows;
pub mod summary;
pub mod survey;
pub mod tap;
pub mod upload;

use std::{path::PathBuf, time::Duration};

use clap::ValueEnum;
use domain::{body_code::BodyCode, request_id::RequestId};
use tonic::transport::Channel;
use uuid::Uuid;
use wire::proto::registration::v1::WriteStyle;

use self::{encoding::Encoding, progress::Progress, report::Report, upload::Header};
pub use self::{file::Source, summary::Summary};
use crate::{
    connection::{ConnectionOptions, Identity, connect},
    failure::{Exit, Failure},
    output::Output,
};

/// How often a broken upload is sent again, with the same request id.
pub const RETRIES_MAX: u32 = 3;

/// How long the first repetition waits; each further one waits twice as long.
pub const RETRY_WAIT: Duration = Duration::from_millis(500);

/// The namespace of the request ids made from files.
const REQUEST_IDS: Uuid = Uuid::from_u128(0x6f1a_54c2_3d0e_5b7a_9c41_2f60_8e7d_b113);

/// What `pmh import` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ImportOptions {
    #[command(flatten)]
    connection: ConnectionOptions,

    /// The file: the API's JSON array, or CSV with the API's or the Japanese column names.
    file: PathBuf,

    /// The body the rows belong to (全国地方公共団体コード); the identity's own when absent.
    #[arg(long, value_name = "CODE")]
    body: Option<BodyCode>,

    /// How the rows are meant.
    #[arg(long, value_enum, default_value_t = Style::History)]
    style: Style,

    /// Record nothing; say what would be recorded.
    #[arg(long)]
    dry_run: bool,

    /// Write what is wrong with rows to this CSV file.
    #[arg(long, value_name = "FILE.csv")]
    errors: Option<PathBuf>,

    /// What the bytes of a CSV file mean. With `auto` a file that is neither is refused whole.
    #[arg(long, value_enum, default_value_t = EncodingChoice::Auto)]
    encoding: EncodingChoice,

    /// What kind of file it is.
    #[arg(long, value_enum, default_value_t = FormatChoice::Auto)]
    format: FormatChoice,

    /// The request id; made from the file when absent.
    #[arg(long, value_name = "UUID")]
    request_id: Option<RequestId>,
}

/// How the rows of a file are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Style {
    /// 対象者情報登録: a row is the certificate's state.
    Full,
    /// 差分履歴登録: a row is added, changed or deleted by its history key.
    History,
}

/// What `--encoding` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EncodingChoice {
    /// Found out: UTF-8 with or without BOM, else `Shift_JIS`.
    Auto,
    /// UTF-8.
    Utf8,
    /// `Shift_JIS` as Windows writes it (CP932).
    Sjis,
}

/// What `--format` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatChoice {
    /// Found out by the first character.
    Auto,
    /// The API's JSON array.
    Json,
    /// Comma separated, one header line.
    Csv,
}

impl Style {
    /// The style as the contract spells it.
    #[must_use]
    pub fn on_the_wire(self) -> WriteStyle {
        match self {
            Self::Full => WriteStyle::Full,
            Self::History => WriteStyle::History,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::History => "history",
        }
    }
}

/// One import, ready to run: a file that has been surveyed, and how it is meant.
pub struct Import {
    source: Source,
    header: Header,
}

impl Import {
    /// Surveys a file and prepares its upload. Nothing is sent. Reads the whole file, so it blocks.
    ///
    /// # Errors
    ///
    /// [`Exit::File`] with the place: the file cannot be read, is torn, has no header it could be
    /// read by, or holds bytes of no encoding.
    pub fn prepare(
        file: PathBuf,
        body: BodyCode,
        style: Style,
        dry_run: bool,
        format: FormatChoice,
        encoding: EncodingChoice,
    ) -> Result<Self, Failure> {
        let source = survey::survey(&file, format, encoding, style)
            .map_err(|fault| Failure::file(&file, fault))?;
        let header = Header { request_id: request_id(&source, body, style), body, style, dry_run };
        Ok(Self { source, header })
    }

    /// The same under a request id that the caller chose.
    #[must_use]
    pub fn under(mut self, request_id: RequestId) -> Self {
        self.header.request_id = request_id.uuid();
        self
    }

    /// What the survey found.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Uploads the rows; sends all again when the upload breaks, under the same request id.
    ///
    /// # Errors
    ///
    /// As the hub answers, after [`RETRIES_MAX`] repetitions of what could be repeated;
    /// [`Exit::File`] when the file changed meanwhile or the report cannot be written.
    pub async fn run(
        &self,
        channel: &Channel,
        report_file: Option<PathBuf>,
        progress: &Progress,
    ) -> Result<Summary, Failure> {
        let mut wait = RETRY_WAIT;
        for attempt in 1..=RETRIES_MAX {
            match self.attempt(channel, report_file.clone(), progress, attempt).await {
                Err(failure) if may_be_repeated(&failure) => {
                    progress.note(&format!(
                        "the upload broke ({}); sending it again with the same request id",
                        failure.message
                    ));
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                other => return other,
            }
        }
        self.attempt(channel, report_file, progress, RETRIES_MAX + 1).await
    }

    async fn attempt(
        &self,
        channel: &Channel,
        report_file: Option<PathBuf>,
        progress: &Progress,
        attempt: u32,
    ) -> Result<Summary, Failure> {
        let mut report = report_file.map(Report::create).transpose()?;
        let mut summary = Summary::begin(&self.source, &self.header, attempt);
        progress.begin(self.source.row_count);
        let done = upload::upload(channel.clone(), &self.header, &self.source, &mut |verdict| {
            summary.count(&verdict);
            progress.advance(summary.seen());
            report.as_mut().map_or(Ok(()), |report| report.write(&verdict))
        })
        .await;
        progress.end();
        summary.finish(&done?);
        if let Some(report) = report {
            report.keep()?;
        }
        Ok(summary)
    }
}

/// Imports a file and says what became of it.
///
/// # Errors
///
/// [`Exit::Usage`] when nothing says whose rows they are; as [`Import::prepare`] and [`Import::run`];
/// [`Exit::Refused`] when rows were refused.
pub async fn run(options: ImportOptions, output: &Output) -> Result<(), Failure> {
    let ImportOptions { connection, file, style, dry_run, errors, .. } = options;
    let (format, encoding) = (options.format, options.encoding);
    let identity = Identity::read(connection.identity_folder()?)?;
    let body = options.body.or_else(|| identity.caller.body()).ok_or_else(|| {
        Failure::usage(format!(
            "{} is no body: say with --body whose rows these are",
            identity.caller
        ))
    })?;
    let channel = connect(&connection.hub, &identity).await?;
    let surveying = tokio::task::spawn_blocking(move || {
        Import::prepare(file, body, style, dry_run, format, encoding)
    });
    let mut import = surveying
        .await
        .map_err(|error| Failure::new(Exit::File, format!("the survey broke off: {error}")))??;
    if let Some(request_id) = options.request_id {
        import = import.under(request_id);
    }
    for line in import.source().describe() {
        output.say(line);
    }
    let summary = import.run(&channel, errors.clone(), &Progress::on_terminal()).await?;
    summary.show(output, errors.as_deref());
    if summary.refused_count() > 0 {
        return Err(Failure::new(
            Exit::Refused,
            format!("{} rows were refused; all others stand", summary.refused_count()),
        ));
    }
    Ok(())
}

/// The request id of a file: the same file for the same body in the same style has the same one.
fn request_id(source: &Source, body: BodyCode, style: Style) -> Uuid {
    let name = format!("{body}/{}/{}", style.word(), source.fingerprint.to_hex());
    Uuid::new_v5(&REQUEST_IDS, name.as_bytes())
}

fn may_be_repeated(failure: &Failure) -> bool {
    let torn = failure.reason.as_deref() == Some("UPLOAD_TORN");
    torn || matches!(failure.exit, Exit::Unavailable | Exit::Indefinite)
}

/// Which bytes a file is read by.
impl EncodingChoice {
    fn named(self) -> Option<Encoding> {
        match self {
            Self::Auto => None,
            Self::Utf8 => Some(Encoding::Utf8),
            Self::Sjis => Some(Encoding::ShiftJis),
        }
    }
}
