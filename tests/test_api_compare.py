"""Comparisons over HTTP: what may be asked, the matrix, and the same matrix in a table, a workbook and a document."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from fake_archive import HOSTILE, HOSTILE_TITLE, client_of, open_fake_archive, settings_in
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from api.app import create_app
from api.archive import Archive
from corpus.comparison import CaseComparison
from corpus.vocabulary import INTERFACE_LANGUAGES
from index.compare.compare import ALL_FIELDS

pytest_plugins = ("archive_client",)

PAIR = "case=stockholm-charge&case=hostile-title"
Json = dict[str, Any]


def rows(client: TestClient, parameters: str) -> dict[str, Json]:
    answer = client.get(f"/v1/compare?{parameters}")
    assert answer.status_code == 200, answer.text
    CaseComparison.model_validate(answer.json())
    return {row["id"]: row for row in answer.json()["rows"]}


def refusal(client: TestClient, parameters: str) -> Json:
    answer = client.get(f"/v1/compare?{parameters}")
    assert answer.status_code == 422
    found: Json = answer.json()
    return found


def test_rows_are_fields_and_columns_are_cases_in_the_order_asked_for(client: TestClient) -> None:
    answer = client.get("/v1/compare?cases=seoul-03,stockholm-charge&case=hostile-title").json()
    assert [case["id"] for case in answer["cases"]] == ["hostile-title", "seoul-03", "stockholm-charge"]
    assert answer["fields"] == list(ALL_FIELDS)
    for row in answer["rows"]:
        assert [cell["case_id"] for cell in row["cells"]] == ["hostile-title", "seoul-03", "stockholm-charge"]
        assert row["label"]


def test_every_statement_says_what_it_rests_on(client: TestClient) -> None:
    for row in rows(client, PAIR).values():
        for cell in row["cells"]:
            assert (cell["state"] == "stated") == bool(cell["statements"])
            for statement in cell["statements"]:
                evidence = statement["evidence"]
                assert (evidence["kind"] == "passage") == (evidence["passage"] is not None)
                assert bool(evidence["note"]) == (evidence["passage"] is None)


def test_what_is_not_in_the_record_differs_from_what_has_no_evidence(client: TestClient) -> None:
    found = rows(client, f"{PAIR}&fields=challenge")["challenge"]
    stated, silent = found["cells"]
    assert stated["statements"][0]["evidence"]["kind"] == "none"
    assert (silent["state"], silent["statements"]) == ("not in the record", [])


def test_an_amount_without_a_price_year_is_left_as_it_is_and_says_why(client: TestClient) -> None:
    (statement,) = rows(client, f"{PAIR}&fields=cost")["capital"]["cells"][0]["statements"]
    assert (statement["value"], statement["unit"], statement["normalised"]) == (1.9e9, "SEK", None)
    assert statement["not_normalised"] == "not normalised: the source names no price year"
    assert statement["evidence"]["source"]["page"] == 12
    assert statement["evidence"]["check"] == "confirmed"


def test_outcomes_have_a_row_each_with_their_evidence(client: TestClient) -> None:
    found = [row for row in rows(client, f"{PAIR}&fields=outcomes").values()]
    assert [(row["unit"], row["label"]) for row in found] == [
        ("percent", "Vehicles over the cordon"),
        ("tonnes", "Exhaust"),
    ]
    (statement,) = found[1]["cells"][0]["statements"]
    assert statement["text"] == "Exhaust: 10 → 8.6 t"
    assert statement["evidence"]["reported_by"] == "self-reported"


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_labels_and_reasons_are_in_the_language_asked_for(client: TestClient, language: str) -> None:
    answer = client.get(f"/v1/compare?{PAIR}&lang={language}").json()
    told = {row["id"]: row["label"] for row in answer["rows"]}
    assert told["country"] == {"en": "Country", "es": "País", "fr": "Pays", "ko": "국가"}[language]
    assert str(answer["year"]) in answer["convention"]


@pytest.mark.parametrize(
    "parameters",
    ["", "case=stockholm-charge", "case=stockholm-charge&cases=stockholm-charge", "cases=" + ",".join(f"seoul-{n:02}" for n in range(7))],
)  # fmt: skip
def test_fewer_than_two_or_more_than_six_cases_are_refused(client: TestClient, parameters: str) -> None:
    assert "a comparison takes 2 to 6" in refusal(client, parameters)["detail"]


def test_every_wrong_value_is_named_with_those_that_are_allowed(client: TestClient) -> None:
    problem = refusal(client, "case=stockholm-charg&case=seoul-01&fields=cost,price&year=2026")
    errors = {error["parameter"]: error for error in problem["errors"]}
    assert errors["case"]["allowed"][0]["value"] == "stockholm-charge"
    assert [allowed["value"] for allowed in errors["fields"]["allowed"]] == list(ALL_FIELDS)
    assert "1960 to 2025" in errors["year"]["message"]


def test_a_field_that_no_case_has_is_a_row_that_says_so(client: TestClient) -> None:
    found = rows(client, "case=seoul-01&case=seoul-02&fields=cost,outcomes,lessons")
    assert list(found) == ["total", "outcomes", "lessons"]
    assert {cell["state"] for row in found.values() for cell in row["cells"]} == {"not in the record"}


def table(client: TestClient, parameters: str) -> list[list[str]]:
    answer = client.get(f"/v1/compare.csv?{parameters}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_csv_has_the_matrix_with_numbers_as_numbers(client: TestClient) -> None:
    header, *lines = table(client, PAIR)
    assert header[:6] == ["field", "row", "label", "unit", "stockholm-charge", "stockholm-charge.number"]
    named = {line[1]: dict(zip(header, line, strict=True)) for line in lines}
    assert named["capital"]["stockholm-charge.number"] == "1900000000"
    assert named["capital"]["stockholm-charge.address"] == "https://example.org/trial"
    assert named["percent-1"]["stockholm-charge.number"] == "-22"
    assert named["capital"]["hostile-title"] == "not in the record"
    assert named["challenge"]["stockholm-charge.rests_on"] == "no evidence"


def workbook(client: TestClient, parameters: str = PAIR) -> Workbook:
    answer = client.get(f"/v1/compare.xlsx?{parameters}")
    assert answer.headers["content-disposition"].startswith('attachment; filename="casebook-comparison-')
    return load_workbook(io.BytesIO(answer.content))


def test_workbook_has_frozen_heads_numbers_and_links(client: TestClient) -> None:
    matrix, cited, method = workbook(client).worksheets
    assert matrix.freeze_panes == "C3"
    assert matrix["C1"].value == "Congestion charge in Stockholm"
    by_row = {row[0].value: row for row in matrix.iter_rows() if row[0].value}
    amount = by_row["Cost: capital"]
    assert (amount[3].value, amount[3].data_type) == (1_900_000_000, "n")
    assert amount[5].hyperlink.target == "https://example.org/trial"
    assert {row[0].value for row in cited.iter_rows(min_row=2)} == {"stockholm-charge"}
    assert "consumer price index" in method["B1"].value


def test_workbook_runs_no_text_and_opens_in_another_reader(client: TestClient) -> None:
    answer = client.get("/v1/compare.xlsx?case=hostile-title&case=stockholm-charge")
    cells = [cell for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert HOSTILE_TITLE in {cell.value for cell in cells}
    seen = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert len(seen.sheet_names) == 3
    assert any(1_900_000_000 in row for row in seen.get_sheet_by_index(0).to_python())


def document(client: TestClient, parameters: str = PAIR) -> Any:
    return docx.Document(io.BytesIO(client.get(f"/v1/compare.docx?{parameters}").content))


def test_document_is_a_landscape_table_with_its_sources_at_the_end(client: TestClient) -> None:
    made = document(client)
    assert made.sections[0].orientation is WD_ORIENT.LANDSCAPE
    assert made.sections[0].page_width > made.sections[0].page_height
    (matrix,) = made.tables
    assert [cell.text for cell in matrix.rows[0].cells] == ["Field", "Congestion charge in Stockholm", HOSTILE_TITLE]
    cells = {row.cells[0].text: row.cells[1].text for row in matrix.rows}
    assert "[1] · confirmed" in cells["Cost: capital"]
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert (
        next(text for text in texts if text.startswith("[1]"))
        == "[1]\tThe Stockholm trial. 2009.\nhttps://example.org/trial"
    )


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An archive in which one of the cases tells its challenge in Arabic alone."""

    def translate(archive: Archive) -> None:
        told = HOSTILE.model_copy(update={"challenge": {"ar": "توقفت حركة المرور."}})
        archive.catalogue.publish(told, [], HOSTILE.id, "2")

    with client_of(tmp_path_factory.mktemp("arabic"), translate) as opened:
        yield opened


def test_document_is_in_korean_and_turns_arabic_round(arabic: TestClient) -> None:
    made = document(arabic, "case=stockholm-charge&case=hostile-title&lang=ko")
    body = made.element.body
    assert "기록에 없음" in "".join(node.text or "" for node in body.iter(qn("w:t")))
    turned = [p for p in body.iter(qn("w:p")) if p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None]
    assert any("توقفت" in "".join(node.text or "" for node in p.iter(qn("w:t"))) for p in turned)


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_the_same_comparison_is_the_same_bytes(client: TestClient, ending: str) -> None:
    first = client.get(f"/v1/compare.{ending}?{PAIR}").content
    with patch("time.time", return_value=time.time() + 5000):
        assert client.get(f"/v1/compare.{ending}?{PAIR}").content == first


@pytest.fixture
def broken_table(tmp_path: Path) -> Iterator[TestClient]:
    settings = settings_in(tmp_path / "data").model_copy(update={"price_index": tmp_path / "missing.csv"})
    with TestClient(create_app(settings, open_fake_archive)) as opened:
        yield opened


def test_a_price_table_that_cannot_be_read_is_no_fault_of_the_reader(broken_table: TestClient) -> None:
    answer = broken_table.get(f"/v1/compare?{PAIR}")
    assert answer.status_code == 503
    assert "CASEBOOK_PRICE_INDEX" in answer.json()["detail"]
