//! Mistakes: what is told, and that nothing is half-written.

use super::*;

#[test]
fn one_bad_document_never_stops_the_rest() {
    let input = folder(&[
        ("1-torn.md", b"# \xFF\xFEt\xE9\x02\n\nUn.\n"),
        ("2-good.md", REPORT.as_bytes()),
        ("3-binary.txt", b"abc\0def"),
        ("4-picture.md", b"\x89PNG\r\n"),
        ("5-empty.txt", b""),
    ]);
    let out = tempfile::tempdir().unwrap();
    let results = out.path().join("new/deep");
    let missing = input.path().join("nix.md");
    let run = run(&[
        "analyze",
        shown(input.path()),
        shown(&missing),
        "-o",
        shown(&results),
    ]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    for told in [
        "1-torn.md: not a text file (byte 6 is one that no text has)",
        "3-binary.txt: not a text file (byte 3 is one that no text has). Expected PDF, DOCX, ODT, HTML, Markdown or plain text",
        "4-picture.md: this is a PNG image",
        "nix.md: no such file or folder. Expected",
        "4 documents could not be read",
    ] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    assert_eq!(closing(&run.err, "Documents"), "2");
    assert_eq!(closing(&run.err, "Unreadable"), "4");
    let written = names(&results);
    let documents: Vec<_> = written.iter().filter(|n| n.ends_with(".md")).collect();
    assert_eq!(documents, ["2-good.md", "5-empty.md"]);
    assert!(
        !written
            .iter()
            .any(|n| n.ends_with(".tmp") || n.contains("torn"))
    );
    let index = json(&text_of(&results.join("index.json")));
    assert_eq!(index["failures"].as_array().unwrap().len(), 3);
    let tables = well(&["figures", "--csv", shown(&input.path().join("2-good.md"))]);
    // A file has a byte order mark, a stream has none.
    let written = text_of(&results.join("figures.csv"));
    assert_eq!(written.strip_prefix('\u{feff}'), Some(tables.as_str()));
}

#[test]
fn mistakes_are_told_and_nothing_is_written() {
    let input = folder(&[("a.md", REPORT.as_bytes()), ("none/picture.png", b"x")]);
    let root = shown(input.path());
    let file = input.path().join("a.md");
    let file = shown(&file);
    let none = input.path().join("none");
    let under_file = format!("{file}/out");
    refused(
        &["analyze", "nix.md"],
        &["nix.md: no such file or folder", "check the path"],
    );
    refused(
        &[
            "figures", "nix.md", "--json", "-q", "--ui", "en", "--date", "6 mars",
        ],
        &["\"6 mars\" is not a date. Expected YYYY-MM-DD"],
    );
    refused(
        &["analyze", file, "--date", "2026-02-30"],
        &["2026-02-30", "YYYY-MM-DD"],
    );
    refused(
        &["analyze", file, "corpus"],
        &["2 paths need an output folder", "-o DIR"],
    );
    refused(
        &["analyze", root],
        &["a folder needs an output folder", "-o DIR"],
    );
    refused(&["analyze"], &["nothing to read"]);
    refused(
        &["analyze", "--jsonl", file],
        &["--jsonl reads standard input"],
    );
    refused(
        &["analyze", file, "--format", "xml"],
        &["--format xml", "json, md, conllu"],
    );
    refused(
        &["dates", file, "--format", "md"],
        &["--format md", "json, csv"],
    );
    refused(
        &["analyze", file, "-o", &under_file],
        &["cannot be written", "Give -o a folder"],
    );
    refused(
        &["analyze", root, "-o", file],
        &["is a file, and -o needs a folder"],
    );
    refused(
        &["analyze", root, "-o", root],
        &["could overwrite", "another folder"],
    );
    refused(&["analyze", file, "-o", root], &["could overwrite"]);
    refused(
        &["explain", "no-such-rule"],
        &["no rule is called no-such-rule"],
    );
    refused(&["text", root], &["a folder needs"]);
    refused(&["analyze", file, "--lang", "xx"], &["xx", "fr, en, auto"]);
    refused(&["nonsense"], &["nonsense"]);
    refused(
        &["text", file, "--encoding", "utf-9"],
        &["\"utf-9\" is not an encoding", "windows-1252"],
    );
    let list = shown(&input.path().join("names.toml")).to_owned();
    refused(
        &["entities", file, "--entities", &list],
        &["names.toml: no such file"],
    );
    fs::write(
        &list,
        "[[entity]]\nname = \"Grain Office\"\ntype = \"GUILD\"\n",
    )
    .unwrap();
    refused(
        &["entities", file, "--entities", &list],
        &[
            "names.toml: line 3: unknown variant `GUILD`",
            "name, type (PER, ORG",
        ],
    );
    fs::remove_file(&list).unwrap();
    let out = input.path().join("out");
    refused(
        &["analyze", shown(&none), "-o", shown(&out)],
        &["no document in this folder", ".md, .markdown, .txt, .html"],
    );
    refused(
        &["analyze", "nix", "-o", shown(&out)],
        &["nix: no such file"],
    );
    let all: BTreeSet<String> = ["a.md", "none"].map(str::to_owned).into();
    assert_eq!(names(input.path()), all, "nothing was written");
    assert_eq!(fs::read(file).unwrap(), REPORT.as_bytes());
}

#[test]
fn encodings_are_told_forced_and_refused() {
    let input = folder(&[("a.txt", b"L'\xE9t\xE9 a co\xFBt\xE9 3 \x80 \xE0 No\xEBl.")]);
    let file = input.path().join("a.txt");
    let (file, text) = (shown(&file), input.path().join("read.txt"));
    let written = || text_of(&text);
    let analysis = json(&well(&["analyze", file, "--text-out", shown(&text)]));
    assert_eq!(analysis["document"]["encoding"], "windows-1252");
    assert_eq!(written(), "L'été a coûté 3 € à Noël.");
    let figure = &analysis["figures"][0];
    assert_eq!(
        (&figure["text"], &figure["start"]),
        (&"3 €".into(), &14.into())
    );
    well(&[
        "analyze",
        file,
        "--encoding",
        "latin2",
        "--text-out",
        shown(&text),
    ]);
    assert_eq!(written(), "L'été a coűté 3 \u{80} ŕ Noël.");
    refused(
        &["analyze", file, "--encoding", "utf8"],
        &["not UTF-8 (line 1, byte 2)", "name another"],
    );
}

#[test]
fn tables_want_a_folder_or_a_layer() {
    refused(
        &[
            "analyze",
            "corpus/belarus-dependance.md",
            "--format",
            "parquet",
        ],
        &["--format parquet", "-o DIR", "sourcier figures"],
    );
    refused(
        &[
            "analyze",
            "corpus/belarus-dependance.md",
            "-o",
            "nowhere",
            "--format",
            "tei,docx",
        ],
        &["docx", "web-annotation, tei, brat, ftm, parquet"],
    );
    let table = sourcier()
        .args([
            "figures",
            "corpus/belarus-dependance.md",
            "--format",
            "parquet",
        ])
        .output()
        .unwrap();
    assert!(table.status.success());
    assert!(table.stdout.starts_with(b"PAR1") && table.stdout.ends_with(b"PAR1"));
}
