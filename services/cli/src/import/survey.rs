//! The first pass over a file: everything is read, nothing is sent.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};

use super::{
    EncodingChoice, FormatChoice, Style,
    encoding::{BOM, Encoding, ShiftJisCheck},
    fault::FileFault,
    file::{Format, Source},
    rows::{Rows, first_mark, tapped},
};

/// Finds out what a file is, and whether it can be read to its end.
///
/// # Errors
///
/// [`FileFault`].
pub fn survey(
    path: &Path,
    format: FormatChoice,
    encoding: EncodingChoice,
    style: Style,
) -> Result<Source, FileFault> {
    // Asked before it is opened, which waits for whoever writes to a pipe.
    if !fs::metadata(path)?.is_file() {
        return Err(FileFault::NoFile);
    }
    let mut file = tapped(File::open(path)?);
    let has_bom = file.fill_buf()?.starts_with(&BOM);
    let format = match format {
        FormatChoice::Json => Format::Json,
        FormatChoice::Auto if matches!(first_mark(&mut file)?, b'[' | b'{') => Format::Json,
        FormatChoice::Csv | FormatChoice::Auto => Format::Csv,
    };
    let utf8 = if has_bom { Encoding::Utf8WithBom } else { Encoding::Utf8 };
    let named = encoding.named();
    let encoding = match (format, named) {
        (Format::Csv, Some(Encoding::ShiftJis)) => Encoding::ShiftJis,
        (Format::Csv, None) if !has_bom => found(path)?,
        (Format::Json | Format::Csv, _) => utf8,
    };
    let mut rows = Rows::open(file, format, encoding, style)?;
    let mut row_count = 0;
    while rows.skip_row()?.is_some() {
        row_count += 1;
    }
    Ok(Source {
        path: path.to_owned(),
        format,
        encoding,
        style,
        row_count,
        fingerprint: rows.tap().fingerprint(),
        unknown_columns: rows.unknown(),
    })
}

/// The encoding of a file that does not say: strictly UTF-8, else `Shift_JIS`.
fn found(path: &Path) -> Result<Encoding, FileFault> {
    let mut file = tapped(File::open(path)?);
    loop {
        let count = file.fill_buf()?.len();
        if count == 0 {
            break;
        }
        file.consume(count);
    }
    let Some(utf8_offset) = file.get_ref().not_utf8_at() else { return Ok(Encoding::Utf8) };
    let mut file = BufReader::new(File::open(path)?);
    let mut check = ShiftJisCheck::default();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut piece)?;
        let bytes = piece.get(..count).unwrap_or_default();
        if let Some(shift_jis_offset) = check.take(bytes, count == 0) {
            return Err(FileFault::NoEncoding { utf8_offset, shift_jis_offset });
        }
        if count == 0 {
            return Ok(Encoding::ShiftJis);
        }
    }
}

#[cfg(test)]
mod tests;
