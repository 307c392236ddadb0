//! Learns the weights under `models/`. See `models/README.md` for the data and the calls.

use sourcier::lang::Lang;
use sourcier::training::{conllu, names, tagger};
use std::process::ExitCode;

const USAGE: &str = "usage: train tagger LANG OUT FILE.conllu…\n       train score LANG MODEL FILE.conllu…\n       train names --data DIR --gold DIR [--out FILE] [--folds K] [--test NAME] …";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(args: Vec<String>) -> Result<(), String> {
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["tagger", lang, out, ref files @ ..] if !files.is_empty() => {
            let lang = Lang::from_code(lang).ok_or_else(|| format!("no language {lang:?}"))?;
            let mut sentences = Vec::new();
            for file in files {
                sentences.extend(conllu::read(&read(file)?));
            }
            write(out, &tagger::train(&sentences, lang))
        }
        ["score", lang, model, ref files @ ..] if !files.is_empty() => {
            let lang = Lang::from_code(lang).ok_or_else(|| format!("no language {lang:?}"))?;
            let model = std::fs::read(model).map_err(|e| format!("{model}: {e}"))?;
            for file in files {
                let score = tagger::score(&conllu::read(&read(file)?), lang, &model)
                    .ok_or("the model cannot be read")?;
                println!(
                    "{file}: UPOS {:.2} %, lemma {:.2} % of {} tokens",
                    score.upos, score.lemma, score.tokens
                );
            }
            Ok(())
        }
        ["names", ref options @ ..] => names::run(options).map_err(|e| e.to_string()),
        _ => Err(USAGE.to_owned()),
    }
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))
}

fn write(path: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|e| format!("{path}: {e}"))
}
