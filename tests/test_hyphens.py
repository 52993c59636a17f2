"""Hyphens at the ends of a PDF's lines: those that cut a word go, those that belong to it stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pdf import convert_pdf
from ingest.pdf_hyphens import hyphen_mender

DOCUMENT = (
    (
        "Households of lower income pay less. The incomes of low-",
        "income families rose. A low-income tariff came; transport",
        "was free. The transporta-",
        "tion plan, and the cost-benefit study of the trans-",
        "port office, came in.",
    ),
)


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("lower- income homes", "lower-income homes"),
        ("low- income homes", "low-income homes"),
        ("the transporta- tion plan", "the transportation plan"),
        ("free trans- port", "free transport"),
        ("their in- come", "their income"),
        ("state-of-the- art buses", "state-of-the-art buses"),
        ("short- and long-term", "short- and long-term"),
        ("Rhein- Main", "Rhein- Main"),
        ("1999- present", "1999- present"),
        ("the lowincome homes", "the low-income homes"),
    ],
)
def test_the_words_of_the_document_tell_which_hyphens_stay(torn: str, whole: str) -> None:
    assert hyphen_mender(DOCUMENT)(torn) == whole


def test_a_pdf_keeps_the_hyphens_of_its_words(tmp_path: Path) -> None:
    import typst

    source = tmp_path / "a.typ"
    text = (
        "Fares fell for lower income groups, and lower-\\\nincome groups travelled more in every district of the city."
    )
    source.write_text(f'#set text(font: "Libertinus Serif")\n{text}\n', "utf-8")
    typst.compile(str(source), output=str(tmp_path / "a.pdf"))
    read = " ".join(element.text for element in convert_pdf(tmp_path / "a.pdf"))
    assert "lower-income groups travelled" in read
