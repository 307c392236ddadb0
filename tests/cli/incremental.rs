//! A folder of results from run to run: what is done again, what stays, what goes.

use super::*;

const DOCUMENTS: [(&str, &str); 4] = [
    (
        "belarus.md",
        "# Note\n\nSelon Eurostat, le gaz a fourni 21,5 % du courant en mars 2025. L'Union européenne a prêté 300 millions d'euros à la Biélorussie, dit Iryna Halavenka.\n",
    ),
    (
        "annexes/debt.md",
        "# Debt\n\nThe European Union lent €300 million to Belarus in 2025, according to Iryna Halavenka. Minsk owes 4 billion dollars.\n",
    ),
    (
        "annexes/rails.txt",
        "1. Rails\n\nLe fret a transporté 12 000 tonnes en 2024. La Banque nationale prévoit 3 % de hausse, selon Halavenka.\n",
    ),
    (
        "eau.md",
        "# Eau\n\nLa Banque nationale compte 5 millions de m³ en 2023. Le prix de l'eau monte, le prix du gaz aussi.\n",
    ),
];

/// A folder with the sample documents.
pub fn documents() -> TempDir {
    folder(&DOCUMENTS.map(|(name, text)| (name, text.as_bytes())))
}

/// How many documents were found unchanged by a run that ended well.
fn unchanged(input: &Path, out: &Path, more: &[&str]) -> String {
    let mut args = vec!["analyze", shown(input), "-o", shown(out)];
    args.extend(more);
    let run = run(&args);
    assert_eq!(run.code, 0, "{args:?}: {}", run.err);
    closing(&run.err, "of them unchanged").to_owned()
}

/// What an undisturbed run gives.
pub fn fresh(input: &Path, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let mut args = vec!["analyze", "-q", shown(input), "-o", shown(out.path())];
    args.extend(more);
    well(&args);
    results(out.path())
}

#[test]
fn what_has_not_changed_is_not_done_again() {
    let input = documents();
    let (input, out) = (input.path(), tempfile::tempdir().unwrap());
    let out = out.path();
    let again = |more: &[&str]| unchanged(input, out, more);
    assert_eq!(again(&[]), "0");
    let first = results(out);
    let written = |name: &str| fs::metadata(out.join(name)).unwrap().modified().unwrap();
    let before = [
        written("eau.json"),
        written("figures.csv"),
        written("index.json"),
    ];
    assert_eq!(again(&[]), "4");
    let after = [
        written("eau.json"),
        written("figures.csv"),
        written("index.json"),
    ];
    assert_eq!(before, after, "nothing is written again");

    // Content counts, not the time of the file.
    fs::write(input.join("eau.md"), DOCUMENTS[3].1).unwrap();
    assert_eq!(again(&[]), "4");
    fs::write(
        input.join("eau.md"),
        DOCUMENTS[3].1.replace("5 millions", "7 millions"),
    )
    .unwrap();
    assert_eq!(again(&[]), "3");
    assert!(results(out) != first);
    assert!(results(out) == fresh(input, &[]));
    fs::write(input.join("eau.md"), DOCUMENTS[3].1).unwrap();
    assert_eq!(again(&[]), "3");
    assert!(results(out) == first);

    // Options count, and what settings say of one document concerns that one.
    assert_eq!(again(&["--date", "2026-01-05"]), "0");
    assert_eq!(again(&[]), "0");
    assert_eq!(again(&["--force"]), "0");
    assert_eq!(again(&["--jobs", "3"]), "4");
    assert!(results(out) == first);
    let settings =
        "[[accept]]\nrule = \"figure-without-source\"\npath = \"eau.md\"\nreason = \"Connu.\"\n";
    fs::write(input.join("sourcier.toml"), settings).unwrap();
    assert_eq!(again(&[]), "3");
    assert!(results(out) == fresh(input, &[]));
}

#[test]
fn what_was_damaged_is_made_again() {
    let input = documents();
    let (input, out) = (input.path(), tempfile::tempdir().unwrap());
    let out = out.path();
    unchanged(input, out, &[]);
    let first = results(out);
    let state = out.join(".sourcier");
    let part = state.join("parts/eau.part");
    let whole = fs::read(&part).unwrap();
    let mut last = whole.clone();
    *last.last_mut().unwrap() ^= 1;
    let other = fs::read(out.join("eau.md")).unwrap().to_ascii_uppercase();
    let gone = |path: &Path| fs::remove_file(path).unwrap();
    type Damage<'a> = (&'a str, Box<dyn Fn() + 'a>, &'a str);
    let damages: [Damage; 8] = [
        (
            "a result is gone",
            Box::new(|| gone(&out.join("eau.md"))),
            "3",
        ),
        (
            "a result is another",
            Box::new(|| fs::write(out.join("eau.md"), &other).unwrap()),
            "3",
        ),
        ("a part is gone", Box::new(|| gone(&part)), "3"),
        (
            "a part is cut",
            Box::new(|| fs::write(&part, &whole[..40]).unwrap()),
            "3",
        ),
        (
            "a part's end is another",
            Box::new(|| fs::write(&part, &last).unwrap()),
            "3",
        ),
        (
            "a table is gone",
            Box::new(|| gone(&out.join("dates.csv"))),
            "4",
        ),
        (
            "a table is another",
            Box::new(|| fs::write(out.join("dates.csv"), "x").unwrap()),
            "4",
        ),
        (
            "the record is none",
            Box::new(|| fs::write(state.join("state.json"), "{").unwrap()),
            "4",
        ),
    ];
    for (what, damage, kept) in damages {
        damage();
        // A damaged body of a part is met only when the tables are written.
        if what == "a part's end is another" {
            gone(&out.join("dates.csv"));
        }
        assert_eq!(unchanged(input, out, &[]), kept, "{what}");
        assert!(results(out) == first, "{what}");
    }
    fs::write(state.join("tmp/.sourcier-left.tmp"), "half").unwrap();
    assert_eq!(unchanged(input, out, &[]), "4");
    assert_eq!(names(&state.join("tmp")).len(), 0);
}

#[test]
fn results_go_only_when_they_are_pruned() {
    let input = documents();
    let (input, out) = (input.path(), tempfile::tempdir().unwrap());
    let out = out.path();
    let args = ["analyze", shown(input), "-o", shown(out), "--format", "tei"];
    run(&args);
    fs::remove_file(input.join("eau.md")).unwrap();
    let kept = run(&args);
    assert!(
        kept.err.contains("1 document is no longer there"),
        "{}",
        kept.err
    );
    let expected = fresh(input, &["--format", "tei"]);
    let mut left = results(out);
    for name in ["eau.json", "eau.summary.json", "eau.md", "eau.tei.xml"] {
        assert!(left.remove(name).is_some(), "{name}");
    }
    assert!(left == expected, "the folder's files tell what is there");
    fs::write(out.join("mine.txt"), "my own").unwrap();
    let pruned = run(&[&args[..], &["--prune"]].concat());
    assert_eq!(closing(&pruned.err, "Removed"), "1");
    assert!(out.join("mine.txt").exists());
    fs::remove_file(out.join("mine.txt")).unwrap();
    assert!(results(out) == expected);
}

#[test]
fn globs_choose_the_documents() {
    let input = documents();
    fs::write(input.path().join(".sourcierignore"), "rails.*\n").unwrap();
    let chosen = |more: &[&str]| -> Vec<String> {
        let index = fresh(input.path(), more)["index.json"].clone();
        let index = json(std::str::from_utf8(&index).unwrap());
        let documents = index["documents"].as_array().unwrap();
        let paths = documents
            .iter()
            .map(|d| d["path"].as_str().unwrap().to_owned());
        paths.collect()
    };
    assert_eq!(chosen(&[]), ["annexes/debt.md", "belarus.md", "eau.md"]);
    assert_eq!(chosen(&["--include", "annexes/"]), ["annexes/debt.md"]);
    assert_eq!(
        chosen(&["--include", "*a*.md", "--exclude", "annexes"]),
        ["belarus.md", "eau.md"]
    );
    let out = input.path().join("out");
    let args = ["analyze", shown(input.path()), "-o", shown(&out)];
    refused(
        &[&args[..], &["--include", "[z-a]"]].concat(),
        &["[z-a]", ".gitignore"],
    );
    refused(&[&args[..], &["--shard", "3/2"]].concat(), &["3/2", "1/4"]);
    refused(&["analyze", shown(input.path()), "--prune"], &["--out"]);
    assert!(!out.exists());
}

#[test]
fn parts_are_joined_to_the_bytes_of_one_run() {
    let input = documents();
    for (name, text) in [
        (
            "annexes-debt.md",
            "# Deux\n\nMinsk doit 4 milliards de dollars.\n",
        ),
        (
            "Annexes/debt.md",
            "# Trois\n\nMinsk doit 5 milliards de dollars.\n",
        ),
        ("torn.md", "\0"),
        ("annexes/torn.txt", "\0"),
    ] {
        let path = input.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let input = input.path();
    let folders = tempfile::tempdir().unwrap();
    let at = |name: &str| folders.path().join(name);
    let analyse = |out: &Path, more: &[&str]| {
        let args = [&["analyze", "-q", shown(input), "-o", shown(out)], more].concat();
        let code = run(&args).code;
        assert!(
            code == 2 || !more.is_empty(),
            "two documents cannot be read"
        );
    };
    analyse(&at("whole"), &[]);
    let whole = results(&at("whole"));
    for number in 1..=3 {
        analyse(
            &at(&number.to_string()),
            &["--shard", &format!("{number}/3")],
        );
    }
    let merge = |shards: &[&str], out: &str| {
        let shards: Vec<PathBuf> = shards.iter().map(|s| at(s)).collect();
        let out = at(out);
        let mut args = vec!["merge", "-o", shown(&out)];
        args.extend(shards.iter().map(|s| shown(s)));
        run(&args)
    };
    for (order, out) in [
        (["1", "2", "3"], "a"),
        (["3", "1", "2"], "b"),
        (["2", "3", "1"], "b"),
    ] {
        let run = merge(&order, out);
        assert_eq!(closing(&run.err, "Documents"), "6", "{}", run.err);
        assert_eq!(closing(&run.err, "Unreadable"), "2");
        assert!(results(&at(out)) == whole, "{order:?}");
    }
    // What was joined is as good as what was analysed.
    let again = run(&["analyze", shown(input), "-o", shown(&at("a"))]);
    assert_eq!(closing(&again.err, "of them unchanged"), "6");
    assert!(results(&at("a")) == whole);

    let told = |run: Run, words: &[&str]| {
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(words.iter().all(|w| run.err.contains(w)), "{}", run.err);
    };
    told(merge(&["1", "3"], "c"), &["2/3 missing"]);
    told(merge(&["1", "1", "2", "3"], "c"), &["so does"]);
    told(
        merge(&["1", "2", "3"], "1"),
        &["cannot be joined with others in itself"],
    );
    told(
        merge(&["1", "nowhere"], "c"),
        &["nowhere: no whole results", "-o"],
    );
    analyse(&at("dated"), &["--shard", "2/3", "--date", "2026-01-05"]);
    told(
        merge(&["1", "dated", "3"], "c"),
        &["not made in the same way"],
    );
    fs::write(at("2").join("belarus.json"), "{}").unwrap();
    fs::write(at("1").join("belarus.json"), "{}").unwrap();
    fs::write(at("3").join("belarus.json"), "{}").unwrap();
    told(merge(&["1", "2", "3"], "d"), &["no whole results"]);
}

#[test]
fn one_thing_is_one_through_the_folder() {
    let input = documents();
    let files = fresh(input.path(), &[]);
    let mut rows = csv::Reader::from_reader(&files["entities.csv"][..]);
    let header = rows.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|h| h == name).unwrap();
    let [document, name, entity, documents] =
        ["document", "name", "entity", "document_frequency"].map(column);
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let of = |doc: &str, named: &str| -> (&str, &str) {
        let row = rows
            .iter()
            .find(|r| &r[document] == doc && &r[name] == named);
        let row = row.unwrap_or_else(|| panic!("{named} in {doc}: {rows:?}"));
        (&row[entity], &row[documents])
    };
    let union = of("belarus", "Union européenne");
    assert_eq!(union, of("annexes-debt", "European Union"));
    assert_eq!(union.1, "2");
    assert_eq!(
        of("belarus", "Iryna Halavenka"),
        of("annexes-debt", "Iryna Halavenka")
    );
    assert_eq!(of("belarus", "Biélorussie"), ("iso3166:BY", "2"));
    // A family name alone and a bank that every country has are nobody else's.
    assert_eq!(of("annexes-rails", "Halavenka").1, "1");
    let banks = [
        of("annexes-rails", "Banque nationale"),
        of("eau", "Banque nationale"),
    ];
    assert_ne!(banks[0].0, banks[1].0);
    let index = json(std::str::from_utf8(&files["index.json"]).unwrap());
    let told = index["entities"].as_array().unwrap();
    let told = told.iter().find(|e| e["entity"] == union.0).unwrap();
    assert_eq!(
        (told["documents"].as_u64(), told["type"].as_str()),
        (Some(2), Some("ORG"))
    );
    let names = [&told["name"], &told["aliases"][0]];
    assert!(names.contains(&&Value::from("European Union")));
    assert!(names.contains(&&Value::from("Union européenne")));
}
