//! [`Key`]: what a document's results depend on.
//!
//! Two runs that give a document the same key give it the same results, so that those of the first
//! serve the second. The key is the BLAKE3 hash of the document's bytes, its identifier and path,
//! the settings that reach it, and the fingerprint of the program (`build.rs`).

use super::document::Job;
use crate::extract::entities::ner::NerModel;
use crate::extract::entities::own::OwnName;
use crate::pipeline::{Settings, Want};
use crate::read;
use crate::report::Export;
use serde::Serialize;

/// The sources, tables, models and crates that the program is built from.
pub const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("SOURCIER_FINGERPRINT"));

/// 256 bits.
pub type Key = [u8; 32];

/// What settings decide, for one document or for all.
#[derive(Serialize)]
struct Decided<'a> {
    program: &'a str,
    sentences: bool,
    exports: Vec<&'a str>,
    lang: Option<&'a str>,
    ui: Option<&'a str>,
    date: Option<String>,
    names: &'a [OwnName],
    ner: Option<&'a str>,
    /// Rule, path and words of the findings that are accepted.
    accepted: Vec<(&'a str, Option<&'a str>, Option<&'a str>)>,
}

/// The key of all settings, without any document.
pub fn of_settings(settings: &Settings, want: Want, exports: &[Export]) -> Key {
    hash(&decided(settings, want, exports, |_| true))
}

/// The key of the document `job`, whose content is `bytes`.
pub fn of_document(
    job: &Job,
    bytes: &[u8],
    settings: &Settings,
    want: Want,
    exports: &[Export],
) -> Key {
    let decided = decided(settings, want, exports, |path| path == job.path);
    let reading = (
        job.reading.format.map(read::Format::name),
        job.reading.expected.map(read::Format::name),
        job.reading.encoding.map(read::Charset::name),
        job.reading.password.as_deref(),
    );
    let content = *blake3::hash(bytes).as_bytes();
    hash(&(&*job.id, &*job.path, reading, content, decided))
}

fn decided<'a>(
    settings: &'a Settings,
    want: Want,
    exports: &[Export],
    reaches: impl Fn(&str) -> bool,
) -> Decided<'a> {
    Decided {
        program: PROGRAM,
        sentences: want.sentences,
        exports: exports.iter().map(|e| e.name()).collect(),
        lang: settings.lang.map(crate::lang::Lang::code),
        ui: settings.ui.map(crate::lang::Lang::code),
        date: settings.date.map(|d| d.to_string()),
        names: &settings.names,
        ner: settings.ner.as_ref().map(NerModel::fingerprint),
        accepted: settings
            .accepted
            .iter()
            .filter(|a| a.path.as_deref().is_none_or(&reaches))
            .map(|a| (&*a.rule, a.path.as_deref(), a.text.as_deref()))
            .collect(),
    }
}

fn hash(value: &impl Serialize) -> Key {
    // Strings, options and arrays always serialise.
    let bytes = postcard::to_stdvec(value).unwrap_or_default();
    *blake3::hash(&bytes).as_bytes()
}

/// `key` as files write it.
pub fn hex(key: &Key) -> String {
    blake3::Hash::from_bytes(*key).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::super::document::Origin;
    use super::*;
    use crate::audit::accept::Accepted;

    #[test]
    fn whatever_changes_results_changes_the_key() {
        let job = Job {
            id: "a".to_owned(),
            path: "a.md".to_owned(),
            origin: Origin::Stdin,
            reading: read::Options::default(),
        };
        let accepted = |path: &str| Settings {
            accepted: vec![Accepted {
                path: Some(path.to_owned()),
                ..Accepted::default()
            }],
            ..Settings::default()
        };
        let dated = Settings {
            date: "2026-01-02".parse().ok(),
            ..Settings::default()
        };
        let plain = Settings::default();
        let renamed = Job {
            id: "a-2".to_owned(),
            ..job.clone()
        };
        let sentences = Want {
            sentences: true,
            ..Want::ALL
        };
        let all = [
            of_document(&job, b"x", &plain, Want::ALL, &[]),
            of_document(&job, b"y", &plain, Want::ALL, &[]),
            of_document(&renamed, b"x", &plain, Want::ALL, &[]),
            of_document(&job, b"x", &dated, Want::ALL, &[]),
            of_document(&job, b"x", &accepted("a.md"), Want::ALL, &[]),
            of_document(&job, b"x", &plain, sentences, &[]),
            of_document(&job, b"x", &plain, Want::ALL, &[Export::Tei]),
        ];
        for (i, key) in all.iter().enumerate() {
            assert!(!all[..i].contains(key), "{i}");
        }
        // What is accepted in another document does not concern this one.
        assert_eq!(
            all[0],
            of_document(&job, b"x", &accepted("b.md"), Want::ALL, &[])
        );
        assert_eq!(all[0], of_document(&job, b"x", &plain, Want::ALL, &[]));
        assert_ne!(
            of_settings(&plain, Want::ALL, &[]),
            of_settings(&dated, Want::ALL, &[])
        );
    }
}
