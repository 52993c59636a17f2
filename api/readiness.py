"""Whether each part that a search needs answers: the catalogue, the index, the encoder."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from api.answers import Part, Readiness
from api.archive import Archive
from corpus.errors import CasebookError, Unavailable

_log = logging.getLogger("casebook.api")

CHECKS: Mapping[str, Callable[[Archive], str]] = {
    "catalogue": lambda archive: f"{len(archive.catalogue.cases())} cases",
    "index": lambda archive: f"{archive.engine.index.count()} entries",
    "encoder": lambda archive: (
        f"{archive.engine.encoder.name}, {len(archive.engine.encoder.embed_query('ready'))} dimensions"
    ),
}
"""Part -> what it says of itself when it answers."""


def readiness(archive: Archive) -> Readiness:
    """What every part says; Unavailable names those that do not answer."""
    parts = tuple(_part(name, check, archive) for name, check in CHECKS.items())
    if failing := [f"{part.name} ({part.detail})" for part in parts if not part.ready]:
        raise Unavailable(f"not ready: {', '.join(failing)}")
    return Readiness(status="ready", snapshot=archive.catalogue.snapshot(), parts=parts)


def _part(name: str, check: Callable[[Archive], str], archive: Archive) -> Part:
    try:
        return Part(name=name, ready=True, detail=check(archive))
    except CasebookError as error:
        return Part(name=name, ready=False, detail=str(error))
    except Exception:
        _log.exception("the %s does not answer", name)
        return Part(name=name, ready=False, detail="it fails; see the log")
