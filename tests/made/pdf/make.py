#!/usr/bin/env python3
"""Makes the PDFs of this folder from `sources/` and `corpus/`, each with its truth (`NAME.txt`).

Needs pandoc, pdflatex with babel-french and Latin Modern, LibreOffice, Chromium,
WeasyPrint, qpdf, and Pillow. The PDFs are kept in the repository, so that the tests need none
of these: run this only to change or add one (`make.py [NAME...]`), and look at what comes out.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SOURCES = HERE / "sources"
CORPUS = ROOT / "corpus"
# Dollars are money in these texts.
READ = "markdown-tex_math_dollars-raw_tex"


def run(*args, cwd=None):
    done = subprocess.run([str(a) for a in args], cwd=cwd, capture_output=True)
    if done.returncode:
        sys.exit(f"{args[0]}: {done.stdout[-2000:].decode(errors='replace')}{done.stderr[-2000:].decode(errors='replace')}")
    return done.stdout


def truth(source):
    """The text of a source, with note marks as tokens of their own."""
    text = source.read_text(encoding="utf8")
    if source.suffix == ".txt":
        return text
    head = ""
    found = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if found:
        head = "\n\n".join(re.findall(r'^\w+: "?(.*?)"?$', found[1], re.M)) + "\n\n"
    text = re.sub(r"^(<b>)?[^\n]*\t(<b>)?\d+(</b>)?\n", "", text, flags=re.M)
    plain = subprocess.run(["pandoc", "-f", READ, "-t", "plain", "--wrap=none", "--columns=500"],
                           input=text.encode(), capture_output=True, check=True).stdout.decode()
    # A caption stands above its table.
    plain = re.sub(r"((?:^  [^\n]*\n|^\s*\n)+)^  : (.*?)\n", r"\2\n\n\1", plain, flags=re.M)
    # Rules of tables and the marks of superscript are no text.
    plain = re.sub(r"^\s*[-=+ ]{6,}$", "", plain, flags=re.M)
    return head + re.sub(r"\^\(?(\w+)\)?", r"\1", plain)


def latex(source, out, folder, preamble, options="11pt,a4paper", lang="fr", contents=False):
    tex = folder / "x.tex"
    body = run("pandoc", "-f", READ, "-t", "latex", "--wrap=none", source).decode()
    text = source.read_text(encoding="utf8")
    meta = dict(re.findall(r'^(title|author|date): "?(.*?)"?$', text.split("\n---", 1)[0], re.M)) if text.startswith("---") else {}
    title = "".join(f"\\{k}{{{v}}}\n" for k, v in meta.items()) + ("\\maketitle\n" if meta else "")
    if contents:
        title += "\\tableofcontents\n"
    babel = {"fr": "\\usepackage[french]{babel}", "en": "\\usepackage[english]{babel}"}[lang]
    if "twocolumn" in options:
        # longtable needs one column.
        body = body.replace("longtable", "tabular")
    tex.write_text(
        f"\\documentclass[{options}]{{article}}\n{preamble}\n{babel}\n"
        "\\usepackage{longtable,booktabs,array,calc,hyperref}\n\\providecommand{\\tightlist}{}\n"
        "\\providecommand{\\real}[1]{#1}\n\\providecommand{\\texorpdfstring}[2]{#1}\n"
        f"\\setcounter{{secnumdepth}}{{-1}}\n\\begin{{document}}\n{title}{body}\n\\end{{document}}\n",
        encoding="utf8",
    )
    for _ in range(3):
        run("pdflatex", "-interaction=nonstopmode", "x.tex", cwd=folder)
    shutil.copy(folder / "x.pdf", out)


SIGNS = "\\DeclareUnicodeCharacter{2212}{--}\\DeclareUnicodeCharacter{202F}{\\,}\\DeclareUnicodeCharacter{2248}{\\ensuremath{\\approx}}"
T1 = "\\usepackage[utf8]{inputenc}\\usepackage[T1]{fontenc}\\usepackage{lmodern}\\usepackage{textcomp}"
OSIGNS = "\\DeclareUnicodeCharacter{2212}{--}\\DeclareUnicodeCharacter{202F}{\\,}\\DeclareUnicodeCharacter{2248}{\\ensuremath{\\approx}}"
T1 = "\\usepackage[utf8]{inputenc}\\usepackage{textcomp}"
BITMAP = "\\usepackage[utf8]{inputenc}\\usepackage[T1]{fontenc}\\usepackage{textcomp}\\pdfmapfile{}\\pdfpkresolution=300"
HEADS = "\\usepackage{fancyhdr}\\pagestyle{fancy}\\fancyhead[L]{Cahiers du littoral}\\fancyhead[R]{\\thepage}\\fancyfoot[C]{Ne pas diffuser}"


def office(source, out, folder, kind):
    name = folder / f"x.{kind}"
    # The contents are of other pages.
    text = re.sub(r"^(<b>)?[^\n]*\t(<b>)?\d+(</b>)?\n", "", source.read_text(encoding="utf8"), flags=re.M)
    source = folder / "x.md"
    source.write_text(text, encoding="utf8")
    run("pandoc", "-f", READ, "-M", "lang=fr", source, "-o", name)
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, name)
    shutil.copy(folder / "x.pdf", out)


def html(source, folder, style, lang="fr", footnotes=False):
    page = folder / "x.html"
    run("pandoc", "-f", READ, "-s", "-M", f"lang={lang}", "-M", "pagetitle=x", source, "-o", page)
    text = page.read_text(encoding="utf8")
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    if footnotes:
        # Notes go to the foot of their page: each stands where it is called.
        notes = dict(re.findall(r'<li id="fn(\d+)"[^>]*>(.*?)</li>', text, re.S))
        text = re.sub(r"<section[^>]*footnotes.*?</section>|<aside[^>]*footnotes.*?</aside>", "", text, flags=re.S)

        def note(found):
            inner = re.sub(r'<a[^>]*class="footnote-back".*?</a>|</?p>', "", notes[found[1]], flags=re.S)
            return f'<span class="note">{inner}</span>'

        text = re.sub(r'<a\s+href="#fn(\d+)"[^>]*>.*?</a>', note, text, flags=re.S)
    page.write_text(text.replace("</head>", f"<style>{style}</style></head>"), encoding="utf8")
    return page


def weasyprint(source, out, folder, style, **more):
    run("weasyprint", html(source, folder, style, **more), out)


def chromium(source, out, folder, style, **more):
    page = html(source, folder, style, **more)
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        f"--print-to-pdf={out}", page.as_uri(), cwd=folder)


def typewriter(source, out, folder):
    """A plain text as an old program prints it."""
    name = folder / "x.txt"
    shutil.copy(source, name)
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, name)
    shutil.copy(folder / "x.pdf", out)


def interleaved(source, out, folder):
    """Two columns whose lines the file shows in turn, left and right, as some programs do."""
    import textwrap

    # The font has Western letters only.
    words = truth(source).replace("ė", "é").replace("ń", "ñ")
    lines = []
    for block in words.split("\n\n"):
        lines += textwrap.wrap(" ".join(block.split()), 46) + [""]
    ops, pages, per = [], [], 52
    for start in range(0, len(lines), 2 * per):
        left, right = lines[start:start + per], lines[start + per:start + 2 * per]
        ops = ["BT /F1 9 Tf"]
        for i in range(per):
            for column, x in ((left, 54), (right, 312)):
                if i < len(column) and column[i]:
                    text = column[i].encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
                    ops.append(f"1 0 0 1 {x} {780 - 13 * i} Tm ({text.decode('cp1252')}) Tj")
        pages.append("\n".join(ops + ["ET"]).encode("cp1252"))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", None,
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    kids = []
    for page in pages:
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(page), page))
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % len(objects))
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % k for k in kids))
    data, offsets = b"%PDF-1.4\n", []
    for i, obj in enumerate(objects):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (i + 1, obj)
    at = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % o for o in offsets)
    data += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)
    out.write_bytes(data)
    return words


def scanned(source, out, folder):
    """Pages that are pictures of a text."""
    from PIL import Image

    run("pdftoppm", "-r", "50", "-gray", "-png", HERE / "listes-latex.pdf", folder / "p")
    pages = [Image.open(p).convert("1") for p in sorted(folder.glob("p*.png"))][:2]
    pages[0].save(out, save_all=True, append_images=pages[1:])


def half_scanned(source, out, folder):
    """A picture of a page between two pages of text."""
    scanned(source, folder / "s.pdf", folder)
    run("qpdf", "--empty", "--pages", HERE / "notes-weasyprint.pdf", "1", folder / "s.pdf", "1",
        HERE / "notes-weasyprint.pdf", "2-z", "--", out)


def qpdf(of, *options):
    return lambda source, out, folder: run("qpdf", *options, HERE / f"{of}.pdf", out)


SERIF = "body{font:11pt/1.4 'DejaVu Serif',serif;text-align:justify;hyphens:auto} h1{font-size:16pt} h2{font-size:13pt}"
PAGED = SERIF + """
@page{size:A4;margin:24mm 22mm;@top-left{content:"Cahiers d'études";font:8pt sans-serif}
@top-right{content:string(t);font:8pt sans-serif}@bottom-center{content:"– " counter(page) " –";font:9pt serif}}
@page:first{@top-left{content:none}@top-right{content:none}}
h1{string-set:t content()} .note{float:footnote;font-size:8.5pt} ::footnote-call{font-size:70%;vertical-align:super;line-height:0}
::footnote-marker{font-size:70%;vertical-align:super} table{border-collapse:collapse} td,th{border:.5pt solid #444;padding:2pt 5pt;text-align:left}"""
TWO = SERIF.replace("11pt/1.4", "9pt/1.35") + "body{columns:2;column-gap:7mm} header,h1.title{column-span:all;text-align:center} @page{size:A4;margin:18mm}"
COVER = PAGED + "header{page-break-after:always;padding-top:70mm;text-align:center} header h1{font-size:28pt} h1:first-of-type{font-size:24pt}"
WEB = "body{font:12pt/1.5 'DejaVu Sans',sans-serif;max-width:170mm;margin:auto} table{border-collapse:collapse} td,th{border-bottom:1px solid #999;padding:3px 9px}"
WIDE = PAGED + "@page{size:A4 landscape}"
LARGE = PAGED + "body{font-size:18pt}"

src, cor = SOURCES.joinpath, CORPUS.joinpath
MADE = {
    "notes-latex-t1": (src("notes.md"), lambda s, o, f: latex(s, o, f, T1)),
    "notes-latex-ot1": (src("notes.md"), lambda s, o, f: latex(s, o, f, OT1)),
    "notes-latex-bitmap": (src("notes.md"), lambda s, o, f: latex(s, o, f, BITMAP)),
    "notes-latex-columns": (src("notes.md"), lambda s, o, f: latex(s, o, f, T1, "10pt,a4paper,twocolumn")),
    "notes-docx": (src("notes.md"), lambda s, o, f: office(s, o, f, "docx")),
    "notes-odt": (src("notes.md"), lambda s, o, f: office(s, o, f, "odt")),
    "notes-weasyprint": (src("notes.md"), lambda s, o, f: weasyprint(s, o, f, PAGED, footnotes=True)),
    "notes-chromium": (src("notes.md"), lambda s, o, f: chromium(s, o, f, WEB)),
    "notes-large": (src("notes.md"), lambda s, o, f: weasyprint(s, o, f, LARGE, footnotes=True)),
    "colonnes-latex": (src("colonnes.md"), lambda s, o, f: latex(s, o, f, OT1, "10pt,a4paper,twocolumn", "en")),
    "colonnes-weasyprint": (src("colonnes.md"), lambda s, o, f: weasyprint(s, o, f, TWO, lang="en")),
    "colonnes-chromium": (src("colonnes.md"), lambda s, o, f: chromium(s, o, f, TWO, lang="en")),
    "colonnes-interleaved": (src("colonnes.md"), interleaved),
    "listes-latex": (src("listes.md"), lambda s, o, f: latex(s, o, f, T1 + HEADS)),
    "listes-docx": (src("listes.md"), lambda s, o, f: office(s, o, f, "docx")),
    "listes-weasyprint": (src("listes.md"), lambda s, o, f: weasyprint(s, o, f, PAGED)),
    "listes-chromium": (src("listes.md"), lambda s, o, f: chromium(s, o, f, WEB)),
    "listes-rotated": (src("listes.md"), qpdf("listes-weasyprint", "--rotate=+90")),
    "listes-encrypted": (src("listes.md"), qpdf("listes-docx", "--encrypt", "ouvre-toi", "maitre", "256", "--")),
    "colonnes-owner": (src("colonnes.md"), qpdf("colonnes-weasyprint", "--encrypt", "", "maitre", "128", "--use-aes=y", "--")),
    "belarus-odt": (cor("belarus-dependance.md"), lambda s, o, f: office(s, o, f, "odt")),
    "sanctions-cover": (cor("sanctions-financieres.md"), lambda s, o, f: weasyprint(s, o, f, COVER)),
    "eau-latex": (cor("eau-mediterranee.md"), lambda s, o, f: latex(s, o, f, T1 + HEADS + SIGNS, contents=True)),
    "eau-columns": (cor("eau-mediterranee.md"), lambda s, o, f: weasyprint(s, o, f, TWO)),
    "minerals-chromium": (cor("critical-minerals.md"), lambda s, o, f: chromium(s, o, f, WEB, lang="en")),
    "hydrogene-landscape": (cor("hydrogene-liens.md"), lambda s, o, f: weasyprint(s, o, f, WIDE)),
    "transport-text": (cor("transport-rail.txt"), typewriter),
    "scanned": (None, scanned),
    "half-scanned": (src("notes.md"), half_scanned),
}


def main(names):
    for name in names or MADE:
        source, make = MADE[name]
        out = HERE / f"{name}.pdf"
        with tempfile.TemporaryDirectory() as folder:
            written = make(source, out, pathlib.Path(folder))
        if source:
            text = written if isinstance(written, str) else truth(source)
            (HERE / f"{name}.txt").write_text(text, encoding="utf8")
        print(f"{out.stat().st_size:8} {out.name}")


main(sys.argv[1:])
