"""Makes small files of each format with the same content, by other programs than those that read them, or by hand."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import xlwt

_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
_ODF_MIME = "application/vnd.oasis.opendocument."
_MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{}"/></manifest:manifest>"""


def _row(*cells: str) -> str:
    texts = (f"<text:p>{cell}</text:p>" for cell in cells)
    return "".join(
        ["<table:table-row>"]
        + [f'<table:table-cell office:value-type="string">{text}</table:table-cell>' for text in texts]
        + ["</table:table-row>"]
    )


_HEADER = f"<table:table-header-rows>{_row('Item', 'Cost')}</table:table-header-rows>"
_TABLE = f"<table:table>{_HEADER}{_row('Tram', '5.5')}</table:table>"

ODT = f"""<text:tracked-changes><text:p>deleted words</text:p></text:tracked-changes>
<text:table-of-content><text:index-body><text:p>Results 2</text:p></text:index-body></text:table-of-content>
<text:p text:style-name="P1">Trams in Zürich</text:p>
<text:h text:outline-level="1">Results</text:h>
<text:p>Journeys<text:s text:c="2"/>became <text:span>faster</text:span>.<text:note><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Measured twice.</text:p></text:note-body></text:note> Costs fell.<office:annotation><text:p>a comment</text:p>
</office:annotation></text:p>
<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>one and a half</text:p></text:list-item></text:list>
</text:list-item><text:list-item><text:p>둘</text:p></text:list-item></text:list>
<text:h text:outline-level="2">Cost</text:h>{_TABLE}<text:p>The end.</text:p>"""
ODP = f"""<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Trams in Zürich</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="page-number"><draw:text-box><text:p>1</text:p></draw:text-box></draw:frame></draw:page>
<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Results</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="outline"><draw:text-box><text:list><text:list-item><text:p>faster</text:p></text:list-item></text:list>
</draw:text-box></draw:frame><draw:frame>{_TABLE}</draw:frame>
<presentation:notes><draw:frame><draw:text-box><text:p>Traffic fell by a fifth.</text:p></draw:text-box></draw:frame></presentation:notes>
</draw:page>"""
_STYLES = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
RTF = r"""{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset129 Batang;}}
{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Titre 1;}{\s2 heading 2;}{\s9 Title;}}{\info{\title not shown}}{\header running head\par}
\pard\s9 Trams in Z\'fcrich\par\pard\s1 Results\par\pard Journeys became {\b faster}.{\footnote Measured \u233?twice.} Costs
 fell \u-10179?\u-8704?.\par
\pard{\listtext\'b7\tab}one\par{\f1 \'bc\'ad\'bf\'ef}
\par\pard\s2 Cost\par
\trowd\pard\intbl Item\cell Cost\cell\row\trowd\pard\intbl Tram\cell 5.5\cell\row\pard{\v secret}The end.{\*\unknown gone}\par}"""
RST = """Trams in Zürich
===============

.. contents::

Journeys became *faster* [1]_.

Results
-------

- one
- two

+------+------+
| Item | Cost |
+======+======+
| Tram | 5.5  |
+------+------+

.. [1] Measured twice.
"""
HTML = """<!doctype html><html><head><title>Trams</title></head><body><form id="aspnet"><div class="main-menu"><a href=/a>Transport</a>
<a href=/b>Housing</a></div><div role="navigation">Skip to content</div><ul class="breadcrumb"><li><a href=/>Home</a></li></ul>
<div class="menu-of-policies"><p>A long article in a box with an unlucky name says that trams became faster in every part of the city.</p></div>
<h1>Trams in Zürich</h1><p>Journeys became faster.</p><button>Share</button><svg><text>axis</text></svg></form></body></html>"""


def write_odf(path: Path, kind: str, body: str, **members: str) -> Path:
    """An OpenDocument package of the kind ('text', 'presentation', 'spreadsheet')."""
    content = f"<office:document-content {_ODF}><office:automatic-styles>{_STYLES}</office:automatic-styles><office:body><office:{kind}>"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", _ODF_MIME + kind)
        package.writestr("content.xml", f"{content}{body}</office:{kind}></office:body></office:document-content>")
        package.writestr("META-INF/manifest.xml", _MANIFEST.format(_ODF_MIME + kind))
        for name, text in members.items():
            package.writestr(name.replace("__", "/") + ".xml", text)
    return path


def write_ods(path: Path) -> Path:
    return write_odf(path, "spreadsheet", _TABLE.replace("<table:table>", '<table:table table:name="Costs">'))


def write_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Costs")
    for row, cells in enumerate([("Item", "Cost"), ("Tram", 5.5), ("Bus", 7)]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.add_sheet("Empty")
    book.save(str(path))
    return path


def write_epub(path: Path, encryption: str = "") -> Path:
    """A book of two chapters whose order is that of the spine and not that of the members, with a table of contents."""
    package = """<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Trams in Zürich
</dc:title></metadata><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="b" href="b%20.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>"""
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfile full-path="x/p.opf"/></container>'
        book.writestr("META-INF/container.xml", container)
        if encryption:
            book.writestr("META-INF/encryption.xml", f'<EncryptionMethod Algorithm="{encryption}"/>')
        book.writestr("x/p.opf", package)
        book.writestr("x/nav.xhtml", "<html><body><ol><li>Results</li></ol></body></html>")
        book.writestr(
            "x/a.xhtml",
            "<?xml version='1.0' encoding='utf-8'?><html><body><h1>Cost</h1><p>It cost 5.5.</p></body></html>",
        )
        book.writestr(
            "x/b .xhtml",
            "<html><body><h1>Trams in Zürich</h1><h1>Results</h1><p>Journeys became faster.</p></body></html>",
        )
    return path


def write_eml(path: Path, *, is_html: bool = False) -> Path:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Trams in Zürich", "Ana <ana@city.example>", "bo@city.example"
    mail["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    mail.set_content("Dear all\n\nJourneys became faster.\n")
    if is_html:
        mail.add_alternative("<h1>Results</h1><p>Journeys became <b>faster</b>.</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="계획.pdf")
    path.write_bytes(bytes(mail))
    return path


def write_mhtml(path: Path) -> Path:
    page = EmailMessage()
    page["From"], page["Subject"] = "<Saved by Blink>", "Trams"
    page["Snapshot-Content-Location"] = "https://city.example/trams"
    page.set_content(HTML, subtype="html", charset="utf-8", cte="quoted-printable")
    page.make_related()
    page.add_related(b"p {}", maintype="text", subtype="css")
    path.write_bytes(bytes(page))
    return path
