"""The few past states of the archive that are kept ready, made when first asked for."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import NotFound, NotReadyYet, NotRepeatable
from corpus.results import SearchQuery
from index.archive import Archive
from index.catalogue import Catalogue, Obstacle, Past, open_catalogue
from index.edge import open_edge_index
from index.passages import PassageIndex
from index.past.fill import CATALOGUE, INDEX, NEW, fill
from index.search import SearchEngine

PATIENCE = 8.0
"""Seconds that a caller waits for a past archive before being told to come back; 140 shipped cases take about as long to copy."""

COME_BACK = 10
"""Seconds after which a caller is told to ask again."""

MOST_WAITING = 3
"""Past archives that are made or wait to be made; one is made at a time, since embedding takes every core."""

MOST_KNOWN = 64
"""Snapshots of which it is remembered what they held, until the archive changes."""

NAMED = 5
"""Cases that a sentence names."""

_BECAME: Mapping[str, str] = {
    "removed": "was removed for good, or came back as something else",
    "cut anew": "was published again, with its documents cut into other passages",
    "not known": "was published again, and what its passages were then was not recorded yet",
}
"""Kind of obstacle -> what became of each case."""


@dataclass(frozen=True, slots=True)
class PastArchive:
    """The archive as it stood at a snapshot; read only, valid inside the block of `PastArchives.at`."""

    catalogue: Catalogue
    index: PassageIndex
    engine: SearchEngine


@dataclass
class _Held:
    """A past archive that is being made or is open."""

    folder: Path
    made: Future[PastArchive]
    opened: ExitStack = field(default_factory=ExitStack)
    askers: int = 0
    is_over: bool = False
    """Whether it can be asked no more, since the present archive has lost something that it holds."""


class PastArchives:
    """Safe to share between threads. `close` before the archive is closed.

    They lie in `snapshots` under the data directory and outlive the process. Where a Qdrant server holds the index, several processes
    may share that directory, so there each keeps its own in a temporary folder.
    """

    def __init__(self, present: Archive, engine: SearchEngine, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._present, self._engine = present, engine
        self._most = present.settings.past_snapshots
        self._closing = ExitStack()
        self._root = present.settings.snapshots_dir if present.owner else self._temporary()
        self._held: dict[int, _Held] = {}
        """By snapshot, the one asked longest ago first."""
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._maker = ThreadPoolExecutor(1, "past-archive")
        self._seen = ""
        self._known: dict[int, Past] = {}
        self.notice()

    def past(self, snapshot: int) -> Past:
        """What the archive held at the snapshot, and what stands in the way of asking it; NotFound where it never was."""
        self.notice()
        with self._lock:
            return self._read_past(snapshot)

    def is_ready(self, snapshot: int) -> bool:
        """Whether it can be asked without waiting."""
        return self._folder(self.past(snapshot)).exists()

    @contextmanager
    def at(self, snapshot: int, patience: float | None = None) -> Iterator[PastArchive]:
        """The archive as it stood then, for as long as the block runs.

        NotFound where there was no such snapshot, NotRepeatable where it cannot be made again, NotReadyYet where making it takes longer
        than `patience` seconds (by default `self.patience`): it goes on meanwhile.
        """
        self._require(snapshot)
        held = self._take(snapshot)
        try:
            yield self._wait(held, snapshot, self.patience if patience is None else patience)
        finally:
            self._give_back(held)

    def notice(self) -> str:
        """Name of the present snapshot. Where it has changed, past archives that hold what the present one has lost are dropped."""
        name = self._present.catalogue.snapshot()
        with self._lock:
            if name != self._seen:
                self._seen = name
                self._known.clear()
                for snapshot, held in self._held.items():
                    held.is_over = bool(self._read_past(snapshot).obstacles)
                self._drop_surplus()
        return name

    def close(self) -> None:
        """Stop making and close what is open; what is complete stays for the next process."""
        self._stopping.set()
        self._maker.shutdown(wait=True, cancel_futures=True)
        for held in self._held.values():
            held.opened.close()
        self._closing.close()

    # What is held ----------------------------------------------------------------------------------------------------

    def _take(self, snapshot: int) -> _Held:
        with self._lock:
            held = self._held.pop(snapshot, None)
            if held is None or (held.made.done() and held.made.exception()):
                held = self._begin(snapshot)
            self._held[snapshot] = held
            held.askers += 1
            return held

    def _begin(self, snapshot: int) -> _Held:
        if sum(not held.made.done() for held in self._held.values()) >= MOST_WAITING:
            raise NotReadyYet("other past states of the archive are being made; ask again shortly", COME_BACK)
        held = _Held(self._folder(self._read_past(snapshot)), Future())
        held.made = self._maker.submit(self._open, snapshot, held)
        return held

    def _wait(self, held: _Held, snapshot: int, patience: float) -> PastArchive:
        try:
            return held.made.result(patience)
        except TimeoutError:
            sentence = f"the archive as it stood at snapshot {snapshot} is being made; ask again in {COME_BACK} seconds"
            raise NotReadyYet(sentence, COME_BACK) from None

    def _give_back(self, held: _Held) -> None:
        with self._lock:
            held.askers -= 1
            self._drop_surplus()

    def _read_past(self, snapshot: int) -> Past:
        if snapshot not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[snapshot] = self._present.catalogue.history.past(snapshot)
        return self._known[snapshot]

    def _drop_surplus(self) -> None:
        """Those that are over, and beyond the number that is kept those asked longest ago; never one that somebody is asking."""
        idle = [id for id, held in self._held.items() if not held.askers and held.made.done()]
        over = [id for id in idle if self._held[id].is_over]
        others = [id for id in idle if id not in over]
        surplus = max(0, len(self._held) - len(over) - self._most)
        for id in (*over, *others[:surplus]):
            held = self._held.pop(id)
            held.opened.close()
            shutil.rmtree(held.folder, ignore_errors=True)
        self._sweep()

    # On disk ---------------------------------------------------------------------------------------------------------

    def _open(self, snapshot: int, held: _Held) -> PastArchive:
        if not held.folder.exists():
            fill(self._present, self.past(snapshot), held.folder, self._go_on)
        # A case may have been removed or cut anew while its past was copied.
        self._require(snapshot)
        encoder = self._present.encoder
        with ExitStack() as opened:
            catalogue = open_catalogue(f"sqlite:///{held.folder / CATALOGUE}")
            opened.callback(catalogue.close)
            index = open_edge_index(held.folder / INDEX, encoder.name, encoder.dimension)
            opened.callback(index.close)
            engine = self._engine.over(catalogue, index)
            engine.search(SearchQuery(limit=1))
            held.opened = opened.pop_all()
        return PastArchive(catalogue, index, engine)

    def _require(self, snapshot: int) -> None:
        if lost := self.past(snapshot).obstacles:
            raise NotRepeatable(why_gone(snapshot, lost))

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise NotReadyYet("Casebook is stopping; ask again when it runs", COME_BACK)

    def _folder(self, past: Past) -> Path:
        """Named so that neither another ranking nor another archive, whose changes count from 1 too, is taken for it."""
        told = f"{self._engine.ranking} {past.change.at.isoformat()} {past.change.digest}"
        return self._root / f"{past.change.id}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    def _temporary(self) -> Path:
        return Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="casebook-snapshots-")))

    def _sweep(self) -> None:
        """Of what an earlier process left, keep the newest that can still be asked, as far as there is room."""
        in_use = {held.folder.name for held in self._held.values()}
        left = [folder for folder in self._root.glob("*") if folder.name.removesuffix(NEW) not in in_use]
        usable = sorted(filter(self._is_usable, left), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in set(left) - set(usable[: max(0, self._most - len(in_use))]):
            shutil.rmtree(folder, ignore_errors=True)

    def _is_usable(self, folder: Path) -> bool:
        """Whether it is complete, made from this archive as this search would make it, and free of what has been lost since."""
        number = folder.name.partition("-")[0]
        try:
            past = self._read_past(int(number))
        except (ValueError, NotFound):
            return False
        return folder == self._folder(past) and not past.obstacles


def why_gone(snapshot: int, obstacles: Sequence[Obstacle]) -> str:
    """A sentence that names what has been lost since, and what to do."""
    lost = [f"{each.case_id!r} {_BECAME[each.kind]}" for each in obstacles[:NAMED]]
    more = [f"and {len(obstacles) - NAMED} more cases are not what they were"] if len(obstacles) > NAMED else []
    return (
        f"snapshot {snapshot} cannot be asked any more: since then {', '.join([*lost, *more])}; ask without `snapshot`"
    )
