"""The files that a course leaves as, with where the browser fetches each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ui.client import PublicAddresses
from ui.client.addresses import segment
from ui.planner.desk import Desk
from ui.views.takeaway import PROGRESS_WORDS
from ui.wording import N_, wording


@dataclass(frozen=True)
class CourseFile:
    """A file of a course."""

    path: str
    """Under `/v1/programmes/{id}/files/`."""
    name: str
    use: str = ""
    params: Mapping[str, str] | None = None
    has_names: bool = False
    """Whether it names participants: offered to whoever may change the course."""


FILES: Mapping[str, tuple[CourseFile, ...]] = {
    N_("To print and to show"): (
        CourseFile("programme.docx", N_("Programme (Word)"), N_("all of it, to edit further")),
        CourseFile("programme.pdf", N_("Programme (PDF)"), N_("tagged, for printing")),
        CourseFile("slides.pptx", N_("Slides (PowerPoint)"), N_("with notes and sources")),
        CourseFile("reading-pack.docx", N_("Reading pack (Word)"), N_("for participants")),
        CourseFile("certificates.pdf", N_("Certificates (PDF)"), N_("one for each participant"), has_names=True),
    ),
    N_("For calendars and tables"): (
        CourseFile("calendar.ics", "iCalendar", N_("with its time zone")),
        CourseFile("sessions.csv", "CSV", N_("a line for each session")),
    ),
    N_("For learning systems"): (
        CourseFile("cartridge.imscc", "Common Cartridge 1.3", N_("with everything in it"), {"cartridge": "1.3", "form": "full"}),
        CourseFile("cartridge.imscc", "Common Cartridge 1.1", N_("with everything in it"), {"cartridge": "1.1", "form": "full"}),
        CourseFile("cartridge.imscc", "Common Cartridge 1.3", N_("links only"), {"cartridge": "1.3", "form": "thin"}),
        CourseFile("cartridge.imscc", "Common Cartridge 1.1", N_("links only"), {"cartridge": "1.1", "form": "thin"}),
        CourseFile("qti.zip", "QTI 2.1", N_("the test"), {"qti": "2.1"}),
        CourseFile("qti.zip", "QTI 1.2", N_("the test"), {"qti": "1.2"}),
    ),
}  # fmt: skip
"""Heading -> the files under it."""


@dataclass(frozen=True, slots=True)
class FileLink:
    name: str
    use: str
    href: str
    ending: str


def course_files(public: PublicAddresses, desk: Desk, language: str) -> dict[str, Any]:
    """What the template of the files needs: groups of links in the interface language, made in the language of writing."""
    say = wording(language).gettext
    groups = [
        (
            say(heading),
            [
                FileLink(say(each.name), say(each.use) if each.use else "", file_address(public, desk, each), each.path.rpartition(".")[2])
                for each in files
                if desk.can_edit or not each.has_names
            ],
        )
        for heading, files in FILES.items()
    ]  # fmt: skip
    words = json.dumps({name: say(said) for name, said in PROGRESS_WORDS.items()}, ensure_ascii=False)
    days = [
        (number, file_address(public, desk, CourseFile("day.pdf", "", params={"day": str(number)})))
        for number in range(1, len(desk.programme.days) + 1)
    ]
    return {"groups": groups, "words": words, "day_files": days}


def file_address(public: PublicAddresses, desk: Desk, file: CourseFile) -> str:
    """Of the version that is shown, with the key that opens it."""
    key = {"key": desk.key} if desk.key else {}
    params = {**(file.params or {}), "lang": desk.writing, "version": str(desk.version), **key}
    return f"{public.api}/v1/programmes/{segment(desk.programme_id)}/files/{file.path}?{urlencode(params)}"
