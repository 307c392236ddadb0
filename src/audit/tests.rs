use super::*;
use crate::model::Analysis;
use std::collections::BTreeSet;

fn analyse(text: &str) -> Analysis {
    crate::analyse_text(text.trim_start())
}

fn found(text: &str, rule: &str) -> Vec<String> {
    let findings = analyse(text).findings.into_iter();
    let of_rule = findings.filter(|f| f.rule == rule);
    of_rule.map(|f| f.message).collect()
}

/// Every example fires and every near-miss does not, in every language.
#[test]
fn examples_fire_and_near_misses_do_not() {
    let mut wrong = Vec::new();
    for lang in Lang::all() {
        for (id, explanation) in texts::rules(lang) {
            for text in &explanation.fires {
                if found(text, id).is_empty() {
                    wrong.push(format!("{lang} {id} does not fire in {text}"));
                }
            }
            for text in &explanation.silent {
                for message in found(text, id) {
                    wrong.push(format!("{lang} {id} fires: {message} in {text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_explained_in_every_language() {
    let ids: BTreeSet<&str> = RULES.iter().map(|r| r.id).collect();
    assert_eq!(ids.len(), RULES.len());
    let first = Lang::default();
    for lang in Lang::all() {
        let told: BTreeSet<&str> = texts::rules(lang).map(|(id, _)| id).collect();
        assert_eq!(told, ids, "{lang}");
        for (id, explanation) in texts::rules(lang) {
            let parts = [
                &explanation.title,
                &explanation.finds,
                &explanation.why,
                &explanation.limits,
            ];
            assert!(parts.iter().all(|p| !p.is_empty()), "{lang} {id}");
            assert!(
                !explanation.fires.is_empty() && !explanation.silent.is_empty(),
                "{lang} {id}"
            );
            let names: Vec<&str> = texts::messages(explanation).collect();
            let same: Vec<&str> = texts::messages(texts::explanation(first, id)).collect();
            assert_eq!(names, same, "{lang} {id}");
        }
    }
}

/// No message of an example is left with a hole.
#[test]
fn messages_are_filled_in() {
    for lang in Lang::all() {
        for (_, explanation) in texts::rules(lang) {
            for text in &explanation.fires {
                for finding in analyse(text).findings {
                    assert!(!finding.message.contains(['{', '}']), "{}", finding.message);
                    assert!(finding.message.contains(' '), "{}", finding.message);
                    assert!(finding.start < finding.end, "{}", finding.message);
                }
            }
        }
    }
}

#[test]
fn messages_speak_the_document_s_language() {
    for lang in Lang::all() {
        let text = &texts::explanation(lang, "footnote-without-note").fires[0];
        let [message] = &found(text, "footnote-without-note")[..] else {
            panic!("one finding in {text}");
        };
        let arguments = [("label", "1".to_owned())];
        let expected = texts::message(lang, "footnote-without-note", "mark", &arguments);
        assert_eq!(*message, expected);
    }
}

/// « Une étude » names nobody, « une étude de l'Institut Mirabel » does.
#[test]
fn a_work_with_its_author_is_no_vague_credit() {
    let rule = "figure-without-source";
    for (vague, named) in [
        (
            "D'après une étude récente, 64 % des escales durent trop longtemps.",
            "D'après une étude de l'Institut Boréal, 64 % des escales durent trop longtemps.",
        ),
        (
            "According to a study, 64 per cent of the calls at the port take too long.",
            "According to a study by the Boreal Institute, 64 per cent of the calls take too long.",
        ),
    ] {
        let severities = |text: &str| -> Vec<Severity> {
            let findings = analyse(&format!("# T\n\n## I. Le port\n\n{text}\n")).findings;
            let of_rule = findings.iter().filter(|f| f.rule == rule);
            of_rule.map(|f| f.severity).collect()
        };
        assert_eq!(severities(vague), [Severity::Warning], "{vague}");
        assert!(!severities(named).contains(&Severity::Warning), "{named}");
    }
}

#[test]
fn an_empty_text_has_no_findings() {
    assert!(analyse("").findings.is_empty());
}
