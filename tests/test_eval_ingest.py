"""`casebook eval ingest` tells of every file what became of it, ours and a stock pipeline's, with numbers that can be right."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import make_settings, run_casebook
from rich.console import Console

from corpus.commands import CASES
from corpus.errors import BadInput
from corpus.settings import Settings
from eval.ingest import ReaderProcess, measure
from eval.ingest_plain import count_letters, count_words, plain_text
from eval.ingest_readers import LOST, READ, REFUSED
from eval.ingest_report import tables

PDF = CASES / "cape-town-day-zero" / "report.pdf"
TEXT = "# Trams\n\nTrams became faster.\n\n| Item | Cost |\n|---|---|\n| Tram | 5.5 |\n"


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("measured")
    files = folder / "files"
    files.mkdir()
    shutil.copy(PDF, files / "report.pdf")
    (files / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    with zipfile.ZipFile(files / "more.zip", "w") as archive:
        archive.writestr("trams.md", TEXT)
    done = run_casebook(make_settings(folder / "data"), "eval", "ingest", str(files), "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def reading(measured: Mapping[str, Any], name: str, reader: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        file["readings"][reader] for file in measured["files"] if Path(file["path"]).name == name
    )
    return found


@pytest.mark.long
def test_every_file_has_an_outcome_and_an_archive_is_unpacked(measured: dict[str, Any]) -> None:
    outcomes = {
        name: reading(measured, name, "casebook")["outcome"] for name in ("report.pdf", "broken.docx", "trams.md")
    }
    assert outcomes == {"report.pdf": READ, "broken.docx": REFUSED, "trams.md": READ}
    assert len(measured["files"]) == 3
    assert reading(measured, "broken.docx", "casebook")["reason"].endswith(".")


def test_text_structure_and_memory_are_plausible(measured: dict[str, Any]) -> None:
    ours = measured["totals"]["pdf"]["casebook"]
    assert 0.95 < ours["words_share"] <= 1
    assert 0.95 < ours["letters_share"] < 1.1
    assert ours["pages"] == 5
    assert ours["pages_a_second"] > 0
    assert ours["headings"] > 10
    assert ours["tables"] > 1
    assert 20 < ours["peak_mb"] < 3072
    markdown = reading(measured, "trams.md", "casebook")
    assert (markdown["headings"], markdown["tables"]) == (1, 1)


def test_the_stock_pipeline_reads_the_same_files(measured: dict[str, Any]) -> None:
    assert measured["totals"]["pdf"]["stock"]["words_share"] > 0.9
    assert measured["stock_pdf_reader"].startswith(("Haystack's PyPDFToDocument", "unstructured's partition_pdf"))
    assert sum(measured["totals"]["all"]["stock"]["outcomes"].values()) == 3


def test_the_tables_tell_only_of_the_readers_that_ran(tmp_path: Path) -> None:
    (tmp_path / "trams.md").write_text(TEXT)
    (tmp_path / "empty.pdf").touch()
    found = list(measure([tmp_path], Settings(), is_with_stock=False, seconds=60))
    console = Console(width=160, record=True, file=StringIO())
    for table in tables(found):
        console.print(table)
    said = console.export_text()
    assert "stock" not in said.replace(tmp_path.name, "")
    assert "1/0/1/0" in said
    assert "refused: The file is empty (0 bytes)." in said


def test_a_file_that_takes_too_long_has_no_outcome_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("Nothing new here.\n\n" * 50_000)
    (tmp_path / "trams.md").write_text(TEXT)
    reader = ReaderProcess("casebook", 0.01)
    try:
        assert reader.read(tmp_path / "long.txt")[0]["outcome"] == LOST
        reader.seconds = 60
        assert reader.read(tmp_path / "trams.md")[0]["outcome"] == READ
    finally:
        reader.close()


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file or folder"):
        next(measure([tmp_path / "nowhere"], Settings(), is_with_stock=False, seconds=9))


def test_words_are_counted_alike_however_they_are_written(tmp_path: Path) -> None:
    assert count_words("Größe ﬁnal") == count_words("GRÖSSE final")
    assert count_words("서울 버스") == count_words("서울버스")
    assert count_words("a trans-\nport plan") == count_words("a plan")
    assert count_letters("| **5.5** km |") == 4
    (tmp_path / "trams.md").write_text(TEXT)
    assert count_words(plain_text(tmp_path / "trams.md", "md") or "")["trams"] == 2
