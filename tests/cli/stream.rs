//! The stream: a document a line in, an analysis a line out.

use super::*;

#[test]
fn a_stream_answers_line_by_line_and_in_order() {
    let input = concat!(
        "{\"id\": \"a\", \"text\": \"Selon Eurostat, 21,5 % en mars 2025.\"}\n",
        "not json\n",
        "\n",
        "{\"id\": 7, \"text\": \"# T\\n\\nThe year 2024.\", \"format\": \"markdown\", \"lang\": \"en\"}\r\n",
        "{\"id\": \"b\", \"text\": \"x\", \"date\": \"2025-13-01\"}\n",
        "{\"id\": \"c\", \"text\": \"x\", \"lang\": \"xx\"}\n",
        "{\"id\": \"d\", \"text\": \"x\", \"format\": \"rtf\"}\n",
        "{\"id\": \"e\"}\n",
        "{\"text\": \"x\"}\n",
        "[1]\n",
        "{\"id\": \"f\", \"text\": \"Mai dernier.\", \"date\": \"2025-06-03\"}",
    );
    let mut bytes = input.as_bytes().to_vec();
    bytes.extend(b"\n{\"id\": \"g\", \"text\": \"\xFF\"}\n");
    let run = fed(&["analyze", "--jsonl"], &bytes);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("8 lines could not be analysed"),
        "{}",
        run.err
    );
    let answers: Vec<Value> = run.out.lines().map(json).collect();
    let ids: Vec<Value> = answers
        .iter()
        .map(|a| a.get("id").unwrap_or(&a["document"]["id"]).clone())
        .collect();
    let none = Value::Null;
    let expected = [
        "a".into(),
        none.clone(),
        "7".into(),
        "b".into(),
        "c".into(),
        "d".into(),
        "e".into(),
        none.clone(),
        none.clone(),
        "f".into(),
        none,
    ];
    assert_eq!(ids, expected);
    let schema = schema();
    check_analysis(&schema, &answers[0], "Selon Eurostat, 21,5 % en mars 2025.");
    check_analysis(&schema, &answers[2], "# T\n\nThe year 2024.");
    assert_eq!(answers[2]["document"]["input_format"], "markdown");
    assert_eq!(answers[9]["document"]["date"]["edtf"], "2025-06-03");
    let lines: Vec<_> = answers.iter().filter_map(|a| a["line"].as_u64()).collect();
    assert_eq!(lines, [2, 9, 10, 12]);
    for (i, told) in [
        (1, "not a JSON object"),
        (3, "2025-13-01"),
        (4, "fr, en, auto"),
        (5, "markdown"),
        (6, "\"text\""),
        (7, "\"id\""),
        (10, "UTF-8"),
    ] {
        assert!(
            answers[i]["error"].as_str().unwrap().contains(told),
            "{}",
            answers[i]
        );
    }
    assert_eq!(fed(&["analyze", "--jsonl"], b"").code, 0);
}

#[test]
fn a_stream_is_flushed_before_the_next_line_is_read() {
    let mut child = spawn(&["analyze", "--jsonl"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in ["one", "two"] {
        writeln!(stdin, "{{\"id\": \"{id}\", \"text\": \"Un.\"}}").unwrap();
        stdin.flush().unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(json(&line)["document"]["id"], id);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let line = format!(
        "{{\"id\": \"a\", \"text\": \"{}\"}}\n",
        "Il pleut. ".repeat(2000)
    );
    let mut child = spawn(&["analyze", "--jsonl", "--sentences"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let feeder = std::thread::spawn(move || {
        // It fails once the command has ended.
        for _ in 0..200 {
            if stdin.write_all(line.as_bytes()).is_err() {
                break;
            }
        }
    });
    let mut some = [0; 16];
    stdout.read_exact(&mut some).unwrap();
    drop(stdout);
    let run = ended(child.wait_with_output().unwrap());
    feeder.join().unwrap();
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}
