//! `sourcier.toml`: settings that stand in the input folder.
//!
//! ```
//! let config: sourcier::batch::config::Config = r#"
//!     lang = "fr"
//!     date = 2026-06-12
//!
//!     [[accept]]
//!     rule = "source-without-link"
//!     path = "notes/gaz.md"        # every document without it
//!     text = "Revue des confins"   # every finding of the rule without it
//!     reason = "La revue n'est pas en ligne."
//!
//!     [[entity]]                   # as in a list for --entities
//!     name = "Revue des confins"
//!     type = "ORG"
//! "#.parse().unwrap();
//! assert_eq!(config.accept[0].rule, "source-without-link");
//! ```

use crate::audit::accept::Accepted;
use crate::error::Error;
use crate::extract::entities::own::{self, OwnName};
use crate::lang::Lang;
use crate::pipeline::Settings;
use serde::Deserialize;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file's name.
pub const NAME: &str = "sourcier.toml";

/// What the file holds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub lang: Option<Lang>,
    /// The language of reports.
    pub ui: Option<Lang>,
    #[serde(default, deserialize_with = "day")]
    pub date: Option<jiff::civil::Date>,
    #[serde(default)]
    pub accept: Vec<Accept>,
    /// Names that override what is found.
    #[serde(default)]
    pub entity: Vec<OwnName>,
}

/// A finding that is accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub rule: String,
    pub path: Option<String>,
    pub text: Option<String>,
    pub reason: String,
}

/// The names that the file at `path` lists.
///
/// # Errors
/// When it cannot be read, or is no list of names.
pub fn names(path: &Path) -> Result<Vec<OwnName>, Error> {
    let told = path.display().to_string();
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) => return Err(Error::unreadable(told, e)),
    };
    let names = match std::str::from_utf8(&bytes) {
        Ok(text) => own::read(text),
        Err(e) => {
            let before = &bytes[..e.valid_up_to()];
            let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
            Err(format!("{line}: not UTF-8"))
        }
    };
    names.map_err(|why| Error::names(told, why))
}

impl Config {
    /// The settings file of `folder` with its path; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or says what no setting is.
    pub fn read(folder: &Path) -> Result<Option<(PathBuf, Config)>, Error> {
        let path = folder.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) if e.kind() == ErrorKind::InvalidData => {
                return Err(Error::settings(path.display().to_string(), e.to_string()));
            }
            Err(e) => return Err(Error::unreadable(path.display().to_string(), e)),
        };
        match text.parse() {
            Ok(config) => Ok(Some((path, config))),
            Err(why) => Err(Error::settings(path.display().to_string(), why)),
        }
    }

    /// Fills what `settings` leave open.
    pub fn complete(self, settings: &mut Settings) {
        settings.lang = settings.lang.or(self.lang);
        settings.ui = settings.ui.or(self.ui);
        settings.date = settings.date.or(self.date);
        // A name that was given on the command line outranks the one of the file.
        let given = settings.names.len();
        for own in self.entity {
            if !settings.names[..given].iter().any(|g| g.name == own.name) {
                settings.names.push(own);
            }
        }
        settings
            .accepted
            .extend(self.accept.into_iter().map(|a| Accepted {
                rule: a.rule,
                path: a.path,
                text: a.text,
                reason: a.reason,
            }));
    }
}

impl FromStr for Config {
    /// What is wrong, with its line.
    type Err = String;

    fn from_str(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let line = text.bytes().take(at).filter(|&b| b == b'\n').count() + 1;
            format!("{line}: {}", e.message().trim_end())
        })?;
        match config.accept.iter().find(|a| a.reason.trim().is_empty()) {
            Some(accept) => Err(format!("accept {}: reason is empty", accept.rule)),
            None => match own::check(config.entity.iter().map(|own| ((), own))) {
                Ok(()) => Ok(config),
                Err(((), why)) => Err(why),
            },
        }
    }
}

/// A TOML date or a string.
fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<jiff::civil::Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Date(toml::value::Datetime),
        Text(String),
    }
    let written = match Written::deserialize(from)? {
        Written::Date(date) => date.to_string(),
        Written::Text(text) => text,
    };
    written
        .parse()
        .map(Some)
        .map_err(|_| serde::de::Error::custom(format!("date {written:?} is not YYYY-MM-DD")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, told) in [
            ("lang = \"fr\"\nlangue = 1", "2: unknown field `langue`"),
            ("date = \"juin\"", "1: date \"juin\" is not YYYY-MM-DD"),
            ("lang = \"xx\"", "no language \"xx\""),
            (
                "[[accept]]\nrule = \"a\"\nreason = \" \"",
                "accept a: reason is empty",
            ),
            ("[[accept]]\nrule = \"a\"", "missing field `reason`"),
        ] {
            let why = text.parse::<Config>().unwrap_err();
            assert!(why.contains(told), "{text}: {why}");
        }
    }

    #[test]
    fn what_the_user_typed_outranks_the_file() {
        let config: Config = "date = 2026-06-12\nlang = \"en\"".parse().unwrap();
        let typed = Settings {
            date: "2025-01-01".parse().ok(),
            ..Settings::default()
        };
        let mut settings = typed.clone();
        config.complete(&mut settings);
        assert_eq!(settings.date, typed.date);
        assert!(settings.lang.is_some());
        let quoted: Config = "date = \"2026-06-12\"".parse().unwrap();
        assert_eq!(quoted.date, "2026-06-12".parse().ok());
    }
}
