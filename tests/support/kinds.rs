//! Texts that have much of one thing, for what must grow no faster than its text: `tests/linearity.rs`
//! counts the work, `benches/growth.rs` takes the time.

use sourcier::read::Format;
use std::fmt::Write as _;

/// A text of `n` things of one kind.
pub type Make = fn(usize) -> String;

const SENTENCE: &str =
    "Le 3 mars 2025, selon Eurostat, le gaz a fourni 21,5 % du courant, soit 4 milliards d'euros. ";

fn each(n: usize, write: impl Fn(&mut String, usize)) -> String {
    let mut text = String::new();
    (0..n).for_each(|i| write(&mut text, i));
    text
}

/// A different capital for every number.
fn capital(i: usize) -> char {
    char::from(b'A' + (i % 26) as u8)
}

pub const KINDS: &[(&str, Format, Make)] = &[
    ("plain text", Format::Text, |n| {
        each(n, |t, i| {
            t.push_str(SENTENCE);
            t.push_str(if i % 4 == 3 { "\n\n" } else { "\n" });
        })
    }),
    ("one long paragraph", Format::Markdown, |n| {
        SENTENCE.repeat(n)
    }),
    ("headings", Format::Markdown, |n| {
        each(n, |t, i| {
            let _ = write!(t, "## {i}. Du gaz\n\nUn mot de plus ici.\n\n");
        })
    }),
    ("quotations", Format::Markdown, |n| {
        each(n, |t, i| {
            let _ = write!(
                t,
                "« Le gaz numéro {i} manque à tous », dit Anne Martin.\n\n"
            );
        })
    }),
    ("quotations of one paragraph", Format::Markdown, |n| {
        each(n, |t, i| {
            let _ = write!(
                t,
                "« Le gaz {i} manque », dit Anne Martin. « Et tout {i} coûte », ajoute-t-elle. "
            );
        })
    }),
    ("names", Format::Markdown, |n| {
        each(n, |t, i| {
            let (a, b) = (capital(i), i / 26);
            let _ = write!(
                t,
                "Le ministre {a}alin {a}or{b} a vu la société Gaz{b} à {a}arville.\n\n"
            );
        })
    }),
    ("persons", Format::Markdown, |n| {
        each(n, |t, i| {
            let (a, b) = (capital(i), capital(i / 26).to_lowercase());
            let c = ["ovitch", "enko", "ard", "sen", "ez"][i / 676 % 5];
            let d = ["", "a", "e", "i", "o", "u"][i / 3380 % 6];
            let _ = write!(
                t,
                "Selon {a}ean Mar{d}{b}{c}, le gaz baisse de {i} %. Mar{d}{b}{c} le dit aussi.\n\n"
            );
        })
    }),
    ("one name", Format::Markdown, |n| {
        each(n, |t, i| {
            let _ = write!(
                t,
                "Selon Anne Martin, le gaz baisse de {i} %, et Martin le dit.\n\n"
            );
        })
    }),
    ("notes", Format::Markdown, |n| {
        each(n, |t, i| {
            let _ = write!(
                t,
                "Le gaz baisse[^{i}].\n\n[^{i}]: Martin, *Le gaz {i}*, 2024, p. 3.\n\n"
            );
        })
    }),
    ("notes of one paragraph", Format::Markdown, |n| {
        let text = each(n, |t, i| {
            let _ = write!(t, "Le gaz baisse de {i} %[^{i}]. ");
        });
        let notes = each(n, |t, i| {
            let _ = write!(
                t,
                "\n\n[^{i}]: Agence {i}, *Rapport sur le gaz {i}*, 2024, p. 3."
            );
        });
        text + &notes
    }),
    ("repeated notes", Format::Markdown, |n| {
        each(n, |t, i| {
            let note = [
                "Ibid., p. 4.",
                "Martin, op. cit., p. 7.",
                "Martin (A.), *Le gaz*, Paris, Horizon, 2024.",
            ];
            let _ = write!(t, "Le gaz baisse[^{i}].\n\n[^{i}]: {}\n\n", note[i % 3]);
        })
    }),
    ("links", Format::Markdown, |n| {
        each(n, |t, i| {
            let _ = write!(
                t,
                "Selon [le rapport {i}](https://example.org/{i}), le gaz baisse.\n\n"
            );
        })
    }),
    ("links of one paragraph", Format::Markdown, |n| {
        each(n, |t, i| {
            let _ = write!(
                t,
                "Selon [le rapport {i}](https://example.org/{i}), le gaz baisse de {i} %. "
            );
        })
    }),
    ("one table", Format::Markdown, |n| {
        let rows = each(n, |t, i| {
            let _ = writeln!(
                t,
                "| Pays {i} | {i},5 % | {} M€ | 20{:02} |",
                i * 7,
                i % 100
            );
        });
        format!("| Pays | Part | Coût | Année |\n|---|---|---|---|\n{rows}")
    }),
    ("one wide table", Format::Markdown, |n| {
        let row = |cell: &dyn Fn(usize) -> String| (0..n).map(cell).collect::<String>() + "|\n";
        row(&|i| format!("| 20{:02} ", i % 100))
            + &row(&|_| "|---".to_owned())
            + &row(&|i| format!("| {i} % "))
    }),
    ("a table of plain text", Format::Text, |n| {
        each(n, |t, i| {
            let _ = writeln!(t, "Pays {i:<8}   {i:>6} %   {:>8} M€", i * 7);
        })
    }),
    ("one bibliography", Format::Markdown, |n| {
        let entries = each(n, |t, i| {
            let (a, b) = (capital(i), i / 26);
            let _ = write!(
                t,
                "- {a}erger{b} (J.), *Le gaz {i} et la mer*, Paris, Institut {a}orizon, 20{:02}, <https://example.org/{i}>.\n\n",
                i % 26
            );
        });
        format!(
            "# Gaz\n\nSelon Berger0 (2001), le gaz baisse de 3 %.\n\n## Bibliographie\n\n{entries}"
        )
    }),
    ("a bibliography that is cited", Format::Markdown, |n| {
        let text = each(n, |t, i| {
            let (a, b) = (capital(i), i / 26);
            let _ = write!(
                t,
                "Le gaz baisse de {i} % ({a}erger{b}, 20{:02}).\n\n",
                i % 26
            );
        });
        let entries = each(n, |t, i| {
            let (a, b) = (capital(i), i / 26);
            let _ = writeln!(
                t,
                "- {a}erger{b} (J.), *Le gaz {i}*, Paris, 20{:02}.",
                i % 26
            );
        });
        format!("# Gaz\n\n{text}## Bibliographie\n\n{entries}")
    }),
    ("numbered references", Format::Markdown, |n| {
        let text = each(n, |t, i| {
            let _ = write!(t, "Le gaz baisse de {i} % [{}].\n\n", i + 1);
        });
        let entries = each(n, |t, i| {
            let _ = write!(t, "[{}] Agence {i}, *Le gaz {i}*, 2024.\n\n", i + 1);
        });
        format!("# Gaz\n\n{text}## Références\n\n{entries}")
    }),
    ("one long address", Format::Text, |n| {
        "https://example.org/".to_owned()
            + &each(n, |t, i| {
                let _ = write!(t, "a_b{i}/c-d.e?x={i}&");
            })
    }),
    ("addresses on one line", Format::Text, |n| {
        each(n, |t, i| {
            let _ = write!(t, "https://example.org/{i}/a_b?c=1.2 ");
        })
    }),
    ("dates", Format::Text, |n| {
        each(n, |t, i| {
            let _ = write!(
                t,
                "du {} au {} mai 20{:02}, ",
                i % 20 + 1,
                i % 20 + 9,
                i % 100
            );
        })
    }),
    ("a count", Format::Text, |n| {
        each(n, |t, i| {
            let _ = write!(t, "{i}, ");
        })
    }),
    ("minus noughts", Format::Text, |n| "-0".repeat(4 * n)),
    ("one number", Format::Text, |n| "1 234".repeat(4 * n)),
    ("hyphens", Format::Text, |n| "-a".repeat(4 * n)),
    ("number words", Format::Text, |n| {
        "deux cent mille ".repeat(n)
    }),
    ("capitals", Format::Text, |n| "Le Gaz De La ".repeat(n)),
    ("initials", Format::Text, |n| "A. ".repeat(4 * n)),
    ("dots", Format::Text, |n| ".".repeat(16 * n)),
    ("square brackets", Format::Markdown, |n| "[".repeat(16 * n)),
    ("round brackets", Format::Markdown, |n| "(".repeat(16 * n)),
    ("links that are none", Format::Markdown, |n| {
        "[a](".repeat(4 * n)
    }),
    ("images that are none", Format::Markdown, |n| {
        "![[](<".repeat(4 * n)
    }),
    ("asterisks", Format::Markdown, |n| "*".repeat(16 * n)),
    ("asterisks between words", Format::Markdown, |n| {
        "*a **b ".repeat(4 * n)
    }),
    ("underscores", Format::Markdown, |n| "_a__b".repeat(4 * n)),
    ("backticks", Format::Markdown, |n| {
        each(n, |t, i| t.push_str(&("`".repeat(i % 50 + 1) + " ")))
    }),
    ("open quotation marks", Format::Markdown, |n| {
        "« a ".repeat(4 * n)
    }),
    ("straight quotation marks", Format::Markdown, |n| {
        "\"a \" ".repeat(4 * n)
    }),
    ("apostrophes", Format::Text, |n| "l'".repeat(8 * n)),
    ("angle brackets", Format::Markdown, |n| "<a ".repeat(4 * n)),
    ("quotation signs", Format::Markdown, |n| {
        "> a\n>\n".repeat(4 * n)
    }),
    ("lines of one letter", Format::Text, |n| "a\n".repeat(8 * n)),
    ("form feeds", Format::Text, |n| "Le gaz\u{c}".repeat(4 * n)),
    ("elements", Format::Html, |n| {
        each(n, |t, i| {
            let _ = write!(t, "<div><p>Le gaz <b>baisse</b> de {i} %<sup>2</sup>.</p>");
        })
    }),
    ("notes of a page", Format::Html, |n| {
        let text = each(n, |t, i| {
            let _ = write!(
                t,
                "<p>Le gaz baisse<a href=\"#fn{i}\" id=\"r{i}\"><sup>{i}</sup></a>.</p>"
            );
        });
        let notes = each(n, |t, i| {
            let _ = write!(
                t,
                "<li id=\"fn{i}\">Agence {i}, 2024. <a href=\"#r{i}\">↩</a></li>"
            );
        });
        format!("<html><body><article>{text}<ol>{notes}</ol></article></body></html>")
    }),
    ("a table of a page", Format::Html, |n| {
        let rows = each(n, |t, i| {
            let _ = write!(t, "<tr><td>Pays {i}<td rowspan=2>{i} %</tr>");
        });
        format!("<table>{rows}</table>")
    }),
    ("open elements", Format::Html, |n| {
        "<b><div>a</i>".repeat(4 * n)
    }),
    ("entities", Format::Html, |n| {
        "&amp;&nbsp;&#233;&x".repeat(4 * n)
    }),
    ("nested lists", Format::Markdown, |n| {
        "1. ".repeat(n.min(90)) + &"x\n\n".repeat(n)
    }),
];
