use std::io::Read as _;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.last().cloned().unwrap_or_default();
    if args.iter().any(|a| a == "--jsonl") {
        for line in std::io::stdin().lines() {
            let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let text = v["text"].as_str().unwrap().to_owned();
            let input = sourcier::read::Input::from_text(v["id"].as_str().unwrap(), &text);
            let read = sourcier::read::read_text(
                text,
                v["format"]
                    .as_str()
                    .and_then(sourcier::read::Format::from_name),
            );
            let settings = sourcier::pipeline::Settings {
                lang: v["lang"].as_str().and_then(sourcier::lang::Lang::from_code),
                date: v["date"].as_str().and_then(|d| d.parse().ok()),
            };
            println!(
                "{}",
                serde_json::to_string(&sourcier::pipeline::analyse(
                    &input,
                    read,
                    &settings,
                    sourcier::pipeline::Want::ALL
                ))
                .unwrap()
            );
        }
        return;
    }
    let mut bytes = Vec::new();
    std::fs::File::open(&path)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    let input = sourcier::read::Input::new(sourcier::pipeline::document_id(&path), &path, &bytes);
    let read = sourcier::read::read(bytes, None).unwrap();
    if args[0] == "blocks" {
        let doc = sourcier::text::Document::new(read.text, None);
        for b in &doc.text.blocks {
            println!(
                "{:?} {:?} s{:?} {:.200}",
                b.zone,
                b.kind,
                b.section,
                doc.text.slice(b.span)
            );
        }
        for s in &doc.sections {
            println!(
                "{}{:?} {}",
                "  ".repeat(s.level as usize),
                s.number,
                s.title
            );
        }
        return;
    }
    println!(
        "{}",
        serde_json::to_string(&sourcier::pipeline::analyse(
            &input,
            read,
            &sourcier::pipeline::Settings::default(),
            sourcier::pipeline::Want::ALL
        ))
        .unwrap()
    );
}
