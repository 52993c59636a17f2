"""The two legs of a search: passages near in meaning, and passages that share its words.

Whether a passage is relevant depends on the query alone: the cut-offs are those of the whole visible archive, and filters only
take away. So a filter never brings in a passage that was not relevant without it, and counts of facets add up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

from corpus.vocabulary import vocabulary
from index.passages import Candidate, DensePlan, Filter, KeywordPlan, PassageIndex, Plan, Vector
from index.points import SCORE_DECIMALS
from index.search.background import Standing, says_something
from index.search.parts import EncodedQuery, Found, Leg
from index.search.scope import Scope
from index.search.snapshot import VISIBLE, Snapshot

CANDIDATES = 2000
"""Passages looked at in each leg (for each language in the dense one). Far above five times the largest page, and fixed, so that
the second page continues the first."""

FIRST_SHARE, LEAST_FIRST = 0.2, 50
"""Share of the passages that a question compares which is asked for at first, and the least number. The engine sorts as many as it may
bring before it looks at the threshold: 2000 take four times as long as 500, and relevant is one in twenty.
"""

DENSE_SHARE = 0.45
"""A passage is near enough when it stands at least this share of the best one's height above what is usual for the query in its
language. A share holds for any encoder and any query where a fixed cosine does not. Of 196 questions in four languages on 55 cases,
96 in 100 had the case that answers among the 15 that were found on average; at 0.5 it was 94 among 12, at 0.6 88 among 8."""

KEYWORD_SHARE = 0.3
"""A passage shares enough words when it has at least this share of the query's BM25 weight. The whole is what a passage would
score that has the query's most telling words: so what only shares a common word, which weighs little, stays out, and a question in
a language in which the archive has nothing to say is not answered by the words that any text has."""

ROUNDING = 1e-5
"""Indexes compute with single precision; a passage is not lost for the last digit."""

SLACK = 1e-4
"""The sample's cosines are computed here and the others by the index."""


class Question(NamedTuple):
    """A question that is asked with several filters and limits."""

    plan: Callable[[Filter, int], Plan]
    first: int
    """Passages that are asked for at first; only where there are as many, the most that are looked at."""


def dense_leg(index: PassageIndex, query: EncodedQuery, scope: Scope, snapshot: Snapshot) -> Leg:
    """Passages near enough in meaning, scored in standard deviations above what is usual."""
    usual = query.passages
    candidates, complete = _near(index, query, scope, snapshot)
    return Leg(tuple(Found(c, usual.score(c.score, language_of(c))) for c in candidates), complete)


def keyword_leg(index: PassageIndex, query: EncodedQuery, scope: Scope, snapshot: Snapshot) -> Leg:
    """Passages that share the query's words, scored by how much of it they share; none where it has no words."""
    if not query.words:
        return Leg(())
    least = None if scope.with_phrases is not None else KEYWORD_SHARE * query.whole - ROUNDING
    question = Question(partial(_keyword_plan, query, least), _first(snapshot.background.total))
    candidates, complete = _gather(index, [question], scope, snapshot)
    return Leg(tuple(Found(c, c.score / query.whole) for c in candidates), complete)


def nearest(index: PassageIndex, vector: Vector, snapshot: Snapshot, filter: Filter, limit: int) -> list[Found]:
    """The passages that stand highest above what is usual in their language, best first; `limit` for each language."""
    usual = snapshot.background.passages.standing(vector)
    plans = [_dense_plan(vector, language, -math.inf, filter, limit) for language in snapshot.spoken]
    found = [Found(c, usual.height(c.score, language_of(c))) for answer in index.search(plans) for c in answer]
    return sorted(found, key=lambda f: (-f.score, f.candidate.passage_id))


def of_passages() -> Filter:
    """Keeps passages of documents, and leaves out the records of cases."""
    return Filter({"section": tuple(vocabulary("sections").concepts)})


def _near(index: PassageIndex, query: EncodedQuery, scope: Scope, snapshot: Snapshot) -> tuple[list[Candidate], bool]:
    """Passages that stand high enough, and whether these are all.

    How high the best one stands must be known first. Where the whole archive is asked, one question mostly tells both: the best
    passage of the sample sets a cut-off that is at most the right one, and what it brings too much is cut off here.
    """
    usual = query.passages
    guess = usual.highest - SLACK
    if not scope.is_whole:
        best = _best_height(index, query.vector, usual, snapshot)
        return _gather(index, _dense_questions(query, snapshot, _share(best)), scope, snapshot)
    found, complete = _gather(index, _dense_questions(query, snapshot, _share(guess)), scope, snapshot)
    best = max((usual.height(c.score, language_of(c)) for c in found), default=-math.inf)
    if best < guess:
        # The sample's best passage is not visible.
        best = _best_height(index, query.vector, usual, snapshot)
    if best < guess or not complete:
        return _gather(index, _dense_questions(query, snapshot, _share(best)), scope, snapshot)
    least = _share(best)
    floors = {language: round(usual.usual_in(language) + least, SCORE_DECIMALS) for language in snapshot.spoken}
    return [c for c in found if c.score >= floors[language_of(c)]], complete


def _dense_questions(query: EncodedQuery, snapshot: Snapshot, least: float) -> list[Question]:
    """A question for each language: what stands at least so high."""
    usual, background = query.passages, snapshot.background
    return [
        Question(
            partial(_dense_plan, query.vector, language, usual.usual_in(language) + least),
            _first(background.total_in(language)),
        )
        for language in snapshot.spoken
    ]


def _first(compared: float) -> int:
    return max(LEAST_FIRST, round(FIRST_SHARE * compared))


def _best_height(index: PassageIndex, vector: Vector, usual: Standing, snapshot: Snapshot) -> float:
    visible = Filter({"status": VISIBLE})
    answers = index.search([_dense_plan(vector, language, -math.inf, visible, 1) for language in snapshot.spoken])
    return max((usual.height(c.score, language_of(c)) for answer in answers for c in answer), default=0.0)


def _share(best: float) -> float:
    """In an archive of one or two passages even the best may stand below the middle; then it alone is near enough."""
    return min(DENSE_SHARE * best, best) - ROUNDING


def language_of(candidate: Candidate) -> str:
    """Language of the passage, as the index has it."""
    return candidate.filters["language"][0]


def _dense_plan(vector: Vector, language: str, least: float, filter: Filter, limit: int) -> DensePlan:
    fields = {
        **filter.fields,
        "language": tuple(tag for tag in filter.fields.get("language", (language,)) if tag == language),
        "section": tuple(
            id for id in filter.fields.get("section", vocabulary("sections").concepts) if says_something(id)
        ),
    }
    within = Filter(fields, filter.year_from, filter.year_to, filter.excluded_cases)
    return DensePlan(vector, limit, within, None if least == -math.inf else least)


def _keyword_plan(query: EncodedQuery, least: float | None, filter: Filter, limit: int) -> KeywordPlan:
    return KeywordPlan(query.weights, limit, filter, least)


def _gather(
    index: PassageIndex, questions: Sequence[Question], scope: Scope, snapshot: Snapshot
) -> tuple[list[Candidate], bool]:
    """Candidates for results and all counts, and whether the results have all of them.

    One wide question serves both unless it brings more than is looked at. Then each selection is asked for by itself.
    """
    found, whole = _ask(index, questions, scope.filter(), _limit(scope))
    if not whole and scope.selected:
        narrow = [_ask(index, questions, scope.filter(facets), _limit(scope)) for facets in scope.narrowings()]
        whole = narrow[0][1]
        found = list(
            {c.passage_id: c for answer in (found, *(answer for answer, _ in narrow)) for c in answer}.values()
        )
    return _passing(found, scope, snapshot), whole


def _passing(found: Collection[Candidate], scope: Scope, snapshot: Snapshot) -> list[Candidate]:
    """Those that the catalogue, which is the truth, has and whose case passes; the index may be ahead or behind."""
    cases, phrases = snapshot.cases, scope.with_phrases
    passing = {id for id in {one.case_id for one in found} if id in cases and scope.admits(cases[id].case)}
    within = [one for one in found if one.case_id in passing and snapshot.holds(one.passage_id)]
    return within if phrases is None else [one for one in within if one.passage_id in phrases]


def _limit(scope: Scope) -> int:
    return max(CANDIDATES, len(scope.with_phrases)) if scope.with_phrases and scope.filters_by_id else CANDIDATES


def _ask(index: PassageIndex, questions: Sequence[Question], filter: Filter, most: int) -> tuple[list[Candidate], bool]:
    """At most so many candidates for each question, and whether these are all."""
    first = [question.plan(filter, min(question.first, most)) for question in questions]
    answers = index.search(first)
    full = [place for place, plan in enumerate(first) if len(answers[place]) == plan.limit < most]
    for place, answer in zip(full, index.search([questions[at].plan(filter, most) for at in full]), strict=True):
        answers[place] = answer
    return [candidate for answer in answers for candidate in answer], all(len(answer) < most for answer in answers)
