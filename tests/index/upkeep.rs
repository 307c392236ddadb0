//! `sourcier index`: what has changed, what is gone, and what disturbs.

use super::*;
use std::time::Duration;

/// Of each document the key of its first sentence, which a rewritten one does not keep.
fn keys(db: &Connection) -> Vec<(String, i64)> {
    let mut query = db
        .prepare("SELECT d.id, min(s.sentence) FROM documents d JOIN sentences s USING (document) GROUP BY d.id ORDER BY d.id")
        .expect("a query");
    let rows = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// What the index says, whatever its keys.
fn content(folder: &Path) -> String {
    let mut out = String::new();
    for layer in ["figures", "dates", "entities", "quotes", "sources"] {
        let args = [layer, "--csv", "--index", ".", "--limit", "1000000"];
        out.push_str(&well(folder, &args));
    }
    let db = database(folder);
    for table in [
        "sentences",
        "words",
        "mentions",
        "names",
        "credits",
        "findings",
        "sections",
        "documents",
    ] {
        out.push_str(&format!("{table} {}\n", count(&db, table)));
    }
    out
}

#[test]
fn only_what_has_changed_is_written_again() {
    let folder = indexed();
    let folder = folder.path();
    let before = keys(&database(folder));
    assert_eq!(before.len(), 3);
    let told = String::from_utf8(output(folder, &["index", "."]).stderr).expect("UTF-8");
    assert!(
        told.contains("0 documents into the index, 3 documents unchanged"),
        "{told}"
    );
    assert_eq!(keys(&database(folder)), before);
    put(
        folder,
        "sub/rail-2026-01-15.txt",
        "1. LE RAIL\n\nEn 2025, le fret a perdu 7 %.\n",
    );
    let told = String::from_utf8(output(folder, &["index", "."]).stderr).expect("UTF-8");
    assert!(
        told.contains("1 document into the index, 2 documents unchanged"),
        "{told}"
    );
    let after = keys(&database(folder));
    assert_eq!(after[..2], before[..2]);
    assert_ne!(after[2], before[2]);
    assert!(well(folder, &["search", "-q", "péages"]).is_empty());
    assert!(well(folder, &["search", "-q", "fret"]).contains("7 %"));
    // It is what a new index would be.
    let kept = content(folder);
    std::fs::remove_file(folder.join("index.sqlite")).expect("removed");
    well(folder, &["index", ".", "-q"]);
    assert_eq!(content(folder), kept);
}

#[test]
fn what_is_gone_stays_until_it_is_pruned() {
    let folder = indexed();
    let folder = folder.path();
    std::fs::remove_file(folder.join("loans-2025-02-01.md")).expect("removed");
    let told = String::from_utf8(output(folder, &["index", "."]).stderr).expect("UTF-8");
    assert!(told.contains("--prune"), "{told}");
    assert!(!well(folder, &["search", "-q", "hydrogen"]).is_empty());
    well(folder, &["index", ".", "-q", "--prune"]);
    assert!(well(folder, &["search", "-q", "hydrogen"]).is_empty());
    let db = database(folder);
    assert_eq!(count(&db, "documents"), 2);
    assert_eq!(count(&db, "words"), count(&db, "sentences"));
    assert_eq!(
        count(
            &db,
            "mentions WHERE entity NOT IN (SELECT entity FROM entities)"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "credits WHERE sentence NOT IN (SELECT sentence FROM sentences)"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "names WHERE entity NOT IN (SELECT entity FROM entities)"
        ),
        0
    );
}

#[test]
fn a_batch_keeps_the_index_of_its_results() {
    let folder = texts();
    let folder = folder.path();
    well(folder, &["analyze", ".", "-q", "-o", "out", "--index"]);
    assert!(well(folder, &["search", "-q", "fret", "--index", "out"]).contains("35 millions"));
    // Its reports are no documents.
    well(folder, &["index", ".", "-q"]);
    assert_eq!(count(&database(folder), "documents"), 3);
    refused(folder, &["index", "out"], &["folder of results", "-o out"]);
    refused(folder, &["index", "loans-2025-02-01.md"], &["-o DIR"]);
}

#[test]
fn a_bad_document_does_not_stop_the_others() {
    let folder = texts();
    std::fs::write(folder.path().join("bad.md"), b"\x00\x01\x02\x00 no text").expect("a file");
    let output = output(folder.path(), &["index", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.md"));
    assert_eq!(count(&database(folder.path()), "documents"), 3);
}

#[test]
fn what_is_no_index_of_this_version_is_told() {
    let folder = indexed();
    let folder = folder.path();
    let path = folder.join("index.sqlite");
    database(folder)
        .pragma_update(None, "user_version", 99)
        .expect("a version");
    for args in [&["search", "x"][..], &["index", "."]] {
        refused(folder, args, &["newer version"]);
    }
    database(folder)
        .pragma_update(None, "application_id", 7)
        .expect("an identifier");
    for args in [&["search", "x"][..], &["index", "."]] {
        refused(folder, args, &["not an index of sourcier"]);
    }
    std::fs::write(
        &path,
        "no database at all, but long enough to look at ".repeat(50),
    )
    .expect("a file");
    for args in [&["search", "x"][..], &["index", "."]] {
        refused(folder, args, &["not an index of sourcier"]);
    }
    std::fs::remove_file(&path).expect("removed");
    refused(
        folder,
        &["search", "x"],
        &["no index there", "sourcier index"],
    );
    // An empty file is what a database begins as.
    std::fs::write(&path, "").expect("a file");
    well(folder, &["index", ".", "-q"]);
    assert!(!well(folder, &["search", "-q", "fret"]).is_empty());
}

#[test]
fn readers_see_whole_documents_while_it_is_written() {
    let folder = indexed();
    let folder = folder.path();
    let reader = database(folder);
    reader.execute_batch("BEGIN").expect("a transaction");
    let before = count(&reader, "sentences");
    put(folder, "new.md", "Une phrase de plus. Une autre encore.\n");
    well(folder, &["index", ".", "-q"]);
    assert_eq!(count(&reader, "sentences"), before, "what it began to read");
    reader.execute_batch("COMMIT").expect("the end");
    assert_eq!(count(&reader, "sentences"), before + 2);
    // Another writer is waited for, then told.
    let writer = database(folder);
    writer
        .execute_batch("BEGIN IMMEDIATE")
        .expect("a transaction");
    assert!(!well(folder, &["search", "-q", "encore"]).is_empty());
    put(folder, "newer.md", "Et une dernière.\n");
    refused(folder, &["index", "."], &["another program is writing"]);
    writer.execute_batch("ROLLBACK").expect("the end");
    well(folder, &["index", ".", "-q"]);
    assert_eq!(count(&database(folder), "sentences"), before + 3);
}

#[test]
fn a_run_that_is_killed_is_made_good_by_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for copy in 0..40 {
        for (name, text) in TEXTS {
            put(
                folder,
                &format!("{copy}/{name}"),
                &text.replace("2023", &format!("{}", 1950 + copy)),
            );
        }
    }
    well(folder, &["index", ".", "-q"]);
    let whole = content(folder);
    let file = folder.join("index.sqlite");
    // Documents in the index; none before its tables are made.
    let documents = || {
        let db = file.is_file().then(|| database(folder));
        let sql = "SELECT count(*) FROM documents";
        db.and_then(|db| db.query_row(sql, [], |row| row.get::<_, i64>(0)).ok())
            .unwrap_or(0)
    };
    let mut parts = 0;
    for round in 0..12 {
        std::fs::remove_file(&file).expect("removed");
        let mut run = command(folder, &["index", ".", "-q"])
            .spawn()
            .expect("the command runs");
        // From the very beginning to the very end, however fast the machine is.
        while documents() < round * 10 && run.try_wait().expect("a child").is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        run.kill().expect("killed");
        run.wait().expect("ended");
        parts += i32::from((1..120).contains(&documents()));
        well(folder, &["index", ".", "-q"]);
        assert_eq!(content(folder), whole, "round {round}");
    }
    assert!(parts > 0, "no run was killed halfway");
}
