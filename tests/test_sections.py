"""Headings tell which part of a case follows, in every interface language, and stand above the text in the right order."""

from __future__ import annotations

import pytest

from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.headings import outline
from ingest.sections import section_of, section_of_path

LABELS = [
    (section.labels[language], section.id)
    for section in vocabulary("sections")
    for language in INTERFACE_LANGUAGES
    if section.id != "other"
]


@pytest.mark.parametrize(("label", "section"), LABELS)
def test_the_label_of_a_section_announces_it(label: str, section: str) -> None:
    assert section_of(label) == section
    assert section_of(f"3.2 {label.upper()}") == section


@pytest.mark.parametrize(("heading", "section"), [
    ("3. Results", "results"),
    ("IV. Lessons learned", "lessons"),
    ("Chapter 3: Impact", "results"),
    ("What did not work, and why", "failure"),
    ("Coûts et financement du projet", "cost"),
    ("Ce qui n’a pas marché", "failure"),
    ("Resultados e impactos", "results"),
    ("제3장 추진배경", "challenge"),
    ("2) 추진 배경 및 목적", "challenge"),
    ("사업의 기대효과", "results"),
    ("But", "objectives"),
])  # fmt: skip
def test_a_heading_is_recognised_with_numbers_endings_and_other_words(heading: str, section: str) -> None:
    assert section_of(heading) == section


@pytest.mark.parametrize("heading", [
    "Cheap but slow",
    "Why it was late",
    "Who resisted",
    "12",
    "",
    "The results of ten years of congestion charging in Stockholm and what other cities could learn from it",
])  # fmt: skip
def test_a_heading_that_announces_nothing_is_left_alone(heading: str) -> None:
    assert section_of(heading) is None


def test_the_innermost_heading_decides_and_others_inherit() -> None:
    assert section_of_path(["Results", "The first year"]) == "results"
    assert section_of_path(["Results", "Cost of the trial"]) == "cost"
    assert section_of_path(["The first year"]) == "other"
    assert section_of_path([]) == "other"


def heading(text: str, depth: int) -> ParsedElement:
    return ParsedElement(ElementKind.heading, text, depth)


def said(text: str) -> ParsedElement:
    return ParsedElement(ElementKind.text, text)


def parsed(*elements: ParsedElement) -> ParsedFile:
    return ParsedFile(elements, "md", "text/markdown", None)


def test_text_stands_under_its_headings_without_the_title() -> None:
    found = outline(
        parsed(
            heading("The results of a tram", 0), said("opening"),
            heading("Results", 1), said("a"), heading("First year", 2), said("b"),
            heading("Sources", 1), said("c"),
        )
    )  # fmt: skip
    assert found.title == "The results of a tram"
    assert [(placed.element.text, placed.heading_path, placed.section) for placed in found.elements] == [
        ("opening", (), "other"),
        ("a", ("Results",), "results"),
        ("b", ("Results", "First year"), "results"),
        ("c", ("Sources",), "sources"),
    ]


def test_a_title_on_the_level_of_the_sections_is_a_title_unless_it_announces_one() -> None:
    word = outline(parsed(heading("Buses in Lagos", 0), heading("Challenge", 0), said("a")))
    assert (word.title, word.elements[0].heading_path) == ("Buses in Lagos", ("Challenge",))
    untitled = outline(parsed(heading("Challenge", 0), said("a"), heading("Results", 0), said("b")))
    assert untitled.title is None
    assert [placed.section for placed in untitled.elements] == ["challenge", "results"]


def test_levels_that_are_left_out_do_not_confuse_the_order() -> None:
    found = outline(parsed(heading("T", 0), heading("Deep", 4), said("a"), heading("Results", 1), said("b")))
    assert [placed.heading_path for placed in found.elements] == [("Deep",), ("Results",)]


def test_slides_of_nothing_but_titles_keep_them_as_text() -> None:
    found = outline(parsed(heading("A", 0), heading("B", 0)))
    assert [placed.element.text for placed in found.elements] == ["A", "B"]
