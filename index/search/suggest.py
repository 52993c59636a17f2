"""Suggestions while typing: cases to open, and cities, countries and topics to filter by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus import gazetteer
from corpus.case import Case, in_language
from corpus.facets import value_label
from corpus.results import Suggestion
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.search.snapshot import VISIBLE, Snapshot

KINDS = ("city", "country", "topic", "case")
"""In the order in which they are offered: a filter covers more than one case does."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A suggestion with all its names, in every language, folded as `fold_typed` does, a line break and a space before each."""

    suggestion: Suggestion
    names: str


REMEMBERED = 1 << 17
"""Names whose folded form is kept: they are the same in the next snapshot, and folding them is most of the work of a table."""


@lru_cache(REMEMBERED)
def fold_typed(text: str) -> str:
    """Text without case, accents and punctuation, words apart by one space; Hangul as letters, so that 서우 begins 서울."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def suggestion_table(snapshot: Snapshot, language: str) -> tuple[Entry, ...]:
    """Everything that can be suggested in this language, in the order in which it is offered."""
    visible = [summary.case for summary in snapshot.cases.values() if summary.case.status.value in VISIBLE]
    return tuple(sorted(_entries(visible, language), key=_offered))


def find_suggestions(table: Iterable[Entry], text: str, limit: int) -> tuple[Suggestion, ...]:
    """Entries one of whose words starts with the text, those whose name starts with it first within each kind.

    Scripts that write no spaces have no words to start, so there the text may stand anywhere.
    """
    typed = fold_typed(text)
    if not typed:
        return ()
    wanted = typed if _unspaced(typed) else f" {typed}"
    found = [entry for entry in table if wanted in entry.names]
    found.sort(key=lambda entry: (KINDS.index(entry.suggestion.kind), f"\n {typed}" not in entry.names))
    return tuple(entry.suggestion for entry in found[:limit])


def _unspaced(typed: str) -> bool:
    """Whether there are letters of Hangul, kana, Chinese, Thai and their like, which lie between these code points."""
    return any("\u0e00" <= c <= "\u0eff" or "\u1000" <= c <= "\u11ff" or "\u2e80" <= c <= "\u9fff" for c in typed)


def _offered(entry: Entry) -> tuple[int, int, str]:
    suggestion = entry.suggestion
    return KINDS.index(suggestion.kind), len(suggestion.label), suggestion.label


def _entries(cases: Sequence[Case], language: str) -> Iterator[Entry]:
    """Cities as the last case there spells them."""
    for case in cases:
        titled = in_language(case.title, language)
        yield _entry("case", titled[1] if titled else case.id, case.id, case.title.values())
    for id, case in {case.city.geonames_id: case for case in cases if case.city and case.city.geonames_id}.items():
        yield _city(case, str(id), language)
    for country in dict.fromkeys(case.country for case in cases if case.country):
        names = [gazetteer.country_name(country, tag) for tag in INTERFACE_LANGUAGES]
        yield _entry("country", gazetteer.country_name(country, language), country, names)
    for topic in dict.fromkeys(topic for case in cases for topic in case.topics):
        labels = [vocabulary("topics").label(topic, tag) for tag in INTERFACE_LANGUAGES]
        yield _entry("topic", value_label("topic", topic, language), topic, labels)


def _city(case: Case, value: str, language: str) -> Entry:
    spelled = case.city.name if case.city else {}
    known = gazetteer.city(int(value))
    label = in_language(spelled, language)
    others = filter(_is_name, known.names if known else ())
    return _entry("city", label[1] if label else value, value, [*spelled.values(), *others])


def _is_name(name: str) -> bool:
    """Whether an alternate name of GeoNames is one that people type, and not an airport's code or a transliteration ('sol')."""
    return not name[:1].islower() and not (name.isascii() and len(name) <= 3)


def _entry(kind: str, label: str, value: str, names: Iterable[str]) -> Entry:
    suggestion = Suggestion.model_validate({"kind": kind, "label": label, "value": value})
    return Entry(suggestion, "\n ".join(["", *dict.fromkeys(map(fold_typed, (label, *names))), ""]))
