"""Organisations that a document names, as lead agency or partner. Rules per language: `agencies.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from corpus.case import Guess
from corpus.gazetteer import fold
from ingest.proposals.reading import Reading, Statement, guess

LEADS = 2
"""Candidates for the lead agency that are proposed; the others are partners."""

MOST_PARTNERS = 8
FEWEST_POINTS = 2
LEAD_WORDS, PARTNER_WORDS = 3, 2
"""Points that a word such as 'led by' near the name gives; each mention gives one."""

LONGEST_NAME = 90
NEAR = 30
_ARTICLE = re.compile(r"^(?:The|This|A|In|By) ")
_NAME = r"[A-ZÀ-Þ][\w'’.&-]*(?:(?:,? (?:{small}))* [A-ZÀ-Þ][\w'’&-]*){{0,6}}"


@dataclass
class _Organisation:
    name: str
    statement: Statement
    lead: int = 0
    partner: int = 0


@dataclass(frozen=True, slots=True)
class _Rules:
    names: Mapping[str, tuple[re.Pattern[str], ...]]
    lead_before: re.Pattern[str]
    lead_after: re.Pattern[str]
    partner_before: re.Pattern[str]


def propose_agencies(reading: Reading) -> Iterator[Guess]:
    """Organisations by how often they stand in the text and what stands beside them; those named once in passing are left out."""
    found = [each for each in _organisations(reading).values() if each.lead >= FEWEST_POINTS or each.partner]
    ranked = sorted(found, key=lambda each: (-each.lead, each.partner))
    for each in ranked[:LEADS]:
        yield _guess("lead_agency", each, 0.15 + 0.05 * each.lead)
    others = sorted(ranked[LEADS:], key=lambda each: -(each.lead + each.partner))
    for each in others[:MOST_PARTNERS]:
        yield _guess("partners", each, 0.15 + 0.04 * (each.lead + each.partner))


def _guess(field: str, organisation: _Organisation, confidence: float) -> Guess:
    return guess(field, {"name": organisation.name}, min(confidence, 0.7), organisation.statement)


def _organisations(reading: Reading) -> dict[str, _Organisation]:
    rules = _rules()
    found: dict[str, _Organisation] = {}
    for statement in reading.sentences:
        for match in _named(statement.text, reading.language):
            name = _ARTICLE.sub("", match[0].strip(" .,'’"))
            organisation = found.setdefault(fold(name), _Organisation(name, statement))
            before, after = statement.text[: match.start()][-NEAR:], statement.text[match.end() :][:NEAR]
            is_lead = rules.lead_before.search(before) or rules.lead_after.search(after)
            organisation.lead += 1 + (LEAD_WORDS if is_lead else 0)
            organisation.partner += PARTNER_WORDS if rules.partner_before.search(before) else 0
    return found


def _named(text: str, language: str) -> Iterator[re.Match[str]]:
    """Names of organisations, none inside another that was found before it."""
    taken: list[range] = []
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            if len(match[0]) <= LONGEST_NAME and not any(match.start() in span for span in taken):
                taken.append(range(match.start(), match.end()))
                yield match


def _patterns(language: str) -> Sequence[re.Pattern[str]]:
    names = _rules().names
    base = language.partition("-")[0]
    return [*names.get(base, ()), *(names["en"] if base != "en" else ())]


@cache
def _rules() -> _Rules:
    read = yaml.safe_load(resources.files("ingest.proposals").joinpath("agencies.yaml").read_text("utf-8"))
    small = read["small_words"]
    names = {
        language: tuple(
            re.compile(pattern.replace("{N}", _NAME.format(small=small.get(language, small["en"]))))
            for pattern in patterns
        )
        for language, patterns in read["names"].items()
    }
    leads = read["leads"]
    return _Rules(
        names, re.compile(leads["before"]), re.compile(leads["after"]), re.compile(read["partners"]["before"])
    )
