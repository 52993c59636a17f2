"""The first cases of a list are put in order once more by their records in full, and lose nothing against the others by it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, found, make_case, search

from corpus.case import Case
from index.encoder import Encoder
from index.passages import Filter, PassageIndex
from index.records import add_record, entry_ids
from index.search import leaders
from index.search.encode import encode_query
from index.search.leaders import read_again
from index.search.parts import Group
from index.search.reading import read_query

__all__ = ["archive", "empty_archive", "filled"]

PLAIN = (FakeFile("pdf", (("en", "solution", "Buses pay the toll."),)),)


def publish(archive: FakeArchive, id: str, **fields: Any) -> Case:
    case = make_case(id, status="draft", **fields)
    archive.publish(case, *PLAIN)
    add_record(archive.index, cast(Encoder, archive.encoder), case)
    return case


def added(archive: FakeArchive, text: str, *leading: str) -> dict[str, float]:
    """What the second look adds where these cases come first."""
    snapshot = archive.engine.snapshots.present()
    query = encode_query(read_query(text), archive.encoder.embed_query(text), snapshot)
    return read_again(cast(PassageIndex, archive.index), query, [Group(id) for id in leading], snapshot)


def test_a_record_that_says_it_in_several_texts_comes_before_one_that_says_it_once(archive: FakeArchive) -> None:
    publish(archive, "a-once", lessons={"en": "Toll."}, challenge={"en": "Water."}, solution={"en": "Carbon."})
    publish(archive, "b-often", lessons={"en": "Toll."}, challenge={"en": "A toll."}, solution={"en": "The toll."})
    ranked = found(search(archive, "toll", limit=50))
    assert ranked.index("b-often") < ranked.index("a-once")


def test_words_of_the_record_count_in_any_of_its_languages(archive: FakeArchive) -> None:
    publish(archive, "a-other", lessons={"en": "Toll of Tuesdays."})
    publish(archive, "b-named", lessons={"en": "Toll.", "es": "El peaje de LAMATA."})
    more = added(archive, "lamata", "a-other", "b-named")
    assert more["b-named"] > more["a-other"] == 0.0


def test_a_case_gains_by_what_it_has_in_common_with_those_that_lead(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaders, "LEADERS", 2)
    for id in ("a-first", "b-second"):
        publish(archive, id, abstract={"en": "Toll and carbon."}, lessons={"en": "Toll."})
    publish(archive, "c-alike", abstract={"en": "A toll, and carbon."}, lessons={"en": "Toll."})
    publish(archive, "d-apart", abstract={"en": "A toll, and water."}, lessons={"en": "Toll."})
    for leading in (("a-first", "b-second"), ("b-second", "a-first")):
        more = added(archive, "통행료", *leading, "d-apart", "c-alike")
        assert more["c-alike"] > more["d-apart"]


def test_records_in_another_language_than_most_are_compared_in_their_own(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaders, "LEADERS", 1)
    publish(archive, "a-first", abstract={"en": "Toll and water."})
    publish(archive, "b-alike", abstract={"es": "Peaje y agua."}, original_language="es")
    publish(archive, "c-apart", abstract={"es": "El peaje fracasó."}, original_language="es")
    publish(archive, "d-more", abstract={"en": "Buses."})
    more = added(archive, "péage", "a-first", "b-alike", "c-apart", "d-more")
    assert more["b-alike"] > more["c-apart"]


def test_none_falls_behind_a_case_that_is_not_read_again(archive: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"case-{letter}" for letter in "abcd"]
    for id, text in zip(names, ("Toll.", "Water.", "Carbon.", "Toll for buses."), strict=True):
        publish(archive, id, abstract={"en": text})
    monkeypatch.setattr(leaders, "READ_AGAIN", 3)
    more = added(archive, "toll", *names)
    assert set(more) == set(names[:3])
    assert min(more.values()) == 0.0
    assert max(more.values()) > 0.0


def test_a_case_without_a_record_gets_what_the_others_get_on_average(archive: FakeArchive) -> None:
    publish(archive, "a-toll", abstract={"en": "Toll."})
    publish(archive, "b-water", abstract={"en": "Water."})
    archive.publish(make_case("c-nothing", status="draft", abstract={}), *PLAIN)
    more = added(archive, "toll", "a-toll", "b-water", "c-nothing")
    assert more["c-nothing"] == pytest.approx((more["a-toll"] + more["b-water"]) / 2)


def test_nothing_is_added_where_nothing_is_known_of_any_case(archive: FakeArchive) -> None:
    archive.publish(make_case("one", status="draft", abstract={}), *PLAIN)
    assert added(archive, "toll", "one", "stockholm-toll") == {}


def test_a_record_that_the_index_lacks_counts_as_none(archive: FakeArchive) -> None:
    archive.publish(make_case("one", status="draft", lessons={"en": "Toll."}), *PLAIN)
    publish(archive, "two", lessons={"en": "Toll."})
    assert added(archive, "toll", "one", "two") == {"one": 0.0, "two": 0.0}


def test_words_and_vectors_of_records_are_kept_when_the_archive_changes(archive: FakeArchive) -> None:
    case = publish(archive, "one", lessons={"en": "Toll number7."})
    added(archive, "toll", "one")
    before = archive.engine.snapshots.present()
    publish(archive, "two", lessons={"en": "Water."})
    after = archive.engine.snapshots.present()
    assert after is not before
    assert "number7" in after.record_terms("one")
    assert after.record_terms("one") is before.record_terms("one")
    ids = entry_ids(case).values()
    nothing = cast(PassageIndex, SimpleNamespace(dense_vectors=lambda _: {}, sentence_vectors=lambda _: {}))
    assert set(after.memory.records(ids, nothing)) == set(ids)
    passage = next(iter(before.memory.wholes(archive.index.passage_ids(Filter()), cast(PassageIndex, archive.index))))
    assert set(before.memory.wholes([passage], nothing)) == {passage}
    assert not before.memory.of_next_snapshot().wholes([passage], nothing)
