"""What was read once is not read again, until others have taken its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.search.kept import Kept


class Reader:
    """Reads values made of the ids but for those that it lacks, and writes down what it was asked for."""

    def __init__(self, *lacking: str) -> None:
        self.lacking, self.asked = lacking, list[list[str]]()

    def __call__(self, ids: Sequence[str]) -> dict[str, str]:
        self.asked.append(list(ids))
        return {id: id.upper() for id in ids if id not in self.lacking}


def test_only_what_is_not_held_is_read_and_the_order_is_that_of_the_ids() -> None:
    kept, read = Kept[str](4), Reader()
    assert list(kept.many("ba", read).items()) == [("b", "B"), ("a", "A")]
    assert list(kept.many("cab", read).items()) == [("c", "C"), ("a", "A"), ("b", "B")]
    assert list(kept.many("abc", read)) == ["a", "b", "c"]
    assert read.asked == [["b", "a"], ["c"]]


def test_an_id_that_comes_twice_is_asked_for_once() -> None:
    read = Reader()
    assert Kept[str](4).many("aa", read) == {"a": "A"}
    assert read.asked == [["a"]]


def test_what_there_is_not_is_left_out_and_asked_for_again() -> None:
    kept, read = Kept[str](4), Reader("b")
    assert kept.many("ab", read) == {"a": "A"}
    read.lacking = ()
    assert kept.many("ab", read) == {"a": "A", "b": "B"}
    assert read.asked == [["a", "b"], ["b"]]


def test_what_was_wanted_longest_ago_is_forgotten() -> None:
    kept, read = Kept[str](2), Reader()
    for ids in ("a", "b", "a", "c", "a", "b"):
        kept.many(ids, read)
    assert [asked for [asked] in read.asked] == ["a", "b", "c", "b"]


def test_more_than_can_be_kept_is_answered_all_the_same() -> None:
    assert Kept[str](2).many("abcd", Reader()) == {"a": "A", "b": "B", "c": "C", "d": "D"}


def test_an_error_while_reading_holds_nothing() -> None:
    kept = Kept[str](2)

    def fail(ids: Sequence[str]) -> dict[str, str]:
        raise OSError(f"no {ids}")

    with pytest.raises(OSError, match="no"):
        kept.many("a", fail)
    assert kept.many("a", Reader()) == {"a": "A"}
