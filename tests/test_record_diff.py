"""The difference of two records, as a JSON Patch that another reader applies."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.versions import field_label
from corpus.case import Case
from corpus.record_diff import Operation, record_diff
from corpus.results import InterfaceLanguage

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab~/0", max_size=3),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text("ab~/0", max_size=2), children, max_size=4)
    ),
    max_leaves=20,
)


def applied(value: Any, steps: list[Operation]) -> Any:
    """RFC 6902 as it is written, for the three operations that we use."""
    held = {"": copy.deepcopy(value)}
    for step in steps:
        *above, last = [part.replace("~1", "/").replace("~0", "~") for part in ("/" + step.path).split("/")[1:]]
        target: Any = held
        for part in above:
            target = target[int(part) if isinstance(target, list) else part]
        place: Any = int(last) if isinstance(target, list) else last
        if step.op == "add" and isinstance(target, list):
            assert 0 <= place <= len(target)
            target.insert(place, step.value)
        elif step.op == "remove":
            del target[place]
        else:
            assert step.op == "add" or isinstance(target, list) or place in target
            target[place] = step.value
    return held[""]


@settings(max_examples=400, deadline=None)
@given(JSON, JSON)
def test_the_patch_makes_one_value_of_the_other(before: Any, after: Any) -> None:
    found = applied(before, list(record_diff(before, after)))
    assert repr(found) == repr(after) or found == after


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_equal_values_have_no_difference(value: Any) -> None:
    assert list(record_diff(value, copy.deepcopy(value))) == []


def test_an_entry_that_comes_in_between_is_told_as_one_addition() -> None:
    before, after = {"cost": [{"amount": 1}, {"amount": 2}]}, {"cost": [{"amount": 1}, {"amount": 3}, {"amount": 2}]}
    assert list(record_diff(before, after)) == [Operation("add", "/cost/1", None, {"amount": 3})]


def test_entries_are_removed_from_the_last_to_the_first() -> None:
    paths = [(step.op, step.path) for step in record_diff({"sdgs": ["1", "2", "3", "4"]}, {"sdgs": ["9", "4"]})]
    assert paths == [("replace", "/sdgs/0"), ("remove", "/sdgs/2"), ("remove", "/sdgs/1")]


def test_a_text_is_compared_language_by_language() -> None:
    before, after = (
        {"title": {"en": "Buses", "ko": "버스"}},
        {"title": {"en": "Faster buses", "ko": "버스", "fr": "Bus"}},
    )
    told = [(step.op, step.path, step.before, step.value) for step in record_diff(before, after)]
    assert told == [("replace", "/title/en", "Buses", "Faster buses"), ("add", "/title/fr", None, "Bus")]


def test_every_field_of_a_record_has_a_name_in_every_interface_language() -> None:
    for language in InterfaceLanguage.__args__:  # type: ignore[attr-defined]
        assert all(field_label(field, language) for field in Case.model_fields)
