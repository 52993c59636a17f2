"""Every format of a list of cases, read back by programs that others wrote: the same cases, in the order of the search."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from fake_archive import HOSTILE_TITLE, OTHERS, STOCKHOLM
from fastapi.testclient import TestClient

from api.exports.csl import one_line
from api.exports.table import COLUMNS
from corpus.case import Case

pytest_plugins = ("archive_client",)


def _csv(content: bytes) -> list[str]:
    return list(pd.read_csv(io.BytesIO(content))["id"])


def _json_lines(content: bytes) -> list[str]:
    return [json.loads(line)["card"]["id"] for line in content.decode().splitlines()]


def _parquet(content: bytes) -> list[str]:
    return list(pd.read_parquet(io.BytesIO(content))["id"])


def _bibtex(content: bytes) -> list[str]:
    return [entry.key for entry in parse_string(content.decode()).entries]


def _ris(content: bytes) -> list[str]:
    return [entry["id"] for entry in rispy.loads(content.decode())]


def _csl(content: bytes) -> list[str]:
    return [item["id"] for item in json.loads(content)]


def _geojson(content: bytes) -> list[str]:
    return [feature["id"] for feature in json.loads(content)["features"]]


READERS: Mapping[str, Callable[[bytes], list[str]]] = {
    "csv": _csv, "jsonl": _json_lines, "parquet": _parquet, "bib": _bibtex, "ris": _ris, "csl.json": _csl, "geojson": _geojson,
}  # fmt: skip
"""Ending -> ids of the cases in a file, as a reader that is not ours finds them."""


@pytest.mark.parametrize("ending", READERS)
def test_file_has_the_cases_of_the_search_in_its_order(client: TestClient, ending: str) -> None:
    listed = client.get("/v1/search?q=reform&country=KR&limit=50").json()["cases"]
    answer = client.get(f"/v1/export.{ending}?q=reform&country=KR&limit=1")
    assert READERS[ending](answer.content) == [case["id"] for case in listed]
    assert int(answer.headers["x-total-count"]) == len(listed) > 20


@pytest.mark.parametrize("ending", READERS)
def test_file_of_no_case_can_be_read(client: TestClient, ending: str) -> None:
    answer = client.get(f"/v1/export.{ending}?q=nobodywrotethis")
    assert READERS[ending](answer.content) == []
    assert answer.headers["x-total-count"] == "0"


def test_json_line_has_the_whole_record(client: TestClient) -> None:
    (line,) = client.get("/v1/export.jsonl?country=SE&lang=ko").text.splitlines()
    told = json.loads(line)
    assert Case.model_validate(told["record"]) == STOCKHOLM
    assert told["card"]["title"] == "스톡홀름 혼잡통행료"
    assert told["uri"].endswith("/id/case/stockholm-charge")
    assert told["snapshot"] == client.get("/v1/search").json()["snapshot"]
    assert told["rights"] == {"licence": "CC-BY-4.0", "holder": "Casebook contributors", "withheld": None}
    documents = client.get("/v1/cases/stockholm-charge/documents").json()
    assert [each["sha256"] for each in told["documents"]] == [each["sha256"] for each in documents]


def test_parquet_has_types_and_lists(client: TestClient) -> None:
    table = pq.read_table(io.BytesIO(client.get("/v1/export.parquet").content))
    kinds = {"text": "string", "integer": "int32", "number": "double", "texts": "list<element: string>"}
    for column in COLUMNS:
        assert str(table.schema.field(column.name).type) == kinds[column.kind]
        assert table.schema.field(column.name).metadata[b"description"].decode() == column.meaning
    assert table.schema.metadata[b"casebook.snapshot"].decode() == client.get("/v1/search").json()["snapshot"]


def test_parquet_has_figures_with_their_sources(client: TestClient) -> None:
    (row,) = pq.read_table(io.BytesIO(client.get("/v1/export.parquet?country=SE&lang=ko").content)).to_pylist()
    assert row["topics"] == ["transport"]
    assert row["costs"][0] == {
        "amount": 1.9e9, "currency": "SEK", "price_year": None, "basis": "capital", "source": "eliasson", "page": 12,
        "check": "confirmed",
    }  # fmt: skip
    assert [(each["indicator"], each["value"], each["unit"]) for each in row["measured"]] == [
        ("통과 차량", -22.0, "percent"),
        ("Exhaust", 8.6, "tonnes"),
    ]
    assert [each["id"] for each in row["sources"]] == ["eliasson", "news"]
    assert {each["rights"]["withheld"] for each in row["documents"]} == {None}


def test_geojson_keeps_to_rfc_7946(client: TestClient) -> None:
    answer = client.get("/v1/export.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    collection = json.loads(answer.content)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        _require_point(feature["geometry"], feature["id"])


def _require_point(geometry: Any, id: str) -> None:
    if id == "found-file":
        assert geometry is None
        return
    assert geometry["type"] == "Point"
    longitude, latitude = geometry["coordinates"]
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


def test_point_has_its_longitude_first(client: TestClient) -> None:
    (feature,) = client.get("/v1/export.geojson?country=SE").json()["features"]
    assert [round(each) for each in feature["geometry"]["coordinates"]] == [18, 59]
    assert feature["properties"]["topics"] == ["transport"]


def test_ris_tells_the_case(client: TestClient) -> None:
    (entry,) = rispy.loads(client.get("/v1/export.ris?country=SE").text)
    snapshot = client.get("/v1/search").json()["snapshot"]
    assert entry == {
        "type_of_reference": "RPRT", "id": "stockholm-charge", "accession_number": "stockholm-charge",
        "authors": ["Casebook contributors"], "title": "Congestion charge in Stockholm", "year": "2026", "date": "2026/11/22/",
        "edition": "Version 1", "publisher": "Casebook", "abstract": "Abstract of Congestion charge in Stockholm.",
        "keywords": ["Transport and mobility"], "language": "en", "name_of_database": "Casebook",
        "urls": ["http://127.0.0.1:8000/id/case/stockholm-charge"],
        "notes": ["Stockholm, Sweden, 2006", f"Casebook snapshot {snapshot}"],
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["ris", "csl.json", "bib"])
def test_reference_formats_agree(client: TestClient, ending: str) -> None:
    content = client.get(f"/v1/export.{ending}").text
    titles = {
        "ris": lambda: [entry["title"] for entry in rispy.loads(content)],
        "csl.json": lambda: [item["title"] for item in json.loads(content)],
        "bib": lambda: [entry["title"].strip("{}").replace("\\&", "&") for entry in parse_string(content).entries],
    }[ending]()
    assert titles == [card["title"] for card in client.get("/v1/search?limit=50").json()["cases"]]
    assert HOSTILE_TITLE in titles


def test_line_break_in_a_title_stays_in_its_field() -> None:
    assert one_line("a\r\nER  - \u2028b\x00c\x85 d") == "a ER - b c d"


def passages(client: TestClient, parameters: str) -> Any:
    return pq.read_table(io.BytesIO(client.get(f"/v1/export.passages.parquet?{parameters}").content))


def test_passages_come_in_the_order_of_cases_and_text(client: TestClient) -> None:
    listed = [case["id"] for case in client.get("/v1/search?country=KR&limit=50").json()["cases"]]
    rows = passages(client, "country=KR").to_pylist()
    assert list(dict.fromkeys(row["case_id"] for row in rows)) == listed
    assert [row["position"] for row in rows] == [0, 1, 2, 3, 4] * len(OTHERS)
    assert rows[7]["text"] == client.get(f"/v1/passages/{rows[7]['passage_id']}").json()["text"]
    assert rows[7]["heading_path"] == ["Report", "Results"]
    assert "embedding" not in rows[7]


def test_passages_carry_the_vectors_of_the_index(client: TestClient) -> None:
    table = passages(client, "country=KR&embeddings=true")
    assert str(table.schema.field("embedding").type) == "fixed_size_list<element: float>[2]"
    assert table.schema.metadata[b"casebook.encoder"] == b"fake-encoder"
    vectors = table["embedding"].to_pylist()
    assert vectors[:5] == [[0, 1], [1, 1], [2, 1], [3, 1], None]


def test_files_are_packed_as_they_are(client: TestClient) -> None:
    packed = zipfile.ZipFile(io.BytesIO(client.get("/v1/export.files.zip?country=SE").content))
    assert packed.testzip() is None
    manifest = pd.read_csv(io.BytesIO(packed.read("MANIFEST.csv")))
    assert list(manifest["file"]) == [name for name in packed.namelist() if "/" in name]
    for row in manifest.to_dict("records"):
        kept = client.get(f"/v1/documents/{row['document']}/file").content
        assert packed.read(str(row["file"])) == kept
        assert (len(kept), row["licence"], row["case"]) == (row["bytes"], "CC-BY-4.0", "stockholm-charge")
    assert "4 under Creative Commons Attribution 4.0 (CC-BY-4.0)" in packed.read("README.txt").decode()


def test_name_of_a_packed_file_stays_in_the_folder_of_its_case(client: TestClient) -> None:
    packed = zipfile.ZipFile(io.BytesIO(client.get("/v1/export.files.zip?country=NG").content))
    (name,) = [name for name in packed.namelist() if name.startswith("hostile-title/")]
    assert name.count("/") == 1
    assert name.endswith("보고서.pdf")
    assert not set('\r\n"') & set(name)


def test_same_files_give_the_same_bytes(client: TestClient) -> None:
    address = "/v1/export.files.zip?country=SE"
    assert client.get(address).content == client.get(address).content
