//! Single layers, reports and small commands, in the language of whoever reads them.

use super::*;

#[test]
fn one_layer_is_a_table_for_the_eye_or_for_programs() {
    let input = folder(&[("a.md", REPORT.as_bytes()), ("b.md", REPORT.as_bytes())]);
    let root = shown(input.path());
    let file = input.path().join("a.md");
    for (layer, column) in [
        ("figures", "Of what"),
        ("dates", "EDTF"),
        ("entities", "Mentions"),
        ("quotes", "Speaker"),
        ("sources", "Cited"),
        ("terms", "Per million"),
    ] {
        let eye = well(&[layer, shown(&file)]);
        assert!(eye.lines().next().unwrap().contains(column), "{eye}");
        assert!(!eye.contains('\u{1b}'), "plain in a pipe");
        let coloured = well(&[layer, shown(&file), "--color", "always"]);
        assert!(coloured.contains("\u{1b}["));
        let list = json(&well(&[layer, root, "--json"]));
        let list = list.as_array().unwrap();
        assert!(
            list.iter()
                .all(|e| e["document"] == "a" || e["document"] == "b")
        );
        let csv = well(&[layer, root, "--format", "csv"]);
        assert!(csv.starts_with("document,"));
        assert_eq!(csv.lines().count(), list.len() + 1, "{csv}");
    }
    let figures = well(&["figures", shown(&file)]);
    let row = figures.lines().nth(1).unwrap();
    for told in [
        "3:33",
        "21.5%",
        "March 2025",
        "Eurostat",
        "le gaz a fourni 21,5 % du courant",
    ] {
        assert!(row.contains(told), "{told}: {row}");
    }
    let several = well(&["figures", root]);
    assert!(
        several.contains("a.md:3:33") && several.contains("b.md:3:33"),
        "{several}"
    );
    let dates = json(&well(&["dates", shown(&file), "--json"]));
    assert_eq!(dates[0]["edtf"], "2025-03");
}

#[test]
fn cells_are_no_formulas() {
    let text = "« =SOMME est une formule que nous refusons », affirme Anne Martin. Le solde est de -7,5 % en 2024.\n";
    let quotes = fed(&["quotes", "-", "--csv"], text.as_bytes()).out;
    assert!(quotes.contains(",'=SOMME est une formule"), "{quotes}");
    let figures = fed(&["figures", "-", "--csv"], text.as_bytes()).out;
    assert!(figures.contains("\"'-7,5 %\",-7.5,"), "{figures}");
}

#[test]
fn the_eye_is_spoken_to_in_its_language() {
    let input = folder(&[("a.md", REPORT.as_bytes())]);
    let file = input.path().join("a.md");
    let file = shown(&file);
    // A report is in the document's language, unless the user says otherwise.
    let report = well(&["analyze", file, "--format", "md"]);
    assert!(
        report.contains("## Chiffres clés") && report.contains("21,5 %"),
        "{report}"
    );
    assert!(well(&["analyze", file, "--format", "md", "--ui", "en"]).contains("## Key figures"));
    assert!(well(&["summary", file]).contains("## Key figures"));
    let french = ended(
        sourcier()
            .args(["summary", file])
            .env("LANG", "fr_FR.UTF-8")
            .output()
            .unwrap(),
    );
    assert!(french.out.contains("## Chiffres clés"));
    let figures = well(&["figures", file, "--ui", "fr"]);
    assert!(
        figures.contains("21,5\u{a0}%") && figures.contains("mars 2025"),
        "{figures}"
    );
    refused(
        &["analyze", "nix", "--ui", "fr"],
        &["ni fichier ni dossier", "vérifiez"],
    );
    assert!(well(&["--help", "--ui=fr"]).contains("Utilisation : sourcier"));
    // What programs read does not depend on the environment.
    let json = |lang: &str| {
        ended(
            sourcier()
                .args(["analyze", file])
                .env("LC_ALL", lang)
                .output()
                .unwrap(),
        )
        .out
    };
    assert_eq!(json("fr_FR.UTF-8"), json("en_GB.UTF-8"));
}

#[test]
fn the_small_commands_work() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            well(&["completions", shell]).contains("sourcier"),
            "{shell}"
        );
    }
    let rules = well(&["explain"]);
    assert!(rules.lines().count() > 8 && rules.contains("date-impossible"));
    let rule = well(&["explain", "date-impossible"]);
    assert!(rule.contains("Finds: ") && rule.contains("Example:"));
    assert!(well(&["explain", "date-impossible", "--ui", "fr"]).contains("Trouve : "));
    let words = fed(&["analyze", "-", "--format", "conllu"], REPORT.as_bytes()).out;
    let rows = words
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    assert!(rows.clone().count() > 20 && rows.clone().all(|r| r.split('\t').count() == 10));
    let text = fed(&["text", "-"], REPORT.as_bytes());
    assert!(text.out.contains("Le gaz") && !text.out.contains("# "));
    let text = fed(&["text", "-", "--format", "md"], REPORT.as_bytes());
    assert!(text.out.contains("\n## ") && text.out.contains("format: \"markdown\""));
    let text = fed(&["text", "-", "--format", "blocks"], REPORT.as_bytes());
    assert!(text.out.contains("Heading") && text.out.contains("Le gaz"));
    assert!(well(&["--version"]).starts_with("sourcier "));
    for command in ["analyze", "figures", "audit"] {
        assert!(well(&[command, "--help"]).contains("Usage: sourcier"));
    }
}
