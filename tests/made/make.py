#!/usr/bin/env python3
"""make.py: makes the documents of tests/made/files from tests/made/sources and two texts of corpus/, through pandoc,
LibreOffice and Chromium, and the truths that they are compared with. Run it in tests/made; needs pandoc, soffice and
chromium on the path. A file's name is SOURCE--HOW.EXTENSION."""
import json, re, shutil, subprocess, sys, tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES, TRUTHS = HERE / "files", HERE / "truths"
SOURCES = [*sorted((HERE / "sources").glob("*.md")), *(HERE.parent.parent / "corpus" / n for n in ("eau-mediterranee.md", "critical-minerals.md"))]


def run(*args, **kw):
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, **kw).stdout


def pandoc(source, out, *args):
    run("pandoc", "-f", "markdown", source, "-s", "-o", out, *args)


def office(source, kind, out):
    with tempfile.TemporaryDirectory() as d:
        run("soffice", "--headless", f"-env:UserInstallation=file://{d}/profile", "--convert-to", kind, "--outdir", d, source)
        made = Path(d) / (source.stem + "." + kind.split(":")[0])
        shutil.move(made, out)


def truth(source):
    """The text of a Markdown document, notes at the end: paragraphs, cells, items each on a line."""
    doc = json.loads(run("pandoc", "-f", "markdown", "-t", "json", source))
    lines, notes = [], []

    def text(inlines):
        out = ""
        for i in inlines:
            t, c = i["t"], i.get("c")
            if t == "Str": out += c
            elif t in ("Space", "SoftBreak", "LineBreak"): out += " "
            elif t == "Code" or t == "Math": out += c[1]
            elif t == "Note": notes.append(c)
            elif t == "Quoted":
                a, b = ("“", "”") if c[0]["t"] == "DoubleQuote" else ("‘", "’")
                out += a + text(c[1]) + b
            elif t in ("Link", "Span", "Cite"): out += text(c[1])
            elif t == "Image": pass
            elif isinstance(c, list): out += text(c)
        return out

    def walk(blocks):
        for b in blocks:
            t, c = b["t"], b.get("c")
            if t in ("Para", "Plain"): lines.append(text(c))
            elif t == "Header": lines.append(text(c[2]))
            elif t == "BlockQuote": walk(c)
            elif t == "BulletList": [walk(i) for i in c]
            elif t == "OrderedList": [walk(i) for i in c[1]]
            elif t == "Div": walk(c[1])
            elif t == "LineBlock": [lines.append(text(i)) for i in c]
            elif t == "Table":
                walk(c[1][1])
                for row in c[3][1] + [r for body in c[4] for r in body[3]]:
                    for cell in row[1]: walk(cell[4])

    walk(doc["blocks"])
    while notes: walk(notes.pop(0))
    return "\n".join(lines) + "\n"


def page(html, title):
    """A site's page around an article."""
    body = re.search(r"<body[^>]*>(.*)</body>", html, re.S)[1]
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title} | Example site</title><style>nav {{ color: red }}</style></head>
<body class="page">
<a class="skip" href="#content">Skip to content</a>
<div id="cookie-banner" role="dialog"><p>This site uses 12 cookies of 2019. <button>Accept</button></p></div>
<header class="site-header"><a href="/"><img src="logo.png" alt="Example"></a>
<nav><ul><li><a href="/a">Home</a></li><li><a href="/b">Reports 2017</a></li><li><a href="/c">About 44 people</a></li></ul></nav></header>
<div class="wrap"><div class="columns"><main id="content"><article>
{body}
</article></main>
<aside class="sidebar"><h2>Most read</h2><ul><li><a href="/x">Seven things about 1999</a></li><li><a href="/y">31 charts</a></li></ul></aside></div></div>
<div class="share-buttons"><a href="/s">Share</a> 815 times</div>
<footer><p>© 2018 Example. <a href="/legal">Legal notice</a></p></footer>
<script>var figures = 77; document.title += " ";</script>
</body></html>
"""


def marker(md):
    """As Marker writes it: pages ruled and numbered, anchors, `<sup>` marks and notes at the foot."""
    md = re.sub(r"\A---\n.*?\n---\n", "", md, flags=re.S)
    notes = dict(re.findall(r"^\[\^(\w+)\]: (.*(?:\n(?!\[\^|\n).*)*)", md, flags=re.M))
    md = re.sub(r"^\[\^\w+\]: .*(?:\n(?!\[\^|\n).*)*\n?", "", md, flags=re.M)
    md = re.sub(r"\[\^(\w+)\]", r"<sup>\1</sup>", md)
    md = re.sub(r"\^([^\^\s]+)\^", r"<sup>\1</sup>", md)
    md = re.sub(r"~([^~\s]+)~", r"<sub>\1</sub>", md)
    md = re.sub(r"^(#+) ", r'\1 <span id="page-1-0"></span>', md, flags=re.M)
    parts = re.split(r"(?=^# )", md, flags=re.M)
    foot = "".join(f"\n<sup>{n}</sup> {' '.join(t.split())}\n" for n, t in notes.items())
    out = "\n\n".join(f"{{{i}}}------------------------------------------------\n\n{p.strip()}" for i, p in enumerate(parts) if p.strip())
    return out + "\n" + foot


def docling(md):
    """As Docling writes it: pictures as comments, paragraphs on one line, entities."""
    lines = run("pandoc", "-f", "markdown", "-t", "gfm", "--wrap=none", input=md.encode()).decode()
    lines = lines.replace("&", "&amp;")
    return "<!-- image -->\n\n" + lines.replace("\n\n#", "\n\n<!-- page break -->\n\n#", 1)


def mathpix(md):
    """As Mathpix writes it: LaTeX in Markdown."""
    md = re.sub(r"\A---\n.*?\n---\n", "", md, flags=re.S)
    md = re.sub(r"^# (.*)$", r"\\section*{\1}", md, flags=re.M)
    md = re.sub(r"^## (.*)$", r"\\subsection*{\1}", md, flags=re.M)
    md = re.sub(r"\[\^(\w+)\](?!:)", r" \\( { }^{\1} \\)", md)
    md = re.sub(r"^\[\^(\w+)\]: ", r"\n\\({ }^{\1}\\) ", md, flags=re.M)
    md = re.sub(r"(\w+)\^([^\^\s]+)\^", r"\\( \\mathrm{\1}^{\2} \\)", md)
    md = re.sub(r"CO~2~", r"\\( \\mathrm{CO}_{2} \\)", md)
    return re.sub(r"(\d) %", r"\1 \\%", md)


def main():
    for folder in (FILES, TRUTHS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    for source in SOURCES:
        name, text = source.stem, source.read_text("utf8")
        own = source.parent == HERE / "sources"
        (TRUTHS / f"{name}.txt").write_text(truth(source), "utf8")
        at = lambda how: FILES / f"{name}--{how}"
        pandoc(source, at("pandoc.docx"))
        pandoc(source, at("pandoc.odt"))
        pandoc(source, at("pandoc.html"))
        html = at("pandoc.html").read_text("utf8")
        at("site.html").write_text(page(html, name), "utf8")
        office(at("pandoc.docx"), "odt", at("office.odt"))
        office(at("pandoc.odt"), "docx", at("office.docx"))
        if not own:
            continue
        office(at("pandoc.docx"), "html", at("office.html"))
        dom = run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", f"file://{at('site.html')}")
        at("browser.html").write_bytes(dom)
        pandoc(source, at("pandoc.md"), "-t", "markdown-simple_tables-multiline_tables+line_blocks")
        pandoc(source, at("grid.md"), "-t", "markdown-pipe_tables-simple_tables-multiline_tables+grid_tables")
        pandoc(source, at("gfm.md"), "-t", "gfm")
        at("marker.md").write_text(marker(text), "utf8")
        at("docling.md").write_text(docling(text), "utf8")
        at("mathpix.md").write_text(mathpix(text), "utf8")
        plain = run("pandoc", "-f", "markdown", "-t", "plain", "-s", "--columns=72", source).decode()
        plain = plain.replace("\u202f", "\u00a0").replace("³", "3").replace("1^(er)", "1er")
        for how, charset in (("utf8-bom", "utf-8-sig"), ("utf16le", "utf-16-le"), ("utf16", "utf-16"), ("utf16be", "utf-16-be"),
                             ("cp1252", "cp1252"), ("latin9", "iso8859-15"), ("macroman", "mac-roman")):
            at(f"{how}.txt").write_bytes(plain.encode(charset, "replace"))
    print(len(list(FILES.iterdir())), "files", sum(f.stat().st_size for f in FILES.iterdir()) // 1024, "KiB")


if __name__ == "__main__":
    main()
