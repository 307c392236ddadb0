//! [`Options`]: what was meant by the options that hold everywhere.

use super::args::{Common, When};
use super::output;
use crate::batch::config;
use crate::error::Error;
use crate::extract::entities::ner::NerModel;
use crate::lang::Lang;
use crate::pipeline::Settings;
use crate::read::{self, Charset, Format};
use crate::report::Ui;
use crate::report::ui::fill;
use anstream::ColorChoice;

/// Options as the commands need them.
#[derive(Clone, Debug)]
pub struct Options {
    pub settings: Settings,
    /// How documents are read.
    pub reading: read::Options,
    /// The language that messages and tables are in.
    pub ui: Lang,
    pub color: ColorChoice,
    pub quiet: bool,
    pub verbose: bool,
    pub sentences: bool,
}

impl Options {
    /// `ui` is the language that [`interface`] chose.
    ///
    /// # Errors
    /// When the date is not one, the encoding is not known, or the list of names or the model cannot be used.
    pub fn new(typed: &Common, ui: Lang) -> Result<Options, Error> {
        let date = match &typed.date {
            Some(given) => Some(date(given).ok_or_else(|| Error::date(given))?),
            None => None,
        };
        let encoding = match &typed.encoding {
            Some(given) => Some(Charset::from_label(given).ok_or_else(|| Error::encoding(given))?),
            None => None,
        };
        Ok(Options {
            settings: Settings {
                // `auto` names no language.
                lang: typed.lang.as_deref().and_then(Lang::from_code),
                date,
                ui: typed.ui.as_deref().and_then(Lang::from_code),
                names: match &typed.entities {
                    Some(path) => config::names(path)?,
                    None => Vec::new(),
                },
                ner: match &typed.ner_model {
                    Some(dir) => Some(NerModel::load(dir).map_err(|e| Error::ner(dir, e))?),
                    None => None,
                },
                accepted: Vec::new(),
            },
            reading: read::Options {
                format: typed.input_format.as_deref().and_then(Format::from_name),
                expected: None,
                encoding,
                password: typed.password.clone(),
            },
            ui,
            color: match typed.color {
                When::Auto => ColorChoice::Auto,
                When::Always => ColorChoice::Always,
                When::Never => ColorChoice::Never,
            },
            quiet: typed.quiet,
            verbose: typed.verbose,
            sentences: typed.sentences,
        })
    }

    pub fn ui(&self) -> &'static Ui {
        Ui::of(self.ui)
    }

    /// Says what is done, where that was asked for.
    pub fn tell(&self, message: &str) {
        if self.verbose {
            self.note(message);
        }
    }

    /// Says something on standard error.
    pub fn note(&self, message: &str) {
        output::say(&self.ui().words.note, message);
    }

    /// Says that a comment in the text accepts findings without a reason.
    pub fn unreasoned(&self, path: &str, line: usize, rule: &str) {
        if !self.quiet {
            let ui = self.ui();
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("path", &path), ("line", &line), ("rule", &rule)];
            let message = fill(&ui.batch.accepted_without_reason, &values);
            output::say(&ui.words.warning, &message);
        }
    }
}

/// A day in the one form `YYYY-MM-DD`.
pub fn date(given: &str) -> Option<jiff::civil::Date> {
    // Shorter forms of ISO 8601 (`20260306`) would be taken too, and are as often a slip.
    let plain = given.len() == 10 && given.bytes().filter(|&b| b == b'-').count() == 2;
    if plain { given.parse().ok() } else { None }
}

/// The language that the program speaks: as typed (`--ui`), else the environment's (`LC_ALL`,
/// `LC_MESSAGES`, `LANG`: the first that is set), else [`Lang::interface`].
///
/// It reads the arguments before clap does, so that help and clap's errors are in it too.
pub fn interface(args: &[String], environment: impl Fn(&str) -> Option<String>) -> Lang {
    let typed = args.iter().enumerate().find_map(|(i, arg)| {
        let value = match arg.strip_prefix("--ui=") {
            Some(value) => value,
            None if arg == "--ui" => args.get(i + 1)?,
            None => return None,
        };
        Lang::from_code(value)
    });
    typed
        .or_else(|| {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|name| environment(name).filter(|v| !v.is_empty()))?;
            Lang::from_code(locale.split(['.', '@']).next()?)
        })
        .unwrap_or_else(Lang::interface)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(args: &[&str], environment: &[(&str, &str)]) -> Lang {
        let args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
        interface(&args, |name| {
            let found = environment.iter().find(|(n, _)| *n == name)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    fn the_interface_is_typed_or_the_environments() {
        for lang in Lang::all() {
            let code = lang.code();
            let locale = format!("{code}_XX.UTF-8");
            assert_eq!(chosen(&["a", "--ui", code], &[]), lang);
            assert_eq!(chosen(&[&format!("--ui={code}")], &[]), lang);
            assert_eq!(chosen(&[], &[("LANG", &locale)]), lang);
            // An empty variable counts as unset; the first that is set decides.
            let set = [("LC_ALL", ""), ("LC_MESSAGES", &*locale), ("LANG", "xx")];
            assert_eq!(chosen(&[], &set), lang);
            assert_eq!(
                chosen(&[], &[("LC_ALL", "C"), ("LANG", &locale)]),
                Lang::interface()
            );
        }
        assert_eq!(chosen(&["--ui"], &[]), Lang::interface());
    }

    #[test]
    fn a_date_is_a_whole_day() {
        assert!(date("2026-03-06").is_some());
        for wrong in [
            "2026-02-30",
            "2026-3-6",
            "20260306",
            "6 mars 2026",
            "",
            "2026-03",
            "2026-03-06T10",
        ] {
            assert!(date(wrong).is_none(), "{wrong}");
        }
    }
}
