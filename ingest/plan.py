"""What a run of ingestion has to do: what is on disk against what the catalogue has, without parsing anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import BadInput
from corpus.settings import Settings
from index.catalogue import Catalogue
from index.files import sha256_of
from ingest.formats import archive_kind
from ingest.libreoffice import installed_components
from ingest.ocr import installed_data
from ingest.outcomes import Outcome, Result
from ingest.records import RECORD_FILE
from ingest.unpacked import Unpacked, is_from, locate, origin_in, sweep, unpack

PIPELINE_VERSION = 3
"""Part of every fingerprint: raise it when parsing, splitting or what is embedded changes, and every file is done again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to ingest: the folder of a case with a record, or a single file that becomes a draft."""

    path: Path
    fingerprint: str
    """Digest of everything that the result depends on; the catalogue keeps it, so that nothing is done twice."""
    known_as: str | None = None
    """What the catalogue calls it, where that is not its path: `ingest.unpacked` tells of files from archives."""

    @classmethod
    def at(cls, origin: str, fingerprint: str, settings: Settings) -> Entry:
        """The entry that has this origin: what a job that goes on remembers of it."""
        path = locate(origin, settings)
        return cls(path, fingerprint, None if str(path) == origin else origin)

    @property
    def origin(self) -> str:
        return self.known_as or str(self.path)

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


@dataclass
class _Search:
    """What was found on disk."""

    entries: list[tuple[Path, str]] = field(default_factory=list)
    """Path and origin of each case folder and each file outside of one."""
    refused: list[Outcome] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """How the origins begin of what may be there still, although it could not be read this time."""


def plan_run(
    paths: Sequence[Path], catalogue: Catalogue, *, is_pruning: bool = False, settings: Settings | None = None
) -> Plan:
    """Compare files and folders with the catalogue; BadInput for a path that does not exist. Archives are unpacked on the way.

    With `is_pruning`, cases that came from below these paths and are no longer there are to be removed. `settings` (by default those
    of the environment) say where archives are unpacked, and how large a file may be.
    """
    if missing := [str(path) for path in paths if not path.exists()]:
        raise BadInput(f"there is no file or folder {', '.join(missing)}")
    roots = [path.resolve() for path in paths]
    known = catalogue.fingerprints()
    found = _search(roots, settings or Settings())
    changed: list[Entry] = []
    settled = found.refused
    for path, origin in found.entries:
        try:
            entry = Entry(path, _fingerprint(path, origin), None if origin == str(path) else origin)
        except OSError as failure:
            settled.append(Outcome(path, Result.failed, reason=_reason(failure)))
            continue
        held = known.get(entry.fingerprint) or known.get(waiting_mark() + entry.fingerprint)
        if held:
            settled.extend(Outcome(file, Result.unchanged, held) for file in _documents(path))
        else:
            changed.append(entry)
    gone = _gone(roots, found, catalogue.origins()) if is_pruning else ()
    return Plan(tuple(changed), gone, tuple(settled))


def _search(roots: Sequence[Path], settings: Settings) -> _Search:
    sweep(settings)
    found = _Search()
    for path in dict.fromkeys(find_entries(roots)):
        if not _is_archive(path):
            found.entries.append((path, str(path)))
            continue
        try:
            _add_archive(unpack(path, settings), found)
        except (BadInput, OSError) as refused:
            found.refused.append(Outcome(path, Result.failed, reason=_reason(refused)))
            found.kept.append(origin_in(path))
    return found


def _reason(error: Exception) -> str:
    return f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)


def _is_archive(path: Path) -> bool:
    """Whether it has to be unpacked. What cannot be read is told later, as of any file."""
    try:
        return path.is_file() and archive_kind(path) is not None
    except OSError:
        return False


def _add_archive(unpacked: Unpacked, found: _Search) -> None:
    """The cases and files of an archive, as if it were a folder, and its members that were refused."""
    found.entries += [(path, unpacked.origin(path)) for path in find_entries([unpacked.files])]
    for refusal in unpacked.refusals:
        origin = unpacked.refused_origin(refusal)
        reason = f"In the archive {unpacked.archive.name}: {refusal.reason}"
        found.refused.append(Outcome(Path(origin), Result.failed, reason=reason))
        found.kept.append(origin)


def waiting_mark() -> str:
    """Before the fingerprint of a case of which a file waits for a program or its data; it changes with what is installed."""
    installed = " ".join(sorted({*installed_data(), *installed_components()}))
    return f"waiting-{hashlib.sha256(installed.encode()).hexdigest()[:8]}-"


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


def _fingerprint(path: Path, origin: str) -> str:
    """Digest of the record and its files; of origin and content for a file without record, since its origin is its identity."""
    digest = hashlib.sha256(f"{PIPELINE_VERSION}\n".encode())
    if path.is_dir():
        digest.update(sha256_of(path / RECORD_FILE).encode())
    else:
        digest.update(f"{origin}\n".encode())
    for file in _documents(path):
        digest.update(f"{file.name}\n{sha256_of(file)}\n".encode())
    return digest.hexdigest()


def _gone(roots: Sequence[Path], found: _Search, origins: dict[str, str]) -> tuple[str, ...]:
    held = {origin for _, origin in found.entries}
    kept = tuple(found.kept)
    return tuple(
        case_id
        for origin, case_id in origins.items()
        if origin not in held and not origin.startswith(kept) and any(is_from(origin, root) for root in roots)
    )
