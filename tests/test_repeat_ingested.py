"""Older states of an archive that ingestion, removals and rulings made, with the encoder that comes with Casebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from conftest import copy_case
from haystack import Pipeline
from kept_archive import index_in_step, same, scores
from test_api_proposals import PLAN

from corpus.case import Ruling
from corpus.results import Results, SearchQuery
from corpus.settings import Settings
from index.archive import Archive, open_archive
from index.past import PastArchives
from index.search import SearchEngine, search_in
from ingest.outcomes import Result
from ingest.pipeline import document_pipeline
from ingest.plan import plan_run
from ingest.proposals.rulings import rule_on
from ingest.run import embed_reading, publish_reading, read_entry, remove_cases

FOREST, MASTER_PLAN = "melbourne-urban-forest", "kigali-master-plan"
QUERIES = ("Who paid for the trees?", "arbres dans la ville", "people were moved from their homes", "bus lanes")

ENOUGH = 2000
"""Characters of a document, so that embedding it takes no time."""


@dataclass
class Ingested:
    """An archive with the files that it is made of."""

    archive: Archive
    engine: SearchEngine
    pipeline: Pipeline
    files: Path

    def ingest(self) -> list[Result]:
        """The steps of a job, without the job."""
        plan = plan_run([self.files], self.archive.catalogue, settings=self.archive.settings)
        outcomes = []
        for entry in plan.changed:
            reading = read_entry(entry, self.archive, self.pipeline)
            embed_reading(reading, self.archive)
            outcomes += publish_reading(entry, reading, self.archive)
        return [outcome.result for outcome in outcomes]

    def learn(self, lesson: str) -> None:
        path = self.files / FOREST / "case.yaml"
        record = yaml.safe_load(path.read_text("utf-8"))
        path.write_text(yaml.safe_dump({**record, "lessons": {"en": lesson}}, allow_unicode=True), "utf-8")

    def confirm_a_proposal(self) -> None:
        (draft,) = (each.case for each in self.archive.catalogue.cases().values() if each.case.guesses)
        guess = next(guess for guess in draft.guesses if guess.field == "outcomes")
        rule_on(self.archive, draft.id, guess.id, Ruling.confirmed, "editor")

    def remove(self, case_id: str) -> list[Result]:
        return [outcome.result for outcome in remove_cases(self.archive, [case_id])]


@pytest.fixture
def ingested(settings: Settings, tmp_path: Path) -> Iterator[Ingested]:
    for name in (FOREST, MASTER_PLAN):
        copy_case(name, tmp_path / "files")
        text = tmp_path / "files" / name / "case.md"
        text.write_text(text.read_text("utf-8")[:ENOUGH], "utf-8")
    (tmp_path / "files" / "plan.md").write_text(PLAN, "utf-8")
    with open_archive(settings, "tests") as archive:
        pipeline = document_pipeline(archive.settings, archive.encoder)
        yield Ingested(archive, search_in(archive), pipeline, tmp_path / "files")


def ask(engine: SearchEngine) -> list[Results]:
    return [engine.search(SearchQuery(text=query, limit=50)) for query in QUERIES]


def test_each_state_that_an_archive_had_answers_as_it_did(ingested: Ingested) -> None:
    archive, states = ingested.archive, {}

    def note() -> None:
        assert index_in_step(archive.catalogue, archive.index)
        states[archive.catalogue.snapshot()] = ask(ingested.engine)

    assert ingested.ingest() == [Result.added] * 3
    note()
    ingested.learn("Homes beside trees are worth more, and bus lanes cost trees.")
    assert ingested.ingest() == [Result.updated]
    note()
    ingested.confirm_a_proposal()
    note()
    assert ingested.remove(MASTER_PLAN) == [Result.removed]
    note()
    assert ingested.ingest() == [Result.added]
    assert index_in_step(archive.catalogue, archive.index)
    told = [tuple(score for each in then for score in scores(each)) for then in states.values()]
    assert len(set(told)) == len(states), "each change moves a score"
    with closing(PastArchives(archive, ingested.engine, patience=120)) as older:
        for snapshot, then in states.items():
            with older.at(int(snapshot)) as past:
                same(then, ask(past.engine))
