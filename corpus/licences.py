"""What a licence lets an archive do with somebody's text: the one place that decides what is passed on.

Reading here is not passing on: a passage with its page is quoted, and shown to whoever asks. Whole files, and texts in bulk, are copies,
and copying needs the permission of whoever holds the rights. Where none is known there is none, as copyright has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from corpus.case import Case
from corpus.passage import StoredDocument
from corpus.vocabulary import Concept, vocabulary


@dataclass(frozen=True, slots=True)
class Rights:
    """Whose something is, and on which terms others may have it."""

    licence: str | None
    """SPDX id, None where the record states none."""
    holder: str | None
    """Who holds the rights, None where the record does not tell."""
    withheld: str | None
    """Why the text is not passed on, in a sentence; None where it may be."""


@cache
def _by_folded_id() -> dict[str, Concept]:
    """SPDX ids are matched without regard to case."""
    return {concept.id.casefold(): concept for concept in vocabulary("licences")}


def withheld(licence: str | None) -> str | None:
    """Why something under this licence (SPDX id) is not passed on, in a sentence for a person; None where the licence permits it."""
    if licence is None:
        return "No licence is stated, so nobody has given permission to pass this on."
    known = _by_folded_id().get(licence.casefold())
    if known is None:
        return f"The licence {licence} is not one that is known to permit passing on."
    return None if known.notes["redistribute"] else f"The licence {licence} does not permit passing on."


def case_rights(case: Case) -> Rights:
    """Rights in the record of a case, and in those of its documents that have no licence of their own."""
    return Rights(case.licence, case.rights_holder, withheld(case.licence))


def document_rights(document: StoredDocument, case: Case) -> Rights:
    """Rights in a document of the case. Under another licence than the record's it is somebody else's, whom the record does not name."""
    holder = case.rights_holder if document.licence == case.licence else None
    return Rights(document.licence, holder, withheld(document.licence))
