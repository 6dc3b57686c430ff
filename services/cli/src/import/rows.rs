//! The rows of a file, one at a time, whatever its format.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read},
};

use wire::proto::registration::v1::RecipientRow;

use super::{
    Style,
    builder::Builder,
    column::{Column, Columns},
    csv_records::{CsvRecords, Record},
    encoding::Encoding,
    fault::{FileFault, Finding, Place},
    file::Format,
    json_array::JsonArray,
    json_row,
    tap::Tap,
};

/// The most bytes of one row in a file: the longest row the contract allows takes less than half.
pub const ROW_BYTES_MAX: usize = 64 * 1024;

/// How many bytes are read from a file at a time.
const READ_BYTES: usize = 256 * 1024;

/// One row of a file.
pub struct FileRow {
    /// Where it stands.
    pub place: Place,
    /// The row as it goes to the hub; none where a finding refuses it.
    pub row: Option<RecipientRow>,
    /// What was found in it.
    pub findings: Vec<Finding>,
}

/// The rows of a file, in its order.
pub struct Rows<R> {
    form: Form<R>,
    row: u64,
    unknown: BTreeSet<String>,
}

enum Form<R> {
    Json(JsonArray<BufReader<Tap<R>>>),
    Csv { records: CsvRecords<BufReader<Tap<R>>>, columns: Columns, encoding: Encoding },
}

/// A file's bytes, tapped and buffered.
pub fn tapped<R: Read>(source: R) -> BufReader<Tap<R>> {
    BufReader::with_capacity(READ_BYTES, Tap::new(source))
}

impl<R: Read> Rows<R> {
    /// The rows of a source; reads the header of CSV.
    ///
    /// # Errors
    ///
    /// [`FileFault`] of the header.
    pub fn open(
        source: BufReader<Tap<R>>,
        format: Format,
        encoding: Encoding,
        style: Style,
    ) -> Result<Self, FileFault> {
        let form = match format {
            Format::Json => Form::Json(JsonArray::new(source)),
            Format::Csv => {
                let mut records = CsvRecords::new(source)?;
                let header = records.next_record()?.ok_or(FileFault::Empty)?;
                let columns = header_columns(header, encoding, style)?;
                Form::Csv { records, columns, encoding }
            }
        };
        Ok(Self { form, row: 0, unknown: BTreeSet::new() })
    }

    /// The next row; none after the last, once the source was read to its end.
    ///
    /// # Errors
    ///
    /// [`FileFault`] where no further row can be found.
    pub fn next_row(&mut self) -> Result<Option<FileRow>, FileFault> {
        self.row += 1;
        match &mut self.form {
            Form::Json(array) => {
                let Some((offset, bytes)) = array.next_element()? else { return Ok(None) };
                let place = Place { row: self.row, offset, line: None };
                let (row, findings) = match json_row::read(bytes, offset, &mut self.unknown) {
                    Ok(builder) => builder.finish(),
                    Err(finding) => (None, vec![finding]),
                };
                Ok(Some(FileRow { place, row, findings }))
            }
            Form::Csv { records, columns, encoding } => {
                let Some(record) = records.next_record()? else { return Ok(None) };
                let place = Place { row: self.row, offset: record.offset, line: Some(record.line) };
                let (row, findings) = csv_row(record, columns, *encoding).finish();
                Ok(Some(FileRow { place, row, findings }))
            }
        }
    }

    /// Passes the next row over without reading its fields; none after the last.
    ///
    /// # Errors
    ///
    /// As [`Rows::next_row`].
    pub fn skip_row(&mut self) -> Result<Option<()>, FileFault> {
        Ok(match &mut self.form {
            Form::Json(array) => array.next_element()?.map(|_| ()),
            Form::Csv { records, .. } => records.next_record()?.map(|_| ()),
        })
    }

    /// Names in the file that are no columns, as far as it was read.
    pub fn unknown(&self) -> Vec<String> {
        match &self.form {
            Form::Json(_) => self.unknown.iter().cloned().collect(),
            Form::Csv { columns, .. } => columns.unknown.clone(),
        }
    }

    /// What was learned of the bytes read.
    pub fn tap(&self) -> &Tap<R> {
        match &self.form {
            Form::Json(array) => array.source().get_ref(),
            Form::Csv { records, .. } => records.source().get_ref(),
        }
    }
}

fn header_columns(header: &Record, encoding: Encoding, style: Style) -> Result<Columns, FileFault> {
    let names: Result<Vec<_>, _> = header.fields().map(|field| encoding.decode(field)).collect();
    let broken = |_| {
        let place = encoding.decode(&header.raw).err().unwrap_or(0);
        FileFault::HeaderBroken { encoding, offset: header.offset + place as u64 }
    };
    Columns::read(names.map_err(broken)?.iter().map(AsRef::as_ref), style)
}

fn csv_row(record: &Record, columns: &Columns, encoding: Encoding) -> Builder {
    let mut builder = Builder::default();
    let remedy = "correct the row and import the file again";
    if record.stray_after_quote {
        let message = "something stands between a closing quote and the next comma";
        builder.note(Finding::refusal("", "ROW_MALFORMED", message, remedy));
        return builder;
    }
    if record.len() != columns.at.len() {
        let message = format!("has {} fields, the header has {}", record.len(), columns.at.len());
        builder.note(Finding::refusal("", "ROW_MALFORMED", message, remedy));
        return builder;
    }
    for (bytes, column) in record.fields().zip(&columns.at) {
        let Some(column) = *column else { continue };
        match encoding.decode(bytes) {
            Ok(text) if column != Column::Address && text.contains(['\r', '\n']) => {
                builder.misread(column, "holds a line break; only an address may");
            }
            Ok(text) if column == Column::Address => {
                builder.text(column, text.replace("\r\n", " ").replace(['\r', '\n'], " ").trim());
            }
            Ok(text) => builder.text(column, text.trim()),
            Err(_) => {
                let place = encoding.decode(&record.raw).err().unwrap_or(0) as u64;
                let message =
                    format!("byte {} of the file is not {encoding}", record.offset + place);
                let remedy = "write the file in UTF-8";
                let name = column.api_name();
                builder.note(Finding::refusal(name, "ENCODING_BROKEN", message, remedy));
            }
        }
    }
    builder
}

/// The first byte of a source that is no white space, after a byte order mark.
///
/// # Errors
///
/// [`FileFault::Read`], [`FileFault::Empty`].
pub fn first_mark(source: &mut impl BufRead) -> Result<u8, FileFault> {
    let bytes = source.fill_buf()?;
    let bytes = bytes.strip_prefix(&super::encoding::BOM).unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()).copied().ok_or(FileFault::Empty)
}

#[cfg(test)]
mod tests;
