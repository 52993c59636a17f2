"""Documents made from their sources: real headings, tables and pages, and the same bytes each time."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from pptx import Presentation

from corpus.build import build_case, build_document
from corpus.commands import case_folders
from corpus.errors import BadInput, NotFound

TEXT = """# Fast buses

An opening <script>alert(1)</script> with *emphasis*.

## Results

- faster
- safer

| Year | Trips |
|---|---|
| 2003 | 10 |
| 2005 | 12 |

Notes: The full story of the results.
"""


def build(tmp_path: Path, suffix: str, language: str = "en") -> bytes:
    source = tmp_path / f"report{suffix}.md"
    source.write_text(TEXT, "utf-8")
    return build_document(source, "Fast buses", language, "A footer")


@pytest.mark.parametrize("suffix", [".html", ".docx", ".pptx", ".pdf"])
def test_the_same_source_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    assert build(tmp_path, suffix) == build(tmp_path, suffix)


def test_a_word_file_has_heading_styles_a_table_and_a_page_number(tmp_path: Path) -> None:
    document = Document(io.BytesIO(build(tmp_path, ".docx", "ko")))
    assert [p.style.name for p in document.paragraphs[:3]] == ["Title", "Normal", "Heading 1"]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows][1] == ["2003", "10"]
    assert "PAGE" in document.sections[0].footer._element.xml


def test_slides_have_a_title_and_speakers_notes(tmp_path: Path) -> None:
    slides = Presentation(io.BytesIO(build(tmp_path, ".pptx"))).slides
    assert [slide.shapes.title.text for slide in slides] == ["Fast buses", "Results"]
    assert "full story" in slides[1].notes_slide.notes_text_frame.text


def test_a_pdf_has_its_text_and_its_footer(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(build(tmp_path, ".pdf")) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert "<script>alert(1)</script>" in text
    assert "A footer" in text


def test_html_in_a_source_is_text(tmp_path: Path) -> None:
    page = build(tmp_path, ".html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_format_that_is_not_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.pptx"):
        build(tmp_path, ".odt")


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(NotFound, match="atlantis"):
        case_folders(["atlantis"])


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_the_shipped_documents_are_those_that_their_sources_make(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / folder.name)
    assert build_case(copy) == []
    assert (copy / "case.yaml").read_text("utf-8") == (folder / "case.yaml").read_text("utf-8")
