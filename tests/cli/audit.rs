//! The audit: findings for the eye, for programs, and the ways to choose among them.

use super::*;

#[test]
fn the_audit_is_a_linter() {
    let mut found = 0;
    for file in corpus() {
        let file = shown(&file);
        let findings = json(&well(&["audit", file, "--json"]));
        let findings = findings.as_array().unwrap();
        found += findings.len();
        let strict = run(&["audit", file, "--strict", "-q"]);
        assert_eq!(strict.code, i32::from(!findings.is_empty()), "{file}");
        assert_eq!(run(&["analyze", file, "--strict"]).code, strict.code);
        for finding in findings {
            let place = format!("{file}:{}:{} ", finding["line"], finding["column"]);
            let rule = finding["rule"].as_str().unwrap();
            let message = finding["message"].as_str().unwrap();
            let told = strict
                .out
                .lines()
                .any(|l| l.starts_with(&place) && l.contains(rule) && l.contains(message));
            assert!(told, "{place}{rule} {message}: {}", strict.out);
            assert!(well(&["explain", rule]).starts_with(rule));
        }
        let csv = well(&["audit", file, "--csv"]);
        assert_eq!(csv.lines().count(), findings.len() + 1);
    }
    assert!(found > 0, "no finding in the whole corpus");
    let planted = "# Note\n\nLe décret du 31 février 2025 est entré en vigueur.\n";
    let told = fed(
        &["audit", "-", "--ui", "fr", "--strict", "-q"],
        planted.as_bytes(),
    );
    assert_eq!(told.code, 1);
    assert!(
        told.out.starts_with("-:3:14 erreur date-impossible "),
        "{}",
        told.out
    );
    let english = fed(&["audit", "-", "--ui", "en"], planted.as_bytes());
    assert!(
        english.out.starts_with("-:3:14 error date-impossible "),
        "{}",
        english.out
    );
    assert_ne!(english.out, told.out);
    let accepted = planted.replace(
        "Le décret",
        "<!-- sourcier: ignore date-impossible vu --> Le décret",
    );
    let told = fed(&["audit", "-", "--strict", "-q"], accepted.as_bytes());
    assert_eq!((told.code, told.out.as_str()), (0, ""));
}

#[test]
fn a_comment_needs_a_reason() {
    let text = "Un.\n\n<!-- sourcier: ignore figure-without-source -->\nLe prix est de 3 €.\n";
    let run = fed(&["audit", "-", "-q"], text.as_bytes());
    assert_eq!(run.err, "");
    let run = fed(&["audit", "-"], text.as_bytes());
    assert!(
        run.err
            .contains("-:3: a finding is accepted without a reason"),
        "{}",
        run.err
    );
}

/// Two findings of one rule and one of another; characters of one, two, three and four bytes before
/// them on a line.
const PLANTED: &str = "# Le décret 🏛\n\n\u{1F6E2} « Été » : le décret du 31 février 2025 est entré en \
    vigueur,[^9] et celui du\n30 février 2026 aussi.\n\n[^1]: Une note qu'on appelle.\n\nUn appel.[^1]\n";

fn rules_of(findings: &Value) -> Vec<&str> {
    let findings = findings.as_array().expect("a list").iter();
    findings
        .map(|f| f["rule"].as_str().expect("a rule"))
        .collect()
}

#[test]
fn rules_are_chosen() {
    let input = folder(&[("a.md", PLANTED.as_bytes())]);
    let file = input.path().join("a.md");
    let file = shown(&file);
    let all = json(&well(&["audit", file, "--json"]));
    let all = rules_of(&all);
    let count = |rule: &str| all.iter().filter(|r| **r == rule).count();
    assert_eq!(
        (count("date-impossible"), count("footnote-without-note")),
        (2, 1)
    );
    let chosen = |more: &[&str]| {
        let args = [&["audit", file, "--json"], more].concat();
        let found = json(&well(&args));
        rules_of(&found)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (dates, notes) = ("date-impossible", "footnote-without-note");
    assert_eq!(chosen(&["--rule", dates]), [dates, dates]);
    assert_eq!(
        chosen(&["--rule", dates, "--rule", notes]),
        [dates, notes, dates]
    );
    let left = chosen(&["--ignore", dates]);
    assert!(left.len() == all.len() - 2 && !left.iter().any(|r| r == dates));
    assert!(chosen(&["--rule", dates, "--ignore", dates]).is_empty());
    // What is not looked for does not count, in any format.
    for format in ["json", "csv", "sarif"] {
        let args = ["audit", file, "--strict", "--format", format, "--rule"];
        assert_eq!(run(&[&args[..], &[dates]].concat()).code, 1, "{format}");
        assert_eq!(
            run(&[&args[..], &["source-without-link"]].concat()).code,
            0,
            "{format}"
        );
    }
    let csv = well(&["audit", file, "--csv", "--rule", dates]);
    assert_eq!(csv.lines().count(), 3);
    for (option, ui, told) in [
        ("--rule", "en", "no rule of the audit"),
        ("--ignore", "fr", "aucune règle"),
    ] {
        let known = ["date-imposible", dates, "figure-without-source", told];
        refused(
            &["audit", file, option, "date-imposible", "--ui", ui],
            &known,
        );
    }
}

/// The text between two places, counted as SARIF does: lines from 1, columns in UTF-16 code units.
fn region_text(text: &str, region: &Value) -> String {
    let number = |name: &str| {
        let n = region[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{name} in {region}"));
        assert!(n > 0, "{name} in {region}");
        n as usize - 1
    };
    let lines: Vec<Vec<u16>> = text
        .split_inclusive('\n')
        .map(|l| l.encode_utf16().collect())
        .collect();
    let (first, last) = (number("startLine"), number("endLine"));
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate().take(last + 1).skip(first) {
        let from = if i == first { number("startColumn") } else { 0 };
        let to = if i == last {
            number("endColumn")
        } else {
            line.len()
        };
        out.extend_from_slice(&line[from..to]);
    }
    String::from_utf16(&out).expect("whole characters")
}

/// Each result's rule with its fingerprint.
fn fingerprints(log: &Value) -> Vec<(String, String)> {
    let results = log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .iter();
    let text = |v: &Value| v.as_str().expect("a string").to_owned();
    results
        .map(|r| {
            (
                text(&r["ruleId"]),
                text(&r["partialFingerprints"]["sourcierWords/v1"]),
            )
        })
        .collect()
}

#[test]
fn sarif_has_what_editors_need() {
    let input = folder(&[("un été.md", PLANTED.as_bytes())]);
    let mut paths: Vec<PathBuf> = corpus();
    paths.push(input.path().join("un été.md"));
    let mut all = 0;
    for path in &paths {
        let text = text_of(path);
        let points: Vec<char> = text.chars().collect();
        let file = shown(path);
        let log = json(&well(&["audit", file, "--format", "sarif"]));
        assert_eq!(log["version"], "2.1.0");
        assert!(
            log["$schema"]
                .as_str()
                .unwrap()
                .ends_with("sarif-schema-2.1.0.json")
        );
        let [run] = &log["runs"].as_array().unwrap()[..] else {
            panic!("one run");
        };
        assert_eq!(run["columnKind"], "utf16CodeUnits");
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "sourcier");
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            for field in ["shortDescription", "fullDescription", "help"] {
                assert!(
                    rule[field]["text"].as_str().unwrap().len() > 5,
                    "{field} in {rule}"
                );
            }
            assert!(well(&["explain", rule["id"].as_str().unwrap()]).contains("Finds: "));
        }
        let findings = json(&well(&["audit", file, "--json"]));
        let findings = findings.as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), findings.len(), "{file}");
        all += results.len();
        for (result, finding) in results.iter().zip(findings) {
            assert_eq!(result["ruleId"], finding["rule"]);
            assert_eq!(result["level"], finding["severity"]);
            assert_eq!(result["message"]["text"], finding["message"]);
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(
                uri.is_ascii() && !uri.contains(' ') && uri.ends_with(".md")
                    || uri.ends_with(".txt"),
                "{uri}"
            );
            assert_eq!(run["artifacts"][0]["location"]["uri"], uri);
            let at = |name: &str| finding[name].as_u64().unwrap() as usize;
            let words: String = points[at("start")..at("end")].iter().collect();
            assert_eq!(region_text(&text, &place["region"]), words, "{result}");
            assert_eq!(place["region"]["snippet"]["text"], words);
        }
        let prints: BTreeSet<_> = fingerprints(&log).into_iter().collect();
        assert_eq!(prints.len(), results.len(), "fingerprints differ: {file}");
    }
    assert!(all > 3, "findings to look at");
}

#[test]
fn fingerprints_survive_edits_elsewhere() {
    let prints = |text: &str| {
        let input = folder(&[("a.md", text.as_bytes())]);
        let file = input.path().join("a.md");
        fingerprints(&json(&well(&["audit", shown(&file), "--format", "sarif"])))
    };
    let before = prints(PLANTED);
    assert!(before.len() >= 3);
    let edited = PLANTED
        .replace("est entré en", "est, paraît-il, entré\nen")
        .replace("# Le", "Avant.\n\n# Le");
    assert_ne!(edited, PLANTED);
    assert_eq!(prints(&edited), before);
    let changed = prints(&PLANTED.replace("31 février", "32 février"));
    assert_ne!(changed, before);
}

#[test]
fn known_findings_do_not_count() {
    let input = folder(&[("a.md", PLANTED.as_bytes()), ("b.md", PLANTED.as_bytes())]);
    let root = shown(input.path());
    let kept = tempfile::tempdir().unwrap();
    let baseline = kept.path().join("known.json");
    let baseline = shown(&baseline);
    let all = json(&well(&["audit", root, "--json"]))
        .as_array()
        .unwrap()
        .len();
    assert!(all >= 6);
    let written = run(&["audit", root, "--strict", "--write-baseline", baseline]);
    assert_eq!(written.code, 0, "{}", written.err);
    assert!(
        written
            .err
            .contains(&format!("{all} findings are known from now on")),
        "{}",
        written.err
    );
    let file = json(&text_of(Path::new(baseline)));
    assert_eq!(file["format"], "sourcier.baseline/1");
    let again = |expected: &[&str]| {
        let found = json(&run(&["audit", root, "--json", "--baseline", baseline]).out);
        assert_eq!(rules_of(&found), expected);
        let strict = run(&["audit", root, "-q", "--strict", "--baseline", baseline]);
        assert_eq!(strict.code, i32::from(!expected.is_empty()));
        assert_eq!(strict.out.matches("a.md:").count(), expected.len());
    };
    again(&[]);
    // An edit elsewhere revives none; a new slip counts, and so does a known one made once more.
    let edited = PLANTED.replace("# Le", "Une ligne.\n\n# Le");
    let path = input.path().join("a.md");
    fs::write(&path, &edited).unwrap();
    again(&[]);
    fs::write(
        &path,
        format!("{edited}\nLe 30 février 2027, puis le 30 février 2026.\n"),
    )
    .unwrap();
    again(&["date-impossible", "date-impossible"]);
    // The new state can be recorded beside the old.
    let next = kept.path().join("next.json");
    let args = [
        "audit",
        root,
        "-q",
        "--strict",
        "--baseline",
        baseline,
        "--write-baseline",
        shown(&next),
    ];
    assert_eq!(run(&args).code, 0);
    assert_eq!(
        run(&["audit", root, "-q", "--strict", "--baseline", shown(&next)]).code,
        0
    );
}

#[test]
fn a_baseline_that_is_none_is_refused() {
    let input = folder(&[
        ("a.md", PLANTED.as_bytes()),
        ("cut.json", b"{\"format\""),
        ("latin.json", b"\xE9"),
    ]);
    let file = input.path().join("a.md");
    let at = |name: &str| shown(&input.path().join(name)).to_owned();
    for (name, told) in [
        ("cut.json", "not a file of known findings"),
        ("latin.json", "not a file of known findings"),
        ("nix.json", "no such file"),
    ] {
        refused(
            &["audit", shown(&file), "--baseline", &at(name)],
            &[name, told],
        );
    }
    let nowhere = at("none/known.json");
    let run = run(&["audit", shown(&file), "--write-baseline", &nowhere]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("known.json: cannot be written"),
        "{}",
        run.err
    );
}

#[test]
fn every_rule_that_is_promised_is_explained_in_both_languages() {
    for rule in [
        "figure-without-source",
        "source-never-cited",
        "credited-but-not-listed",
        "name-spelling-varies",
        "author-spelling-differs",
        "footnote-without-note",
        "figures-disagree",
        "share-does-not-add-up",
        "source-without-link",
        "date-impossible",
    ] {
        let told = ["fr", "en"].map(|ui| well(&["explain", rule, "--ui", ui]));
        for (text, parts) in told.iter().zip([
            ["Trouve : ", "Pourquoi : ", "Limites : ", "Exemple"],
            ["Finds: ", "Why: ", "Limits: ", "Example"],
        ]) {
            assert!(text.starts_with(rule), "{text}");
            assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        }
    }
}
