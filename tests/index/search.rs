//! `sourcier search`.

use super::*;

/// The sentences found, by document and first words.
fn found(folder: &Path, args: &[&str]) -> Vec<(String, String)> {
    let mut all = vec!["search", "--json"];
    all.extend(args);
    let read = json(&well(folder, &all));
    let hits = read["hits"].as_array().expect("hits").iter();
    hits.map(|hit| {
        let text = hit["text"].as_str().expect("text");
        let document = hit["document"].as_str().expect("a document");
        // The words that are marked lie in the sentence, and the sentence in the document.
        for mark in hit["marks"].as_array().expect("marks") {
            let at = |i: usize| mark[i].as_u64().expect("an offset") as usize;
            assert!(at(0) < at(1) && at(1) <= text.chars().count());
        }
        let source = std::fs::read_to_string(folder.join(hit["path"].as_str().expect("a path")))
            .expect("a text");
        let at = |name: &str| hit[name].as_u64().expect("an offset") as usize;
        let slice: String = source
            .chars()
            .skip(at("start"))
            .take(at("end") - at("start"))
            .collect();
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&slice), plain(text));
        (document.to_owned(), text.chars().take(18).collect())
    })
    .collect()
}

#[track_caller]
fn finds(folder: &Path, args: &[&str], beginnings: &[&str]) {
    let mut hits: Vec<String> = found(folder, args).into_iter().map(|hit| hit.1).collect();
    hits.sort();
    let all = hits.len() == beginnings.len()
        && beginnings
            .iter()
            .all(|b| hits.iter().any(|hit| hit.starts_with(b)));
    assert!(all, "{args:?}: {hits:?}, not {beginnings:?}");
}

#[test]
fn spelling_and_inflection_do_not_matter() {
    let folder = indexed();
    let folder = folder.path();
    for (words, beginnings) in [
        // Accents, capitals, order, and the words in one sentence.
        ("PRET bielorussie", &["Selon Iryna"][..]),
        ("biélorussie prêt", &["Selon Iryna"]),
        ("l'etat oeuvre", &["L’État œuvre", "Les œuvres d'État"]),
        ("cheval", &["Les chevaux"]),
        ("œil", &["Il a les yeux"]),
        ("ministry", &["The ministries"]),
        ("child", &["Children were"]),
        ("augmentation péage", &["D'après la Cour"]),
        // Groups of digits in any manner, of any language.
        ("1250", &["Selon Iryna", "According to"]),
        ("1 250", &["Selon Iryna", "According to"]),
        // Phrases, beginnings, what must not be there.
        ("\"prêts du kremlin\"", &["Le prêt du"]),
        ("«\u{a0}kremlin prêts\u{a0}»", &[]),
        ("hydro*", &["The ministries"]),
        ("kremlin -milliards", &["Selon Iryna"]),
        ("kremlin -\"prêt du kremlin\"", &["Selon Iryna"]),
        // Words without meaning are passed over.
        ("les chevaux de la", &["Les chevaux"]),
    ] {
        finds(folder, &[words], beginnings);
    }
}

#[test]
fn conditions_narrow_down() {
    let folder = indexed();
    let folder = folder.path();
    finds(folder, &["prêt", "--unit", "USD"], &["Selon Iryna"]);
    finds(
        folder,
        &["--unit", "%", "--from", "2026"],
        &["D'après la Cour"],
    );
    finds(
        folder,
        &["prêt", "--entity", "IRYNA HALAVENKA"],
        &["Selon Iryna"],
    );
    finds(
        folder,
        &["--source", "cour des comptes"],
        &["D'après la Cour"],
    );
    finds(
        folder,
        &["1250", "--from", "2025-01", "--to", "2025-12-31"],
        &["According to"],
    );
    finds(folder, &["1250", "--to", "2024"], &["Selon Iryna"]);
    finds(folder, &["prêt", "--unit", "km"], &[]);
    assert_eq!(found(folder, &["prêt", "--limit", "1"]).len(), 1);
}

#[test]
fn what_no_sentence_has_whole_is_found_in_part() {
    let folder = indexed();
    let args = ["search", "--json", "chevaux fret"];
    let read = json(&well(folder.path(), &args));
    assert_eq!(read["partial"], true);
    assert_eq!(read["hits"].as_array().map(Vec::len), Some(2));
    let output = output(folder.path(), &["search", "chevaux fret"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("No sentence has all the words"));
}

#[test]
fn the_form_that_was_typed_comes_first() {
    let folder = tempfile::tempdir().expect("a folder");
    put(
        folder.path(),
        "a.md",
        "La sanction reste rare ici.\n\nLes sanctions restent rares ici.\n",
    );
    well(folder.path(), &["index", ".", "-q"]);
    for (word, first) in [("sanctions", "Les sanctions"), ("sanction", "La sanction")] {
        let hits = found(folder.path(), &[word]);
        assert_eq!(hits.len(), 2);
        assert!(hits[0].1.starts_with(first), "{hits:?}");
    }
}

#[test]
fn hits_are_shown_with_their_place_and_words_in_colour() {
    let folder = indexed();
    let shown = well(
        folder.path(),
        &[
            "search",
            "-q",
            "prêt kremlin",
            "--color",
            "always",
            "--limit",
            "1",
        ],
    );
    let plain = well(
        folder.path(),
        &["search", "-q", "prêt kremlin", "--limit", "1"],
    );
    assert!(
        shown.contains("\u{1b}[33mprêt\u{1b}[0m") && shown.contains("\u{1b}[33mKremlin"),
        "{shown}"
    );
    assert!(plain.starts_with("minsk-2024-05-06.md:"), "{plain}");
    assert!(
        plain.contains("Le gaz") && plain.contains("2024-05-06"),
        "{plain}"
    );
    assert!(!plain.contains('\u{1b}'));
}

#[test]
fn what_cannot_be_searched_is_told() {
    let folder = indexed();
    let folder = folder.path();
    refused(folder, &["search"], &["nothing to search for"]);
    refused(
        folder,
        &["search", "x", "--from", "mars"],
        &["\"mars\"", "2026-03"],
    );
    refused(
        folder,
        &["search", "x", "--index", "sub"],
        &["sub", "sourcier index"],
    );
    refused(
        folder,
        &["search", "x", "--index", "sub/rail-2026-01-15.txt"],
        &["not an index"],
    );
    // Signs of the full text's own language mean nothing.
    for odd in [
        "terms:prêt NEAR(a b)",
        "\"",
        "* ^ + ( )",
        "prêt\"",
        "a AND OR NOT",
        "'; DROP TABLE words;--",
    ] {
        well(folder, &["search", "--", odd]);
    }
}
