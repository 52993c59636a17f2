"""The archive described as one data set, held against what DCAT 3 and Croissant 1.0 ask for and against what the API gives."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from fake_archive import client_of
from fastapi.testclient import TestClient
from rdflib import DCAT, DCTERMS, RDF, XSD, Graph, Literal, URIRef

from api.archive import Archive
from api.exports.table import COLUMNS
from api.linked.croissant import TYPES
from api.linked.rdf import graph_of

pytest_plugins = ("archive_client",)

Json = dict[str, Any]
DATASET = URIRef("http://127.0.0.1:8000/v1/dataset.dcat.ttl#archive")


@pytest.fixture
def dcat(client: TestClient) -> Graph:
    return Graph().parse(data=client.get("/v1/dataset.dcat.ttl").text, format="turtle")


@pytest.fixture
def croissant(client: TestClient) -> Json:
    found: Json = client.get("/v1/dataset.croissant.json").json()
    return found


def test_dcat_is_the_same_in_both_forms(client: TestClient, dcat: Graph) -> None:
    assert dcat.isomorphic(graph_of(client.get("/v1/dataset.dcat.jsonld").json()))


def test_dcat_says_what_the_archive_holds(client: TestClient, dcat: Graph) -> None:
    snapshot = client.get("/v1/search").json()["snapshot"]
    assert (DATASET, RDF.type, DCAT.Dataset) in dcat
    assert dcat.value(DATASET, URIRef(f"{DCAT}version")) == Literal(snapshot)
    assert {str(each.language) for each in dcat.objects(DATASET, DCTERMS.title) if isinstance(each, Literal)} == {
        "en", "es", "fr", "ko",
    }  # fmt: skip
    assert set(dcat.objects(DATASET, DCTERMS.license)) == {URIRef("https://spdx.org/licenses/CC-BY-4.0")}
    period = dcat.value(DATASET, DCTERMS.temporal)
    assert dcat.value(period, DCAT.startDate) == Literal("1990", datatype=XSD.gYear)
    box = str(dcat.value(dcat.value(DATASET, DCTERMS.spatial), DCAT.bbox))
    corners = [tuple(map(float, pair.split())) for pair in box.removeprefix("POLYGON((").removesuffix("))").split(",")]
    assert corners[0] == corners[-1]
    assert (min(x for x, _ in corners), max(y for _, y in corners)) == (3.39467, 59.32938)


def test_themes_of_the_data_set_are_concepts_that_answer(client: TestClient, dcat: Graph) -> None:
    themes = list(dcat.objects(DATASET, DCAT.theme))
    assert themes
    assert all(client.get(str(theme)).status_code == 200 for theme in themes)


def test_every_distribution_has_what_catalogues_ask_for(dcat: Graph) -> None:
    found = list(dcat.objects(DATASET, DCAT.distribution))
    assert len(found) == 4
    for each in found:
        assert (each, RDF.type, DCAT.Distribution) in dcat
        for needed in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS.license, DCTERMS.title):
            assert dcat.value(each, needed) is not None


def test_distributions_that_there_are_have_the_media_type_that_is_said(client: TestClient, dcat: Graph) -> None:
    (table,) = dcat.subjects(DCAT.downloadURL, URIRef("http://127.0.0.1:8000/v1/export.csv"))
    answer = client.get("/v1/export.csv")
    assert str(dcat.value(table, DCAT.mediaType)).endswith(answer.headers["content-type"].partition(";")[0])


# The readers of Croissant, `mlcroissant`, would bring stubs of pandas that change how the whole house is typed; these are its rules.


def test_croissant_has_what_the_specification_requires(croissant: Json) -> None:
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert croissant["@type"] == "sc:Dataset"
    needed = ("name", "description", "license", "url", "creator", "datePublished", "version", "citeAs")
    assert all(croissant[name] for name in needed)
    assert re.fullmatch(r"\d+\.\d+\.\d+", croissant["version"])
    assert croissant["isLiveDataset"] is True
    context = croissant["@context"]
    assert (context["@vocab"], context["cr"]) == ("https://schema.org/", "http://mlcommons.org/croissant/")


def test_croissant_files_are_complete_and_named_once(croissant: Json) -> None:
    ids = [file["@id"] for file in croissant["distribution"]]
    assert len(set(ids)) == len(ids) == 4
    for file in croissant["distribution"]:
        assert file["@type"] == "cr:FileObject"
        assert file["name"]
        assert file["contentUrl"].startswith("http://127.0.0.1:8000/v1/export.")
        assert re.fullmatch(r"[a-z]+/[a-z.+-]+", file["encodingFormat"])


def test_croissant_fields_are_the_columns_of_the_file_that_they_are_read_from(
    client: TestClient, croissant: Json
) -> None:
    header = next(csv.reader(io.StringIO(client.get("/v1/export.csv").text.removeprefix("\ufeff"))))
    (cases,) = croissant["recordSet"]
    files = {file["@id"] for file in croissant["distribution"]}
    assert [field["source"]["extract"]["column"] for field in cases["field"]] == header
    for field in cases["field"]:
        assert (field["@type"], field["source"]["fileObject"]["@id"] in files) == ("cr:Field", True)
        assert field["@id"] == field["name"] == f"cases/{field['source']['extract']['column']}"
        assert field["description"]
    assert cases["key"]["@id"] in {field["@id"] for field in cases["field"]}


READS = {"sc:Integer": int, "sc:Float": float, "sc:URL": str, "sc:Text": str}


def test_croissant_types_hold_for_every_value(client: TestClient, croissant: Json) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/export.csv").text.removeprefix("\ufeff"))))
    assert len(rows) == 26
    assert set(TYPES) <= {column.name for column in COLUMNS}
    for field in croissant["recordSet"][0]["field"]:
        values = [row[field["source"]["extract"]["column"]] for row in rows]
        for value in filter(None, values):
            READS[field["dataType"]](value)


def test_empty_archive_is_described_as_empty(tmp_path: Path) -> None:
    def empty(archive: Archive) -> None:
        for case_id in list(archive.catalogue.cases()):
            archive.catalogue.remove(case_id)

    with client_of(tmp_path, empty) as client:
        found = Graph().parse(data=client.get("/v1/dataset.dcat.ttl").text, format="turtle")
        told = [str(each) for each in found.objects(DATASET, DCTERMS.description)]
        assert any(each.startswith("0 cases of urban policy") for each in told)
        assert found.value(DATASET, DCTERMS.spatial) is None
        assert client.get("/v1/dataset.croissant.json").json()["license"] == []
