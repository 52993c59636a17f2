"""A programme with everything that its files tell, read once for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from api.addresses import Addresses
from api.archive import Archive
from corpus.case import Text, in_language
from corpus.programme.model import Programme
from corpus.programme.stored import StoredProgramme
from corpus.programme.timetable import Slot, timetable
from index.programmes import PinnedCase, pinned_cases


@dataclass(frozen=True, slots=True)
class Classroom:
    """What files are made of. It holds no participant's name: files that name people take the roster beside it."""

    stored: StoredProgramme
    cases: Mapping[str, PinnedCase]
    """Case id -> as pinned; cases that are gone from the archive are missing."""
    language: str
    """Main language of the files, BCP 47; texts that do not have it come in another, which `words` tells."""
    addresses: Addresses
    snapshot: str
    """Of the archive that the files were made from."""

    @property
    def programme(self) -> Programme:
        return self.stored.programme

    @property
    def slots(self) -> Mapping[int, tuple[Slot, ...]]:
        """Day, from 1, -> its sessions by time."""
        return timetable(self.programme)

    @property
    def moment(self) -> dt.datetime:
        """When this version was made: the only time that a file carries, so that the same version gives the same bytes."""
        return self.stored.updated

    def file_name(self, name: str) -> str:
        """What a file is saved as: it tells programme, version and language."""
        return f"{self.stored.id}-v{self.stored.version}-{self.language}-{name}"

    def words(self, text: Text) -> str:
        """The words of a text in the language of the files, else in the main one of the programme, else in any; '' where it has none."""
        found = in_language(text, self.language, *self.programme.languages)
        return found[1] if found else ""


def classroom(archive: Archive, stored: StoredProgramme, language: str) -> Classroom:
    """Everything for the files of this version of the programme."""
    return Classroom(
        stored=stored,
        cases=pinned_cases(archive.catalogue, stored.programme),
        language=language,
        addresses=Addresses.of(archive.settings),
        snapshot=archive.catalogue.snapshot(),
    )
