"""Links to hand out: a sheet to print and cut, a table to mail from, and the QR code of one link."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import segno
from markupsafe import Markup

from api.exports.table import BYTE_ORDER_MARK, csv_line
from api.feedback import wording
from api.feedback.page import LAST_MINUTE, render
from corpus.case import in_language
from corpus.programme.forms import FormLink, IssuedForms
from corpus.programme.model import Programme

SCALE, QUIET = 4, 4
"""Pixels of a module of a QR code, and the modules of quiet around it that ISO/IEC 18004 asks for."""
COLUMNS = ("number", "participant", "name", "email", "form", "link", "opens", "closes")


def qr_svg(text: str) -> bytes:
    """A QR code as SVG."""
    stream = io.BytesIO()
    segno.make_qr(text, error="m").save(stream, kind="svg", scale=SCALE, border=QUIET, light="#fff")
    return stream.getvalue()


def qr_png(text: str) -> bytes:
    """A QR code as PNG, large enough for a slide."""
    stream = io.BytesIO()
    segno.make_qr(text, error="m").save(stream, kind="png", scale=SCALE * 3, border=QUIET)
    return stream.getvalue()


def links_csv(issued: IssuedForms) -> Iterator[str]:
    """A line for each link, safe to open in a spreadsheet."""
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    opens, closes = issued.opens.isoformat(), issued.closes.isoformat()
    for each in issued.links:
        yield csv_line(
            (each.number, each.participant, each.name, each.email, issued.form.value, each.link, opens, closes)
        )


def links_page(issued: IssuedForms, programme: Programme, language: str) -> str:
    """A page to print, a slip for each link with its QR code."""
    tag, words = in_language(programme.title, language, *programme.languages) or (language, "")
    zone = ZoneInfo(programme.time_zone)
    opens, closes = (
        wording.moment(time.astimezone(zone), language) for time in (issued.opens, issued.closes - LAST_MINUTE)
    )
    return render(
        "sheet.html", language, issued=issued, organiser=programme.organiser,
        title={"lang": tag, "dir": wording.direction(tag), "words": words},
        period=wording.say("period", language, opens=opens, closes=closes),
        slips=[(link, _inline_code(link)) for link in issued.links],
    )  # fmt: skip


def _inline_code(link: FormLink) -> Markup:
    return Markup(segno.make_qr(link.link, error="m").svg_inline(scale=3, border=QUIET, light="#fff"))
