//! Learns the weights under `models/`. See `models/README.md` for the data and the calls.

use sourcier::lang::Lang;
use sourcier::read::read_text;
use sourcier::text::Document;
use sourcier::training::lexicon::{self, Lexicon};
use sourcier::training::{conllu, names, sentences, tagger};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: train sentences LANG OUT FILE.conllu… REPORT.md…\n       train lexicon lexique FILE OUT.tsv\n       train lexicon wordnet DIR OUT.tsv\n       train tagger LANG OUT FILE.conllu… LEXICON.tsv…\n       train score LANG MODEL FILE.conllu…\n       train names --data DIR --gold DIR [--out FILE] [--folds K] [--test NAME] …";

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
        ["sentences", lang, out, ref files @ ..] if !files.is_empty() => {
            let lang = language(lang)?;
            let (mut treebank, mut reports) = (Vec::new(), Vec::new());
            for file in files {
                let text = read(file)?;
                if file.ends_with(".conllu") {
                    treebank.extend(conllu::read(&text));
                    continue;
                }
                let report = Document::new(read_text(text, None).text, None);
                if report.lang == lang {
                    reports.push(report);
                }
            }
            write(out, &sentences::train(&treebank, &reports, lang))
        }
        ["tagger", lang, out, ref files @ ..] if !files.is_empty() => {
            let (mut treebank, mut known) = (Vec::new(), Lexicon::new());
            lexicon::add_names(&mut known);
            for file in files {
                let text = read(file)?;
                match file.ends_with(".conllu") {
                    true => treebank.extend(conllu::read(&text)),
                    false => lexicon::read(&text, &mut known),
                }
            }
            write(out, &tagger::train(&treebank, &known, language(lang)?))
        }
        ["lexicon", "lexique", file, out] => {
            let bytes = std::fs::read(file).map_err(|e| format!("{file}: {e}"))?;
            write(out, lexicon::write(&lexicon::lexique(&bytes)).as_bytes())
        }
        ["lexicon", "wordnet", dict, out] => {
            let known = lexicon::wordnet(Path::new(dict)).map_err(|e| format!("{dict}: {e}"))?;
            write(out, lexicon::write(&known).as_bytes())
        }
        ["score", lang, model, ref files @ ..] if !files.is_empty() => {
            let lang = language(lang)?;
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

fn language(code: &str) -> Result<Lang, String> {
    Lang::from_code(code).ok_or_else(|| format!("no language {code:?}"))
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))
}

fn write(path: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|e| format!("{path}: {e}"))
}
