//! The import direction of `docs/architecture.md` is kept, and no engine module names a language.
//!
//! Both are read off the sources: tests in them are left out, and so are comments.

mod support;

use sourcier::lang::Lang;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use support::{root, text_of};

/// A source file without its comments and tests.
struct Source {
    /// Below `src`, with `/`.
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    files.sort();
    let sources = files.iter().map(|file| {
        let below = file.strip_prefix(&src).expect("below src");
        let parts: Vec<_> = below.iter().map(|p| p.to_string_lossy()).collect();
        Source {
            path: parts.join("/"),
            code: code_of(&text_of(file)),
        }
    });
    let sources: Vec<Source> = sources.collect();
    assert!(sources.len() > 20, "the sources were not found");
    sources
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && name != "tests" {
            walk(&path, files);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

/// The lines of `text` without comments, up to the module of tests; what else is only for tests
/// loses its first line.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        if line.trim() == "#[cfg(test)]" {
            match lines.next() {
                Some(next) if next.trim_start().starts_with("mod ") && next.ends_with('{') => break,
                _ => continue,
            }
        }
        let line = line.split(" // ").next().unwrap_or(line);
        code.push_str(line);
        code.push('\n');
    }
    code
}

/// The top-level modules in the order that `docs/architecture.md` states: each may import those
/// before it.
fn order() -> Vec<String> {
    let doc = text_of(&root().join("docs/architecture.md"));
    let after = doc
        .split_once("## Import direction")
        .expect("a section `Import direction`")
        .1;
    let block = after
        .split("```")
        .nth(1)
        .expect("the order, between fences");
    let names = block
        .trim_start_matches("text")
        .split(|c: char| !c.is_ascii_lowercase());
    names.filter(|n| !n.is_empty()).map(str::to_owned).collect()
}

/// Top-level modules that `code` names after `crate::`, alone or in a group.
fn imports(code: &str) -> Vec<String> {
    let ident = |text: &str| -> String {
        let end = text
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(text.len());
        text[..end].to_owned()
    };
    let mut out = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            out.push(ident(rest));
            continue;
        };
        let (mut depth, mut start) = (0, true);
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && c.is_alphabetic() => {
                    out.push(ident(&group[i..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    out
}

/// The top-level module that a file belongs to; `None` for the roots of library and command.
fn module(path: &str) -> Option<&str> {
    match path {
        "lib.rs" | "main.rs" => None,
        _ => path.split('/').next().map(|m| m.trim_end_matches(".rs")),
    }
}

#[test]
fn imports_run_one_way() {
    let order = order();
    let place = |module: &str| order.iter().position(|m| m == module);
    let mut wrong = String::new();
    for source in sources() {
        let Some(module) = module(&source.path).filter(|m| *m != "bin") else {
            continue;
        };
        let Some(own) = place(module) else {
            let _ = writeln!(wrong, "{}: {module} has no place in the order", source.path);
            continue;
        };
        for import in imports(&source.code) {
            // Items of the crate's root (macros, `analyse_text`) are no module.
            if place(&import).is_some_and(|other| other > own) {
                let _ = writeln!(
                    wrong,
                    "{}: {module} imports {import}, which comes after it",
                    source.path
                );
            }
        }
        let depth = source.path.split('/').filter(|p| *p != "mod.rs").count();
        if source.code.contains(&"super::".repeat(depth)) {
            let _ = writeln!(
                wrong,
                "{}: write crate:: for what lies outside {module}",
                source.path
            );
        }
    }
    for module in &order {
        let there = ["", ".rs"].map(|end| root().join(format!("src/{module}{end}")).exists());
        assert!(
            there.contains(&true),
            "docs/architecture.md names {module}, which is not there"
        );
    }
    assert!(
        wrong.is_empty(),
        "against docs/architecture.md, Import direction:\n{wrong}"
    );
}

/// Signs in `code` that it names the languages `codes`: a code that is passed, compared or matched,
/// a path through a language's folder, or all codes side by side. A code alone may be a word or an
/// ending (`en`).
fn named(code: &str, codes: &[&str]) -> Vec<String> {
    let mut signs = Vec::new();
    for c in codes {
        let quoted = format!("\"{c}\"");
        signs.extend([
            format!("({quoted}"),
            format!("== {quoted}"),
            format!("!= {quoted}"),
            format!("{quoted} =>"),
            format!("/{c}/"),
            format!("\"{c}/"),
        ]);
    }
    signs.retain(|sign| code.contains(sign));
    if codes.iter().all(|c| code.contains(&format!("\"{c}\""))) {
        signs.push(codes.join(", "));
    }
    signs
}

#[test]
fn engines_name_no_language() {
    let codes: Vec<&str> = Lang::all().map(Lang::code).collect();
    let mut wrong = String::new();
    for source in sources().iter().filter(|s| s.path != "lang/mod.rs") {
        for sign in named(&source.code, &codes) {
            let _ = writeln!(wrong, "{}: {sign}", source.path);
        }
    }
    assert!(
        wrong.is_empty(),
        "only src/lang/mod.rs names a language:\n{wrong}"
    );
    for code in [
        "Lang::from_code(\"en\")",
        "\"fr\" => 1",
        "[\"fr\", \"en\"]",
        "include_str!(\"../lang/en/x.toml\")",
    ] {
        assert!(!named(code, &["fr", "en"]).is_empty(), "{code}");
    }
    assert!(named("Some(\"ns\" | \"en\" | \"o\")", &["fr", "en"]).is_empty());
}

#[test]
fn imports_are_read_off_the_code() {
    let code = code_of(
        "use crate::text::{Span, Text};\nuse crate::{\n    audit,\n    model::{Date, Figure},\n};\n// use crate::cli;\n\
         fn f() { crate::lang::parse(); }\n#[cfg(test)]\nuse crate::read::read;\n#[cfg(test)]\nmod tests {\n    use crate::pipeline;\n}\n",
    );
    assert_eq!(imports(&code), ["text", "audit", "model", "lang"]);
    assert_eq!(module("extract/dates/mod.rs"), Some("extract"));
    assert_eq!(module("pipeline.rs"), Some("pipeline"));
    assert_eq!(module("main.rs"), None);
}
