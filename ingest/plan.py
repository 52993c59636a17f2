"""What a run of ingestion has to do: what is on disk against what the catalogue has, without parsing anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadInput
from index.catalogue import Catalogue
from index.files import sha256_of
from ingest.ocr import installed_data
from ingest.outcomes import Outcome, Result
from ingest.records import RECORD_FILE

PIPELINE_VERSION = 2
"""Part of every fingerprint: raise it when parsing, splitting or what is embedded changes, and every file is done again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to ingest: the folder of a case with a record, or a single file that becomes a draft."""

    path: Path
    fingerprint: str
    """Digest of everything that the result depends on; the catalogue keeps it, so that nothing is done twice."""

    @property
    def origin(self) -> str:
        return str(self.path)

    @property
    def has_record(self) -> bool:
        return self.path.is_dir()

    def count_files(self) -> int:
        """Files that the entry brings, the record not counted."""
        return len(_documents(self.path))


@dataclass(frozen=True, slots=True)
class Plan:
    """`changed` is to be ingested, `gone` (case ids) to be removed; `settled` is known already: unchanged or unreadable."""

    changed: tuple[Entry, ...]
    gone: tuple[str, ...]
    settled: tuple[Outcome, ...]


def plan_run(paths: Sequence[Path], catalogue: Catalogue, *, is_pruning: bool = False) -> Plan:
    """Compare files and folders with the catalogue; BadInput for a path that does not exist.

    With `is_pruning`, cases that came from below these paths and are no longer there are to be removed.
    """
    if missing := [str(path) for path in paths if not path.exists()]:
        raise BadInput(f"there is no file or folder {', '.join(missing)}")
    roots = [path.resolve() for path in paths]
    known = catalogue.fingerprints()
    changed: list[Entry] = []
    settled: list[Outcome] = []
    found = list(dict.fromkeys(find_entries(roots)))
    for path in found:
        try:
            entry = Entry(path, _fingerprint(path))
        except OSError as failure:
            settled.append(Outcome(path, Result.failed, reason=f"cannot be read: {failure.strerror}"))
            continue
        held = known.get(entry.fingerprint) or known.get(waiting_mark() + entry.fingerprint)
        if held:
            settled.extend(Outcome(file, Result.unchanged, held) for file in _documents(path))
        else:
            changed.append(entry)
    gone = _gone(roots, found, catalogue.origins()) if is_pruning else ()
    return Plan(tuple(changed), gone, tuple(settled))


def waiting_mark() -> str:
    """Before the fingerprint of a case of which a scan waits for tesseract or its data; it changes with what is installed."""
    return f"waiting-{hashlib.sha256(' '.join(sorted(installed_data())).encode()).hexdigest()[:8]}-"


def find_entries(paths: Iterable[Path]) -> Iterator[Path]:
    """Folders that hold a record, and files outside of such folders, in order of name; hidden ones are passed over."""
    for path in paths:
        if path.name.startswith("."):
            continue
        if path.is_dir() and not (path / RECORD_FILE).is_file():
            yield from find_entries(sorted(path.iterdir()))
        else:
            yield path


def _documents(path: Path) -> list[Path]:
    """The files that may belong to an entry: those beside the record, or the file itself."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.is_file() and file.name != RECORD_FILE)


def _fingerprint(path: Path) -> str:
    """Digest of the record and its files; of path and content for a file without record, since its path is its identity."""
    digest = hashlib.sha256(f"{PIPELINE_VERSION}\n".encode())
    if path.is_dir():
        digest.update(sha256_of(path / RECORD_FILE).encode())
    else:
        digest.update(f"{path}\n".encode())
    for file in _documents(path):
        digest.update(f"{file.name}\n{sha256_of(file)}\n".encode())
    return digest.hexdigest()


def _gone(roots: Sequence[Path], found: Sequence[Path], origins: dict[str, str]) -> tuple[str, ...]:
    held = {str(path) for path in found}
    return tuple(
        case_id
        for origin, case_id in origins.items()
        if origin not in held and any(Path(origin).is_relative_to(root) for root in roots)
    )
