//! Links of whole texts: the rule of docs/credit.md, case by case.

use crate::pipeline::{Settings, Want, analyse};
use crate::read::{Format, Input, read_text};

const LIST: &str = "\n\n## Bibliographie\n\n\
Kowalska (A.), « *Le prix du détour* », Centre Horizon, (2025).\n<https://horizon.example.org/detour>\n\n\
Martin (P.), « *Le blé et la mer* », Institut du grain, (mars 2024).\n<https://grain.example.org/ble>\n\n\
Martin (P.), « *Les ports fermés* », Institut du grain, (juin 2025).\n<https://grain.example.org/ports>\n";

const OPENING: &str = "Avant la guerre, cette route n'intéressait personne. Elle passe désormais par des villes que \
les cartes avaient oubliées, et les marchands y font halte comme jadis.\n\n";

/// Notes whose labels stand in brackets, as converters write them.
const NOTES: &str = "\n\n## Notes\n\n\
[1] Kowalska (A.), *Le prix du détour*, Centre Horizon, 2025.\n\
[2] Martin (P.), *Les ports fermés*, Institut du grain, juin 2025, p. 4.\n";

/// For each figure of `body` its words and the work that it rests on: `12: Kowalska 2025`.
fn credited(body: &str) -> Vec<String> {
    credited_by(body, LIST)
}

fn credited_by(body: &str, works: &str) -> Vec<String> {
    let text = format!("# Le détour\n\n## Le prix\n\n{OPENING}{body}{works}");
    let input = Input::from_text("text", &text);
    let read = read_text(text, Format::from_name("markdown"));
    let analysis = analyse(&input, read, &Settings::default(), Want::ALL);
    let key = |id: &String| {
        (analysis.sources.iter().find(|s| s.id == *id)).map_or_else(String::new, |s| {
            let family = s.author.first().and_then(|a| a.family.clone());
            format!(
                "{} {}",
                family.unwrap_or_default(),
                s.issued.clone().unwrap_or_default()
            )
        })
    };
    (analysis.figures.iter())
        .filter(|f| !f.at.text.is_empty())
        .map(|f| match &f.attribution {
            None => format!("{}: –", f.at.text),
            Some(a) => {
                let to = (a.source.iter().chain(&a.candidates))
                    .map(key)
                    .collect::<Vec<_>>();
                format!("{}: {}", f.at.text, to.join(" | "))
            }
        })
        .collect()
}

#[test]
fn a_credit_reaches_as_far_as_the_rule_says() {
    let mut wrong = Vec::new();
    for (body, expected) in [
        // Before, behind and around the statement.
        (
            "Anna Kowalska estime que 12 usines ont fermé.",
            &["12: Kowalska 2025"][..],
        ),
        (
            "Selon Anna Kowalska, 12 usines ont fermé.",
            &["12: Kowalska 2025"],
        ),
        (
            "Il reste 12 usines, d'après Anna Kowalska.",
            &["12: Kowalska 2025"],
        ),
        (
            "Il reste 12 usines (Kowalska, 2025).",
            &["12: Kowalska 2025"],
        ),
        // A letter written wrong.
        (
            "Anna Kovalska estime que 12 usines ont fermé.",
            &["12: Kowalska 2025"],
        ),
        // Nobody is credited.
        ("Il reste 12 usines.", &["12: –"]),
        // Carried on by a pronoun and by a sentence that goes on, but not into the next paragraph.
        (
            "Anna Kowalska estime que 12 usines ont fermé. Elle ajoute que 40 ports suivront.\n\nIl reste 7 ponts.",
            &["12: Kowalska 2025", "40: Kowalska 2025", "7: –"],
        ),
        // Ended by somebody else.
        (
            "Anna Kowalska estime que 12 usines ont fermé ; selon Reuters, 40 ports suivront.",
            &["12: Kowalska 2025", "40: "],
        ),
        (
            "Reuters estime que 12 usines ont fermé ; les ports, eux, ont perdu 40 bateaux.",
            &["12: ", "40: –"],
        ),
        // What is told of the one who speaks is not what they say.
        (
            "« Le gaz manque », dit Anna Kowalska, qui dirige 30 personnes.",
            &["30: –"],
        ),
        // Whom the text means by words that name nobody.
        (
            "L'avis de Reuters n'est pas celui de l'économiste Anna Kowalska : à ses yeux, 12 usines ont fermé.",
            &["12: Kowalska 2025"],
        ),
        (
            "L'Institut du grain recense 12 silos. Les auditeurs chiffrent à 40 millions leur remise en état.",
            &[
                "12: Martin 2024-03 | Martin 2025-06",
                "40 millions: Martin 2024-03 | Martin 2025-06",
            ],
        ),
        // What an institution talks of, states and finds; a work that a relative clause tells the author of.
        (
            "L'Institut du grain parle de 12 silos perdus.",
            &["12: Martin 2024-03 | Martin 2025-06"],
        ),
        (
            "Les chiffres de l'Institut du grain font état de 12 silos perdus.",
            &["12: Martin 2024-03 | Martin 2025-06"],
        ),
        (
            "Selon l'étude que l'Institut du grain a publiée, 12 silos ont fermé.",
            &["12: Martin 2024-03 | Martin 2025-06"],
        ),
        // What stands between commas tells of the name before it.
        (
            "Les analystes de l'Institut du grain, une société de données, comptent 12 silos.",
            &["12: Martin 2024-03 | Martin 2025-06"],
        ),
        // Who asks does not tell, nor does who ordered a study.
        (
            "Interrogée par l'Institut du grain, la ministre Claire Aubertin a promis 12 usines.",
            &["12: –"],
        ),
        // The year beside a name tells the work.
        (
            "Comme l'écrivait déjà Martin en 2024, 12 silos ont fermé.",
            &["12: Martin 2024-03"],
        ),
        // An incise in the clause that opens the sentence says nothing of the main one.
        (
            "Si le gaz manque, comme l'affirme Reuters, il restera 12 usines.",
            &["12: –"],
        ),
        // Two works of one author: by date, by year, else candidates.
        (
            "Dans une note de mars 2024, Paul Martin compte 12 silos.",
            &["12: Martin 2024-03"],
        ),
        ("Il reste 12 silos (Martin, 2025).", &["12: Martin 2025-06"]),
        (
            "Paul Martin compte 12 silos.",
            &["12: Martin 2024-03 | Martin 2025-06"],
        ),
    ] {
        let found = credited(body);
        if found != expected {
            wrong.push(format!("{body}\n    found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn marks_in_brackets_lead_to_notes_in_brackets() {
    let body =
        "Il reste 12 usines et 40 ports [1]. Les grues, elles, sont 7 [2].\n\nDix quais suivront.";
    let found = credited_by(body, NOTES);
    let expected = [
        "12: Kowalska 2025",
        "40: Kowalska 2025",
        "7: Martin 2025-06",
        "Dix: –",
    ];
    assert_eq!(found, expected);
}
