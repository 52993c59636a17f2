"""Large and nasty files end soon, in bounded memory and with a sentence in plain words; and so does the process that asked."""

from __future__ import annotations

import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from format_examples import ODT, write_epub, write_odf

from corpus.errors import BadInput
from corpus.settings import Settings
from ingest import sandbox
from ingest.elements import ParsedFile
from ingest.sandbox import parse, unpack_files

MB = 2**20
SLACK = 20
"""Seconds that a file may take beyond its limit on a busy machine: for its child to start and to be killed."""
MOST_GROWTH = 300 * MB
"""Memory by which the process that asks may grow while a file is read in another."""


def limited(**limits: int) -> Settings:
    return Settings(_env_file=None, **limits)  # type: ignore[call-arg,arg-type]


def own_peak() -> int:
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def refused(path: Path, **limits: int) -> str:
    """The sentence with which a file is refused, in time."""
    said = read_or_refused(path, **limits)
    assert isinstance(said, str)
    return said


def read_or_refused(path: Path, **limits: int) -> ParsedFile | str:
    """The elements, or the sentence where the file is refused; in time, and at no cost of memory to who asks."""
    settings, started, before = limited(**limits), time.monotonic(), own_peak()
    try:
        result: ParsedFile | str = parse(path, settings)
    except BadInput as refusal:
        result = str(refusal)
    assert time.monotonic() - started < settings.parse_seconds + SLACK
    assert own_peak() - before < MOST_GROWTH
    assert not isinstance(result, str) or result.endswith(".")
    return result


# Makers --------------------------------------------------------------------------------------------------------------


def write_pdf(path: Path, objects: list[bytes]) -> Path:
    """A PDF of these objects, numbered from 1, the first of which is the catalogue."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(bytes(body) + tail % (size, table, size, len(body)))
    return path


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A compressed stream."""
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


def simple_pdf(path: Path, contents: list[bytes], fonts: int = 1) -> Path:
    """A PDF with a page for each content stream, which all share the fonts."""
    first_font, first_page = 3, 3 + fonts
    kids = b" ".join(b"%d 0 R" % (first_page + 2 * number) for number in range(len(contents)))
    named = b"".join(b"/F%d %d 0 R" % (number, first_font + number) for number in range(fonts))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d/Resources<</Font<<%s>>>>>>" % (kids, len(contents), named),
    ]
    objects += [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Name/F%d>>" % number for number in range(fonts)]
    for number, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents %d 0 R>>" % (first_page + 2 * number + 1)
        )
        objects.append(stream(content))
    return write_pdf(path, objects)


def line(text: str, font: int = 0) -> bytes:
    return b"BT /F%d 12 Tf 20 100 Td (%s) Tj ET\n" % (font, text.encode())


def write_zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def replace_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The zip archive with one member changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert part in parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, change(data) if name == part else data)
    return path


def png_of(width: int, height: int) -> bytes:
    """A white picture in black and white, which compresses a thousandfold."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    row = b"\0" + b"\xff" * (-(-width // 8))
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def tiff_of(pages: int) -> bytes:
    """A TIFF of pages of one pixel each."""
    body = bytearray(struct.pack("<2sHI", b"II", 42, 8))
    tags = [(256, 3, 1), (257, 3, 1), (258, 3, 1), (259, 3, 1), (262, 3, 1), (273, 4, 4), (278, 3, 1), (279, 4, 1)]
    size = 2 + 12 * len(tags) + 4
    for page in range(pages):
        entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
        following = 0 if page == pages - 1 else 8 + (page + 1) * size
        body += struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)
    return bytes(body)


# PDF -----------------------------------------------------------------------------------------------------------------


def test_a_pdf_of_5000_pages_is_refused_by_its_number_of_pages(tmp_path: Path) -> None:
    path = simple_pdf(tmp_path / "a.pdf", [line(f"Page {n}.") for n in range(5_000)])
    assert "has 5,000 pages; the limit is 2,000 (CASEBOOK_MAX_PAGES)" in refused(path)


@pytest.mark.long
def test_a_pdf_of_5000_pages_is_read_where_so_many_are_allowed(tmp_path: Path) -> None:
    path = simple_pdf(tmp_path / "a.pdf", [line(f"Page {n} tells of bus lanes in Accra.") for n in range(5_000)])
    parsed = parse(path, limited(max_pages=5_000))
    assert (parsed.pages, parsed.elements[-1].page) == (5_000, 5_000)


def test_a_pdf_of_thousands_of_fonts_is_read(tmp_path: Path) -> None:
    path = simple_pdf(tmp_path / "a.pdf", [line("Trams.", n) for n in range(20)], fonts=5_000)
    assert len(parse(path, limited()).elements) == 20


def test_a_pdf_whose_objects_point_at_each_other_without_end_ends(tmp_path: Path) -> None:
    kids = [b"<</Type/Pages/Kids[%d 0 R 2 0 R]/Count 9/Parent 2 0 R>>" % (n % 50 + 2) for n in range(2, 52)]
    path = write_pdf(tmp_path / "a.pdf", [b"<</Type/Catalog/Pages 2 0 R>>", *kids])
    assert isinstance(read_or_refused(path, parse_seconds=20), str)


def test_a_pdf_of_object_streams_that_extend_each_other_ends(tmp_path: Path) -> None:
    """Each says that the objects go on in the next, and the last in the first."""
    extended = b"/Type/ObjStm/N 1/First 4/Extends %d 0 R"
    streams = [stream(b"99 0 (x)", extended % (4 + (n + 1) % 2_000)) for n in range(2_000)]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>"
    path = write_pdf(
        tmp_path / "a.pdf", [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *streams]
    )
    assert "no text that could be read" in refused(path)


@pytest.mark.long
@pytest.mark.parametrize("content", [b" " * 1_000, b"q " * 500])
def test_a_page_that_unpacks_to_a_gigabyte_fills_no_memory(content: bytes, tmp_path: Path) -> None:
    path = simple_pdf(tmp_path / "a.pdf", [content * 1_000_000])
    assert path.stat().st_size < 2 * MB
    assert "needs more than 512 MB" in refused(path, parse_memory_mb=512)


# Size ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "start", "says"), [
    ("a.pdf", b"", "holds nothing but zero bytes"),
    ("a.docx", b"PK\x03\x04", "parts cannot be listed"),
    ("a.txt", b"Trams.", "binary data of no known kind"),
])  # fmt: skip
def test_a_file_of_2_gb_is_refused_by_its_size_and_opened_only_where_that_is_allowed(
    name: str, start: bytes, says: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(start)
    with path.open("r+b") as file:
        file.truncate(2_048 * MB)
    assert "has 2,048 MB; the limit is 200 MB (CASEBOOK_MAX_FILE_MB)" in refused(path)
    assert says in refused(path, max_file_mb=4_000)


@pytest.mark.long
@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"{\\rtf1 ", bytes.fromhex("d0cf11e0a1b11ae1")])
def test_a_file_of_2_gb_that_has_to_be_read_whole_keeps_the_limits(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(start)
    with path.open("r+b") as file:
        file.truncate(2_048 * MB)
    assert refused(path, max_file_mb=4_000, parse_seconds=30)


# Pictures ------------------------------------------------------------------------------------------------------------


def test_a_picture_of_50000_by_50000_pixels_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png_of(50_000, 50_000))
    assert path.stat().st_size < 2 * MB
    assert "has 50,000 by 50,000 pixels; the limit is 120,000,000" in refused(path)


def test_a_tiff_of_10000_pages_is_refused_by_its_number_of_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    path.write_bytes(tiff_of(10_000))
    assert "has 10,000 pages; the limit is 2,000" in refused(path)


@pytest.mark.long
def test_a_tiff_of_half_a_million_pages_keeps_the_limit_on_time(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    path.write_bytes(tiff_of(500_000))
    assert "took longer than 10 s" in refused(path, parse_seconds=10)


# Archives and what is packed like them -------------------------------------------------------------------------------


def test_zips_in_zips_that_stand_for_terabytes_are_unpacked_no_further_than_the_limits(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "0.zip", **{"a.txt": bytes(30 * MB)}).read_bytes()
    for level in range(1, 5):
        made = write_zip(tmp_path / f"{level}.zip", **{f"{n}.zip": inner for n in range(10)}, **{"b.txt": b"Trams."})
        inner = made.read_bytes()
    (tmp_path / "out").mkdir()
    started = time.monotonic()
    reasons = {refusal.reason for refusal in unpack_files(made, tmp_path / "out", limited())}
    assert any("nested more than 3 deep" in reason for reason in reasons)
    unpacked = sum(file.stat().st_size for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert unpacked <= 20 * MB
    assert time.monotonic() - started < SLACK


def test_a_word_document_of_300_mb_of_spaces_is_not_opened(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx")
    replace_part(path, "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b" " * 300 * MB))
    assert path.stat().st_size < MB
    assert "unpacks to 3" in refused(path)


@pytest.mark.long
def test_a_word_document_of_millions_of_empty_paragraphs_keeps_the_limit_on_time(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx")
    replace_part(path, "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 3_000_000))
    assert "took longer than 10 s" in refused(path, parse_seconds=10)


def write_word(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Trams.")
    document.save(str(path))
    return path


def write_slides(path: Path) -> Path:
    slides = pptx.Presentation()
    slides.slides.add_slide(slides.slide_layouts[0]).shapes.title.text = "Trams."
    slides.save(str(path))
    return path


def write_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"] = "Trams."
    book.save(path)
    return path


ZIPPED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "docx": (write_word, "word/document.xml"),
    "pptx": (write_slides, "ppt/slides/slide1.xml"),
    "xlsx": (write_workbook, "xl/worksheets/sheet1.xml"),
    "odt": (lambda path: write_odf(path, "text", ODT), "content.xml"),
    "odp": (lambda path: write_odf(path, "presentation", ""), "content.xml"),
    "ods": (lambda path: write_odf(path, "spreadsheet", ""), "content.xml"),
    "epub": (write_epub, "x/p.opf"),
}
"""Format -> what writes a file of it, and a part that is always read."""


@pytest.mark.parametrize("kind", ZIPPED)
def test_entities_that_stand_for_gigabytes_are_expanded_in_no_format(kind: str, tmp_path: Path) -> None:
    write, part = ZIPPED[kind]
    path = replace_part(write(tmp_path / f"a.{kind}"), part, with_entities)
    parsed = read_or_refused(path, parse_seconds=20, parse_memory_mb=512)
    assert "boom" not in (parsed if isinstance(parsed, str) else " ".join(element.text for element in parsed.elements))


def with_entities(xml: bytes) -> bytes:
    """XML that names an entity of ten thousand million words where its root begins to have content."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    body = xml.partition(b"?>")[2] if xml.startswith(b"<?xml") else xml
    head, end, tail = body.partition(b">")
    return f'<!DOCTYPE x [<!ENTITY e0 "boom">{entities}]>'.encode() + head + end + b"&e10;" + tail


# Text and markup -----------------------------------------------------------------------------------------------------


def test_a_csv_file_of_one_cell_of_100_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 100 * MB)
    assert refused(path)


@pytest.mark.long
def test_a_csv_file_of_one_line_of_50_million_cells_is_read_as_far_as_columns_go(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x," * 50 * MB)
    (element,) = parse(path, limited()).elements
    assert len(element.rows[0]) == 100


@pytest.mark.parametrize("opening", [b"<div>", b"<ul><li>", b"<table><tr><td>"])
def test_html_nested_100000_deep_ends(opening: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<html><body>" + opening * 100_000 + b"bottom")
    assert "no text that could be read" in refused(path, parse_seconds=30)


MAIL = b"MIME-Version: 1.0\nFrom: a@city.example\nTo: b@city.example\nSubject: Trams\n"


def test_a_mail_of_10000_parts_within_each_other_is_refused(tmp_path: Path) -> None:
    parts = (b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(10_000))
    path = tmp_path / "a.eml"
    path.write_bytes(MAIL + b"".join(parts) + b"Content-Type: text/plain\n\nHello.\n")
    assert "cannot be read as E-mail" in refused(path, parse_seconds=30)


def test_a_result_that_is_too_large_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_RESULT_MB", 0)
    path = tmp_path / "a.txt"
    path.write_bytes(b"Trams.")
    assert "falls into more parts than any document should have" in refused(path)


@pytest.mark.long
def test_a_text_of_a_million_paragraphs_fills_no_memory_of_the_one_who_asks(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\n\n" * 600_000)
    assert refused(path, parse_seconds=30)
