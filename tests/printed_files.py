"""Reading printed files with programs that did not write them, and programmes that are hard to print."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
from pypdf import PdfReader

from corpus.programme.model import Break, Day, Module, Programme, Room, Session, Statement, Step
from tests.programmes import CASE, citation, small_programme

HOSTILE = (
    '#let x = 1; #eval("1") *b* _i_ $x^2$ `raw` @ref <label> \\u{41} <script>alert(1)</script> ]]> &amp; %s {brace} '
    "\u202eturned\u202c \u200fmark\u200e \x07bell \U0001f600 \U00013000 " + "Donaudampfschifffahrt" * 20
)
"""Markup of typst and XML, marks of direction, control characters, an emoji, a hieroglyph, and a word wider than any page."""


def unzipped(package: bytes) -> bytes:
    """All parts of an Office file one behind the other."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return b"\n".join(opened.read(name) for name in opened.namelist())


def text_of_pdf(content: bytes) -> str:
    """Text of all pages as PDFium reads it, in one line."""
    pages = pypdfium2.PdfDocument(content)
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    finally:
        pages.close()
    return re.sub(r"\s+", " ", text)


def catalogue_of(content: bytes) -> dict[str, object]:
    """The root of a PDF as pypdf reads it: whether it is tagged, in which language, how many pages, and its metadata."""
    reader = PdfReader(io.BytesIO(content))
    root = reader.root_object
    metadata = root["/Metadata"].get_object().get_data().decode()
    return {
        "tagged": bool(root["/MarkInfo"]["/Marked"]),
        "language": str(root["/Lang"]),
        "pages": len(reader.pages),
        "title": reader.metadata.title if reader.metadata else None,
        "is_ua": "pdfuaid:part" in metadata,
        "bookmarks": len(reader.outline),
    }


def as_pdf(content: bytes, name: str, folder: Path) -> bytes:
    """What LibreOffice makes of an Office file."""
    (folder / name).write_bytes(content)
    command = [
        "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder / "out"), str(folder / name),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "out" / name).with_suffix(".pdf").read_bytes()


def hostile_programme() -> Programme:
    """Hostile words wherever a person can write some."""
    words = {"en": HOSTILE}
    stated = Statement(text=words, citations=(citation(CASE),))
    session = small_programme().sessions[1].model_copy(
        update={
            "title": words, "summary": words, "messages": (stated,) * 3, "questions": (stated,), "notes": (stated,),
            "steps": (Step(minutes=5, text=words),),
        }
    )  # fmt: skip
    module = Module(id="m9", title=words, summary=words, objectives=small_programme().objectives, sessions=(session,))
    changed = {
        "title": words,
        "theme": words,
        "modules": (module,),
        "organiser": HOSTILE[:200],
        "evaluation": {},
        "assessment": {},
    }
    return Programme.model_validate(small_programme().model_dump() | {**changed, "modules": (module.model_dump(),)})


def large_programme(days: int = 10, a_day: int = 6, case: str = CASE, version: int = 1) -> Programme:
    """Ten days of six sessions, two of which are side by side, each with everything that a session has."""
    told = small_programme(case, version).sessions[1]
    sessions = []
    for number in range(days * a_day):
        parallel = {"start": dt.time(16), "room": f"r{number % a_day - 2}"} if number % a_day >= 4 else {"room": "r1"}
        update = {"id": f"s{number}", "day": number // a_day + 1, "minutes": 60, **parallel}
        texts = {
            "title": {"en": f"Session {number}: money that came late", "ko": f"세션 {number}: 늦게 온 재원"},
            "messages": small_programme(case, version).sessions[1].messages * 5,
            "notes": told.notes * 4, "steps": told.steps * 3,
            "questions": small_programme(case, version).sessions[2].questions * 4,
        }  # fmt: skip
        sessions.append(
            Session.model_validate(told.model_dump() | update | {name: _dumped(each) for name, each in texts.items()})
        )
    breaks = (Break(start=dt.time(10, 30), minutes=15), Break(start=dt.time(12), minutes=60))
    plan = tuple(
        Day(date=dt.date(2027, 3, 1) + dt.timedelta(days=n), breaks=breaks, end=dt.time(18)) for n in range(days)
    )
    rooms = tuple(Room(id=f"r{n}", name=f"Room {n}", capacity=30) for n in (1, 2, 3))
    modules = tuple(
        Module(id=f"w{n}", title={"en": f"Week {n + 1}", "ko": f"{n + 1}주차"}, sessions=tuple(sessions[n::2]))
        for n in range(2)
    )
    whole = small_programme(case, version).model_dump() | {"evaluation": {}, "assessment": {}}
    objectives = [each.model_dump() for each in small_programme(case, version).modules[1].objectives]
    dumped = [module.model_dump() for module in modules]
    dumped[0]["objectives"] = objectives
    return Programme.model_validate(
        whole
        | {
            "days": [each.model_dump() for each in plan],
            "rooms": [each.model_dump() for each in rooms],
            "modules": dumped,
        }
    )


def _dumped(value: object) -> object:
    return [each.model_dump() for each in value] if isinstance(value, tuple) else value
