"""Topics and Sustainable Development Goals of a document: those that it names, and those that it is near to in meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import yaml

from corpus.case import Guess
from corpus.passage import Span
from corpus.vocabulary import vocabulary
from index.passages import Vector
from ingest.proposals.reading import Reading, Statement, guess
from ingest.text import says_something

SAMPLED = 12
"""Passages that are compared with the themes, evenly from the whole document."""

LONGEST_SAMPLE = 900
MOST_TOPICS = 3
CLEARLY_ABOVE = 1.2
"""Standard deviations above the mean of all topics from which a topic is proposed. On 26 shipped cases the best topic was one
of the record's in 25, and four of five proposed ones were."""

MOST_GOALS = 2
GOAL_ABOVE = 1.0
NAMED_GOAL = 0.9
SIMILAR = "similarity of the text"

_NUMBER = r"(?:1[0-7]|[1-9])(?:\.(?:\d{1,2}|[a-d]))?"
_NAMED = re.compile(
    r"(?:\bSDGs?|\bODS|\bODD|Sustainable Development Goals?|Objetivos? de Desarrollo Sosteni\w+"
    r"|Objetivos? de Desenvolvimento Sustentável|[Oo]bjectifs? de développement durable|지속가능(?:한 )?발전 ?목표"
    r"|可持续发展目标|永續發展目標|持続可能な開発目標|أهداف التنمية المستدامة)"
    r"\W{0,8}(?:목표|目標|ゴール|الهدف|[Gg]oals?|[Tt]argets?|[Mm]etas?|[Cc]ibles?|n[.º°o]?)?\s*"
    rf"({_NUMBER}(?:(?:\s?[,;、/·]\s?|\s(?:and|y|et|e|및|와|과)\s){_NUMBER})*)(?![\d%])"
    rf"|(?<![가-힣])목표 ({_NUMBER})(?=[번호:.,)\s]*(?:지속|SDG|모두|기후|깨끗|불평등|빈곤))"
)


@dataclass(frozen=True, slots=True)
class _Near:
    """A theme that stands out: its id, how far above the others (standard deviations), and the passage nearest to it."""

    id: str
    score: float
    statement: Statement


def propose_topics(reading: Reading) -> Iterator[Guess]:
    """Topics that are clearly nearer to the document than the others: to its opening, and to its passages on average."""
    about = {topic.id: f"{topic.label('en')}. {topic.notes['about']}" for topic in vocabulary("topics")}
    near = _nearest(reading, about, MOST_TOPICS, CLEARLY_ABOVE)
    for each in near:
        yield guess("topics", each.id, min(0.9, 0.3 + 0.2 * each.score), each.statement, f"{SIMILAR} to the topics")


def propose_goals(reading: Reading) -> Iterator[Guess]:
    """Goals and targets that the document names ('SDG 11.2', '목표 11'), then those that it is near to in meaning."""
    named: dict[str, Statement] = {}
    for statement in reading.statements:
        for match in _NAMED.finditer(statement.text):
            for number in re.findall(_NUMBER, match[1] or match[2]):
                named.setdefault(number, statement)
    yield from (guess("sdgs", number, NAMED_GOAL, statement) for number, statement in named.items())
    for each in _nearest(reading, _goals(), MOST_GOALS, GOAL_ABOVE):
        if each.id not in named:
            yield guess("sdgs", each.id, min(0.6, 0.2 + 0.15 * each.score), each.statement, f"{SIMILAR} to the goals")


@cache
def _goals() -> Mapping[str, str]:
    about: Mapping[str, str] = yaml.safe_load(
        resources.files("ingest.proposals").joinpath("goals.yaml").read_text("utf-8")
    )
    return {goal.id: f"{goal.label('en')}. {about[goal.id]}" for goal in vocabulary("sdgs")}


def _nearest(reading: Reading, about: Mapping[str, str], most: int, clearly: float) -> list[_Near]:
    samples = _samples(reading)
    if not samples:
        return []
    opening = f"{reading.title}. {reading.abstract}"
    vectors = reading.encoder.embed_texts([opening, *(sample.text for sample in samples)])
    nearness = vectors @ reading.encoder.embed_texts(list(about.values())).T
    scores = _standard(nearness[0] + nearness[1:].mean(axis=0))
    chosen = [int(i) for i in np.argsort(-scores)[:most] if scores[i] >= clearly]
    ids = list(about)
    return [_Near(ids[i], float(scores[i]), samples[int(nearness[1:, i].argmax())]) for i in chosen]


def _samples(reading: Reading) -> Sequence[Statement]:
    """Whole passages of text, evenly from the document, as statements."""
    telling = [each for each in reading.passages if each.kind == "text" and says_something(each.text)]
    step = max(1, len(telling) // SAMPLED)
    return [Statement(each, Span(0, len(each.text)), each.text[:LONGEST_SAMPLE]) for each in telling[::step][:SAMPLED]]


def _standard(scores: Vector) -> Vector:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)
