//! Quotations as a reader would take them.

use super::*;
use crate::lang::Lang;
use crate::read::Format;

/// The stretches of a text with their speakers: `speaker: words`.
fn quotes(lang: &str, text: &str) -> Vec<String> {
    let lang = Lang::from_code(lang);
    let doc = Document::new(
        crate::read::read_text(text.to_owned(), Format::from_name("markdown")).text,
        lang,
    );
    extract(&doc, &[])
        .into_iter()
        .map(|q| {
            let goes_on = if q.continues.is_some() { "+" } else { "" };
            format!(
                "{goes_on}{}: {}",
                q.speaker.unwrap_or_else(|| "?".to_owned()),
                q.at.text
            )
        })
        .collect()
}

#[test]
fn speakers() {
    let mut wrong = Vec::new();
    for (lang, text, expected) in [
        (
            "fr",
            "Marie Dupont ironise. « Le gaz est un rêve qui coûte cher », écrit-elle.",
            &["Marie Dupont: Le gaz est un rêve qui coûte cher"][..],
        ),
        (
            "fr",
            "« Bruxelles paie en retard », écrit Anna Kowalska, « des réformes promises en avance ».",
            &[
                "Anna Kowalska: Bruxelles paie en retard",
                "+Anna Kowalska: des réformes promises en avance",
            ],
        ),
        (
            "fr",
            "« Nous attendons », soupirait en janvier un diplomate togolais en poste à Lomé.",
            &["un diplomate togolais: Nous attendons"],
        ),
        (
            "fr",
            "« *Je sais suivre un navire*, admet le vice-amiral Paul Kerbrat, ancien marin, *mais pas une ancre.* »",
            &[
                "Paul Kerbrat: Je sais suivre un navire",
                "+Paul Kerbrat: mais pas une ancre.",
            ],
        ),
        (
            "fr",
            "« Absurde », a répondu Paul Kerbrat. Selon Marie Dupont, les ménages « modestes » ont perdu 3 %.",
            &["Paul Kerbrat: Absurde"],
        ),
        (
            "en",
            "\"We are selling the hinge,\" his spokesman, Paul Kerbrat, said. \"Nobody buys the door,\" former minister Ann Lee wrote.",
            &[
                "Paul Kerbrat: We are selling the hinge,",
                "Ann Lee: Nobody buys the door,",
            ],
        ),
        (
            "en",
            "\"Nobody insures the Baltic.\" — Ann Lee",
            &["Ann Lee: Nobody insures the Baltic."],
        ),
        (
            "en",
            "Ann Lee puts the number of \"missing\" patients at 7 million.",
            &[],
        ),
        (
            "fr",
            "L'exercice « Grom » se tient en octobre, a annoncé Moscou.",
            &[],
        ),
        (
            "fr",
            "Au nom d'une « souveraineté » qu'il avait vendue, l'État a tardé.",
            &[],
        ),
        (
            "fr",
            "Cette « paix froide », pour reprendre l'expression de Jean Martin, dure.",
            &["Jean Martin: paix froide"],
        ),
        (
            "en",
            "\"Every shipment has papers,\" says Aigerim Seitkali, a former inspector. \"What it lacks is a customer.\"",
            &[
                "Aigerim Seitkali: Every shipment has papers,",
                "+Aigerim Seitkali: What it lacks is a customer.",
            ],
        ),
        (
            "en",
            "“It is a tax,” Kowalska concludes, “not a wall.”",
            &["Kowalska: It is a tax,", "+Kowalska: not a wall."],
        ),
        (
            "en",
            "‘The workers’ demands are fair,’ said Anna Bell.",
            &["Anna Bell: The workers’ demands are fair,"],
        ),
        ("en", "The so-called \"green lanes\" opened in May.", &[]),
    ] {
        let found = quotes(lang, text);
        if found != expected {
            wrong.push(format!("{text}\n    found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
