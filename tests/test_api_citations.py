"""Cases and passages as they are cited: the styles by expected strings, titles in any script, and the same facts in every form."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from fake_archive import HOSTILE_TITLE
from fastapi.testclient import TestClient

from api.exports.styles import STYLES, Style, written

pytest_plugins = ("archive_client",)

CASE = "/v1/cases/stockholm-charge/citation"
URI = "http://127.0.0.1:8000/id/case/stockholm-charge"
Json = dict[str, Any]


def citation(client: TestClient, path: str) -> Json:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def passage_path(client: TestClient, file: str, position: int = 0, case: str = "stockholm-charge") -> str:
    documents = client.get(f"/v1/cases/{case}/documents").json()
    document = next(each["id"] for each in documents if each["file"] == file)
    return f"/v1/passages/{document}.{position}/citation"


@pytest.mark.parametrize(
    ("style", "text", "in_text"),
    [
        (
            "apa",
            f"Casebook contributors. (2026). Congestion charge in Stockholm (Version 1). Casebook. {URI}",
            "(Casebook contributors, 2026)",
        ),
        (
            "chicago",
            f"Casebook contributors. 2026. Congestion Charge in Stockholm. Version 1. Casebook. {URI}.",
            "(Casebook contributors 2026)",
        ),
        (
            "vancouver",
            f"Casebook contributors. Congestion charge in Stockholm [Internet]. Casebook; 2026 Nov. Available from: {URI}",
            "(1)",
        ),
    ],
)
def test_case_is_cited_in_each_style(client: TestClient, style: str, text: str, in_text: str) -> None:
    found = citation(client, CASE)["styles"][style]
    assert (found["text"], found["in_text"]) == (text, in_text)
    assert client.get(f"{CASE}?style={style}").text == text + "\n"


def test_html_has_italics_and_nothing_else(client: TestClient) -> None:
    answer = client.get(f"{CASE}?style=apa&format=html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<i>Congestion charge in Stockholm</i> (Version 1)" in answer.text


def test_day_of_reading_is_there_only_if_it_is_asked_for(client: TestClient) -> None:
    plain, told = citation(client, CASE), citation(client, f"{CASE}?accessed=2026-11-23")
    assert "accessed" not in plain["csl"]
    assert told["csl"]["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert "[cited 2026 Nov 23]" in told["styles"]["vancouver"]["text"]
    assert "cited" not in plain["styles"]["vancouver"]["text"]
    assert "urldate = {2026-11-23}" in told["bibtex"]
    assert rispy.loads(told["ris"])[0]["access_date"] == "2026/11/23/"


def test_passage_is_cited_with_its_page(client: TestClient) -> None:
    found = citation(client, passage_path(client, "report.pdf", 1))
    uri = found["uri"]
    assert re.fullmatch(r"http://127.0.0.1:8000/id/passage/stockholm-charge\.[0-9a-f]{12}\.1", uri)
    assert found["styles"]["apa"] == {
        "text": f"Casebook contributors. (2026). report.pdf. In Congestion charge in Stockholm (Version 1, p. 2). Casebook. {uri}",
        "html": "Casebook contributors. (2026). report.pdf. In <i>Congestion charge in Stockholm</i> (Version 1, p. 2). Casebook. "
        f"{uri}",
        "in_text": "(Casebook contributors, 2026, p. 2)",
    }
    assert found["styles"]["vancouver"]["text"].endswith(f"Casebook; 2026. p. 2. Available from: {uri}")
    assert "In Congestion Charge in Stockholm, version 1, 2." in found["styles"]["chicago"]["text"]
    assert "pages = {2}" in found["bibtex"]
    assert rispy.loads(found["ris"])[0]["start_page"] == "2"


def test_passage_without_a_page_is_cited_with_its_heading(client: TestClient) -> None:
    found = citation(client, passage_path(client, "note.md", 3, "seoul-01"))
    assert "page" not in found["csl"]
    assert found["styles"]["apa"]["in_text"] == "(Casebook contributors, 2026, Section Report › Results)"
    assert rispy.loads(found["ris"])[0]["section"] == "Report › Results"


def test_words_of_the_citation_are_in_the_language_asked_for(client: TestClient) -> None:
    found = citation(client, f"{CASE}?lang=ko")["styles"]
    assert "스톡홀름 혼잡통행료" in found["apa"]["text"]
    assert "2026년 11월" in found["vancouver"]["text"]
    assert "Disponible en:" in citation(client, f"{CASE}?lang=es")["styles"]["vancouver"]["text"]
    assert "Disponible sur" in citation(client, f"{CASE}?lang=fr")["styles"]["vancouver"]["text"]


@pytest.mark.parametrize("style", STYLES)
def test_hostile_title_arrives_as_text(client: TestClient, style: str) -> None:
    found = citation(client, "/v1/cases/hostile-title/citation")
    text, html = found["styles"][style]["text"], found["styles"][style]["html"]
    assert HOSTILE_TITLE.casefold() in text.casefold()
    assert _tags(html) <= {"i"}
    assert _text_of(html) == text
    assert "{Brace} & Co_50%" in text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert not attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _tags(html: str) -> set[str]:
    return _read(html).tags


def _text_of(html: str) -> str:
    return _read(html).text


ITEM: Json = {
    "type": "report", "id": "Some-Case", "author": [{"literal": "서울특별시"}], "publisher": "Casebook", "version": "2",
    "URL": "https://example.org/?a=1&b=2", "language": "en", "custom": {"snapshot": "1"},
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("서울의 시내버스 개편", "ko"),
        ("رسوم الازدحام في ستوكهولم", "ar"),
        ("La ciudad que cobra: lecciones", "es"),
        ("CO₂ < 5 & > 3 “quoted” 'single' \"double\"", "fr"),
        ('<span class="nocase">x</span>', "fr"),
        ("{braces} $math$ \\command %", "fr"),
        ("首尔 &amp; 東京", "zh"),
    ],
)
def test_title_of_any_script_stays_as_it_is(style: Style, title: str, language: str) -> None:
    found = written(ITEM | {"title": title, "language": language}, style, "en")
    assert title in found.text
    assert _text_of(found.html) == found.text
    assert "서울특별시" in found.text
    assert found.text.count(title) == 1


def test_source_without_a_date_says_so_and_promises_none() -> None:
    item = ITEM | {"title": "Untimed"}
    assert "(n.d.)" in written(item, "apa", "en").text
    assert "Retrieved" not in written(item, "apa", "en").text
    told = written(item | {"accessed": {"date-parts": [[2026, 11, 23]]}}, "apa", "en").text
    assert "Retrieved November 23, 2026, from https://example.org/?a=1&b=2" in told


def test_archive_that_is_its_own_author_is_named_once() -> None:
    item = {name: value for name, value in ITEM.items() if name != "publisher"}
    found = written(item | {"title": "Own", "author": [{"literal": "Casebook"}]}, "apa", "en").text
    assert found.count("Casebook") == 1


def test_full_stop_stands_inside_american_quotation_marks() -> None:
    chapter = ITEM | {"type": "chapter", "title": "The report", "container-title": "The case"}
    assert "“The Report.” In The Case" in written(chapter, "chicago", "en").text
    assert "« The Report »." in written(chapter, "chicago", "fr").text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("path", [CASE, "passage"])
def test_every_form_is_made_of_the_same_facts(client: TestClient, path: str) -> None:
    found = citation(client, passage_path(client, "report.pdf") if path == "passage" else path)
    csl = found["csl"]
    (entry,) = parse_string(found["bibtex"]).entries
    (reference,) = rispy.loads(found["ris"])
    assert entry.key == reference["id"] == csl["id"]
    assert entry["title"].strip("{}") == reference["title"] == csl["title"]
    assert entry["year"] == reference["year"] == str(csl["issued"]["date-parts"][0][0])
    assert entry["url"] == reference["urls"][0] == csl["URL"] == found["uri"]
    assert reference["authors"] == [csl["author"][0]["literal"]]
    for style in found["styles"].values():
        assert csl["URL"] in style["text"]


def test_same_address_gives_the_same_citation(client: TestClient) -> None:
    assert client.get(CASE).content == client.get(CASE).content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/cases/nowhere/citation", 404),
        ("/v1/passages/no.where.1/citation", 404),
        (f"{CASE}?style=mla", 422),
        (f"{CASE}?format=html", 422),
        (f"{CASE}?accessed=yesterday", 422),
        (f"{CASE}?accessed=2026-02-30", 422),
        (f"{CASE}?accessed=2026-W48-1", 422),
    ],
)
def test_wrong_request_is_told(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
