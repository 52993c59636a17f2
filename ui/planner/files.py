"""The files that a course leaves as, with where the browser fetches each. Which there are, and what they are called, the archive says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from corpus.programme.files import ProgrammeFile
from ui.client import PublicAddresses
from ui.client.addresses import segment
from ui.planner.desk import Desk
from ui.views.takeaway import PROGRESS_WORDS
from ui.wording import N_, wording

DAY = "day.pdf"
"""Offered for each day, apart from the others."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    N_("To print and to show"): ("programme.docx", "programme.pdf", "slides.pptx", "reading-pack.docx", "certificates.pdf"),
    N_("For calendars and tables"): ("calendar.ics", "sessions.csv"),
    N_("For learning systems"): ("cartridge.imscc", "qti.zip"),
}  # fmt: skip
"""Heading -> the files under it. One that the archive has and this table has not is left out: what it takes is not known here."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the ways in which a file can be asked for."""

    words: str
    params: Mapping[str, str]
    takes_key: bool = False
    """Whether it is for those who have a key of the course."""


EDITIONS = (
    Variant(N_("for participants"), {"edition": "participants"}),
    Variant(N_("for the facilitator"), {"edition": "facilitator"}, takes_key=True),
)
VARIANTS: Mapping[str, tuple[Variant, ...]] = {
    "programme.docx": EDITIONS,
    "programme.pdf": EDITIONS,
    "slides.pptx": EDITIONS,
    "cartridge.imscc": (
        Variant(N_("1.1 with everything in it, for Moodle"), {"cartridge": "1.1", "form": "full"}),
        Variant(N_("1.1, links only"), {"cartridge": "1.1", "form": "thin"}),
        Variant(N_("1.3 with everything in it"), {"cartridge": "1.3", "form": "full"}),
        Variant(N_("1.3, links only"), {"cartridge": "1.3", "form": "thin"}),
    ),
    "qti.zip": (Variant("2.1", {"qti": "2.1"}), Variant("1.2", {"qti": "1.2"})),
}
"""File -> its variants; those that are not named here come in one."""


@dataclass(frozen=True, slots=True)
class FileLink:
    words: str
    """Of a variant; empty where the file comes in one."""
    href: str


@dataclass(frozen=True, slots=True)
class FileLinks:
    """A file in all its variants."""

    label: str
    ending: str
    links: tuple[FileLink, ...]


def course_files(public: PublicAddresses, desk: Desk, language: str) -> dict[str, Any]:
    """What the template of the files needs: their language, groups of links, and a sheet for each day."""
    say = wording(desk.language).gettext
    known = {each.name: each for each in desk.opened.files}
    groups = [
        (say(heading), [_links(public, desk, language, known[name]) for name in names if name in known])
        for heading, names in GROUPS.items()
    ]
    return {
        "file_language": language,
        "groups": [(heading, files) for heading, files in groups if files],
        "words": json.dumps({name: say(said) for name, said in PROGRESS_WORDS.items()}, ensure_ascii=False),
        "day_files": list(_days(public, desk, language)) if DAY in known else [],
    }


def _links(public: PublicAddresses, desk: Desk, language: str, file: ProgrammeFile) -> FileLinks:
    say = wording(desk.language).gettext
    links = tuple(
        FileLink(say(each.words) if each.words else "", file_address(public, desk, file.name, language, each.params))
        for each in VARIANTS.get(file.name, (Variant("", {}),))
        if desk.key or not each.takes_key
    )
    return FileLinks(file.label, file.name.rpartition(".")[2], links)


def _days(public: PublicAddresses, desk: Desk, language: str) -> Iterator[tuple[int, str]]:
    for number in range(1, len(desk.programme.days) + 1):
        yield number, file_address(public, desk, DAY, language, {"day": str(number)})


def file_address(public: PublicAddresses, desk: Desk, name: str, language: str, params: Mapping[str, str]) -> str:
    """Of the version that is shown, with the key that opens it."""
    key = {"key": desk.key} if desk.key else {}
    asked = {**params, "lang": language, "version": str(desk.version), **key}
    return f"{public.api}/v1/programmes/{segment(desk.programme_id)}/files/{name}?{urlencode(asked)}"
