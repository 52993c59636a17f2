"""How well and how fast files are read, by Casebook's ingestion and by a stock pipeline, in turns on the same files.

Each reader has a process of its own, warmed up on a small file of every kind before the clock starts. The text that they find is
compared with a plain text extraction, by its letters and by its words as a multiset, order apart.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import psutil

from corpus.errors import BadInput, Unavailable
from corpus.settings import Settings
from eval.ingest_plain import count_letters, count_words
from eval.ingest_readers import LOST, READ, Said
from ingest.formats import archive_kind
from ingest.plan import find_entries
from ingest.records import RECORD_FILE
from ingest.sandbox import unpack_files

CHARACTERS_A_PAGE = 2_500
"""A document without pages counts as so many pages of this length."""
TEXT_A_PAGE = 25
"""A PDF with fewer characters a page, on average, counts as scanned: its time is that of OCR, not of parsing."""
SCANNED = "pdf, scanned"
UNKNOWN = "not recognised"
SAMPLE_SECONDS = 0.05
START_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one file."""

    outcome: str
    """read, waiting, refused or no outcome."""
    reason: str | None
    seconds: float
    letters: int
    """Letters and digits of the text."""
    shared_words: int
    """Words of the plain text that it has, each as often as both have it."""
    headings: int
    tables: int
    peak_mb: int
    """Most memory that one of the reader's processes held at a time, in MiB; memory that processes share counts in full."""
    read_by: str | None = None
    """Which library, where the reader has a choice."""


@dataclass(frozen=True, slots=True)
class FileMeasured:
    """A file, its plain text in numbers, and what each reader made of it."""

    path: Path
    kind: str
    """Document type, with scanned PDF apart, or 'not recognised'."""
    pages: float
    letters: int
    """Of the plain text; 0 where there is none to compare with."""
    words: int
    readings: Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Total:
    """One reader on all files of a kind."""

    files: int
    outcomes: Mapping[str, int]
    pages: float
    """Of the files that it read."""
    seconds: float
    letters_share: float | None
    """Its letters against those of the plain text; None where there is no plain text."""
    words_share: float | None
    """Share of the plain words that it has."""
    headings: int
    tables: int
    peak_mb: int

    @property
    def pages_a_second(self) -> float:
        return self.pages / self.seconds if self.seconds else 0.0


@dataclass
class ReaderProcess:
    """A child process that reads files, started when first asked, and anew when a file has killed it or taken too long."""

    name: str
    seconds: float
    """Limit for one file, over which the file has no outcome."""
    warm_up: Sequence[Path] = ()
    packages: Path | None = None
    """Folder of packages that only this process sees."""
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def read(self, path: Path) -> tuple[Said, int]:
        """What it says of a file, and the peak of memory in MiB. Unavailable where the process does not even start."""
        if self._process is None:
            self._start()
        said, peak = self._ask(path, self.seconds)
        return said or {"outcome": LOST, "reason": "It crashed, or was given up.", "seconds": self.seconds}, peak

    def close(self) -> None:
        """End the process with all that it started; nothing where none runs."""
        if self._process is None:
            return
        for process in _tree(self._process.pid):
            with contextlib.suppress(psutil.Error):
                process.kill()
        self._process.communicate()
        self._process = None

    def _start(self) -> None:
        environment = dict(os.environ)
        if self.packages:
            given = (str(self.packages.resolve()), environment.get("PYTHONPATH"))
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, given))
        command = [sys.executable, "-m", "eval.ingest_readers", self.name]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        for path in self.warm_up:
            if self._ask(path, START_SECONDS)[0] is None:
                raise Unavailable(f"the reader '{self.name}' does not start; run `{' '.join(command[1:])}` to see why")

    def _ask(self, path: Path, seconds: float) -> tuple[Said | None, int]:
        assert self._process
        assert self._process.stdin
        assert self._process.stdout
        peak, end = 0, time.monotonic() + seconds
        line = b""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(str(path.resolve())).encode() + b"\n")
            self._process.stdin.flush()
            while time.monotonic() < end and not _is_ready(self._process):
                peak = max(peak, _largest(self._process.pid))
            line = self._process.stdout.readline() if _is_ready(self._process) else b""
        if not line:
            self.close()
            return None, peak
        said: Said = json.loads(line)
        return said, peak


def measure(
    paths: Sequence[Path], settings: Settings, *, is_with_stock: bool, seconds: float, packages: Path | None = None
) -> Iterator[FileMeasured]:
    """Read every file below the paths, one after the other, by each reader in turn. BadInput where there is no file.

    `packages` is a folder of packages for the stock pipeline alone, `seconds` the limit for one file.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="casebook-measure-")))
        samples = _write_samples(folder)
        # Plain text is not timed, and needs no warming up.
        plain, ours = ReaderProcess("plain", seconds), ReaderProcess("casebook", seconds, samples)
        stock = ReaderProcess("stock", seconds, samples, packages)
        readers = [ours, stock] if is_with_stock else [ours]
        for each in (plain, *readers):
            stack.callback(each.close)
        for number, path in enumerate(_files(paths, folder, settings)):
            yield _measure_file(path, plain, readers[:: -1 if number % 2 else 1])


def total(files: Iterable[FileMeasured], reader: str) -> Total:
    """One reader's numbers over these files."""
    held = [(file, file.readings[reader]) for file in files]
    letters, words = sum(file.letters for file, _ in held), sum(file.words for file, _ in held)
    outcomes = [reading.outcome for _, reading in held]
    return Total(
        files=len(held),
        outcomes={outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)},
        pages=sum(file.pages for file, reading in held if reading.outcome == READ),
        seconds=sum(reading.seconds for _, reading in held),
        letters_share=sum(reading.letters for file, reading in held if file.letters) / letters if letters else None,
        words_share=sum(reading.shared_words for _, reading in held) / words if words else None,
        headings=sum(reading.headings for _, reading in held),
        tables=sum(reading.tables for _, reading in held),
        peak_mb=max((reading.peak_mb for _, reading in held), default=0),
    )


def by_kind(files: Iterable[FileMeasured]) -> dict[str, list[FileMeasured]]:
    """Files by kind, in order of name."""
    kinds: dict[str, list[FileMeasured]] = {}
    for file in sorted(files, key=lambda file: file.kind):
        kinds.setdefault(file.kind, []).append(file)
    return kinds


def _measure_file(path: Path, plain: ReaderProcess, readers: Sequence[ReaderProcess]) -> FileMeasured:
    said, _ = plain.read(path)
    text = str(said.get("text") or "")
    kind, pages = _kind(said, text)
    words = Counter[str]() if kind == SCANNED else count_words(text)
    said_by = {reader.name: reader.read(path) for reader in readers}
    if pages is None:
        longest = max(len(_squeezed(each.get("text"))) for each in (said, *(answer for answer, _ in said_by.values())))
        pages = longest / CHARACTERS_A_PAGE
    readings = {name: _reading(answer, peak, words) for name, (answer, peak) in said_by.items()}
    return FileMeasured(path, kind, pages, count_letters(text) if words else 0, words.total(), readings)


def _kind(said: Said, text: str) -> tuple[str, float | None]:
    """Kind of a file, and its pages where the format has them."""
    kind, pages = said.get("kind", UNKNOWN), said.get("pages")
    is_scanned = kind == "pdf" and pages and len(_squeezed(text)) < TEXT_A_PAGE * pages
    return (SCANNED if is_scanned else kind), pages


def _reading(said: Said, peak_mb: int, words: Counter[str]) -> Reading:
    text = str(said.get("text") or "")
    return Reading(
        outcome=said["outcome"],
        reason=said.get("reason"),
        seconds=said["seconds"],
        letters=count_letters(text),
        shared_words=(count_words(text) & words).total(),
        headings=said.get("headings", 0),
        tables=said.get("tables", 0),
        peak_mb=peak_mb,
        read_by=said.get("reader"),
    )


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def _files(paths: Sequence[Path], folder: Path, settings: Settings) -> Iterator[Path]:
    """Files that ingestion would take: of a case those beside the record, of an archive what it holds."""
    if missing := [str(path) for path in paths if not path.exists()]:
        raise BadInput(f"there is no file or folder {', '.join(missing)}")
    found = [file for entry in find_entries(paths) for file in _files_of(entry)]
    if not found:
        raise BadInput(f"there is no file below {', '.join(map(str, paths))}")
    for number, path in enumerate(found):
        yield from _unpacked(path, folder / str(number), settings) if archive_kind(path) else (path,)


def _files_of(entry: Path) -> list[Path]:
    if not entry.is_dir():
        return [entry]
    return sorted(path for path in entry.iterdir() if path.is_file() and path.name != RECORD_FILE)


def _unpacked(archive: Path, folder: Path, settings: Settings) -> Iterator[Path]:
    """The files of an archive; of one that nothing comes out of, the archive, which its readers then refuse."""
    folder.mkdir()
    with contextlib.suppress(BadInput):
        unpack_files(archive, folder, settings)
    yield from [file for entry in find_entries([folder]) for file in _files_of(entry)] or [archive]


def _write_samples(folder: Path) -> list[Path]:
    """A small file of each common kind, so that loading a reader's libraries is not counted."""
    from docx import Document
    from pptx import Presentation

    from corpus.build.render_pdf import render_pdf

    text = "# A heading\n\nA paragraph that says enough to be taken for running text by any reader of files.\n"
    word, slides = BytesIO(), BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(word)
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[0]).shapes.title.text = "A heading"
    show.save(slides)
    samples = {
        "pdf": render_pdf(text, "A heading", "en", ""),
        "docx": word.getvalue(),
        "pptx": slides.getvalue(),
        "md": text.encode(),
        "html": f"<html><body><h1>A heading</h1><p>{text}</p></body></html>".encode(),
    }
    for kind, data in samples.items():
        (folder / f"sample.{kind}").write_bytes(data)
    return [folder / f"sample.{kind}" for kind in samples]


def _is_ready(process: subprocess.Popen[bytes]) -> bool:
    assert process.stdout
    return bool(select.select([process.stdout], [], [], SAMPLE_SECONDS)[0])


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def _largest(pid: int) -> int:
    """MiB that the largest process of a reader holds."""
    held = 0
    for process in _tree(pid):
        with contextlib.suppress(psutil.Error):
            held = max(held, process.memory_info().rss)
    return held // 2**20
