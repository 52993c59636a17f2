"""Pictures of pages become text where tesseract can read them, and wait with a plain message where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import make_settings, run_casebook, run_here
from test_ingest_run import totals

from corpus.build.render_pdf import render_pdf
from corpus.build.scan import scan
from corpus.errors import BadInput, MissingTool
from corpus.passage import PassageRole
from corpus.settings import Settings
from ingest import ocr
from ingest.elements import ElementKind
from ingest.ocr import OcrLine, elements_of
from ingest.scans import read_file

TEXT = """# Night buses for Riverton

## Results

In 2012 about 41,000 passengers a month took the night bus, twice as many as the council had hoped for. Street lights
were repaired on nine routes before the first bus ran.

## What did not work

The drivers' union left the committee after a year because the breaks were too short.
"""
ARABIC = "# حافلات ليلية\n\n## النتائج\n\nفي عام 2012 استقل الحافلة الليلية نحو 41000 راكب في الشهر، وهو ضعف ما كان متوقعا.\n"


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "night.scan.pdf"
    path.write_bytes(scan(render_pdf(TEXT, "Night buses", "en", "Riverton")))
    return path


def test_a_scan_is_the_same_each_time() -> None:
    pdf = render_pdf(TEXT, "Night buses", "en", "Riverton")
    assert scan(pdf) == scan(pdf)


@pytest.mark.parametrize("language", ["en", None])
def test_headings_and_paragraphs_of_a_scan_are_read_with_their_page(scanned: Path, language: str | None) -> None:
    read = read_file(scanned, Settings(), language)
    headings = [element.text for element in read.elements if element.kind is ElementKind.heading]
    assert headings == ["Night buses for Riverton", "Results", "What did not work"]
    said = " ".join(e.text for e in read.elements if e.kind is ElementKind.text and e.role is PassageRole.body)
    assert all(0 < box.y < box.bottom < 1 and box.width > 0 for element in read.elements for box in element.boxes)
    assert all(element.boxes for element in read.elements)
    assert "41,000 passengers a month took the night bus" in said
    assert "1 / 1" not in said
    assert {element.page for element in read.elements} == {1}
    assert any("read from pictures (OCR)" in note for note in read.notes)


def test_a_scan_in_another_script_is_read_by_its_script(tmp_path: Path) -> None:
    if "ara" not in ocr.installed_data():
        pytest.skip("tesseract's Arabic data is not installed")
    path = tmp_path / "arabic.pdf"
    path.write_bytes(scan(render_pdf(ARABIC, "حافلات", "ar", "x")))
    said = " ".join(element.text for element in read_file(path, Settings()).elements)
    assert "الحافلة" in said
    assert "41000" in said


def test_a_missing_language_names_the_package_to_install(scanned: Path) -> None:
    with pytest.raises(MissingTool, match="apt-get install tesseract-ocr-khm"):
        read_file(scanned, Settings(), "km")


def test_a_picture_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    path.write_bytes(scan(render_pdf("\u00a0", "x", "en", "")))
    with pytest.raises(BadInput, match="no text"):
        read_file(path, Settings(), "en")


@pytest.mark.long
def test_a_scan_waits_without_tesseract_and_is_read_once_it_is_there(
    scanned: Path, tmp_path: Path, unpacked: Path
) -> None:
    assert unpacked.is_dir()
    settings = make_settings(tmp_path / "data")
    # In a process of its own, whose children find no programs either.
    waiting = run_casebook(settings, "ingest", str(scanned), PATH=str(tmp_path)).stdout
    assert totals(waiting)["waiting"] == 1
    # The table breaks lines where its column ends.
    assert "apt-get install tesseract-ocr" in " ".join(waiting.split())
    taken = run_here(settings, "ingest", str(scanned)).stdout
    assert totals(taken)["waiting"] == 0
    assert "added" in taken


def line(page: int, text: str, top: float, height: float = 0.01) -> OcrLine:
    return OcrLine(page, (int(top * 100), 1), text, top, top + height, height, 90)


def test_lines_at_the_edge_that_stand_on_every_page_are_told_apart() -> None:
    lines = [
        each
        for page in (1, 2, 3)
        for each in (
            line(page, f"Annual report {page}", 0.03),
            line(page, f"Text of page {page}.", 0.5),
            line(page, str(page), 0.95),
        )
    ]
    told = [element for element in elements_of(lines) if element.role is not PassageRole.furniture]
    assert [element.text for element in told] == ["Text of page 1.", "Text of page 2.", "Text of page 3."]
    assert len(elements_of(lines)) == 9


def test_a_word_cut_at_the_end_of_a_line_is_made_whole() -> None:
    cut = [
        OcrLine(1, (1, 1), text, 0.3, 0.31, 0.01, 90) for text in ("The council decided on the trans-", "port plan.")
    ]
    assert [element.text for element in elements_of(cut)] == ["The council decided on the transport plan."]
