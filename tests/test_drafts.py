"""A file without a record becomes a draft: what can be found in it is filled in, and every such value is marked as a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hostile_files import HTML_TITLE

from corpus.case import Case, DocumentRecord, Status
from corpus.commands import CASES
from corpus.errors import BadInput
from corpus.passage import document_id
from corpus.settings import Settings
from index.encoder import Encoder
from index.passages import Vector
from ingest.drafts import draft_case, draft_id
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.headings import outline
from ingest.pipeline import document_pipeline, read_document
from ingest.places import find_city
from ingest.proposals import propose
from ingest.split import split
from ingest.years import find_end_year, find_start_year, likely_start_years

SHA = "0123456789abcdef" * 4


class WordEncoder:
    """Stands in for the encoder: a text is the set of its words, so that texts with like words are near each other."""

    def embed_texts(self, texts: Sequence[str]) -> Vector:
        rows = np.zeros((len(texts), 4096), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[sum(map(ord, word.strip(".,"))) % 4096] = 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def drafted(title: str, *paragraphs: str, language: str = "en", name: str = "plan.md") -> Case:
    heads = [ParsedElement(ElementKind.heading, title, 0, 1)] if title else []
    elements = (*heads, *(ParsedElement(ElementKind.text, text, page=1) for text in paragraphs))
    placed = replace(outline(ParsedFile(elements, "md", "text/markdown", None)), language=language)
    draft = draft_case(Path("folder") / name, "/somewhere/plan.md", placed)
    return propose(draft, split(placed, document_id(draft.id, SHA)), WordEncoder())


ZURICH = (
    "Zürich's trams: green light at every crossing",
    "The city of Zürich gave its trams a green light at every crossing. The scheme was launched in 1985 in the whole city.",
    "Zürich had voted for it. In 1985 nobody in Switzerland thought that buses and trams would become faster by traffic lights.",
)


def test_a_draft_says_what_was_guessed_from_what_and_how_sure() -> None:
    case = drafted(*ZURICH)
    assert case.status is Status.draft
    assert case.title == {"en": ZURICH[0]}
    assert case.abstract == {"en": ZURICH[1]}
    assert (case.original_language, case.country, case.start_date) == ("en", "CH", "1985")
    assert case.city is not None
    assert (case.city.name, case.city.geonames_id) == ({"en": "Zürich"}, 2657896)
    guesses = {guess.field: guess for guess in reversed(case.guesses)}
    assert set(case.guessed) >= {"title", "abstract", "original_language", "city", "country", "start_date"}
    assert guesses["city"].found_in == "'Zürich' in the title and 2 times in the text"
    assert [guess.found_in for guess in case.guesses if guess.field == "title"] == ["first heading", "file name"]
    assert all(0 < guess.confidence < 1 and guess.passage for guess in case.guesses)
    assert case.documents == (DocumentRecord(file="plan.md", language="en", title=ZURICH[0]),)


def test_what_is_not_in_the_file_stays_empty() -> None:
    case = drafted("", "Short.", name="my_plan-2.md")
    assert case.title == {"en": "my plan 2"}
    assert case.guesses[0].found_in == "file name"
    assert (case.abstract, case.city, case.country, case.start_date, case.topics) == ({}, None, None, None, ())


def test_html_in_a_title_stays_text_and_makes_a_harmless_id() -> None:
    case = drafted(HTML_TITLE, "The city of Nairobi planted trees along the roads and asked residents to water them.")
    assert case.title == {"en": HTML_TITLE}
    assert case.id.startswith("script-alert-x-script-a-plan-for-b-trees-b-shade-")


def test_a_long_abstract_ends_with_a_sentence() -> None:
    case = drafted("Plan", "The city counted its buses in the spring. " * 40)
    assert 500 < len(case.abstract["en"]) <= 600
    assert case.abstract["en"].endswith("spring.")


@pytest.mark.parametrize(("title", "start"), [
    ("Zürich's trams, 1985", "zurich-s-trams-1985-"),
    ("서울 대중교통 개편 (2004)", "draft-"),
    ("A " + "very " * 30 + "long title", "a-very-very-very-very-very-very-very-very-very-very-very-"),
    ("", "draft-"),
])  # fmt: skip
def test_an_id_is_made_of_the_title_and_of_where_the_file_lives(title: str, start: str) -> None:
    assert draft_id(title, "/a").startswith(start)
    assert draft_id(title, "/a") != draft_id(title, "/b")
    assert len(draft_id(title, "/a")) <= 80


# Cities --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "text", "city"), [
    ("Porto Alegre's budget", "In Porto Alegre, in Brazil, people decide.", 3452925),
    ("서울시 버스 개편", "서울은 버스를 바꾸었다. 부산도 뒤를 따랐다.", 1835848),
    ("東京都の排出量取引", "東京は二〇一〇年に始めた。", 1850147),
    ("", "Bogotá opened it. Bogotá is in Colombia. Bogotá paid.", 3688689),
    ("A bus lane in Santiago", "Chile paid for the lane in Santiago.", 3871336),
    ("Most of it", "Most people were glad. Most of them, most of the time, are. Nice people.", None),
    ("سكة حديد", "افتتحت في بيروت عام 1995. وفي بيروت ركب الناس، ثم عادوا إلى لبنان.", 276781),
    ("A plan", "See https://www.london.com/paris and Dr. Davis.", None),
])  # fmt: skip
def test_the_city_is_the_one_that_title_and_text_are_about(title: str, text: str, city: int | None) -> None:
    found = find_city(title, [text], ["en", "ko"])
    assert (found.city.geonames_id if found else None) == city


def test_the_city_of_every_shipped_record_is_found_in_its_document() -> None:
    missed = []
    folders = sorted(path.parent for path in CASES.glob("*/case.yaml"))
    for folder in folders:
        record = yaml.safe_load((folder / "case.yaml").read_text("utf-8"))
        source = next(iter([*folder.glob("source/*.md"), *folder.glob("*.md")]), None)
        title, *lines = source.read_text("utf-8").splitlines() if source else [""]
        found = find_city(title, lines, [record["original_language"], "en"])
        if source and (not found or found.city.geonames_id != record["city"]["geonames_id"]):
            missed.append(folder.name)
    assert len(missed) <= 0.07 * len(folders), missed


# Years ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "text", "year"), [
    ("Suwon 2013", "It was planned in 2010.", 2013),
    ("Trams", "The line opened in 1994. In 1994 fares were low.", 1994),
    ("Trams", "노선은 2004년 7월에 개통했다. 2004년은 더웠다.", 2004),
    ("Trams", "The plan of 2050 starts with a target. 2050 is far.", None),
    ("Trams", "In 1994 fares were low. In 2001 they rose. Nothing was opened.", None),
    ("Trams", "It cost 1,994 pounds, see page 2004-5.", None),
])  # fmt: skip
def test_a_year_is_guessed_only_where_the_text_says_that_something_began(
    title: str, text: str, year: int | None
) -> None:
    found = find_start_year(title, text.split(". "))
    assert (found.year if found else None) == year


def test_years_that_a_person_may_choose_from_are_those_near_words_for_a_start() -> None:
    text = (
        "The council voted in 2009. Trams opened in May 2012. By 2016 a study of 2015 praised them. In 2020 fares rose."
    )
    found = likely_start_years("Trams", text.split(". "))
    assert found[0].year == 2012
    assert found[0].found_in == "Trams opened in May 2012"
    assert len(found) == 3
    assert all(each.confidence < 0.5 for each in found)


@pytest.mark.parametrize(("title", "text", "start", "year"), [
    ("Sidewalk Labs 2017-2020", "It failed.", 2017, 2020),
    ("Auga", "アウガは2017年に閉店した. 2017年に会社は解散した. 2001年に開業した.", 2001, 2017),
    ("A lane", "It was abolished in 1999.", 1990, None),
    ("A lane", "It was abolished in 1999. The lane ended in 1999.", 2001, None),
])  # fmt: skip
def test_an_end_is_guessed_only_where_the_text_says_twice_that_something_ended(
    title: str, text: str, start: int, year: int | None
) -> None:
    found = find_end_year(title, text.split(". "), start)
    assert (found.year if found else None) == year


# The pipeline, with the real encoder -----------------------------------------------------------------------------------


def plain() -> Settings:
    return Settings(_env_file=None)  # type: ignore[call-arg]


def test_a_file_becomes_a_draft_with_topics_and_passages(encoder: Encoder) -> None:
    read = read_document(document_pipeline(plain(), encoder), CASES / "seoul-bus-reform" / "report.pdf", SHA)
    assert "transport" in read.case.topics
    assert read.case.original_language == read.document.language == "ko"
    assert (read.document.document_type, read.document.media_type) == ("pdf", "application/pdf")
    assert read.document.pages == max(passage.page_end or 0 for passage in read.passages)
    assert {passage.document_id for passage in read.passages} == {read.document.id} == {f"{read.case.id}.{SHA[:12]}"}


def test_a_file_of_a_case_takes_what_its_record_says(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text("# Un plan\n\n## Resultados\n\nLos tranvías de Zúrich llegan a tiempo desde hace años.\n", "utf-8")
    record = DocumentRecord(file="plan.md", language="es", title="El plan", licence="CC0-1.0")
    case = drafted(*ZURICH)
    read = read_document(document_pipeline(plain(), WordEncoder()), path, SHA, case, record)
    assert read.case is case or read.case == case
    assert (read.document.title, read.document.language, read.document.licence) == ("El plan", "es", "CC0-1.0")
    assert [(passage.section, passage.language) for passage in read.passages] == [("results", "es")]


def test_an_earlier_draft_keeps_its_id(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text("# Another title\n\nThe trams of the city arrive on time.\n", "utf-8")
    read = read_document(document_pipeline(plain(), WordEncoder()), path, SHA, draft_id="plan-1234")
    assert read.case.id == "plan-1234"
    assert read.passages[0].id == f"plan-1234.{SHA[:12]}.0"


def test_the_pipeline_hands_on_the_reason_of_a_refusal(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(BadInput, match="The file is empty"):
        read_document(document_pipeline(plain(), WordEncoder()), tmp_path / "empty.pdf", SHA)
    assert not caplog.records
