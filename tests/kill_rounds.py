"""Kills ingestion at random moments, again and again, until it has finished: run by test_jobs_killed.py as a process of its own.

    python -c "import kill_rounds; kill_rounds.run()" FOLDER CASES KILLS SEED

Not as a script: every parsing child would import it again.

Prints one JSON object: kills by the step that they hit, rounds, and the differences between the archives that were killed into
being and one that was made in peace. Each life of the process is forked from this one, which has everything imported and the server of
parsing children running, so that a life costs tenths of a second.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import multiprocessing.forkserver as forkserver
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import dbos
import numpy as np

from corpus.settings import Settings
from index.archive import Archive
from index.build import reconcile
from index.catalogue import open_catalogue
from index.edge import open_edge_index
from index.encoder import Embedded, Encoder, PassageText
from index.files import FileStore
from index.owner import own
from index.passages import Vector
from ingest.jobs import runner, work
from ingest.pipeline import document_pipeline
from ingest.plan import plan_run
from ingest.run import read_entry
from ingest.sandbox import parse

DIMENSION = 16
STEPS = ("parse", "embed", "publish", "remove")
BEGUN = len(STEPS)
"""Place in the shared memory that says that a first step has begun."""
LONGEST_LIFE = 2.0
"""Seconds until the kill at most, counted from the first step: a whole run of the small corpus takes a few."""
EARLY = 0.15
"""Share of the kills that are counted from the fork, so that they also hit opening the archive and taking up what was left."""


class SmallEncoder:
    """A fake encoder: vectors made of a hash of the words, the same in every process, and slow enough to be killed in."""

    name, dimension = "small", DIMENSION

    def embed_texts(self, texts: Sequence[str]) -> Vector:
        time.sleep(0.002 * len(texts))
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vector:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        made = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
        return np.asarray(made / np.linalg.norm(made), dtype=np.float32)

    def embed_passages(self, texts: Sequence[PassageText]) -> list[Embedded]:
        rows = self.embed_texts([f"{text.context} {text.text}" for text in texts])
        return [Embedded(row, np.stack([row])) for row in rows]


class TracedWork(work.JobWork):
    """The steps as they are, which also say in shared memory that they are at work."""

    trace: mmap.mmap

    def _traced(self, step: str, given: Any) -> None:
        self.trace[BEGUN] = 1
        place = STEPS.index(step)
        self.trace[place] += 1
        getattr(super(), step)(given)
        self.trace[place] -= 1

    def parse(self, task: work.Task) -> None:
        self._traced("parse", task)

    def embed(self, task: work.Task) -> None:
        self._traced("embed", task)

    def publish(self, task: work.Task) -> None:
        self._traced("publish", task)

    def remove(self, job_id: str) -> None:
        self._traced("remove", job_id)


@contextmanager
def opened(settings: Settings) -> Any:
    """The archive as `index.archive.open_archive` opens it, with the small encoder."""
    encoder = cast(Encoder, SmallEncoder())
    with (
        own(settings.data_dir, "kill_rounds") as owner,
        closing(open_catalogue(settings.catalogue)) as catalogue,
        closing(open_edge_index(settings.index_dir, encoder.name, encoder.dimension)) as index,
    ):
        reconcile(catalogue, index, encoder)
        yield Archive(settings, catalogue, FileStore(settings.files_dir), encoder, index, owner)


def await_server(settings: Settings, cases: Path) -> None:
    """Wait until the server of parsing children answers: a life killed while it asked for a child takes it along.

    Outside of this test each process has a server of its own.
    """
    while True:
        forkserver.ensure_running()
        with contextlib.suppress(OSError, EOFError):
            parse(next(cases.rglob("*.md")), settings)
            return
        time.sleep(0.1)


def live(settings: Settings, cases: Path) -> None:
    """One life of the process: take up what was left, or start the job, and see it through."""
    with opened(settings) as archive, runner.open_runner(archive) as jobs:
        if not jobs.store.jobs():
            jobs.ingest([cases])
        while jobs.store.unfinished():
            time.sleep(0.01)


def warm_up(settings: Settings, cases: Path) -> None:
    """Read every entry once, so that whatever is loaded for that is loaded before the first fork."""
    pipeline = document_pipeline(settings, cast(Encoder, SmallEncoder()))
    settings.data_dir.mkdir(parents=True)
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        archive = cast(Archive, SimpleNamespace(catalogue=catalogue))
        for entry in plan_run([cases], catalogue).changed:
            read_entry(entry, archive, pipeline)


def life(settings: Settings, cases: Path) -> int:
    """Fork a life; its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        # The server of parsing children is the parent's, which this process may use but not wait for.
        forkserver._forkserver.ensure_running = lambda: None  # type: ignore[attr-defined]
        live(settings, cases)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def kill_until_done(settings: Settings, cases: Path, kills: int, chance: random.Random, hits: Counter[str]) -> int:
    """Kills needed (or allowed) until a life ended by itself."""
    done = 0
    while True:
        TracedWork.trace[:] = bytes(len(TracedWork.trace))
        await_server(settings, cases)
        pid = life(settings, cases)
        is_early, span = chance.random() < EARLY, chance.uniform(0.0, LONGEST_LIFE) if done < kills else 600
        end = time.monotonic() + span
        while time.monotonic() < end:
            if not is_early and not TracedWork.trace[BEGUN]:
                end = time.monotonic() + span
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                assert status == 0, f"a life failed with {status}"
                return done
            time.sleep(0.005)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        assert done < kills, "a life that was not to be killed did not end"
        busy = [step for place, step in enumerate(STEPS) if TracedWork.trace[place]]
        hits.update(busy or ["between steps"])
        done += 1


def state(settings: Settings) -> dict[str, Any]:
    """Everything that a reader could see: cases, documents, passages, and the index's passages and vectors."""
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        seen = {
            id: [case.case.version, [(d.id, [p.text for p in catalogue.passages(d.id)]) for d in case.documents]]
            for id in catalogue.cases()
            if (case := catalogue.case(id))
        }
        changes = catalogue.snapshot()
        files = sorted(path.name for path in settings.files_dir.rglob("*") if path.is_file())
        passages = [
            p.id for id in catalogue.cases() for d in catalogue.case(id).documents for p in catalogue.passages(d.id)
        ]
    with closing(open_edge_index(settings.index_dir, "small", DIMENSION)) as index:
        vectors = {id: [round(float(x), 4) for x in row] for id, row in index.dense_vectors(passages).items()}
        documents = index.documents()
    return {"cases": seen, "changes": changes, "files": files, "vectors": vectors, "documents": documents}


def main(folder: Path, cases: Path, kills: int, seed: int) -> dict[str, Any]:
    """Rounds of kills, each on a new archive, until there were so many."""
    runner.JobWork = TracedWork  # type: ignore[misc]
    TracedWork.trace = mmap.mmap(-1, len(STEPS) + 1)
    assert dbos.DBOS
    chance, hits, total, rounds, wrong = random.Random(seed), Counter[str](), 0, 0, []
    peace = Settings(data_dir=folder / "peace", _env_file=None)  # type: ignore[call-arg]
    warm_up(peace, cases)
    kill_until_done(peace, cases, 0, chance, Counter())
    expected = state(peace)
    while total < kills:
        rounds += 1
        settings = Settings(data_dir=folder / f"killed-{rounds}", _env_file=None)  # type: ignore[call-arg]
        total += kill_until_done(settings, cases, min(25, kills - total), chance, hits)
        found = state(settings)
        wrong += [f"round {rounds}: {part}" for part in expected if found[part] != expected[part]]
        shutil.rmtree(settings.data_dir)
    return {"kills": total, "rounds": rounds, "hits": dict(hits), "cases": len(expected["cases"]), "wrong": wrong}


def run() -> None:
    """Run with the arguments of the command line and print what came out."""
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
