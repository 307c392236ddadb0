//! Whole files or none: everything is written beside its place and moved there when complete.

use crate::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that takes its place when it is [`Pending::place`]d, and vanishes otherwise.
#[derive(Debug)]
pub struct Pending {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl Pending {
    /// Begins the file `name` in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(folder: &Path, name: &str) -> Result<Pending, Error> {
        let path = folder.join(name);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".sourcier-").suffix(".tmp");
        // Temporary files are private by default; results are as readable as any new file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder
            .tempfile_in(folder)
            .map_err(|e| Error::unwritable(path.display().to_string(), e))?;
        let file = BufWriter::new(file);
        Ok(Pending { file, path })
    }

    /// Appends `bytes`.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file
            .write_all(bytes)
            .map_err(|e| Error::unwritable(self.path.display().to_string(), e))
    }

    /// Where the bytes are until the file is placed, all of those appended so far.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn temporary(&mut self) -> Result<&Path, Error> {
        self.file
            .flush()
            .map_err(|e| Error::unwritable(self.path.display().to_string(), e))?;
        Ok(self.file.get_ref().path())
    }

    /// Where it will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the file to its place, over what is there.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn place(self) -> Result<(), Error> {
        let path = self.path;
        let failed = |e| Error::unwritable(path.display().to_string(), e);
        let file = self.file.into_inner().map_err(|e| failed(e.into_error()))?;
        file.persist(&path).map_err(|e| failed(e.error))?;
        Ok(())
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes the file `name` of `folder`.
///
/// # Errors
/// When it cannot be written; what was there before stays then.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let mut pending = Pending::new(folder, name)?;
    pending.append(bytes)?;
    pending.place()
}

/// Writes the file at `path`.
///
/// # Errors
/// As [`write`].
pub fn at(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    write(folder, &name, bytes)
}
