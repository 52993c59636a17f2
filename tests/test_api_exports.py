"""Results as files: whole, in the order of the search, told about in headers; as CSV and BibTeX harmless where they are opened."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from fake_archive import HOSTILE_TITLE, OTHERS, FakeEngine, client_of
from fastapi.testclient import TestClient

from api.archive import Archive
from api.exports.bibtex import escaped
from api.exports.formats import FORMATS
from api.exports.table import COLUMNS, guarded
from corpus.case import Case
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
    assert stockholm.entry_type == "techreport"
    assert (stockholm["year"], stockholm["number"], stockholm["institution"]) == ("2026", "Version 1", "Casebook")
    assert stockholm["note"] == "Stockholm, Sweden, 2006"
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


ENDINGS = [*(each.ending for each in FORMATS), "passages.parquet", "files.zip"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_is_named_after_the_state_of_the_archive(client: TestClient, ending: str) -> None:
    answer = client.get(f"/v1/export.{ending}?country=SE")
    snapshot = answer.headers["x-casebook-snapshot"]
    assert snapshot == client.get("/v1/search").json()["snapshot"]
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="casebook-{snapshot}.{ending}"')


@pytest.mark.parametrize("ending", ENDINGS)
def test_answer_tells_how_much_is_to_come(client: TestClient, ending: str) -> None:
    counted = {"passages.parquet": 5, "files.zip": 4}
    answer = client.get(f"/v1/export.{ending}?country=SE")
    assert answer.headers["x-total-count"] == str(counted.get(ending, 1))
    assert "content-length" not in answer.headers


def test_answer_leads_to_the_search_that_lists_the_cases(client: TestClient) -> None:
    address = "/v1/export.csv?q=reform&country=KR&country=SE"
    links = client.get(f"{address}&cursor=x").links
    assert links["via"]["url"].endswith("/v1/search?q=reform&country=KR&country=SE&cursor=x")
    assert "link" not in client.get(f"{address}&case=seoul-05").headers
    assert "link" not in client.get(f"/v1/export.csv?q={'가' * 600}").headers


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("wrong", ["topic=x", "case=nowhere", "case=a%20b", "colour=red"])
def test_wrong_parameter_fails_before_the_file_begins(client: TestClient, ending: str, wrong: str) -> None:
    answer = client.get(f"/v1/export.{ending}?{wrong}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["parameter"].startswith(wrong.partition("=")[0])


@pytest.mark.parametrize("ending", ENDINGS)
def test_failing_search_fails_before_the_file_begins(
    client: TestClient, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEngine, "case_list", Mock(side_effect=Unavailable("the index is busy")))
    assert client.get(f"/v1/export.{ending}").status_code == 503


@pytest.mark.parametrize("ending", ["csv", "passages.parquet", "files.zip"])
def test_catalogue_that_fails_at_once_fails_before_the_file_begins(
    client: TestClient, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Mock(side_effect=Unavailable("the disk is gone"))
    monkeypatch.setattr("api.exports.cases.ExportList.__iter__", failing)
    monkeypatch.setattr("api.exports.cases.ExportList.documents", failing)
    assert client.get(f"/v1/export.{ending}").status_code == 503


def test_cases_by_name_come_in_the_order_in_which_they_are_named(client: TestClient) -> None:
    named = ["seoul-07", "stockholm-charge", "seoul-02"]
    asked = "&".join(f"case={each}" for each in [*named, "seoul-07"])
    assert [row["id"] for row in rows(client, asked)] == named
    assert [row["id"] for row in rows(client, f"{asked}&country=KR")] == ["seoul-07", "seoul-02"]
    assert [row["id"] for row in rows(client, f"{asked}&q=Stockholm")] == ["stockholm-charge"]


def test_as_many_cases_can_be_named_as_an_address_holds(client: TestClient) -> None:
    assert client.get("/v1/export.csv", params={"case": ["seoul-07"] * 301}).status_code == 422
    assert client.get("/v1/export.csv", params={"case": ["seoul-07"] * 300}).status_code == 200


def test_archived_case_is_found_by_its_name(tmp_path: Path) -> None:
    def archive_it(archive: Archive) -> None:
        shelved = Case.model_validate(OTHERS[3].model_dump() | {"status": "archived"})
        archive.catalogue.publish(shelved, (), shelved.id, "2")

    with client_of(tmp_path, archive_it) as client:
        assert len(rows(client, f"case={OTHERS[3].id}")) == 1
        assert len(rows(client, f"case={OTHERS[3].id}&q=reform")) == 1


def test_reader_learns_of_a_file_that_broke_off(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        yield b"x" * 100
        raise OSError("the disk is gone")

    monkeypatch.setattr("api.routes.exports.files_zip", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        client.get("/v1/export.files.zip")
