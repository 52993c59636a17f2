"""The record of a case counts beside its passages: what it says moves the case, and nothing of it is shown, counted or left behind."""

from __future__ import annotations

from typing import cast

from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, make_case, place
from kept_archive import scores

from corpus.case import Case
from corpus.results import SearchQuery
from index.build import reconcile
from index.encoder import Encoder
from index.records import RECORD, add_record, record_id, record_texts

__all__ = ["archive", "empty_archive", "filled"]

PLAIN = (FakeFile("pdf", (("en", "solution", "Buses pay the toll."),)),)


def with_record(id: str, **texts: dict[str, str]) -> Case:
    return make_case(id, **{**place("Lyon", 2996944, "FR"), **texts})


def publish(archive: FakeArchive, case: Case) -> None:
    archive.publish(case, *PLAIN)
    add_record(archive.index, cast(Encoder, archive.encoder), case)


def ranked(archive: FakeArchive, text: str) -> list[str]:
    return [card.id for card in archive.engine.search(SearchQuery(text=text, limit=50)).cases]


def test_a_case_whose_record_says_it_comes_before_one_that_only_has_the_same_passage(archive: FakeArchive) -> None:
    publish(archive, with_record("a-silent", lessons={"en": "Carbon was counted."}))
    publish(archive, with_record("b-telling", lessons={"es": "El peaje fracasó."}))
    found = ranked(archive, "toll for buses failed")
    assert found.index("b-telling") < found.index("a-silent")


def test_nothing_of_a_record_is_a_hit_a_result_or_a_count(archive: FakeArchive) -> None:
    case = with_record("one", lessons={"en": "Buses."})
    archive.publish(case, *PLAIN)
    before = archive.engine.search(SearchQuery(text="buses", limit=50))
    add_record(archive.index, cast(Encoder, archive.encoder), case)
    after = archive.engine.search(SearchQuery(text="buses", limit=50))
    assert scores(after) != scores(before)
    assert after.facets == before.facets
    assert {card.id for card in after.cases} == {card.id for card in before.cases}
    assert all(RECORD not in hit.passage_id for card in after.cases for hit in card.hits)


def test_a_record_that_changes_gets_another_id_and_one_with_a_title_alone_none() -> None:
    told = with_record("one", lessons={"en": "Toll."})
    assert record_id(told) != record_id(told.model_copy(update={"lessons": {"en": "Tolls."}}))
    assert record_id(told) == record_id(Case.model_validate(told.model_dump(mode="json")))
    assert record_texts(with_record("two", abstract={})) == {}
    assert list(record_texts(with_record("one", abstract={"ko": "통행료"}, lessons={"en": "Toll."}))) == ["ko", "en"]


def test_the_index_is_brought_to_the_records_of_the_catalogue(archive: FakeArchive) -> None:
    case = with_record("one", lessons={"en": "Toll."})
    archive.publish(case, *PLAIN)
    stale = case.model_copy(update={"lessons": {"en": "Carbon."}})
    add_record(archive.index, cast(Encoder, archive.encoder), stale)
    added, removed = reconcile(archive.catalogue, archive.index, cast(Encoder, archive.encoder))
    held = archive.index.documents()
    assert record_id(stale) not in held
    assert held[record_id(case)] == 1
    assert (added > 0, removed) == (True, 1)
    assert reconcile(archive.catalogue, archive.index, cast(Encoder, archive.encoder)) == (0, 0)
