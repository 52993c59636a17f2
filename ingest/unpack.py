"""Taking the files out of an archive (zip, tar, tar.gz), in the child process of `ingest.sandbox`.

An archive can name a file so that it lands elsewhere, hold a link or a device, unpack to more than a disk holds, or hold itself. Each
member that does so is refused with its reason, and the rest is taken. Limits are kept by counting what comes out, not by what the
archive says of itself.
"""

from __future__ import annotations

import json
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from gzip import BadGzipFile, GzipFile
from pathlib import Path, PurePosixPath
from typing import IO, cast

from corpus.errors import BadInput
from ingest.containers import COMPRESSION, DAMAGED, ENCRYPTED, HARMLESS_MB
from ingest.formats import archive_kind, decode

MB = 2**20
MOST_UNPACKED_MB = 2_000
MOST_MEMBERS = 5_000
MOST_ARCHIVES_DEEP = 3
"""Limits on one archive, with those in it: bytes, files, and archives within archives, itself counted."""
MOST_FOLDERS = 20
MOST_NAME_BYTES = 200
CHUNK = 2**20
UNPACKED_MARK = "!"
"""Ends the name of the folder that an archive in an archive becomes."""

_PASSED_OVER = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_CP437, _UTF8_FLAG, _ENCRYPTED_FLAG = "cp437", 0x800, 0x1
_READ_FAULTS = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, BadGzipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
)  # fmt: skip
"""What the readers of archives raise on one that is broken."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A member that was not taken; `member` is empty where it is the rest of the archive."""

    member: str
    reason: str


class _Spent(BadInput):
    """The archive has had all that it may have; nothing more is taken from it."""


@dataclass
class _Budget:
    """What may still come out of an archive, those within it included."""

    bytes: int
    members: int = MOST_MEMBERS

    def spend(self, size: int) -> None:
        self.bytes -= size
        if self.bytes < 0:
            raise _Spent("It unpacks to far more than an archive of its size should; the rest of it was not unpacked.")

    def count(self) -> None:
        self.members -= 1
        if self.members < 0:
            raise _Spent(
                f"It holds more than {MOST_MEMBERS:,} files; the rest of it was not unpacked. Split it into parts."
            )


@dataclass(frozen=True, slots=True)
class _Member:
    """A file of an archive, whatever kind of archive it is."""

    name: str
    size: int
    fault: str | None
    """Why it is not taken, whatever is in it."""
    open: Callable[[], IO[bytes]]


@dataclass
class _Unpacking:
    budget: _Budget
    most_bytes: int
    """Largest file that is taken."""
    refusals: list[Refusal] = field(default_factory=list)

    def unpack(self, archive: Path, folder: Path, within: str, depth: int) -> None:
        """Take all members of an archive into the folder; `within` is its own name in the outermost one."""
        try:
            for member in _MEMBERS[archive_kind(archive) or "zip"](archive, self.budget):
                self._take(member, folder, within, depth)
        except _Spent:
            raise
        except _READ_FAULTS:
            self.refusals.append(
                Refusal(within, "It is damaged or was cut off; what comes after that place was not taken.")
            )

    def _take(self, member: _Member, folder: Path, within: str, depth: int) -> None:
        name = f"{within}{member.name}"
        try:
            place = _place(member.name)
            if place is None:
                return
            self.budget.count()
            self._write(member, folder / place)
            if archive_kind(folder / place):
                self._unpack_nested(folder / place, f"{within}{place}{UNPACKED_MARK}/", depth)
        except _Spent:
            raise
        except BadInput as refused:
            self.refusals.append(Refusal(name, str(refused)))
        except _READ_FAULTS as fault:
            self.refusals.append(
                Refusal(
                    name, f"It cannot be taken out of the archive ({type(fault).__name__}); it seems to be damaged."
                )
            )

    def _write(self, member: _Member, target: Path) -> None:
        if member.fault:
            raise BadInput(member.fault)
        if member.size > self.most_bytes:
            raise BadInput(
                f"The file has {member.size / MB:,.0f} MB; the limit is {self.most_bytes / MB:,.0f} MB (CASEBOOK_MAX_FILE_MB)."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise BadInput("The archive holds two files of this name; only the first was taken.")
        try:
            self._copy(member, target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def _copy(self, member: _Member, target: Path) -> None:
        with member.open() as source, target.open("xb") as sink:
            while chunk := source.read(CHUNK):
                self.budget.spend(len(chunk))
                sink.write(chunk)

    def _unpack_nested(self, archive: Path, within: str, depth: int) -> None:
        try:
            if depth >= MOST_ARCHIVES_DEEP:
                raise BadInput(f"Archives are nested more than {MOST_ARCHIVES_DEEP} deep; unpack the outer ones first.")
            folder = archive.with_name(f"{archive.name}{UNPACKED_MARK}")
            self.unpack(archive, folder, within, depth + 1)
        finally:
            archive.unlink()


def unpack_archive(path: Path, folder: Path, most_file_mb: int) -> list[Refusal]:
    """Take the files of an archive into a folder that exists; what was refused, and why. BadInput where nothing can be read of it."""
    size = path.stat().st_size
    limit = min(MOST_UNPACKED_MB * MB, max(COMPRESSION * size, HARMLESS_MB * MB))
    unpacking = _Unpacking(_Budget(limit), most_file_mb * MB)
    try:
        unpacking.unpack(path, folder, "", 1)
    except _Spent as spent:
        unpacking.refusals.append(Refusal("", str(spent)))
    if not any(folder.iterdir()) and not unpacking.refusals:
        raise BadInput("The archive holds no files.")
    return unpacking.refusals


def refusals_to_json(refusals: list[Refusal]) -> bytes:
    """The refusals as UTF-8 JSON; `refusals_from_json` reads it back."""
    return json.dumps([asdict(refusal) for refusal in refusals], ensure_ascii=False).encode("utf-8", "replace")


def refusals_from_json(data: bytes) -> list[Refusal]:
    """Undo `refusals_to_json`. KeyError, TypeError or ValueError for anything that it did not write."""
    return [Refusal(str(row["member"]), str(row["reason"])) for row in json.loads(data)]


def _place(name: str) -> str | None:
    """Where a member belongs below the folder; None for what is passed over, as in folders. BadInput for a name that is a trick."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        raise BadInput("Its name leads out of the archive, which no honest archive needs; it was not unpacked.")
    if _CONTROL.search(name) or any(
        len(part.encode("utf-8", "surrogatepass")) > MOST_NAME_BYTES for part in path.parts
    ):
        raise BadInput("Its name is too long or holds control characters; give it another name.")
    if len(path.parts) > MOST_FOLDERS:
        raise BadInput(f"It lies more than {MOST_FOLDERS} folders deep; move it up.")
    if not path.parts or any(part in _PASSED_OVER or part.startswith((".", "~$")) for part in path.parts):
        return None
    return str(path)


# Kinds of archives -------------------------------------------------------------------------------------------------------


def _zip_members(path: Path, _: _Budget) -> Iterator[_Member]:
    try:
        archive = zipfile.ZipFile(path)
    except _READ_FAULTS:
        raise BadInput(DAMAGED) from None
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        names = _zip_names(members)
        for member, name in zip(members, names, strict=True):
            opener = cast("Callable[[], IO[bytes]]", lambda member=member: archive.open(member))
            yield _Member(name, member.file_size, _zip_fault(member), opener)


def _zip_fault(member: zipfile.ZipInfo) -> str | None:
    mode = member.external_attr >> 16
    dense = member.file_size > max(COMPRESSION * member.compress_size, HARMLESS_MB * MB)
    faults = {
        ENCRYPTED: bool(member.flag_bits & _ENCRYPTED_FLAG),
        "It is a link or a device and not a file; it was not unpacked.": stat.S_IFMT(mode) not in {0, stat.S_IFREG},
        "It is packed by a method that Casebook does not read; pack it anew as an ordinary zip file.": member.compress_type
        not in _METHODS,
        f"It unpacks to {member.file_size / MB:,.0f} MB, far more than a document of its size would; it was not unpacked.": dense,
    }
    return next((reason for reason, is_so in faults.items() if is_so), None)


def _zip_names(members: list[zipfile.ZipInfo]) -> list[str]:
    """Names as they were meant: those not marked as UTF-8 are in the encoding of whoever made the archive, and zipfile takes them for
    code page 437."""
    raw = [member.filename.encode(_CP437, "replace") for member in members if not member.flag_bits & _UTF8_FLAG]
    meant = iter(_decode_names(raw))
    return [member.filename if member.flag_bits & _UTF8_FLAG else next(meant) for member in members]


def _decode_names(raw: list[bytes]) -> list[str]:
    """All of them together, since one alone is too short to tell its encoding by; but each for itself where one holds a line break."""
    together = decode(b"\n".join(raw)).split("\n") if raw else []
    return together if len(together) == len(raw) else [decode(name) for name in raw]


@dataclass
class _Metered:
    """A stream of which every byte that is read counts, also those of members that are passed over."""

    stream: IO[bytes]
    budget: _Budget

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.budget.spend(len(data))
        return data


def _tar_members(path: Path, budget: _Budget) -> Iterator[_Member]:
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        # Counted here and again as it is written, so the archive may have twice.
        stream = _Metered(cast("IO[bytes]", GzipFile(fileobj=file)) if is_packed else file, _Budget(2 * budget.bytes))
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as archive:
            for member in archive:
                if not member.isdir():
                    yield _Member(_tar_name(member.name), member.size, _tar_fault(member), _tar_opener(archive, member))


def _tar_opener(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    return lambda: cast("IO[bytes]", archive.extractfile(member))


def _tar_name(name: str) -> str:
    return decode(name.encode("utf-8", "surrogateescape"))


def _tar_fault(member: tarfile.TarInfo) -> str | None:
    is_file = member.isreg() and not member.issparse()
    return None if is_file else "It is a link or a device and not a file; it was not unpacked."


_MEMBERS: Mapping[str, Callable[[Path, _Budget], Iterator[_Member]]] = {"zip": _zip_members, "tar": _tar_members}
