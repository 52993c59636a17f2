"""Files of every format, broken at random, end as elements or as a sentence: in time, and with nothing left behind.

Each starts as a small valid file. What is broken is the same in every run, so that a failure can be repeated.
"""

from __future__ import annotations

import io
import multiprocessing
import re
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from format_examples import (
    HTML,
    ODP,
    ODT,
    RST,
    RTF,
    write_eml,
    write_epub,
    write_mhtml,
    write_odf,
    write_ods,
    write_xls,
)
from hostile_files import write_pdf
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ole_files import write_msg, write_ole
from PIL import Image

from corpus.errors import BadInput, MissingTool
from corpus.settings import Settings
from ingest.elements import ElementKind, ParsedFile, from_json, to_json
from ingest.sandbox import parse, unpack_files
from ingest.text import clean

LIMITS = Settings(parse_seconds=20, parse_memory_mb=1024, _env_file=None)  # type: ignore[call-arg]
SLACK = 20
"""Seconds that a file may take beyond its limit on a busy machine: for its child to start and to be killed."""
EXAMPLES, SLOW_EXAMPLES, QUICK_EXAMPLES = 40, 4, 6
"""Broken files of each format, of each that LibreOffice reads, and of all formats together in the quick test."""
LONGEST_RUN = 2_000
TEXT = "# Trams\n\nJourneys became *faster* [1](x).\n\n- one\n- two\n\n| Item | Cost |\n|---|---|\n| Tram | 5.5 |\n\n> Fell.\n"

# Valid files -------------------------------------------------------------------------------------------------------------


def write_docx(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Trams", 1)
    document.add_paragraph("Journeys became faster.")
    document.add_paragraph("one", style="List Bullet")
    document.add_table(2, 2).cell(0, 0).text = "Item"
    document.save(str(path))
    return path


def write_pptx(path: Path) -> Path:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Trams", "Journeys became faster."
    slide.notes_slide.notes_text_frame.text = "Traffic fell."
    slides.save(str(path))
    return path


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["Item", "Cost"])
    book.active.append(["Tram", 5.5])
    book.save(path)
    return path


def write_tiff(path: Path) -> Path:
    Image.new("1", (40, 30)).save(path, save_all=True, append_images=[Image.new("L", (20, 30))])
    return path


def write_picture(path: Path) -> Path:
    Image.new("RGB", (40, 30), "white").save(path)
    return path


def write_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plans/trams.md", TEXT)
        archive.writestr("계획.txt", "Trams became faster.")
    return path


def write_tar(path: Path) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix == ".tgz" else "w") as archive:
        member = tarfile.TarInfo("plans/trams.md")
        member.size = len(TEXT.encode())
        archive.addfile(member, io.BytesIO(TEXT.encode()))
    return path


def text_writer(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, "utf-8")


WRITERS: Mapping[str, Callable[[Path], object]] = {
    "pdf": lambda path: write_pdf(path, "= Trams\nJourneys became faster.\n#table(columns: 2)[Item][Cost][Tram][5.5]"),
    "docx": write_docx,
    "pptx": write_pptx,
    "xlsx": write_xlsx,
    "xls": write_xls,
    "ods": write_ods,
    "odt": lambda path: write_odf(path, "text", ODT),
    "odp": lambda path: write_odf(path, "presentation", ODP),
    "epub": write_epub,
    "eml": lambda path: write_eml(path, is_html=True),
    "mhtml": write_mhtml,
    "msg": lambda path: write_msg(path, "Trams", "Journeys became faster.", ("plan.pdf",)),
    "rtf": text_writer(RTF),
    "rst": text_writer(RST),
    "html": text_writer(HTML),
    "md": text_writer(TEXT),
    "txt": text_writer(TEXT),
    "csv": text_writer("Item,Cost\nTram,5.5\n"),
    "png": write_picture,
    "jpeg": write_picture,
    "webp": write_picture,
    "tiff": write_tiff,
}
"""Ending -> what writes a small valid file of the format."""
SLOW_WRITERS: Mapping[str, Callable[[Path], object]] = {
    "doc": lambda path: write_ole(
        path, {"WordDocument": bytes.fromhex("eca5c100") + bytes(5_000), "1Table": bytes(5_000)}
    ),
    "ppt": lambda path: write_ole(path, {"PowerPoint Document": bytes(5_000), "Current User": bytes(100)}),
}
"""The same for what LibreOffice reads; nothing here writes these whole, so they are broken from the start."""
ARCHIVES: Mapping[str, Callable[[Path], object]] = {"zip": write_zip, "tar": write_tar, "tgz": write_tar}


@cache
def original(kind: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"whole.{kind}")
        {**WRITERS, **SLOW_WRITERS, **ARCHIVES}[kind](path)
        return path.read_bytes()


# Breaking ----------------------------------------------------------------------------------------------------------------

NASTY = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"<", b"&x;", b"]]>", b'"', b"{", b"\\u-1?", b"../../", b"%s", b"(" * 500, b"<div>" * 500,
    b'<!DOCTYPE x [<!ENTITY a "b">]>', b"<?xml version='1.0' encoding='utf-7'?>", b"PK\x05\x06", b"\r\n\r\n", b"endobj", b"1 0 R",
    b"\x7f\xff\xff\xff", b"\xff" * 8, b"=?utf-8?q?=ff?=", "\u202e".encode(),
)  # fmt: skip
"""What readers stumble over, put in anywhere."""
NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e999", b"NaN")
_NUMBER = re.compile(rb"\d+")


def cut(data: bytes, at: int, _: int, __: int) -> bytes:
    return data[:at]


def drop(data: bytes, at: int, length: int, _: int) -> bytes:
    return data[:at] + data[at + length :]


def flip(data: bytes, at: int, _: int, choice: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << choice % 8)]) + data[at + 1 :] if data else data


def repeat(data: bytes, at: int, length: int, choice: int) -> bytes:
    return data[:at] + data[at : at + length] * (1 + choice) + data[at + length :]


def swap(data: bytes, at: int, length: int, _: int) -> bytes:
    return data[:at] + data[at + length : at + 2 * length] + data[at : at + length] + data[at + 2 * length :]


def put_in(data: bytes, at: int, _: int, choice: int) -> bytes:
    return data[:at] + NASTY[choice % len(NASTY)] + data[at:]


def change_number(data: bytes, at: int, _: int, choice: int) -> bytes:
    """The next number after the place becomes one that nobody meant."""
    found = _NUMBER.search(data, at)
    return data[: found.start()] + NUMBERS[choice % len(NUMBERS)] + data[found.end() :] if found else data


BREAKS = (cut, drop, flip, repeat, swap, put_in, change_number)


@st.composite
def broken(draw: st.DrawFn, data: bytes) -> bytes:
    """The data with one to four breaks; of a zip archive the archive itself or a member of it."""
    if data.startswith(b"PK") and draw(st.integers(0, 3)):
        return draw(broken_members(data))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        length, choice = draw(st.integers(1, LONGEST_RUN)), draw(st.integers(0, 255))
        data = draw(st.sampled_from(BREAKS))(data, place, length, choice)
    return data


@st.composite
def broken_members(draw: st.DrawFn, data: bytes) -> bytes:
    """A zip archive of which a member is broken, missing, or there under the name of another."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(member.filename, archive.read(member)) for member in archive.infolist()]
    at = draw(st.integers(0, len(parts) - 1))
    name, content = parts[at]
    what = draw(st.sampled_from(["break", "break", "break", "break", "lose", "rename"]))
    changed = {
        "break": lambda: [(name, draw(broken(content)))],
        "lose": list,
        "rename": lambda: [(name, draw(st.sampled_from(parts))[1])],
    }[what]()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, part in [*parts[:at], *changed, *parts[at + 1 :]]:
            archive.writestr(member, part)
    return made.getvalue()


# What may come of it -----------------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, where temporary files are made too, so that those left behind are seen."""
    # The server that forks the children keeps a folder of its own, which is made with the first of them.
    (tmp_path / "first.md").write_text(TEXT)
    parse(tmp_path / "first.md", LIMITS)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path


def check_ends(kind: str, data: bytes, place: Path) -> None:
    path = place / f"broken.{kind}"
    path.write_bytes(data)
    started = time.monotonic()
    try:
        check_elements(parse(path, LIMITS))
    except (BadInput, MissingTool) as refusal:
        check_sentence(str(refusal))
    check_nothing_left(place, started)


def check_elements(parsed: ParsedFile) -> None:
    assert parsed.elements or parsed.pictured
    assert from_json(to_json(parsed)) == parsed
    for element in parsed.elements:
        assert element.text == clean(element.text) != ""
        assert (element.kind is ElementKind.heading) == (element.depth is not None)
        assert (element.depth or 0) >= 0
        assert 1 <= (element.page or 1) <= (parsed.pages or 1)


def check_sentence(said: str) -> None:
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 500


def check_nothing_left(place: Path, started: float) -> None:
    assert time.monotonic() - started < LIMITS.parse_seconds + SLACK
    # The API of other tests keeps a process of its own that draws pages.
    assert {child.name for child in multiprocessing.active_children()} <= {"casebook-pages"}
    assert list((place / "temporary").iterdir()) == []


def fuzz(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test on so many broken files, the same in every run; failures are not made smaller, which would take long."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@fuzz(QUICK_EXAMPLES)
@given(st.data())
def test_some_broken_files_end_well(place: Path, capfd: pytest.CaptureFixture[str], data: Any) -> None:
    kind = data.draw(st.sampled_from(sorted(WRITERS)))
    check_ends(kind, data.draw(broken(original(kind))), place)
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
@pytest.mark.parametrize("kind", WRITERS)
@fuzz(EXAMPLES)
@given(st.data())
def test_broken_files_of_every_format_end_well(
    kind: str, place: Path, capfd: pytest.CaptureFixture[str], data: Any
) -> None:
    check_ends(kind, data.draw(broken(original(kind))), place)
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
@pytest.mark.parametrize("kind", SLOW_WRITERS)
@fuzz(SLOW_EXAMPLES)
@given(st.data())
def test_broken_files_that_libreoffice_reads_end_well(kind: str, place: Path, data: Any) -> None:
    check_ends(kind, data.draw(broken(original(kind))), place)


@pytest.mark.long
@pytest.mark.parametrize("kind", ARCHIVES)
@fuzz(EXAMPLES)
@given(st.data())
def test_broken_archives_end_well_and_write_nowhere_else(kind: str, place: Path, data: Any) -> None:
    archive = place / f"broken.{kind}"
    archive.write_bytes(data.draw(broken(original(kind))))
    number = next(_numbers)
    folder, started = place / f"out-{number}" / "files", time.monotonic()
    folder.mkdir(parents=True)
    try:
        for refusal in unpack_files(archive, folder, LIMITS):
            check_sentence(refusal.reason)
    except BadInput as refusal:
        check_sentence(str(refusal))
    check_nothing_left(place, started)
    assert list(folder.parent.iterdir()) == [folder]


_numbers = count()


@pytest.mark.long
@pytest.mark.parametrize("kind", WRITERS)
def test_the_files_are_valid_before_they_are_broken(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"whole.{kind}"
    path.write_bytes(original(kind))
    check_elements(parse(path, LIMITS))


# What it found ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date", ["Mon, 02 Nov 99999999999999999999 10:00:00 +0000", "Mon, 99 Nov 2026 99:00 +9999999999"]
)
def test_a_mail_with_a_date_that_never_was_is_read(date: str, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(
        f"MIME-Version: 1.0\nContent-Type: text/plain\nTo: b@city.example\nSubject: Trams\nDate: {date}\n\nFaster.\n"
    )
    assert [element.text for element in parse(path, LIMITS).elements][-1] == "Faster."


def test_a_mail_without_text_is_read_for_its_subject(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text("MIME-Version: 1.0\nContent-Type: text/plain\nTo: b@city.example\nSubject: Trams\n\n\n")
    assert parse(path, LIMITS).elements[0].text == "Trams"


def test_a_text_of_white_space_is_said_to_have_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n\n \n")
    with pytest.raises(BadInput, match="holds no text that could be read"):
        parse(path, LIMITS)


def test_a_broken_page_of_a_pdf_costs_no_other_page(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", "#set page(header: none)\nTrams became faster.\n#pagebreak()\nIt cost 5.5.")
    whole = path.read_bytes()
    kids = re.search(rb"/Kids\s*\[(\d+) 0 R\s+(\d+) 0 R\]", whole)
    assert kids
    # The second page is said to be where there is nothing.
    path.write_bytes(whole.replace(kids[0], kids[0].replace(kids[2] + b" 0 R]", b"9" * len(kids[2]) + b" 0 R]")))
    texts = [element.text for element in parse(path, LIMITS).elements]
    assert texts == ["Trams became faster."]
