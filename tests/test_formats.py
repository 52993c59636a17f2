"""Every format that cities send becomes the same elements: text in order, headings with levels, lists, tables, pages, notes."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from conftest import make_settings
from docx.oxml import parse_xml
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
)  # fmt: skip
from ole_files import write_msg
from PIL import Image, ImageDraw

from corpus.errors import BadInput, MissingTool
from corpus.passage import PassageRole
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from ingest import libreoffice
from ingest.convert import CONVERTERS
from ingest.elements import ElementKind, ParsedFile
from ingest.roles import with_roles
from ingest.sandbox import parse
from ingest.scans import read_file

TABLE = (("Item", "Cost"), ("Tram", "5.5"))


def read(path: Path) -> ParsedFile:
    return parse(path, make_settings(path.parent / "data"))


def written(path: Path, text: str) -> ParsedFile:
    path.write_text(text, "utf-8")
    return read(path)


def said(parsed: ParsedFile) -> list[tuple[str, str]]:
    """Kind and text of each element."""
    return [(element.kind.value, element.text) for element in parsed.elements]


def headings(parsed: ParsedFile) -> list[tuple[str, int | None]]:
    return [(element.text, element.depth) for element in parsed.elements if element.kind is ElementKind.heading]


def table(parsed: ParsedFile) -> tuple[tuple[str, ...], ...]:
    (rows,) = [element.rows for element in parsed.elements if element.rows]
    return rows


def footnotes(parsed: ParsedFile) -> list[str]:
    return [element.text for element in parsed.elements if element.role is PassageRole.footnote]


def test_every_type_has_a_converter_and_a_label_in_each_language() -> None:
    types = vocabulary("document_types")
    assert set(types.concepts) == set(CONVERTERS)
    assert all(concept.labels.get(language) for concept in types for language in INTERFACE_LANGUAGES)


def test_an_opendocument_text_has_headings_lists_tables_and_notes_but_nothing_deleted(tmp_path: Path) -> None:
    parsed = read(write_odf(tmp_path / "a.odt", "text", ODT))
    assert parsed.document_type == "odt"
    assert headings(parsed) == [("Trams in Zürich", 0), ("Results", 1), ("Cost", 2)]
    assert table(parsed) == TABLE
    assert footnotes(parsed) == ["Measured twice."]
    assert said(parsed)[2:7] == [
        ("text", "Journeys became faster. Costs fell."),
        ("text", "Measured twice."),
        ("list_item", "one"),
        ("list_item", "one and a half"),
        ("list_item", "둘"),
    ]
    assert said(parsed)[-1] == ("text", "The end.")
    assert not {"deleted words", "Results 2", "a comment"} & {text for _, text in said(parsed)}


def test_opendocument_slides_have_pages_titles_and_notes(tmp_path: Path) -> None:
    parsed = read(write_odf(tmp_path / "a.odp", "presentation", ODP))
    assert (parsed.document_type, parsed.pages) == ("odp", 2)
    assert [(element.page, element.kind.value, element.text) for element in parsed.elements] == [
        (1, "heading", "Trams in Zürich"),
        (2, "heading", "Results"),
        (2, "list_item", "faster"),
        (2, "table", "Item Cost Tram 5.5"),
        (2, "text", "Traffic fell by a fifth."),
    ]


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_workbook_of_any_kind_has_a_table_for_each_sheet_with_values(kind: str, tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods") if kind == "ods" else write_xls(tmp_path / "a.xls")
    parsed = read(path)
    assert parsed.document_type == kind
    assert headings(parsed) == [("Costs", 0)]
    assert table(parsed)[:2] == TABLE
    assert {element.page for element in parsed.elements} == {1}


def test_rich_text_has_headings_lists_tables_and_notes_in_any_encoding(tmp_path: Path) -> None:
    parsed = written(tmp_path / "a.doc", RTF)
    assert parsed.document_type == "rtf"
    assert headings(parsed) == [("Trams in Zürich", 0), ("Results", 1), ("Cost", 2)]
    assert said(parsed)[2:6] == [
        ("text", "Journeys became faster. Costs fell 😀."),
        ("text", "Measured étwice."),
        ("list_item", "one"),
        ("text", "서울"),
    ]
    assert table(parsed) == TABLE
    assert footnotes(parsed) == ["Measured étwice."]
    assert said(parsed)[-1] == ("text", "The end.")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FOOTNOTES = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:t xml:space="preserve">Counted </w:t></w:r><w:r><w:t>in May.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
BOX = f"""<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>A box says so.</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>
<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>A box says so.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>
</mc:AlternateContent></w:r></w:p>"""


def test_a_word_document_keeps_its_footnotes_and_text_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Trams", 1)
    document.add_paragraph("Journeys became faster.")
    document.element.body.insert(2, parse_xml(BOX))
    document.save(str(tmp_path / "plain.docx"))
    shutil.copy(tmp_path / "plain.docx", tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx", "a") as package:
        package.writestr("word/footnotes.xml", FOOTNOTES)
    parsed = read(tmp_path / "a.docx")
    assert said(parsed) == [
        ("heading", "Trams"), ("text", "Journeys became faster."), ("text", "A box says so."), ("text", "Counted in May."),
    ]  # fmt: skip
    assert footnotes(parsed) == ["Counted in May."]


PAGE = """<html><body><h1>Trams</h1><p>Journeys became <b>faster</b> in every year that was counted.</p>
<figure><img src="a.png"><figcaption>Speed, <i>by year</i></figcaption></figure>and so it went on.
<table><caption>What it cost</caption><tr><th>Item</th><th>Cost</th></tr><tr><td>Tram</td><td>5.5</td></tr></table>
<aside role="doc-footnote"><p>Counted in May.</p></aside>
<section class="footnotes"><ol><li><p>See the report.</p></li></ol></section></body></html>"""


def test_a_web_page_keeps_captions_and_footnotes_apart(tmp_path: Path) -> None:
    parsed = written(tmp_path / "a.html", PAGE)
    captions = [element.text for element in parsed.elements if element.role is PassageRole.caption]
    assert captions == ["Speed, by year", "What it cost"]
    assert footnotes(parsed) == ["Counted in May.", "See the report."]
    assert table(parsed) == (("Item", "Cost"), ("Tram", "5.5"))
    assert any("and so it went on" in text for _, text in said(parsed))


def test_footnotes_of_markdown_stand_apart(tmp_path: Path) -> None:
    parsed = written(tmp_path / "a.md", "# Trams\n\nJourneys became faster.[^1]\n\n[^1]: Counted in May.\n")
    outlined = [element for element in with_roles(parsed.elements) if element.role is PassageRole.footnote]
    assert [element.text for element in outlined] == ["[^1]: Counted in May."]


def test_restructured_text_has_levels_lists_and_tables(tmp_path: Path) -> None:
    parsed = written(tmp_path / "a.rst", RST)
    assert headings(parsed) == [("Trams in Zürich", 0), ("Results", 1)]
    assert table(parsed) == TABLE
    assert ("text", "Journeys became faster [1].") in said(parsed)
    assert [text for kind, text in said(parsed) if kind == "list_item"] == ["one", "two"]


@pytest.mark.parametrize(
    "command", [".. include:: {}", ".. raw:: html\n   :file: {}", ".. csv-table:: x\n   :file: {}"]
)
def test_restructured_text_brings_in_no_other_file(command: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the password is 1234")
    parsed = written(
        tmp_path / "a.rst", f"Trams\n=====\n\nFaster.\n\n{command.format(secret)}\n\n.. raw:: html\n\n   <p>raw</p>\n"
    )
    assert said(parsed) == [("heading", "Trams"), ("text", "Faster.")]


def test_a_book_is_read_in_the_order_of_its_spine_below_its_title(tmp_path: Path) -> None:
    parsed = read(write_epub(tmp_path / "a.epub"))
    assert parsed.document_type == "epub"
    assert headings(parsed) == [("Trams in Zürich", 0), ("Results", 1), ("Cost", 1)]
    assert said(parsed)[2:] == [("text", "Journeys became faster."), ("heading", "Cost"), ("text", "It cost 5.5.")]


@pytest.mark.parametrize("kind", ["html", "mhtml"])
def test_a_page_loses_its_menus_and_keeps_its_text(kind: str, tmp_path: Path) -> None:
    parsed = written(tmp_path / "a.html", HTML) if kind == "html" else read(write_mhtml(tmp_path / "a.html"))
    assert parsed.document_type == kind
    assert headings(parsed) == [("Trams in Zürich", 0)]
    assert said(parsed)[0][1].startswith("A long article in a box with an unlucky name")
    assert said(parsed)[-1] == ("text", "Journeys became faster.")
    assert not any(word in text for _, text in said(parsed) for word in ("Housing", "Skip", "Home", "Share", "axis"))


def test_what_a_page_marks_as_its_main_part_is_all_that_is_read(tmp_path: Path) -> None:
    page = "<body><p>Latest news of the city.</p><main><h1>Trams</h1><p>Journeys became faster in all parts.</p></main></body>"
    assert said(written(tmp_path / "a.html", page)) == [
        ("heading", "Trams"),
        ("text", "Journeys became faster in all parts."),
    ]


@pytest.mark.parametrize("is_html", [False, True])
def test_a_mail_has_its_subject_its_text_and_a_note_on_what_hangs_on_it(is_html: bool, tmp_path: Path) -> None:
    parsed = read(write_eml(tmp_path / "a.eml", is_html=is_html))
    assert parsed.document_type == "eml"
    assert headings(parsed) == [("Trams in Zürich", 0), *([("Results", 1)] if is_html else [])]
    assert "From: Ana <ana@city.example>" in said(parsed)[1][1]
    assert said(parsed)[-1] == ("text", "Journeys became faster.")
    assert parsed.notes == (
        "Attachments that were not read: 계획.pdf. Save them from the mail and ingest them by themselves.",
    )


def test_a_mail_of_outlook_is_read_like_any_mail(tmp_path: Path) -> None:
    parsed = read(write_msg(tmp_path / "a.msg", "서울 Trams", "Dear all\r\n\r\nJourneys became faster.", ("plan.pdf",)))
    assert parsed.document_type == "msg"
    assert said(parsed) == [("heading", "서울 Trams"), ("text", "Dear all"), ("text", "Journeys became faster.")]
    assert "plan.pdf" in parsed.notes[0]


def test_a_word_file_with_macros_is_read_without_them(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Journeys became faster.")
    document.save(str(tmp_path / "plain.docx"))
    with zipfile.ZipFile(tmp_path / "plain.docx") as plain, zipfile.ZipFile(tmp_path / "a.docm", "w") as made:
        for name in plain.namelist():
            data = plain.read(name)
            ours = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            made.writestr(name, data.replace(ours, b"application/vnd.ms-word.document.macroEnabled.main+xml"))
        made.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    parsed = read(tmp_path / "a.docm")
    assert said(parsed) == [("text", "Journeys became faster.")]
    assert parsed.notes == ("The file holds macros (programs); they were neither run nor read.",)


def test_a_word_file_of_before_2007_is_read_with_its_headings_and_tables(tmp_path: Path) -> None:
    if "doc" not in libreoffice.installed_components():
        pytest.skip("LibreOffice Writer is not installed")
    document = docx.Document()
    document.add_heading("Results", 1)
    document.add_paragraph("Journeys became faster — 서울.")
    cells = document.add_table(2, 2)._cells
    for cell, text in zip(cells, [text for row in TABLE for text in row], strict=True):
        cell.text = text
    document.add_paragraph("The end.")
    document.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    parsed = read(tmp_path / "a.doc")
    assert parsed.document_type == "doc"
    assert said(parsed)[:2] == [("heading", "Results"), ("text", "Journeys became faster — 서울.")]
    assert table(parsed) == TABLE


def test_old_slides_wait_for_the_part_of_libreoffice_that_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libreoffice.installed_components.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    try:
        with pytest.raises(MissingTool, match="apt-get install libreoffice-impress-nogui"):
            libreoffice.convert_to(tmp_path / "a.ppt", "ppt", "pptx")
    finally:
        libreoffice.installed_components.cache_clear()


def test_every_page_of_a_tiff_is_read_as_a_picture(tmp_path: Path) -> None:
    pages = []
    for number in (1, 2):
        page = Image.new("L", (1000, 300), 255)
        ImageDraw.Draw(page).text((60, 100), f"Trams became faster {number}", fill=0, font_size=60)
        pages.append(page)
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    parsed = read(tmp_path / "a.tiff")
    assert (parsed.document_type, parsed.pages, parsed.pictured, parsed.elements) == ("tiff", 2, (1, 2), ())
    if shutil.which("tesseract"):
        seen = read_file(tmp_path / "a.tiff", make_settings(tmp_path / "data"), "en")
        assert [element.page for element in seen.elements] == [1, 2]
        assert "faster" in seen.elements[0].text


@pytest.mark.parametrize(("suffix", "kind"), [("png", "png"), ("jpg", "jpeg"), ("webp", "webp")])
def test_a_picture_is_a_page_that_ocr_reads(suffix: str, kind: str, tmp_path: Path) -> None:
    Image.new("L", (200, 100), 255).save(tmp_path / f"a.{suffix}")
    parsed = read(tmp_path / f"a.{suffix}")
    assert (parsed.document_type, parsed.pages, parsed.pictured) == (kind, 1, (1,))


def test_a_picture_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    Image.effect_noise((400, 400), 90).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(BadInput, match="seems to be damaged"):
        read(tmp_path / "a.png")
