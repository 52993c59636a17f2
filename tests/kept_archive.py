"""A small archive of its own on the real catalogue and the real embedded index, with the encoder of `fake_index`, that tests may change."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fake_index import CASES, FakeEncoder, FakeFile, parse

from corpus.case import Case
from corpus.results import Results, SearchQuery
from corpus.settings import Settings
from index.archive import Archive, open_archive
from index.build import add_document
from index.catalogue import Catalogue, ParsedDocument
from index.passages import PassageIndex
from index.past import PastArchives
from index.publishing import publish_case, remove_case
from index.records import record_id, record_texts
from index.search import SearchEngine, search_in

QUERIES = ("buses", "toll", "수돗물 비용", "carbon trading", "autobuses fracasó", '"carril propio"', "")
"""In four languages, with a phrase, and the whole list."""
OF = {case.id: (case, files) for case, files in CASES}
"""Id -> the case of `CASES` with its files."""


@dataclass
class KeptArchive:
    """What `open_kept` gives."""

    opened: Archive
    engine: SearchEngine
    past: PastArchives

    def publish(self, case: Case, *files: FakeFile) -> str:
        """Index, then catalogue, as ingestion does; returns the snapshot that it makes."""
        return self.publish_parsed(case, [parsed_by_content(case.id, file) for file in files])

    def publish_parsed(self, case: Case, documents: list[ParsedDocument]) -> str:
        for parsed in documents:
            add_document(self.opened.index, self.opened.encoder, case, parsed.document, parsed.passages)
        publish_case(self.opened, case, documents, case.id, case.id)
        return self.opened.catalogue.snapshot()

    def remove(self, case_id: str) -> str:
        remove_case(self.opened, case_id)
        return self.opened.catalogue.snapshot()

    def is_in_step(self) -> bool:
        """Whether the index holds the passages and the records of the catalogue's cases, and nothing else."""
        return index_in_step(self.opened.catalogue, self.opened.index)

    def ask(self, text: str = "", snapshot: str | None = None, patience: float = 60) -> Results:
        query = SearchQuery(text=text, limit=50)
        if snapshot is None:
            return self.engine.search(query)
        with self.past.at(int(snapshot), patience) as past:
            return past.engine.search(query)


def index_in_step(catalogue: Catalogue, index: PassageIndex) -> bool:
    """As `KeptArchive.is_in_step`; by their numbers."""
    cases = (summary.case for summary in catalogue.cases().values())
    records = {record_id(case): len(texts) for case in cases if (texts := record_texts(case))}
    return index.documents() == catalogue.searched_counts() | records


def told(results: Results) -> list[tuple[Any, ...]]:
    """What has to be the same when a list is repeated, but for the scores."""
    return [
        (card.id, card.version, card.title, card.status, [hit.passage_id for hit in card.hits])
        for card in results.cases
    ]


def scores(results: Results) -> list[float]:
    return [score for card in results.cases for score in (card.score or 0.0, *(hit.score for hit in card.hits))]


def same(then: list[Results], again: list[Results]) -> None:
    """Require that the lists are repeated: their cases and hits, order, scores, facets and digests."""
    for before, after in zip(then, again, strict=True):
        assert told(after) == told(before), before.query.text
        assert scores(after) == pytest.approx(scores(before), abs=1e-4)
        assert (after.snapshot, after.fixity, after.ranking) == (before.snapshot, before.fixity, before.ranking)
        assert after.facets == before.facets


def ask_all(archive: KeptArchive, snapshot: str | None = None) -> list[Results]:
    """What is found for each of `QUERIES`."""
    return [archive.ask(query, snapshot) for query in QUERIES]


def changed(id: str, **fields: Any) -> Case:
    """The case of `CASES` with other values of these fields."""
    return Case.model_validate(OF[id][0].model_dump() | fields)


def parsed_by_content(case_id: str, file: FakeFile) -> ParsedDocument:
    """The document, whose id follows from what is in it."""
    return parse(case_id, int(hashlib.sha256(repr(file).encode()).hexdigest()[:12], 16), file)


@contextmanager
def open_kept(folder: Path, most: int = 3) -> Iterator[KeptArchive]:
    """The archive in the folder, empty at first."""
    settings = Settings(data_dir=folder, past_snapshots=most, _env_file=None)  # type: ignore[call-arg]
    with ExitStack() as opened:
        with patch("index.archive.open_encoder", lambda _: FakeEncoder()):
            archive = opened.enter_context(open_archive(settings, "tests"))
        engine = search_in(archive)
        past = PastArchives(archive, engine)
        opened.callback(past.close)
        yield KeptArchive(archive, engine, past)


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the cases of `fake_index`, each published once; tests work on copies."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    with open_kept(folder) as archive:
        for case, files in CASES:
            archive.publish(case, *files)
    return folder


@pytest.fixture
def kept(filled_once: Path, tmp_path: Path) -> Iterator[KeptArchive]:
    with open_kept(Path(shutil.copytree(filled_once, tmp_path / "data"))) as archive:
        yield archive
