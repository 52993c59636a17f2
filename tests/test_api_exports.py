"""Results as CSV and BibTeX: whole, readable by other programs, and harmless in them."""

from __future__ import annotations

import csv
import io
from typing import Any
from unittest.mock import Mock

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from fake_archive import HOSTILE_TITLE, OTHERS, FakeEngine
from fastapi.testclient import TestClient

from api.exports.bibliography import escaped
from api.exports.table import COLUMNS, guarded
from corpus.errors import Unavailable

pytest_plugins = ("archive_client",)

ALL_CASES = len(OTHERS) + 3


def rows(client: TestClient, parameters: str = "") -> list[dict[str, str]]:
    text = client.get(f"/v1/export.csv?{parameters}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def library(client: TestClient, parameters: str = "") -> Library:
    text = client.get(f"/v1/export.bib?{parameters}").text
    read = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert read.failed_blocks == []
    return read


def test_csv_has_the_whole_list_in_the_order_of_the_search(client: TestClient) -> None:
    listed = client.get("/v1/search?q=reform&country=KR&limit=50").json()["cases"]
    assert [row["id"] for row in rows(client, "q=reform&country=KR&limit=2")] == [case["id"] for case in listed]
    assert len(rows(client)) == ALL_CASES


def test_csv_opens_in_excel_as_utf8_with_every_column(client: TestClient) -> None:
    answer = client.get("/v1/export.csv?lang=ko")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbfid,version,")
    assert answer.content.count(b"\r\n") == ALL_CASES + 1
    assert list(rows(client)[0]) == [column.name for column in COLUMNS]
    assert "스톡홀름 혼잡통행료" in answer.text


def test_csv_tells_the_case(client: TestClient) -> None:
    (row,) = rows(client, "country=SE")
    assert row["title"] == "Congestion charge in Stockholm"
    assert (row["city"], row["geonames_id"], row["country"], row["country_name"]) == (
        "Stockholm",
        "2673730",
        "SE",
        "Sweden",
    )
    assert (row["outcomes"], row["unconfirmed"], row["lead_agency"]) == ("2", "1", "City of Stockholm")
    assert row["url"].endswith("/v1/cases/stockholm-charge")


def test_every_column_is_documented_in_the_openapi_document(client: TestClient) -> None:
    told = client.get("/openapi.json").json()["paths"]["/v1/export.csv"]["get"]["description"]
    assert all(f"`{column.name}`: {column.meaning}" in told for column in COLUMNS)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "－1"])
def test_text_that_a_spreadsheet_would_run_is_set_off(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("cell", [-33.4, 0, 12, None, "a=b", "Bogotá", ""])
def test_numbers_and_other_text_stay_as_they_are(cell: str | float | None) -> None:
    assert guarded(cell) == cell


def test_hostile_title_arrives_as_text(client: TestClient) -> None:
    (row,) = rows(client, "country=NG")
    assert row["title"] == HOSTILE_TITLE
    (entry,) = library(client, "country=NG").entries
    assert entry["title"].strip("{}") == HOSTILE_TITLE


def test_bibtex_has_the_whole_list_and_reads_back(client: TestClient) -> None:
    entries = library(client, "limit=1").entries
    assert [entry.key for entry in entries] == [row["id"] for row in rows(client)]
    stockholm = next(entry for entry in entries if entry.key == "stockholm-charge")
    assert stockholm.entry_type == "misc"
    assert stockholm["year"] == "2026"
    assert stockholm["note"] == "Stockholm, Sweden; policy started 2006; version 1"
    assert stockholm["keywords"] == "Transport and mobility"


def test_special_characters_of_latex_read_back(client: TestClient) -> None:
    (entry,) = library(client, "country=NG").entries
    assert entry["author"] == "{Brace} & Co_50%"


@pytest.mark.parametrize(
    "text",
    ["} @misc{x, title = {y}", "a \\ b", "50 % of $5 & #1_2", "~^", "{", "}", "é 한국 العربية", "line\nbreak\x00"],
)
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    written = f"@misc{{key,\n title = {{{escaped(text)}}},\n note = {{after}}\n}}\n"
    read = parse_string(written, append_middleware=[LatexDecodingMiddleware()])
    assert [entry.key for entry in read.entries] == ["key"]
    assert read.entries[0]["note"] == "after"
    # The decoder takes LaTeX's command for a caret to be the accent.
    assert read.entries[0]["title"].replace("ˆ", "^") == " ".join(text.replace("\x00", " ").split())


@pytest.mark.parametrize("kind", ["csv", "bib"])
def test_file_is_named_after_the_state_of_the_archive(client: TestClient, kind: str) -> None:
    answer = client.get(f"/v1/export.{kind}")
    snapshot = answer.headers["x-casebook-snapshot"]
    assert snapshot == client.get("/v1/search").json()["snapshot"]
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="casebook-{snapshot}.{kind}"')


@pytest.mark.parametrize("kind", ["csv", "bib"])
def test_export_of_nothing_is_an_empty_list(client: TestClient, kind: str) -> None:
    answer = client.get(f"/v1/export.{kind}?q=nobodywrotethis")
    assert answer.status_code == 200
    assert answer.text.count("\n") == (1 if kind == "csv" else 0)


@pytest.mark.parametrize("kind", ["csv", "bib"])
def test_wrong_filter_fails_before_the_file_begins(client: TestClient, kind: str) -> None:
    answer = client.get(f"/v1/export.{kind}?topic=x")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_failing_search_fails_before_the_file_begins(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def every_card(*_: Any) -> Any:
        yield from Mock(side_effect=Unavailable("the index is busy"))()

    monkeypatch.setattr(FakeEngine, "every_card", every_card)
    assert client.get("/v1/export.csv").status_code == 503
