"""What the archive lacks: kept once for each question, without who asked, in bounds, and at nobody's cost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import make_settings, run_here
from fake_archive import client_of
from sqlalchemy import inspect, text
from test_catalogue import catalogue

from api.archive import Archive
from corpus.errors import Unavailable
from corpus.results import EvidenceAnswer, SearchQuery
from index.catalogue import Catalogue, GapStore, open_catalogue

__all__ = ["catalogue"]


def test_a_question_asked_again_is_counted(catalogue: Catalogue) -> None:
    gaps = GapStore(catalogue.engine)
    for asked in ("Who bans fireworks?", "who bans  FIREWORKS", "¿Quién prohíbe?"):
        gaps.record(asked, "en", 0.8)
    gaps.record("Who bans fireworks?", "fr", 0.7)
    first, second = gaps.list()
    assert (first.text, first.count, first.language, first.best_confidence) == ("Who bans fireworks?", 3, "fr", 0.8)
    assert first.first_asked <= first.last_asked
    assert second.count == 1


def test_many_at_once_are_all_counted(catalogue: Catalogue) -> None:
    gaps = GapStore(catalogue.engine)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: gaps.record("Who bans fireworks?", "en", 0.8), range(40)))
    assert [gap.count for gap in gaps.list()] == [40]


def test_the_oldest_that_were_asked_once_go_first(catalogue: Catalogue) -> None:
    gaps = GapStore(catalogue.engine, most=3, spare=1)
    for asked in ("a b", "a b", "one", "two", "three", "four"):
        gaps.record(asked, "en", 0.5)
    assert [gap.text for gap in gaps.list()] == ["a b", "four", "three"]


def test_a_gap_holds_nothing_about_the_person(catalogue: Catalogue) -> None:
    columns = {column["name"] for column in inspect(catalogue.engine).get_columns("gaps")}
    assert columns == {"digest", "text", "language", "count", "first_asked", "last_asked", "best_confidence"}


def test_the_command_lists_and_forgets(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "data")
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        for asked in ("Who bans [fireworks]?", "Who counts rats?"):
            GapStore(catalogue.engine).record(asked, "en", 0.8)
    assert "[fireworks]" in run_here(settings, "gaps").stdout
    listed = json.loads(run_here(settings, "gaps", "--json").stdout)
    assert {gap["text"] for gap in listed} == {"Who bans [fireworks]?", "Who counts rats?"}
    assert run_here(settings, "gaps", "Who counts rats?").returncode != 0
    assert run_here(settings, "gaps", "--forget", "who counts rats").stdout == "1 forgotten.\n"
    assert run_here(settings, "gaps", "--forget").stdout == "1 forgotten.\n"
    assert json.loads(run_here(settings, "gaps", "--json").stdout) == []


class NoAnswer:
    """A search engine that never has an answer, for what becomes of the question."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def answer(self, query: SearchQuery, threshold: float) -> EvidenceAnswer:
        return EvidenceAnswer(
            query=query, enough=False, confidence=0.5, threshold=threshold, groups=(), nearest=(), snapshot="1", milliseconds=1
        )  # fmt: skip

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)


def asked_with(tmp_path: Path, statement: str | None = None, **settings: Any) -> tuple[int, tuple[str, ...]]:
    """Status of the answer to a question, and the gaps after it; the statement is run on the catalogue before."""
    held: list[Archive] = []

    def change(archive: Archive) -> None:
        object.__setattr__(archive, "engine", cast(Any, NoAnswer(archive.engine)))
        object.__setattr__(archive, "settings", archive.settings.model_copy(update=settings))
        if statement:
            with archive.catalogue.engine.begin() as connection:
                connection.execute(text(statement))
        held.append(archive)

    with client_of(tmp_path, change) as client:
        status = client.get("/v1/answers", params={"q": "Who bans fireworks?"}).status_code
        return status, tuple(gap.text for gap in GapStore(held[0].catalogue.engine).list())


def test_recording_can_be_switched_off(tmp_path: Path) -> None:
    assert asked_with(tmp_path / "on") == (200, ("Who bans fireworks?",))
    assert asked_with(tmp_path / "off", record_gaps=False) == (200, ())


def test_a_list_that_cannot_be_written_costs_nobody_the_answer(tmp_path: Path) -> None:
    ban = "CREATE TRIGGER full BEFORE INSERT ON gaps BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    assert asked_with(tmp_path, ban) == (200, ())


def test_what_cannot_be_kept_is_one_sentence(tmp_path: Path) -> None:
    with closing(open_catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")) as opened:
        with opened.engine.begin() as connection:
            connection.execute(text("DROP TABLE gaps"))
        with pytest.raises(Unavailable, match="not kept"):
            GapStore(opened.engine).record("Who?", "en", 0.1)
