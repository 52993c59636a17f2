"""A small archive of its own on the real catalogue and the real embedded index, with the encoder of `fake_index`, that tests may change."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from fake_index import CASES, FakeEncoder, FakeFile, parse

from corpus.case import Case
from corpus.results import Results, SearchQuery
from corpus.settings import Settings
from index.archive import Archive
from index.build import add_document
from index.catalogue import ParsedDocument, open_catalogue
from index.edge import open_edge_index
from index.encoder import Encoder
from index.files import FileStore
from index.owner import own
from index.past import PastArchives
from index.publishing import publish_case, remove_case
from index.search import SearchEngine, open_search


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

    def ask(self, text: str = "", snapshot: str | None = None, patience: float = 60) -> Results:
        query = SearchQuery(text=text, limit=50)
        if snapshot is None:
            return self.engine.search(query)
        with self.past.at(int(snapshot), patience) as past:
            return past.engine.search(query)


def parsed_by_content(case_id: str, file: FakeFile) -> ParsedDocument:
    """The document, whose id follows from what is in it."""
    return parse(case_id, int(hashlib.sha256(repr(file).encode()).hexdigest()[:12], 16), file)


@contextmanager
def open_kept(folder: Path, most: int = 3) -> Iterator[KeptArchive]:
    """The archive in the folder, empty at first."""
    settings = Settings(data_dir=folder, past_snapshots=most, _env_file=None)  # type: ignore[call-arg]
    with ExitStack() as opened:
        owner = opened.enter_context(own(folder, "tests"))
        catalogue = open_catalogue(settings.catalogue)
        opened.callback(catalogue.close)
        encoder = cast(Encoder, FakeEncoder())
        index = open_edge_index(settings.index_dir, encoder.name, encoder.dimension)
        opened.callback(index.close)
        archive = Archive(settings, catalogue, FileStore(settings.files_dir), encoder, index, owner)
        engine = open_search(catalogue, index, encoder)
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
