"""Makes files that go wrong, or that look as if they would, each in a folder of the test's choosing. Nothing here is real malware."""

from __future__ import annotations

import base64
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import typst

Maker = Callable[[Path], Path]
"""Writes one file into a folder and returns its path."""

HTML_TITLE = "<script>alert('x')</script> A plan for <b>trees</b> & \"shade\""

# One page with the words 'A secret plan', encrypted with the password 'secret': no library here can write such a file.
_ENCRYPTED_PDF = """
eNqNUj1vE0EQrVmJChoatI1L2O/dO2EZKXasRAQl2IEGUezHXDAyd9HdGhL+AVSIGn4IEnT0SKSjDBIVP4AGxJ4vCZZMwe0Vu2/evHk7O7290fgGuylQ7/Tb
5xPEMMWVe4L6fUT2jw8Bk6GNdl4dILJnD6DBPBEmaDBAUIaWyNcSljxE7sxCgx9i0fLxI0SG1aKMmK2kin+mtoVqSNSuErkLYWY3qqOkRdPilGJNO8EyJl6D
ZUecQFMtap88toLjFO02DKtzz91/Vl6ulN+B8iA+xlK08SbWYJ+i11d+jO8NTi6/HH3aufrz1rvfH/cvvfky+jU5vn461l/fF7fnbz9sD7+/en6tlTzLOhNX
a3drDSEyXbi4PLYgQ2TDNrC0SrZg/gzizNsVi3pF5QHm6Y5YXJhlPEu9wpLnMteG5yk8ns0j1JhMoy2DrQMiu7hPQfEUVVaAhMxIL3xhvYNCMWaNsF6C5y5k
WgUfRJCaG81kzox1RTAgB4jcx30XFGReWW81y4OXuZDgMuFcAKO1MDxzhQSVShiVWcm0pDSddVEUljKarXb+qIYCUWwQvfiwVkooXOALjKUWLiPlX0zLNYxx
sYZxRdcwIdd5kq1gsbazOdTLXk9nLyDZI5OqSiPbjdf2KE1gn/KCCQMmC1wWkjsRQmaUdzKTufPCDv6HkoZ3s/T18WHE+nw0m2jruGyMTu/a623ujtEfVL36
3A==
"""


def write_pdf(path: Path, source: str) -> Path:
    """A PDF of typst source."""
    typst.compile(source.encode(), output=path)
    return path


def encrypted_pdf(folder: Path) -> Path:
    return _write(folder / "encrypted.pdf", zlib.decompress(base64.b64decode(_ENCRYPTED_PDF)))


def truncated_pdf(folder: Path) -> Path:
    whole = write_pdf(folder / "truncated.pdf", "= Trams\n" + "The tram is late. " * 400)
    return _write(whole, whole.read_bytes()[:6_000])


def scanned_pdf(folder: Path) -> Path:
    return write_pdf(folder / "scan.pdf", "#set page(margin: 0pt)\n#rect(width: 100%, height: 100%, fill: gray)")


def long_pdf(folder: Path) -> Path:
    source = "#set page(width: 200pt, height: 90pt, margin: 10pt, header: none)\n= A report of 300 pages\n#for n in range(1, 301) ["
    return write_pdf(folder / "long.pdf", source + "Page #n tells of bus lanes in Accra. #if n < 300 [#pagebreak()]]")


def empty_file(folder: Path) -> Path:
    return _write(folder / "empty.pdf", b"")


def zero_bytes(folder: Path) -> Path:
    return _write(folder / "zeros.docx", bytes(5_000))


def renamed_program(folder: Path) -> Path:
    return _write(folder / "report.pdf", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40)


def renamed_picture(folder: Path) -> Path:
    return _write(folder / "slides.pptx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)


def renamed_noise(folder: Path) -> Path:
    return _write(folder / "notes.md", bytes((n * n * 31 + n) % 256 for n in range(5_000)))


def encrypted_office(folder: Path) -> Path:
    start = bytes.fromhex("d0cf11e0a1b11ae1")
    return _write(folder / "locked.docx", start + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))


def old_office(folder: Path) -> Path:
    return _write(folder / "old.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000))


def zip_bomb(folder: Path) -> Path:
    path = folder / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:t>0</w:t>" * 8_000_000)
    return path


def plain_zip(folder: Path) -> Path:
    path = folder / "archive.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escape.txt", "not a document")
    return path


def entity_bomb(folder: Path) -> Path:
    """A Word document whose XML expands an entity ten thousand million times."""
    path = folder / "entities.docx"
    docx.Document().save(str(path))
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    head = f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY e0 "boom">{entities}]>'
    body = (
        parts["word/document.xml"]
        .decode()
        .partition("?>")[2]
        .replace("<w:sectPr", "<w:p><w:r><w:t>&e10;</w:t></w:r></w:p><w:sectPr", 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, head + body if name == "word/document.xml" else data)
    return path


def deep_html(folder: Path) -> Path:
    return _write(folder / "deep.html", b"<html><body>" + b"<div>" * 60_000 + b"bottom")


def html_title_markdown(folder: Path) -> Path:
    text = f"# {HTML_TITLE}\n\nThe city of Nairobi planted trees along the roads and asked residents to water them.\n"
    return _write(folder / "html-title.md", text.encode())


def html_title_word(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading(HTML_TITLE, 0)
    document.add_paragraph("The city of Nairobi planted trees along the roads and asked residents to water them.")
    document.save(str(folder / "html-title.docx"))
    return folder / "html-title.docx"


def odd_name(folder: Path) -> Path:
    text = "# Bins\n\nThe city of Accra bought ten thousand bins and emptied them twice a week for a year.\n"
    return _write(folder / "<img src=x>; [bold] rm.md", text.encode())


def control_characters(folder: Path) -> Path:
    text = "# Par\u200bking \u202egnol\x07\n\nThe city of Oslo took away\x01 a thousand parking places\ufeff in its centre.\n"
    return _write(folder / "controls.md", text.encode())


def latin_1(folder: Path) -> Path:
    text = "# Le tramway de Nantes\n\nLa ville a été la première à rouvrir un tramway, en 1985, après des années de débat.\n"
    return _write(folder / "latin.md", text.encode("latin-1"))


def unknown_text(folder: Path) -> Path:
    return _write(folder / "server.log", b"2026-11-22 12:00:00 GET /\n" * 50)


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


HOSTILE: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        encrypted_pdf, truncated_pdf, scanned_pdf, long_pdf, empty_file, zero_bytes, renamed_program, renamed_picture,
        renamed_noise, encrypted_office, old_office, zip_bomb, plain_zip, entity_bomb, deep_html, html_title_markdown,
        html_title_word, odd_name, control_characters, latin_1, unknown_text,
    )
}  # fmt: skip
"""Name -> maker; the names of the files differ, so that all fit into one folder."""
