"""Files of the newer formats that are encrypted, cut off, or mean ill are refused with a sentence, in bounded time and memory."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from conftest import make_settings
from format_examples import ODT, write_epub, write_odf
from ole_files import write_msg, write_ole
from PIL import Image

from corpus.errors import BadInput
from ingest.elements import ParsedFile
from ingest.sandbox import parse

_BILLION = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip
ENCRYPTED = "is encrypted; remove the password"
DAMAGED = "damaged"


def read(path: Path) -> ParsedFile:
    return parse(path, make_settings(path.parent / "data"))


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as error:
        read(path)
    assert str(error.value).endswith(".")
    return str(error.value)


@pytest.mark.parametrize(("doctype", "says"), [
    (_BILLION, DAMAGED),
    ('<!DOCTYPE x [<!ENTITY i "one">]>', "declares XML entities"),
    ('<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>', "declares XML entities"),
])  # fmt: skip
def test_entities_of_an_opendocument_text_are_refused_and_not_expanded(doctype: str, says: str, tmp_path: Path) -> None:
    path = write_odf(tmp_path / "a.odt", "text", "<text:p>&i;</text:p>")
    with zipfile.ZipFile(path) as package:
        content = package.read("content.xml").decode()
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", doctype + content)
    assert says in refused(path)


def test_entities_of_a_page_of_a_book_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "a.xhtml"
    path.write_text(f'<?xml version="1.0"?>{_BILLION}<html><body><p>before &i; after</p></body></html>')
    assert "ha" not in " ".join(element.text for element in read(path).elements)


def test_a_drawing_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"><image href="https://elsewhere.example/x.png"/></svg>')
    assert "text with the ending .svg" in refused(path)


@pytest.mark.parametrize(("streams", "says"), [
    ({"WordDocument": bytes(11) + b"\x01" + bytes(5000)}, ENCRYPTED),
    ({"Workbook": struct.pack("<HHI", 0x809, 4, 0) + struct.pack("<HH", 0x2F, 2) + bytes(5000)}, ENCRYPTED),
    ({"PowerPoint Document": b"x", "EncryptedSummary": b"x"}, ENCRYPTED),
    ({"EncryptedPackage": bytes(5000)}, ENCRYPTED),
    ({"\x05HwpSummaryInformation": b"x"}, "Hangul (HWP)"),
    ({"Something": b"x"}, "old Office format that is not read"),
])  # fmt: skip
def test_an_ole_file_that_cannot_be_read_says_why(streams: dict[str, bytes], says: str, tmp_path: Path) -> None:
    assert says in refused(write_ole(tmp_path / "a.doc", streams))


def test_an_encrypted_opendocument_text_is_refused(tmp_path: Path) -> None:
    path = write_odf(tmp_path / "a.odt", "text", "", META_INF__x="")
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", b"\x01\x02\x03")
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert ENCRYPTED in refused(path)


def test_a_book_with_copy_protection_is_refused_and_one_with_hidden_fonts_is_read(tmp_path: Path) -> None:
    assert ENCRYPTED in refused(write_epub(tmp_path / "a.epub", "http://www.w3.org/2001/04/xmlenc#aes128-cbc"))
    assert read(write_epub(tmp_path / "b.epub", "http://www.idpf.org/2008/embedding")).elements


@pytest.mark.parametrize("keep", [0.3, 0.7])
@pytest.mark.parametrize("kind", ["odt", "epub", "msg"])
def test_a_file_that_was_cut_off_is_refused(kind: str, keep: float, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "odt":
        write_odf(path, "text", ODT)
    elif kind == "epub":
        write_epub(path)
    else:
        write_msg(path, "Trams", "Journeys became faster. " * 400)
    data = path.read_bytes()
    path.write_bytes(data[: int(keep * len(data))])
    assert DAMAGED in refused(path)


def test_rich_text_that_never_closes_its_groups_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 " + b"{" * 100_000)
    assert DAMAGED in refused(path)
    path.write_bytes(b"{\\rtf1 Trams became faster.\\bin99999999 " + bytes(100))
    assert [element.text for element in read(path).elements] == ["Trams became faster."]


def test_a_small_file_that_stands_for_a_huge_picture_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (20_000, 20_000)).save(path)
    assert path.stat().st_size < 100_000
    assert "20,000 by 20,000 pixels; the limit is 120,000,000" in refused(path)


def test_an_opendocument_sheet_that_repeats_a_row_a_million_times_is_bounded(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    rows = f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
    assert refused(write_odf(tmp_path / "a.ods", "spreadsheet", rows))


def test_a_package_of_another_kind_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", "x")
    assert "an Office file of a kind that is not read" in refused(path)
