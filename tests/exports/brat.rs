//! brat stand-off: offsets, fragments and references as brat's own reader asks for them.

use super::{each_sample, slice};
use sourcier::report::brat;
use std::collections::{BTreeMap, BTreeSet};

/// The names that a section of `annotation.conf` declares.
fn declared(configuration: &str, section: &str) -> BTreeSet<String> {
    let lines = configuration
        .lines()
        .skip_while(|l| *l != format!("[{section}]"));
    lines
        .skip(1)
        .take_while(|l| !l.starts_with('['))
        .filter_map(|l| l.split('\t').next())
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_line_is_what_brat_reads() {
    let configuration = brat::configuration();
    let entities = declared(&configuration, "entities");
    let relations = declared(&configuration, "relations");
    let attributes = declared(&configuration, "attributes");
    let mut kinds = BTreeMap::<char, usize>::new();
    let mut fragmented = 0;
    each_sample(|name, reading| {
        let text = brat::text(reading);
        assert_eq!(
            text.chars().count(),
            reading.doc.text.source().chars().count()
        );
        let written = brat::annotations(reading);
        let bounds: BTreeSet<&str> = (written.lines())
            .filter(|l| l.starts_with('T'))
            .filter_map(|l| l.split('\t').next())
            .collect();
        let mut ids = BTreeSet::new();
        for line in written.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let kind = line.chars().next().expect("no empty line");
            *kinds.entry(kind).or_default() += 1;
            if kind != '*' {
                assert!(ids.insert(fields[0]), "{name}: {line}");
            }
            let points: Vec<&str> = fields[1].split([' ', ';']).collect();
            match kind {
                'T' => {
                    let [_, place, words] = fields.as_slice() else {
                        panic!("three fields: {line}");
                    };
                    let (label, places) = place.split_once(' ').expect("a type and places");
                    assert!(entities.contains(label), "{line}");
                    let mut found = Vec::new();
                    let mut last = 0;
                    for fragment in places.split(';') {
                        let (from, to) = fragment.split_once(' ').expect("two offsets");
                        let (from, to): (usize, usize) =
                            (from.parse().unwrap(), to.parse().unwrap());
                        assert!(
                            last <= from && from < to && to <= text.chars().count(),
                            "{line}"
                        );
                        last = to;
                        found.push(slice(&text, from, to));
                    }
                    fragmented += usize::from(found.len() > 1);
                    assert_eq!(found.join(" "), *words, "{name}");
                    assert!(!words.contains(['\n', '\r']));
                }
                'R' => {
                    assert!(relations.contains(points[0]), "{line}");
                    for point in &points[1..] {
                        let (role, to) = point.split_once(':').expect("a role");
                        assert!(role.starts_with("Arg") && bounds.contains(to), "{line}");
                    }
                }
                'A' => {
                    assert!(
                        attributes.contains(points[0]) && bounds.contains(points[1]),
                        "{line}"
                    );
                    let values = configuration
                        .lines()
                        .find(|l| l.starts_with(&format!("{}\t", points[0])));
                    let values = values
                        .and_then(|l| l.rsplit("Value:").next())
                        .expect("values");
                    assert!(values.split('|').any(|v| v == points[2]), "{line}");
                }
                '*' => {
                    assert!(points[0] == "Equiv" && points[1..].iter().all(|p| bounds.contains(p)))
                }
                '#' => assert!(points[0] == "AnnotatorNotes" && bounds.contains(points[1])),
                _ => panic!("{name}: {line}"),
            }
        }
    });
    assert!(
        ['T', 'R', 'A', '*', '#']
            .iter()
            .all(|kind| kinds[kind] > 10),
        "{kinds:?}"
    );
    assert!(fragmented > 5, "stretches over a line's end: {fragmented}");
}
