//! The documents that a command other than the batch looks at, one after the other.

use super::options::Options;
use super::output;
use crate::batch::find::Scope;
use crate::batch::{self, Analysed, Found, Job};
use crate::error::Error;
use crate::pipeline::{Settings, Want};
use crate::report::ui::fill;
use std::path::{Path, PathBuf};

/// Documents that were found, with the settings that hold for them.
#[derive(Debug)]
pub struct Documents {
    pub jobs: Vec<Job>,
    pub settings: Settings,
    /// Paths and documents that could not be read so far.
    pub failures: usize,
}

impl Documents {
    /// Finds the documents at and below `paths`; what cannot be read is told and counted.
    ///
    /// # Errors
    /// When the settings of their folder cannot be used.
    pub fn find(paths: &[PathBuf], options: &Options) -> Result<Documents, Error> {
        let found = batch::find(paths, &scope(options));
        let ui = options.ui();
        for failure in &found.failures {
            output::complain(ui, failure);
        }
        let settings = settings(&found, options)?;
        Ok(Documents {
            failures: found.failures.len(),
            settings,
            jobs: found.jobs,
        })
    }

    /// Analyses each document and hands it on; those that cannot be read are told and counted.
    ///
    /// # Errors
    /// What `each` returns.
    pub fn each(
        &mut self,
        want: Want,
        options: &Options,
        mut each: impl FnMut(&Job, Analysed) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for job in &self.jobs {
            options.tell(&fill(&options.ui().batch.reading, &[("path", &job.name())]));
            match job.analyse(&self.settings, want) {
                Ok(analysed) => each(job, analysed)?,
                Err(error) => {
                    self.failures += 1;
                    output::complain(options.ui(), &error);
                }
            }
        }
        Ok(())
    }
}

/// The one document at `path`, and the settings that hold for it.
///
/// # Errors
/// When there is none, or a folder.
pub fn single(path: &Path, options: &Options) -> Result<(Job, Settings), Error> {
    if path.is_dir() {
        return Err(Error::folder(path.display().to_string()));
    }
    let mut found = batch::find(&[path.to_owned()], &scope(options));
    let settings = settings(&found, options)?;
    match (found.jobs.pop(), found.failures.pop()) {
        (Some(job), _) => Ok((job, settings)),
        (None, Some(failure)) => Err(failure),
        (None, None) => Err(Error::missing(path.display().to_string())),
    }
}

/// Everything below the paths.
fn scope(options: &Options) -> Scope<'static> {
    Scope {
        reading: options.reading.clone(),
        ..Scope::default()
    }
}

fn settings(found: &Found, options: &Options) -> Result<Settings, Error> {
    let (settings, file) = batch::with_config(&options.settings, found)?;
    if let Some(file) = file {
        let path = file.display();
        options.tell(&fill(&options.ui().batch.settings, &[("path", &path)]));
    }
    Ok(settings)
}
