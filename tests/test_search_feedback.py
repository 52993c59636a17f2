"""Where no case has a record, what is like the first cases of a list moves up, and a clear leader stays where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from fake_index import FakeArchive, FakeFile, archive, empty_archive, found, make_case, search

from index.passages import PassageIndex
from index.search import feedback as module
from index.search.feedback import feedback
from index.search.parts import Fused, Group
from index.search.snapshot import Snapshot

__all__ = ["archive", "empty_archive"]


def publish(archive: FakeArchive, **texts: str) -> None:
    for id, text in texts.items():
        archive.publish(make_case(id, status="draft", abstract={}), FakeFile("pdf", (("en", "solution", text),)))


def group(snapshot: Snapshot, id: str, score: float) -> Group:
    document = snapshot.cases[id].documents[0].id
    passage = Fused(f"{document}.0", document, id, score, None, None, None, score, 0.0, ())
    return Group(id, score, (passage,))


def added(archive: FakeArchive, **scores: float) -> dict[str, float]:
    snapshot = archive.engine.snapshots.present()
    groups = [group(snapshot, id, score) for id, score in scores.items()]
    return feedback(cast(PassageIndex, archive.index), groups, snapshot)


@pytest.fixture
def four(empty_archive: FakeArchive) -> FakeArchive:
    publish(
        empty_archive,
        first="Toll and carbon.",
        second="Carbon, and a toll.",
        apart="A toll, and water.",
        alike="Toll, carbon.",
    )
    return empty_archive


def test_what_is_like_the_leaders_gains_most_and_the_least_gets_nothing(
    four: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEADERS", 2)
    more = added(four, first=5.0, second=4.9, apart=4.8, alike=4.7)
    assert more["alike"] > more["apart"] == 0.0


def test_a_clear_leader_says_alone_what_is_wanted(four: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEADERS", 3)
    clear = added(four, apart=15.0, first=5.0, alike=4.9)
    assert clear["apart"] == max(clear.values())
    close = added(four, apart=5.0, first=5.0, alike=5.0)
    assert close["apart"] == min(close.values())


def test_the_search_uses_it_where_no_case_has_a_record(four: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    def scores() -> dict[str, float]:
        return {card.id: card.score or 0.0 for card in search(four, "toll carbon", limit=50).cases}

    usual = scores()
    monkeypatch.setattr(module, "WEIGHT", 0.0)
    without = scores()
    assert {"first", "second", "alike"} <= set(usual) == set(without)
    gained = {id: usual[id] - without[id] for id in without}
    assert (min(gained.values()), max(gained.values())) == (0.0, gained["alike"]), gained
    assert gained["alike"] > 1.0


def test_one_case_alone_and_one_that_the_index_lost_get_nothing(four: FakeArchive) -> None:
    assert added(four, first=5.0) == {}
    snapshot = four.engine.snapshots.present()
    groups = [group(snapshot, id, 5.0) for id in ("first", "apart", "alike")]
    lost = replace(groups[1], passages=(groups[1].passages[0]._replace(passage_id="gone.0"),))
    more = feedback(cast(PassageIndex, four.index), [groups[0], lost, groups[2]], snapshot)
    assert set(more) == {"first", "alike"}


def test_a_list_without_passages_gets_nothing(four: FakeArchive) -> None:
    groups = [Group("first", 5.0), Group("apart", 4.0)]
    assert feedback(cast(PassageIndex, four.index), groups, four.engine.snapshots.present()) == {}


def test_an_archive_without_records_is_found_as_before(four: FakeArchive) -> None:
    assert set(found(search(four, "toll"))) == {"first", "second", "apart", "alike"}
