"""The cases of a programme as they were when the trainer pinned them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.case import Case, Status
from corpus.errors import NotFound
from corpus.passage import StoredDocument
from corpus.programme.model import Programme
from index.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class PinnedCase:
    """A case at the version that a programme pins."""

    case: Case
    """The record as it was then."""
    version: int
    """The one that is pinned; `case.version` differs where that one is no longer held."""
    current: int | None
    """Version now; None where the case has been taken out of the archive."""
    documents: tuple[StoredDocument, ...]
    """What the archive holds of it now, in order."""
    is_held: bool = True
    """Whether the archive still has that version; otherwise `case` is the newest that it has."""

    @property
    def is_visible(self) -> bool:
        return self.current is not None and self.case.status is Status.published

    @property
    def has_changed(self) -> bool:
        """Whether there is another version now than the one that was pinned."""
        return self.current != self.version


def pinned_cases(catalogue: Catalogue, programme: Programme) -> Mapping[str, PinnedCase]:
    """Case id -> the case as pinned. One of which the archive holds nothing any more is left out."""
    found = {case_id: _pinned(catalogue, case_id, version) for case_id, version in programme.pins.items()}
    return {case_id: pinned for case_id, pinned in found.items() if pinned}


def _pinned(catalogue: Catalogue, case_id: str, version: int) -> PinnedCase | None:
    try:
        now = catalogue.case(case_id)
    except NotFound:
        return None
    if now.case.version == version:
        return PinnedCase(now.case, version, version, now.documents)
    try:
        then = catalogue.history.version(case_id, version)
    except NotFound:
        return PinnedCase(now.case, version, now.case.version, now.documents, is_held=False)
    return PinnedCase(then.case, version, now.case.version, now.documents)
