//! Whole files or none: everything is written beside its place and moved there when complete.

use crate::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use tempfile::{NamedTempFile, TempPath};

/// As many bytes of a file wait before they are brought to the disk while it grows.
const BEHIND: usize = 8 << 20;

/// A file that takes its place when it is [`Pending::place`]d, and vanishes otherwise.
#[derive(Debug)]
pub struct Pending {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    /// Bytes since it was last brought to the disk.
    behind: usize,
}

/// A file that is complete, closed, and not in its place yet.
#[derive(Debug)]
pub struct Complete {
    file: TempPath,
    path: PathBuf,
}

impl Pending {
    /// Begins the file at `path` with a temporary one in the folder `beside`, which must be on the
    /// same file system.
    ///
    /// # Errors
    /// When that folder cannot be written to.
    pub fn new(beside: &Path, path: PathBuf) -> Result<Pending, Error> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".sourcier-").suffix(".tmp");
        // Temporary files are private by default; results are as readable as any new file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder
            .tempfile_in(beside)
            .map_err(|e| Error::unwritable(path.display().to_string(), e))?;
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(Pending {
            file,
            path,
            behind: 0,
        })
    }

    /// Appends `bytes`.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.behind += bytes.len();
        self.file
            .write_all(bytes)
            .map_err(|e| Error::unwritable(self.path.display().to_string(), e))
    }

    /// Closes the file, so that waiting for its turn takes no handle.
    ///
    /// # Errors
    /// When what is left cannot be written.
    pub fn complete(self) -> Result<Complete, Error> {
        let path = self.path;
        let file = self
            .file
            .into_inner()
            .map_err(|e| Error::unwritable(path.display().to_string(), e.into_error()))?;
        let file = file.into_temp_path();
        Ok(Complete { file, path })
    }

    /// Moves the file to its place, over what is there.
    ///
    /// # Errors
    /// When it cannot be written out or moved.
    pub fn place(self) -> Result<(), Error> {
        self.complete()?.place()
    }
}

impl Complete {
    /// Where the bytes are for now.
    pub fn temporary(&self) -> &Path {
        &self.file
    }

    /// Moves the file to its place, over what is there. Its bytes are on the disk before its name
    /// is: not even a power cut leaves half of it.
    ///
    /// # Errors
    /// When it cannot be written out or moved.
    pub fn place(self) -> Result<(), Error> {
        let path = self.path;
        let failed = |e| Error::unwritable(path.display().to_string(), e);
        let open = File::options().write(true).open(&self.file);
        open.and_then(|file| file.sync_data()).map_err(failed)?;
        self.file.persist(&path).map_err(|e| failed(e.error))
    }
}

/// Brings large files to the disk while they grow, so that little is left to wait for when they are
/// placed.
#[derive(Debug)]
pub struct WriteBehind {
    files: SyncSender<(File, PathBuf)>,
    thread: JoinHandle<Result<(), Error>>,
}

impl WriteBehind {
    /// Begins to wait for files.
    pub fn begin() -> WriteBehind {
        let (files, waiting) = mpsc::sync_channel::<(File, PathBuf)>(4);
        let sync = move || {
            waiting.into_iter().try_for_each(|(file, path)| {
                let synced = file.sync_data();
                synced.map_err(|e| Error::unwritable(path.display().to_string(), e))
            })
        };
        WriteBehind {
            files,
            thread: thread::spawn(sync),
        }
    }

    /// Has what `file` got brought to the disk, if that is much and others are not waited for.
    pub fn take(&self, file: &mut Pending) {
        if file.behind < BEHIND {
            return;
        }
        // Without a handle left, all of it waits until the file is placed.
        if let Ok(handle) = file.file.get_ref().as_file().try_clone()
            && self.files.try_send((handle, file.path.clone())).is_ok()
        {
            file.behind = 0;
        }
    }

    /// Waits until all that was taken is on the disk.
    ///
    /// # Errors
    /// When something could not be written out.
    pub fn finish(self) -> Result<(), Error> {
        drop(self.files);
        // The thread does not panic.
        self.thread.join().unwrap_or(Ok(()))
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
    let mut pending = Pending::new(folder, folder.join(name))?;
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

/// Removes the file at `path`, if it is there.
///
/// # Errors
/// When it stays.
pub fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::unwritable(path.display().to_string(), e))
        }
        _ => Ok(()),
    }
}
