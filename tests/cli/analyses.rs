//! Analyses: the schema, the spans, the summary, the settings.

use super::*;

#[test]
fn an_analysis_is_what_the_schema_says_and_spans_are_slices() {
    let schema = schema();
    for file in corpus() {
        let out = well(&["analyze", shown(&file), "--sentences"]);
        assert_eq!(
            out,
            well(&["analyze", shown(&file), "--sentences"]),
            "same bytes"
        );
        let analysis = json(&out);
        check_analysis(&schema, &analysis, &text_of(&file));
        let document = &analysis["document"];
        assert_eq!(
            document["path"],
            file.file_name().unwrap().to_str().unwrap()
        );
        assert_eq!(document["id"], file.file_stem().unwrap().to_str().unwrap());
        assert!(!analysis["sentences"].as_array().unwrap().is_empty());
        assert!(!analysis["figures"].as_array().unwrap().is_empty());
    }
    let Some(shared) = shared("analyses of the annotated reports against the schema") else {
        return;
    };
    for file in files(&shared.join("gold"), ".md") {
        let analysis = json(&well(&["analyze", shown(&file)]));
        assert!(analysis.get("sentences").is_none());
        check_analysis(&schema, &analysis, &text_of(&file));
    }
    note("every annotated report was analysed and checked");
}

#[test]
fn an_empty_document_gives_an_empty_analysis() {
    let schema = schema();
    for text in ["", "\n \n", "\u{feff}", "---\n\n---\n"] {
        let run = fed(&["analyze", "-"], text.as_bytes());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{text:?}");
        let analysis = json(&run.out);
        check_analysis(&schema, &analysis, text);
        assert_eq!(analysis["document"]["id"], "stdin");
        for layer in [
            "figures", "dates", "entities", "quotes", "sources", "terms", "findings",
        ] {
            assert_eq!(
                analysis[layer],
                Value::Array(Vec::new()),
                "{layer} of {text:?}"
            );
        }
        for command in ["figures", "summary", "audit"] {
            assert_eq!(
                fed(&[command, "-", "-q"], text.as_bytes()).code,
                0,
                "{command}"
            );
        }
    }
}

#[test]
fn a_summary_is_readable_alone() {
    let file = root().join("corpus/transport-rail.txt");
    let summary = json(&well(&["summary", shown(&file), "--json"]));
    assert_eq!(summary["format"], "sourcier.summary/1");
    let out = tempfile::tempdir().unwrap();
    well(&["analyze", "-q", shown(&file), "-o", shown(out.path())]);
    let written = json(&text_of(&out.path().join("transport-rail.summary.json")));
    assert_eq!(summary["key_figures"], written["key_figures"]);
    let several = json(&well(&["summary", "corpus", "--json"]));
    assert_eq!(several.as_array().unwrap().len(), corpus().len());
    let report = text_of(&out.path().join("transport-rail.md"));
    for figure in summary["key_figures"].as_array().unwrap() {
        assert!(
            report.contains(figure["text"].as_str().unwrap()),
            "{figure}"
        );
    }
}

#[test]
fn settings_stand_in_the_input_folder() {
    let input = folder(&[
        ("a.md", REPORT.as_bytes()),
        ("sourcier.toml", b"date = 2024-05-06\nui = \"en\"\n"),
    ]);
    let file = input.path().join("a.md");
    let file = shown(&file);
    let date = |args: &[&str]| json(&well(args))["document"]["date"]["edtf"].clone();
    assert_eq!(date(&["analyze", file]), "2024-05-06");
    assert_eq!(
        date(&["analyze", file, "--date", "2023-01-02"]),
        "2023-01-02"
    );
    assert!(well(&["analyze", file, "--format", "md"]).contains("## Key figures"));
    let told = run(&["analyze", file, "-v"]);
    assert!(told.err.contains("sourcier.toml"));
    fs::write(input.path().join("sourcier.toml"), "langue = \"fr\"\n").unwrap();
    refused(
        &["analyze", file],
        &["sourcier.toml: 1: unknown field `langue`"],
    );
    refused(&["dates", file], &["sourcier.toml"]);
}

#[test]
fn a_users_own_names_override() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("mill.md");
    fs::write(
        &file,
        "The Lantern sank off Brest. Lantern was built by Grain Office in 2019.\n",
    )
    .unwrap();
    let list = folder.path().join("names.toml");
    fs::write(
        &list,
        "[[entity]]\nname = \"The Lantern\"\ntype = \"PRODUCT\"\naliases = [\"Lantern\"]\nsame_as = [\"wikidata:Q1\"]\n",
    )
    .unwrap();
    let (file, list) = (file.to_str().unwrap(), list.to_str().unwrap());
    let found = |args: &[&str]| -> Vec<Value> {
        let entities: Vec<Value> = serde_json::from_str(&well(args)).unwrap();
        entities
            .into_iter()
            .filter(|e| e["name"] == "The Lantern")
            .collect()
    };
    let typed = found(&[
        "entities",
        file,
        "--json",
        "--lang",
        "en",
        "--entities",
        list,
    ]);
    assert_eq!(typed.len(), 1);
    assert_eq!(typed[0]["type"], "PRODUCT");
    assert_eq!(typed[0]["count"], 2);
    assert_eq!(typed[0]["same_as"][0], "wikidata:Q1");
    assert_eq!(typed[0]["rule"], "name/own");
    // The same rows in the folder's settings; those that are typed come first.
    let settings = text_of(Path::new(list)).replace("Q1", "Q2");
    fs::write(folder.path().join("sourcier.toml"), settings).unwrap();
    let path = folder.path().to_str().unwrap();
    fs::remove_file(list).unwrap();
    let of_settings = found(&["entities", path, "--json", "--lang", "en"]);
    assert_eq!(of_settings[0]["same_as"][0], "wikidata:Q2");
}
