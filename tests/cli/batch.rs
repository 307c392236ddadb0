//! The batch: what stands in the output folder.

use super::*;

#[test]
fn a_batch_writes_each_document_and_the_folder() {
    let out = tempfile::tempdir().unwrap();
    let run = run(&["analyze", "corpus", "-o", shown(out.path())]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(closing(&run.err, "Documents"), corpus().len().to_string());
    assert_eq!(closing(&run.err, "of them unchanged"), "0");
    let mut expected: BTreeSet<String> = [
        ".sourcier",
        "index.json",
        "datapackage.json",
        "figures.csv",
        "dates.csv",
        "entities.csv",
        "quotes.csv",
        "sources.csv",
        "terms.csv",
        "findings.csv",
    ]
    .map(str::to_owned)
    .into();
    let schema = schema();
    let mut totals = std::collections::BTreeMap::<&str, usize>::new();
    for file in corpus() {
        let id = file.file_stem().unwrap().to_str().unwrap();
        for end in ["json", "summary.json", "md"] {
            expected.insert(format!("{id}.{end}"));
        }
        let written = text_of(&out.path().join(format!("{id}.json")));
        assert_eq!(
            written,
            well(&["analyze", shown(&file)]),
            "alone or in a batch"
        );
        let analysis = json(&written);
        check_analysis(&schema, &analysis, &text_of(&file));
        for layer in [
            "figures", "dates", "entities", "quotes", "sources", "terms", "findings",
        ] {
            *totals.entry(layer).or_default() += analysis[layer].as_array().unwrap().len();
        }
        check_summary(&out.path().join(format!("{id}.summary.json")), &analysis);
    }
    assert_eq!(names(out.path()), expected);
    check_tables(out.path(), &totals);
    let index = json(&text_of(&out.path().join("index.json")));
    let documents = index["documents"].as_array().unwrap();
    assert_eq!(documents.len(), corpus().len());
    assert!(
        documents
            .iter()
            .all(|d| d["keywords"].as_array().unwrap().len() == 10)
    );
    assert_eq!(index["failures"], Value::Array(Vec::new()));
    assert!(index["terms"][0]["documents"].as_u64() >= Some(2));

    let again = tempfile::tempdir().unwrap();
    well(&["analyze", "-q", "corpus", "-o", shown(again.path())]);
    for name in names(out.path()).iter().filter(|n| *n != ".sourcier") {
        let read = |folder: &TempDir| fs::read(folder.path().join(name)).unwrap();
        assert!(
            read(&out) == read(&again),
            "{name} differs between two runs"
        );
    }
}

/// The summary can be read without the analysis.
fn check_summary(path: &Path, analysis: &Value) {
    let summary = json(&text_of(path));
    let figures = summary["key_figures"].as_array().unwrap();
    assert_eq!(
        figures.len(),
        analysis["summary"]["key_figures"].as_array().unwrap().len()
    );
    assert!(!figures.is_empty());
    for figure in figures {
        assert!(figure["value"].is_number() && figure["line"].as_u64() >= Some(1));
        assert!(!figure["sentence"].as_str().unwrap().contains('\n'));
        assert_ne!(figure["text"], "");
    }
    let actors = summary["actors"].as_array().unwrap();
    assert!(
        actors
            .iter()
            .all(|a| a["name"].is_string() && a["type"].is_string())
    );
    assert_eq!(
        summary["sources"].as_array().unwrap().len(),
        analysis["sources"].as_array().unwrap().len()
    );
}

/// Every table has the columns and types that the data package says, and all rows.
fn check_tables(folder: &Path, totals: &std::collections::BTreeMap<&str, usize>) {
    let package = json(&text_of(&folder.join("datapackage.json")));
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), totals.len());
    for resource in resources {
        let path = resource["path"].as_str().unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let mut reader = csv::Reader::from_path(folder.join(path)).unwrap();
        let header: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let told: Vec<_> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(header, told, "{path}");
        let mut rows = 0;
        for row in reader.records() {
            let row = row.unwrap();
            rows += 1;
            for (cell, field) in row.iter().zip(fields) {
                assert!(!cell.contains('\n'), "{path}: {cell}");
                let right = cell.is_empty()
                    || match field["type"].as_str().unwrap() {
                        "integer" => cell.parse::<i64>().is_ok(),
                        "number" => cell.parse::<f64>().is_ok_and(f64::is_finite),
                        "boolean" => cell.parse::<bool>().is_ok(),
                        "date" => cell.parse::<jiff::civil::Date>().is_ok(),
                        kind => kind == "string",
                    };
                assert!(right, "{path}: {cell} is no {}", field["type"]);
            }
        }
        assert_eq!(rows, totals[resource["name"].as_str().unwrap()], "{path}");
    }
    assert!(totals["terms"] > 0 && totals["figures"] > 0 && totals["entities"] > 0);
}

#[test]
fn names_are_unique_and_the_output_is_not_read_again() {
    let input = folder(&[
        ("a/b.md", REPORT.as_bytes()),
        ("a-b.md", REPORT.as_bytes()),
        ("index.md", REPORT.as_bytes()),
        ("Été 2025.txt", REPORT.as_bytes()),
        ("note.rtf", b"PK"),
        (".hidden.md", REPORT.as_bytes()),
    ]);
    let root = shown(input.path());
    let out = input.path().join("reports");
    let mut seen = Vec::new();
    for _ in 0..2 {
        well(&["analyze", "-q", root, "-o", shown(&out)]);
        let index = json(&text_of(&out.join("index.json")));
        let documents = index["documents"].as_array().unwrap().clone();
        let told: Vec<(String, String)> = documents
            .iter()
            .map(|d| {
                let field = |name: &str| d[name].as_str().unwrap().to_owned();
                (field("path"), field("id"))
            })
            .collect();
        seen.push(told);
    }
    let expected = [
        ("a-b.md", "a-b"),
        ("a/b.md", "a-b-2"),
        ("index.md", "index-2"),
        ("Été 2025.txt", "ete-2025"),
    ]
    .map(|(path, id)| (path.to_owned(), id.to_owned()));
    assert_eq!(seen, [expected.to_vec(), expected.to_vec()]);
    assert!(out.join("a-b-2.summary.json").exists() && out.join("index-2.md").exists());
    assert!(!names(&out).iter().any(|n| n.ends_with(".tmp")));
    let several = tempfile::tempdir().unwrap();
    let (one, two) = (input.path().join("a"), input.path().join("index.md"));
    well(&[
        "analyze",
        "-q",
        shown(&one),
        shown(&two),
        "-o",
        shown(several.path()),
    ]);
    let index = json(&text_of(&several.path().join("index.json")));
    assert_eq!(index["documents"][0]["path"], "a/b.md");
    assert_eq!(index["documents"][1]["path"], "index.md");
}

#[test]
fn exports_stand_beside_the_results() {
    let out = tempfile::tempdir().unwrap();
    let names_of = |format: &str| {
        let args = [
            "analyze",
            "-q",
            "corpus/belarus-dependance.md",
            "-o",
            shown(out.path()),
            "--format",
            format,
        ];
        well(&args);
        names(out.path())
    };
    let plain = names_of("json");
    let mut more = names_of("tei,brat,parquet");
    for name in &plain {
        assert!(more.remove(name), "{name}");
    }
    let expected = [
        "annotation.conf",
        "belarus-dependance.ann",
        "belarus-dependance.tei.xml",
        "belarus-dependance.txt",
        "dates.parquet",
        "entities.parquet",
        "figures.parquet",
        "findings.parquet",
        "quotes.parquet",
        "sources.parquet",
    ];
    assert_eq!(more, expected.map(str::to_owned).into());
    let alone = well(&["analyze", "corpus/belarus-dependance.md", "--format", "tei"]);
    assert_eq!(
        alone,
        text_of(&out.path().join("belarus-dependance.tei.xml"))
    );
}
