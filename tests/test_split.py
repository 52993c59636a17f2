"""Passages follow sections, sentences and pages, hold whole sentences, and are as long as the encoder likes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.commands import CASES
from corpus.passage import Passage, PassageKind, Span
from corpus.settings import Settings
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.headings import outline
from ingest.languages import document_language, passage_language
from ingest.sandbox import parse
from ingest.sentences import cut_long, sentence_spans
from ingest.split import MOST_TOKENS, split
from ingest.tables import table_parts
from ingest.text import clean, estimated_tokens

SENTENCE = "The city counted the buses on the main roads in the spring of that year. "


def text(words: str, page: int | None = None, glued: bool = False) -> ParsedElement:
    return ParsedElement(ElementKind.text, words.strip(), page=page, glued=glued)


def item(words: str, page: int | None = None) -> ParsedElement:
    return ParsedElement(ElementKind.list_item, words, page=page)


def heading(words: str, depth: int = 1, page: int | None = None) -> ParsedElement:
    return ParsedElement(ElementKind.heading, words, depth, page)


def cut(*elements: ParsedElement, language: str = "en", document_type: str = "pdf") -> tuple[Passage, ...]:
    placed = outline(ParsedFile(elements, document_type, "", None))
    return split(replace(placed, language=language), "case.0123456789ab")


def sentences(passage: Passage) -> list[str]:
    return [passage.text[span.start : span.end] for span in passage.sentences]


def covers(passage: Passage) -> bool:
    """Whether sentences and the white space between them are the whole text."""
    end = 0
    for span in passage.sentences:
        sentence = passage.text[span.start : span.end]
        if passage.text[end : span.start].strip() or not sentence or sentence != sentence.strip():
            return False
        end = span.end
    return end == len(passage.text)


def test_passages_are_numbered_and_never_cross_a_heading() -> None:
    found = cut(
        heading("Challenge"),
        text("Buses were slow. They stood in traffic."),
        heading("Results"),
        text("They are fast now."),
    )
    assert [passage.id for passage in found] == ["case.0123456789ab.0", "case.0123456789ab.1"]
    assert [passage.text for passage in found] == ["Buses were slow. They stood in traffic.", "They are fast now."]
    assert [(passage.heading_path, passage.section) for passage in found] == [
        (("Challenge",), "challenge"),
        (("Results",), "results"),
    ]
    assert sentences(found[0]) == ["Buses were slow.", "They stood in traffic."]


def test_short_paragraphs_of_a_section_share_a_passage_and_keep_their_lines() -> None:
    (found,) = cut(
        text("One idea came first. It was good."), text("Another came later:"), item("trams"), item("1. buses")
    )
    assert found.text == "One idea came first. It was good.\n\nAnother came later:\n• trams\n1. buses"
    assert sentences(found) == ["One idea came first.", "It was good.", "Another came later:", "• trams", "1. buses"]


def test_long_paragraphs_are_divided_at_sentences_without_scraps() -> None:
    found = cut(text(SENTENCE * 40))
    assert len(found) == 3
    assert all(passage.text.endswith("year.") and passage.text.startswith("The city") for passage in found)
    assert all(100 < estimated_tokens(passage.text) <= MOST_TOKENS for passage in found)
    assert sum(len(passage.sentences) for passage in found) == 40


def test_a_paragraph_is_rather_kept_whole_than_spread_over_two_passages() -> None:
    found = cut(text(SENTENCE * 8), text("Another paragraph begins. " + SENTENCE * 8))
    assert [passage.text[:7] for passage in found] == ["The cit", "Another"]


def test_a_sentence_without_an_end_is_cut_where_it_can_be() -> None:
    found = cut(text("roads, bridges and tunnels; " * 200))
    assert all(estimated_tokens(passage.text) <= MOST_TOKENS for passage in found)
    assert all(covers(passage) for passage in found)
    assert " ".join(passage.text for passage in found).split() == ("roads, bridges and tunnels; " * 200).split()


def test_an_endless_word_is_cut_too() -> None:
    found = cut(text("x" * 9_000))
    assert "".join(passage.text for passage in found) == "x" * 9_000
    assert all(estimated_tokens(passage.text) <= MOST_TOKENS for passage in found)


def test_korean_passages_are_as_many_tokens_and_so_fewer_characters() -> None:
    found = cut(text("서울시는 버스 노선을 모두 바꾸었고 승객은 처음에 혼란스러워했다. " * 60), language="ko")
    assert len(found) > 3
    assert all(300 < len(passage.text) < 700 for passage in found[:-1])


# Pages ---------------------------------------------------------------------------------------------------------------


def test_a_passage_stays_on_its_page() -> None:
    found = cut(text("On page one it began.", 1), text("On page two it ended.", 2))
    assert [(passage.page, passage.page_end, passage.text) for passage in found] == [
        (1, 1, "On page one it began."),
        (2, 2, "On page two it ended."),
    ]


def test_only_the_sentence_that_runs_over_a_page_break_crosses_it() -> None:
    found = cut(text("It began well. The tram that the city had", 1), text("ordered came late. Then it rained.", 2))
    assert [(passage.page, passage.page_end, passage.text) for passage in found] == [
        (1, 2, "It began well. The tram that the city had ordered came late."),
        (2, 2, "Then it rained."),
    ]
    assert sentences(found[0])[1] == "The tram that the city had ordered came late."


def test_a_word_that_a_page_break_cuts_is_whole() -> None:
    found = cut(text("버스는 6", 1), text("곳에서 빨라졌다. 그리고 비가 왔다.", 2, glued=True), language="ko")
    assert found[0].text == "버스는 6곳에서 빨라졌다."
    assert (found[0].page, found[0].page_end) == (1, 2)


def test_slides_do_not_run_into_each_other() -> None:
    found = cut(text("The tram that the city had", 1), text("ordered came late.", 2), document_type="pptx")
    assert [passage.page_end for passage in found] == [1, 2]


# Tables --------------------------------------------------------------------------------------------------------------


def table(rows: Sequence[Sequence[str]], page: int | None = None) -> ParsedElement:
    return ParsedElement(ElementKind.table, " ".join(map(" ".join, rows)), page=page, rows=tuple(map(tuple, rows)))


def test_a_table_is_a_passage_of_lines_between_bars() -> None:
    found = cut(text("Before."), table([("Indicator", "Value"), ("Speed | km/h", "14")], 3), text("After."))
    assert [(passage.kind, passage.text) for passage in found] == [
        (PassageKind.text, "Before."),
        (PassageKind.table, "Indicator | Value\nSpeed / km/h | 14"),
        (PassageKind.text, "After."),
    ]
    assert sentences(found[1]) == ["Indicator | Value", "Speed / km/h | 14"]
    assert (found[1].page, found[1].page_end) == (3, 3)


def test_every_part_of_a_long_table_has_the_header() -> None:
    found = cut(
        table([("Year", "What happened"), *((str(1900 + n), "A tram line was opened in the east") for n in range(120))])
    )
    assert len(found) > 2
    assert all(passage.text.startswith("Year | What happened\n") for passage in found)
    assert all(estimated_tokens(passage.text) <= MOST_TOKENS for passage in found)
    assert sum(passage.text.count("tram line") for passage in found) == 120


def test_a_row_that_is_too_long_is_cut() -> None:
    found = cut(table([("Year", "What"), ("1990", "much happened; " * 300)]))
    assert all(estimated_tokens(passage.text) <= MOST_TOKENS and covers(passage) for passage in found)


def test_a_header_that_would_fill_every_part_is_not_repeated() -> None:
    parts = list(table_parts([("A long header " * 40,), *((str(n),) for n in range(400))], 200))
    assert sum("header" in cell for part in parts for row in part.shown for cell in row) >= 1
    assert not any(part.header for part in parts)


# Languages and text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "language"), [
    ("El viaje medio al trabajo duraba una hora y diez minutos en aquel año.", "es"),
    ("서울시는 버스 노선을 모두 바꾸었고 승객은 처음에 혼란스러워했다고 한다.", "ko"),
    ("La ville remplace l'asphalte de ses cours de récréation par des sols perméables.", "fr"),
    ("1.234 | 56 % | 2004", "en"),
    ("Bogotá", "en"),
])  # fmt: skip
def test_a_passage_has_its_own_language_only_where_it_is_clear(words: str, language: str) -> None:
    assert passage_language(words, "en") == language


def test_the_record_knows_the_language_of_a_document_better_than_any_guess() -> None:
    assert document_language(["The city gave trams a green light at every crossing."], "es") == "es"
    assert document_language(["The city gave trams a green light at every crossing."]) == "en"
    assert document_language(["7"]) == "en"


def test_a_quotation_in_another_language_is_marked_as_such() -> None:
    found = cut(
        heading("Results"), text(SENTENCE * 3), heading("Voices"),
        text("El viaje medio al trabajo duraba una hora y diez minutos, y nadie respondía por la red en conjunto."),
    )  # fmt: skip
    assert [passage.language for passage in found] == ["en", "es"]


@pytest.mark.parametrize(("words", "language", "expected"), [
    ("Dr. Smith left at 3.5 km [1]. Was it far? No.", "en", ["Dr. Smith left at 3.5 km [1].", "Was it far?", "No."]),
    ("버스는 느렸다. 승객은 3.5% 줄었다. 왜 그랬을까?", "ko", ["버스는 느렸다.", "승객은 3.5% 줄었다.", "왜 그랬을까?"]),
    ("El Sr. García llegó. ¿Valió la pena?", "es", ["El Sr. García llegó.", "¿Valió la pena?"]),
    ("北京的公交很慢。乘客减少了！", "zh", ["北京的公交很慢。", "乘客减少了！"]),
    ("Una frase. E outra.", "gl", ["Una frase.", "E outra."]),
])  # fmt: skip
def test_sentences_end_where_their_language_ends_them(words: str, language: str, expected: list[str]) -> None:
    assert [words[span.start : span.end] for span in sentence_spans(words, language)] == expected


@pytest.mark.parametrize("words", ["(" * 30_000, "A.B." * 8_000, '"' * 30_000, "1. " * 10_000, " \n ", ""])
def test_text_that_is_made_to_be_slow_is_not(words: str) -> None:
    spans = sentence_spans(words, "en")
    assert "".join(words[span.start : span.end] for span in spans).replace(" ", "") == words.replace(" ", "").strip()


def test_a_long_sentence_is_cut_after_a_clause_near_its_middle() -> None:
    words = "first the trams were ordered, and then the tracks were laid"
    assert [words[span.start : span.end] for span in cut_long(words, Span(0, len(words)), 10)] == [
        "first the trams were ordered,",
        "and then the tracks were laid",
    ]


def test_cleaning_keeps_markup_and_drops_what_cannot_be_seen() -> None:
    assert clean("a\u00a0 <b>b</b>\x07\u202e \r\n\n  e\u0301") == "a <b>b</b>\né"


# Real documents ------------------------------------------------------------------------------------------------------

DOCUMENTS = [
    "seoul-bus-reform/report.pdf", "dakar-brt/note.docx", "barcelona-superilles/presentacion.pptx",
    "curitiba-brt/page.html", "paris-budget-participatif/dossier.md",
]  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_passages_of_a_real_document_keep_every_promise(name: str) -> None:
    path: Path = CASES / name
    placed = outline(parse(path, Settings(_env_file=None)))  # type: ignore[call-arg]
    language = document_language(item.element.text for item in placed.elements)
    found = split(replace(placed, language=language), "d")
    assert len(found) > 10
    assert all(covers(passage) for passage in found)
    assert all(estimated_tokens(passage.text) <= MOST_TOKENS for passage in found)
    assert {"challenge", "solution", "results", "lessons", "sources", "cost", "failure"} <= {
        passage.section for passage in found
    }
    assert sum(passage.language == language for passage in found) >= 0.8 * len(found)
    assert all(passage.page_end in (passage.page, (passage.page or 0) + 1) for passage in found)
    assert any(passage.kind is PassageKind.table for passage in found)
