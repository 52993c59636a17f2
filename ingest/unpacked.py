"""Where the files of archives lie while they are ingested, and by what name the catalogue knows them.

A file of an archive is known as `<archive>!/<path in it>`, which stays the same as long as the archive keeps its place: ingesting it
again changes nothing. To be read, it lies below the data directory, in a folder that belongs to the archive's path, so that a job that
was cut off finds it there again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadInput
from corpus.settings import Settings
from index.files import sha256_of
from ingest.sandbox import unpack_files
from ingest.unpack import MB, MOST_UNPACKED_MB, UNPACKED_MARK, Refusal, refusals_from_json, refusals_to_json

DAYS_KEPT = 7
"""Unpacked files that no run asked for in so many days are removed; the archive itself stays, and is unpacked anew when needed."""

VERSION = 1
"""Raise it when other files or names come out of archives than before."""

_FOLDER, _FILES, _MADE_OF, _REFUSED = "unpacked", "files", "made-of.txt", "refused.json"
_JOINT = f"{UNPACKED_MARK}/"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive, and what could not be taken from it."""

    archive: Path
    files: Path
    refusals: tuple[Refusal, ...]

    def origin(self, path: Path) -> str:
        """What the catalogue calls an unpacked file or folder."""
        inside = path.relative_to(self.files).as_posix()
        return origin_in(self.archive, "" if inside == "." else inside)

    def refused_origin(self, refusal: Refusal) -> str:
        """What the catalogue calls a member that was refused; of the rest of the archive, how the names of all of it begin."""
        return origin_in(self.archive, refusal.member)


def origin_in(archive: Path, member: str = "") -> str:
    """What the catalogue calls a member of an archive; without a member, how the names of all of them begin."""
    return f"{archive}{_JOINT}{member}"


def unpack(archive: Path, settings: Settings) -> Unpacked:
    """The files of an archive, from where they were unpacked before if it did not change. BadInput where it is refused as a whole."""
    place = _place_of(str(archive), settings.data_dir)
    made_of = f"{VERSION} {sha256_of(archive)} {settings.max_file_mb}"
    if not (place / _MADE_OF).is_file() or (place / _MADE_OF).read_text("utf-8") != made_of:
        _unpack_anew(archive, place, made_of, settings)
    os.utime(place)
    return Unpacked(archive, place / _FILES, tuple(refusals_from_json((place / _REFUSED).read_bytes())))


def locate(origin: str, settings: Settings) -> Path:
    """Where a file lies that the catalogue knows by this name: itself, or below the folder of the archive that it is from."""
    at = origin.find(_JOINT)
    while at >= 0:
        files = _place_of(origin[:at], settings.data_dir) / _FILES
        if files.is_dir():
            return files / origin[at + len(_JOINT) :]
        at = origin.find(_JOINT, at + 1)
    return Path(origin)


def is_from(origin: str, root: Path) -> bool:
    """Whether what the catalogue knows by this name lies below the root, or in it where it is an archive."""
    return Path(origin).is_relative_to(root) or origin.startswith(origin_in(root))


def sweep(settings: Settings) -> None:
    """Remove what was unpacked long ago."""
    oldest = time.time() - DAYS_KEPT * 24 * 3600
    for place in _places(settings.data_dir):
        if place.stat().st_mtime < oldest:
            shutil.rmtree(place, ignore_errors=True)


def _places(data_dir: Path) -> Iterator[Path]:
    folder = data_dir / _FOLDER
    yield from folder.iterdir() if folder.is_dir() else ()


def _place_of(archive: str, data_dir: Path) -> Path:
    digest = hashlib.sha256(archive.encode("utf-8", "surrogateescape")).hexdigest()
    return data_dir.resolve() / _FOLDER / digest[:16]


def _unpack_anew(archive: Path, place: Path, made_of: str, settings: Settings) -> None:
    """Unpack beside the place and move there, so that what is there is always whole."""
    size = archive.stat().st_size
    if size > MOST_UNPACKED_MB * MB:
        raise BadInput(
            f"The archive has {size / MB:,.0f} MB; the limit is {MOST_UNPACKED_MB:,} MB. Split it into parts."
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{place.name}.", dir=place.parent))
    (fresh / _FILES).mkdir()
    try:
        (fresh / _REFUSED).write_bytes(refusals_to_json(unpack_files(archive, fresh / _FILES, settings)))
        (fresh / _MADE_OF).write_text(made_of, "utf-8")
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
