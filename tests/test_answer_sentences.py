"""Which sentences an answer may show, and which of them say the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corpus.passage import Passage, PassageKind, Span
from index.search.answers.agreement import agreements
from index.search.answers.evidence import FEWEST, MOST, MOST_OF_A_CASE, Candidate, choose
from index.search.answers.sentences import ShownSentence, needs_context, shown_sentences


def passage_of(*sentences: str, language: str = "en", section: str = "results") -> Passage:
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return Passage("case.doc", 0, " ".join(sentences), tuple(spans), language, section, (), 1, 1)


def table_of(*rows: tuple[str, ...]) -> Passage:
    lines = [" | ".join(row) for row in rows]
    return replace(passage_of(*lines), kind=PassageKind.table, rows=rows)


FULL = "The city closed the inner ring to cars for one year."


def test_short_announcing_and_asking_sentences_are_left_out() -> None:
    crumbs = (
        "Results",
        "Three things were counted in the summer of 2006:",
        "Did the traffic of the whole region fall?",
    )
    assert [shown.text for shown in shown_sentences(passage_of(*crumbs, FULL))] == [FULL]


def test_sources_say_nothing() -> None:
    assert list(shown_sentences(passage_of(FULL, section="sources"))) == []


def test_a_bullet_is_no_part_of_the_sentence() -> None:
    passage = passage_of(f"• {FULL}")
    (shown,) = shown_sentences(passage)
    assert shown.text == passage.text[shown.span.start : shown.span.end] == FULL


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It fell by a fifth.", "en"), ("Sin embargo, el tráfico cayó.", "es"), ("C'est la ville qui paie.", "fr"),
        ("그러나 승객은 늘었다.", "ko"), ("これは成功した。", "ja"), ("因此车流下降。", "zh"), ("ولكن الحركة تراجعت.", "ar"),
    ],
)  # fmt: skip
def test_what_points_back_is_told(text: str, language: str) -> None:
    assert needs_context(text, language)


def test_a_sentence_that_points_back_comes_with_the_one_before_or_not_at_all() -> None:
    back = "This brought the traffic of the whole city down by a fifth."
    shown = list(shown_sentences(passage_of(back, FULL, back)))
    assert [(one.text, one.context) for one in shown] == [(FULL, ""), (back, FULL)]


def test_a_row_is_given_with_its_header() -> None:
    table = table_of(("Indicator", "Value", "Source"), ("Cars a day", "480,000", "[3]"), ("–", "", ""))
    assert [shown.text for shown in shown_sentences(table)] == ["Indicator: Cars a day; Value: 480,000; Source: [3]"]


def candidate(
    case: str, score: float, axis: int, text: str = "", section: str = "results", size: int = 12
) -> Candidate:
    """A sentence whose meaning lies along one axis; different axes have nothing in common."""
    direction = np.zeros(size, np.float32)
    direction[axis] = 1
    shown = ShownSentence(0, text, "", Span(0, len(text)))
    passage = passage_of(text or case, section=section)
    return Candidate(case, passage, shown, 0.8, 0.1, direction, frozenset({text or f"{case}{axis}"}), score)


def test_at_most_two_of_a_case_and_eight_in_all() -> None:
    ranked = [candidate(f"case-{n % 3 if n < 6 else n}", 1 - n / 100, n) for n in range(12)]
    chosen = choose([*ranked[:3], candidate("case-0", 0.97, 11), candidate("case-0", 0.96, 10), *ranked[3:]])
    cases = [one.case_id for one in chosen]
    assert len(chosen) == MOST
    assert max(map(cases.count, cases)) == MOST_OF_A_CASE


def test_what_says_the_same_is_shown_once() -> None:
    chosen = choose([candidate("a", 1.0, 0), candidate("b", 0.99, 0), candidate("c", 0.98, 1)])
    assert [one.case_id for one in chosen] == ["a", "c"]


def test_poor_sentences_only_fill_up_to_the_fewest() -> None:
    chosen = choose(candidate(f"case-{n}", 1.0 if n < 2 else 0.1, n) for n in range(10))
    assert len(chosen) == FEWEST


def test_sentences_stand_by_telling_section_or_by_verdict() -> None:
    told = candidate("a", 1.0, 0, section="failure")
    plain, other = candidate("a", 0.9, 1), candidate("b", 0.8, 2)
    groups = agreements([told, plain, other], {"a": "worked", "b": None}.get)
    assert [(group.basis, group.value) for group in groups] == [
        ("section", "failure"), ("verdict", "worked"), ("none", ""),
    ]  # fmt: skip


def test_sentences_of_several_cases_that_are_alike_stand_apart() -> None:
    near, far = [candidate("a", 1.0, 0, "x"), candidate("b", 0.9, 0, "y")], candidate("c", 0.8, 1)
    groups = agreements([*near, far], lambda _: "worked")
    assert [(group.is_alike, len(group.members)) for group in groups] == [(True, 2), (False, 1)]
