"""Parsing a file in a child process with limits on time, memory and what it may write, because files are hostile.

Each file gets a fresh child. It is forked from a server process that has the readers of formats loaded and nothing else,
leads a process group of its own, and is killed with that group when its time is over. A file that crashes its reader,
fills the memory or never ends is then one refused file and no more.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import BadInput, CasebookError, MissingTool, Unavailable
from corpus.settings import Settings
from ingest.elements import ParsedFile, from_json, to_json
from ingest.ocr import OcrLine, lines_from_json, lines_to_json, read_lines
from ingest.unpack import Refusal, refusals_from_json, refusals_to_json, unpack_archive

PRELOADED = "ingest.preloaded"
RESULT = "parsed.json"
REFUSAL = "refused.json"
MB = 2**20
MOST_WRITTEN_MB = 256
"""Largest file that a child may write."""
MOST_RESULT_MB = 64
"""Largest result that is taken from a child: what reads it is the process that asked, which has no limit on its memory."""

_KINDS: Mapping[str, type[CasebookError]] = {"unavailable": Unavailable, "missing tool": MissingTool}
"""Kind of a refusal as the child writes it down -> error; anything else is BadInput."""

Answer = TypeVar("Answer")

_CPU_MARGIN = 5
_GRACE = 5


def parse(path: Path, settings: Settings) -> ParsedFile:
    """The elements of a file. BadInput, with a sentence for a person, where it is refused or does not keep the limits."""
    _check_size(path, settings)
    return _in_child(settings, from_json, "convert", str(path.resolve()), settings)


def read_pictures(path: Path, pages: Sequence[int], language: str | None, settings: Settings) -> list[OcrLine]:
    """Lines of text on pages that are pictures, with the limits of `parse` for each call. MissingTool says what to install."""
    return _in_child(settings, lines_from_json, "ocr", str(path.resolve()), list(pages), language)


def unpack_files(archive: Path, folder: Path, settings: Settings) -> list[Refusal]:
    """Take the files of an archive into a folder, with the limits of `parse`; what was refused, and why."""
    arguments = (str(archive.resolve()), str(folder.resolve()), settings.max_file_mb)
    return _in_child(settings, refusals_from_json, "unpack", *arguments)


def _in_child(settings: Settings, read: Callable[[bytes], Answer], task: str, *arguments: object) -> Answer:
    with tempfile.TemporaryDirectory(prefix="casebook-parse-") as folder:
        process = _context().Process(target=_work, args=(folder, settings, task, arguments), daemon=True)
        try:
            process.start()
            finished = bool(wait([process.sentinel], settings.parse_seconds))
        finally:
            _kill_group(process)
        return _read_result(Path(folder), process.exitcode if finished else None, settings, read)


def _check_size(path: Path, settings: Settings) -> None:
    if not path.is_file():
        raise BadInput("There is no such file.")
    size = path.stat().st_size
    if not size:
        raise BadInput("The file is empty (0 bytes).")
    if size > settings.max_file_mb * MB:
        raise BadInput(
            f"The file has {size / MB:,.0f} MB; the limit is {settings.max_file_mb:,} MB (CASEBOOK_MAX_FILE_MB). "
            "Split it, or make its pictures smaller."
        )


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    # Without this the server would import the program that runs, which may have loaded torch.
    context.set_forkserver_preload([PRELOADED])
    return context


def _kill_group(process: ForkServerProcess) -> None:
    if process.pid is None:
        return
    # The group, so that nothing the child started stays; the child itself, in case it died before it led a group.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join(_GRACE)


def _read_result(folder: Path, exit_code: int | None, settings: Settings, read: Callable[[bytes], Answer]) -> Answer:
    if exit_code is None or exit_code == -signal.SIGXCPU:
        raise BadInput(
            f"Reading the file took longer than {settings.parse_seconds} s, which is the limit (CASEBOOK_PARSE_SECONDS)."
        )
    if (folder / REFUSAL).is_file():
        raise _refusal(json.loads((folder / REFUSAL).read_text("utf-8")))
    if (folder / RESULT).is_file() and (folder / RESULT).stat().st_size > MOST_RESULT_MB * MB:
        raise BadInput("The file falls into more parts than any document should have. Split it, or export it as PDF.")
    try:
        return read((folder / RESULT).read_bytes())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(
            f"The program that reads such files crashed on it{_signal(exit_code)}: the file is damaged, or needs more than "
            f"{settings.parse_memory_mb:,} MB (CASEBOOK_PARSE_MEMORY_MB)."
        ) from None


def _refusal(reason: dict[str, str]) -> CasebookError:
    return _KINDS.get(str(reason.get("kind")), BadInput)(str(reason.get("reason")))


def _signal(exit_code: int) -> str:
    try:
        return f" ({signal.Signals(-exit_code).name})"
    except ValueError:
        return ""


# In the child --------------------------------------------------------------------------------------------------------


def _work(folder: str, settings: Settings, task: str, arguments: Sequence[Any]) -> None:
    """Write the result of the task, or why the file is refused, into `folder`. Never raises, so that nothing is printed."""
    os.setsid()
    _be_quiet(folder)
    try:
        _limit(settings)
        Path(folder, RESULT).write_bytes(_TASKS[task](*arguments))
        return
    except Exception as error:
        reason = _reason(error, settings)
    Path(folder, REFUSAL).write_text(json.dumps(reason), "utf-8")


def _convert(path: str, settings: Settings) -> bytes:
    # Loaded by the fork server already; where it could not be, imported now, in some seconds.
    from ingest.convert import convert
    from ingest.prepare import prepare_unstructured

    prepare_unstructured()
    return to_json(convert(Path(path), settings))


def _ocr(path: str, pages: Sequence[int], language: str | None) -> bytes:
    return lines_to_json(read_lines(Path(path), pages, language))


def _unpack(path: str, folder: str, most_file_mb: int) -> bytes:
    return refusals_to_json(unpack_archive(Path(path), Path(folder), most_file_mb))


_TASKS: Mapping[str, Callable[..., bytes]] = {"convert": _convert, "ocr": _ocr, "unpack": _unpack}


def _reason(error: Exception, settings: Settings) -> dict[str, str]:
    if isinstance(error, MissingTool):
        return {"kind": "missing tool", "reason": str(error)}
    if isinstance(error, MemoryError):
        limit = f"{settings.parse_memory_mb:,} MB, which is the limit (CASEBOOK_PARSE_MEMORY_MB)."
        return {"reason": f"Reading the file needed more than {limit}"}
    if isinstance(error, RecursionError):
        return {
            "reason": "The file nests its parts deeper than any document does. Save it anew in the program that it came from."
        }
    if isinstance(error, ImportError):
        return {"kind": "unavailable", "reason": f"Parsing needs the package {error.name}, which is not installed."}
    is_meant = isinstance(error, BadInput)
    return {"reason": str(error) if is_meant else f"The file could not be read ({type(error).__name__})."}


def _be_quiet(folder: str) -> None:
    """Work in the temporary folder, which the parent removes, and print nowhere: readers complain about broken files."""
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(nowhere, stream.fileno())


def _limit(settings: Settings) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN_MB * MB,) * 2)
    cpu = settings.parse_seconds + _CPU_MARGIN
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + _CPU_MARGIN))
    memory = settings.parse_memory_mb * MB + _address_space()
    # macOS knows this limit and does not always take it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _address_space() -> int:
    """Bytes of address space that are taken before the file is opened: libraries, mostly; 0 where the system hides it."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
