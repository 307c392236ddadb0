#!/usr/bin/env python3
"""Writes a PDF of many pages from the reports of `corpus/`: `long.py OUT [PAGES]`, 300 without a number.

Needs no package. The pages are set in Times with its widths left to the reader, a running head, a
page number, headings in bold, and compressed content, as office programs write them. The file is
for measuring (docs/reading.md) and is not kept in the repository.
"""

import itertools
import pathlib
import re
import sys
import textwrap
import zlib

CORPUS = pathlib.Path(__file__).resolve().parents[3] / "corpus"
LINES, COLUMNS = 46, 88


def paragraphs():
    """(is a heading, text) of every paragraph of the corpus, again and again."""
    texts = [path.read_text(encoding="utf8") for path in sorted(CORPUS.glob("*.md"))]
    blocks = [block.strip() for text in texts for block in re.split(r"\n\s*\n", text)]
    found = []
    for block in blocks:
        if not block or block.startswith(("---", "|")):
            continue
        plain = re.sub(r"<[^>]*>|[*_`]", "", re.sub(r"\s+", " ", block))
        found.append((plain.startswith("#"), plain.lstrip("# ")))
    return itertools.cycle(found)


def lines():
    for heading, text in paragraphs():
        for line in textwrap.wrap(text, COLUMNS):
            yield heading, line
        yield False, ""


def content(number, page):
    out = ["BT /F1 8 Tf 72 800 Td (Cahiers du littoral) Tj ET", f"BT /F1 9 Tf 290 40 Td ({number}) Tj ET"]
    for i, (heading, line) in enumerate(page):
        line = re.sub(r"([()\\])", r"\\\1", line)
        font = "/F2 13" if heading else "/F1 10.5"
        out.append(f"BT {font} Tf 72 {770 - 15 * i} Td ({line}) Tj ET")
    return zlib.compress("\n".join(out).encode("cp1252", "replace"))


def main():
    out, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    text = lines()
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    for name in ("Times-Roman", "Times-Bold"):
        objects.append(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode())
    kids = []
    for number in range(1, count + 1):
        data = content(number, list(itertools.islice(text, LINES)))
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data))
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
                       b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b" ".join(kids))
    file, places = bytearray(b"%PDF-1.7\n"), []
    for i, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    out.write_bytes(file)


main()
