//! `sourcier figures --where` and its like, and the database for other tools.

use super::*;
use sourcier::index::{ask, write};
use sourcier::report::columns;

#[test]
fn conditions_are_asked_across_documents() {
    let folder = indexed();
    let folder = folder.path();
    let values = |args: &[&str]| -> Vec<f64> {
        let mut all = vec!["figures", "--json"];
        all.extend(args);
        let read = json(&well(folder, &all));
        let rows = read.as_array().expect("rows").iter();
        rows.map(|row| row["value"].as_f64().expect("a value"))
            .collect()
    };
    assert_eq!(
        values(&["--where", "unit = \"USD\" and value > 1e9"]),
        [1.25e9, 1.25e9]
    );
    assert_eq!(
        values(&["--where", "unit = USD", "--from", "2025"]),
        [1.25e9]
    );
    assert_eq!(
        values(&["--where", "value between 11 and 41 and unit in ('%', 'km')"]),
        [40.0, 12.0]
    );
    assert_eq!(
        values(&["--unit", "%", "--source", "Cour des comptes"]),
        [12.0]
    );
    assert_eq!(
        values(&["--where", "document_title ~ 'CREANCIERS' and unit = EUR"]),
        [3e9]
    );
    assert_eq!(
        values(&["--limit", "1", "--where", "kind = money"]).len(),
        1
    );
    // The same of documents without an index.
    let alone = ["sub/rail-2026-01-15.txt", "--where", "unit = \"%\""];
    assert_eq!(values(&alone), [12.0]);
    let speakers = well(folder, &["entities", "--csv", "--where", "type = PER"]);
    assert!(
        speakers
            .lines()
            .next()
            .is_some_and(|l| l.starts_with("document,id,name,"))
    );
    assert!(speakers.contains("Iryna Halavenka"));
    let table = well(folder, &["figures", "--where", "unit = EUR"]);
    assert!(
        table.contains("3 milliards d'euros") && table.contains("minsk-2024-05-06:"),
        "{table}"
    );
}

#[test]
fn mistakes_in_conditions_are_shown() {
    let folder = indexed();
    refused(
        folder.path(),
        &["figures", "--where", "value > 3 and unt = \"km\""],
        &[
            "character 15",
            "\"unt\" is no column",
            "unit",
            "\n                ^",
        ],
    );
    refused(
        folder.path(),
        &["figures", "--where", "value > x", "--ui", "fr"],
        &["caractère 9", "« x »"],
    );
    // Without a path and without an index there is nothing to ask.
    let empty = tempfile::tempdir().expect("a folder");
    refused(
        empty.path(),
        &["figures", "--where", "value > 3"],
        &["nothing to read"],
    );
}

#[test]
fn the_index_holds_what_the_analyses_say() {
    let folder = indexed();
    let db = database(folder.path());
    let mut files = Vec::new();
    for (name, _) in TEXTS {
        files.push(json(&well(
            folder.path(),
            &["analyze", name, "--sentences"],
        )));
    }
    for layer in write::LAYERS.iter().chain(&["sentences"]) {
        let all: usize = files
            .iter()
            .map(|a| a[*layer].as_array().expect("a layer").len())
            .sum();
        assert_eq!(count(&db, layer), all as i64, "{layer}");
        assert_eq!(
            count(&db, &format!("{layer}_in_context")),
            all as i64,
            "{layer}"
        );
    }
    let text: String = db
        .query_row(
            "SELECT sentence FROM figures_in_context WHERE unit = '%' AND value = 12",
            [],
            |row| row.get(0),
        )
        .expect("a sentence");
    assert!(text.starts_with("D'après la Cour des comptes"));
    for view in ["entities_of_all_documents", "most_cited_sources"] {
        assert!(count(&db, view) > 0, "{view}");
    }
}

#[test]
fn tables_and_views_have_the_columns_of_the_layers() {
    let folder = indexed();
    let db = database(folder.path());
    let columns_of = |table: &str| -> Vec<String> {
        let query = db
            .prepare(&format!("SELECT * FROM {table}"))
            .expect("a table");
        query.column_names().map(str::to_owned).collect()
    };
    for name in write::LAYERS {
        let table = columns::table(name).expect("a layer");
        let own = columns_of(name);
        for column in write::columns(table) {
            assert!(own.iter().any(|c| c == column), "{name} has no {column}");
        }
        let view = columns_of(&format!("{name}_in_context"));
        for (column, ..) in ask::columns(table) {
            assert!(
                view.iter().any(|c| c == column),
                "{name}_in_context has no {column}"
            );
        }
    }
    let documented = std::fs::read_to_string(root().join("docs/index.md")).expect("docs/index.md");
    let mut query = db
        .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT GLOB 'words_*' AND name NOT GLOB 'sqlite_*'")
        .expect("a schema");
    let names = query
        .query_map([], |row| row.get::<_, String>(0))
        .expect("names");
    for name in names {
        let name = name.expect("a name");
        assert!(
            documented.contains(&format!("`{name}`")),
            "docs/index.md does not tell of {name}"
        );
    }
}
