"""Reading a brief: what its text says of theme, days, participants, places and languages, and which words it does not understand.

Fields that the trainer filled in win over the text. Nothing is guessed: what is taken for something is told with its words, and words that
are neither names, nor of any language's common ones, nor known to the archive are told as not understood.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus import gazetteer
from corpus.case import Text
from corpus.programme.model import Audience, Brief, Profession
from corpus.programme.proposal import Understood
from corpus.vocabulary import INTERFACE_LANGUAGES, Concept, vocabulary
from index.keywords import is_stop_word
from index.languages import query_language
from index.planning.amounts import Amount, days_in, people_in
from index.planning.lexicon import brief_names, profession_name
from index.planning.wording import words
from index.search.names import Named, Names, fold
from index.search.recognise import Mention, mentions_in
from index.search.snapshot import Snapshot

THEMES = ("term", "topic", "instrument")
PLACES = ("city", "country", "region")
Knows = Callable[[str], bool]
MOST_ASKED = 40
"""Words that were not named for which the archive is asked whether it knows them."""
SHARE_REACH = 5
"""Words between a share and the profession that it is of: "half of them engineers"."""
LANGUAGE_CUES = frozenset(
    {
        "in",
        "into",
        "en",
        "al",
        "au",
        "language",
        "languages",
        "idioma",
        "idiomas",
        "langue",
        "langues",
        "bilingual",
        "bilingue",
        "interpretation",
    }
)
JOINTS = frozenset({"and", "or", "y", "e", "o", "et", "ou", "with", "con", "avec", "plus"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention with the places of its words among the words of the text."""

    mention: Mention
    start: int
    end: int
    """The word after its last one."""


@dataclass(frozen=True, slots=True)
class BriefReading:
    """A brief with what its text adds."""

    brief: Brief
    understood: tuple[Understood, ...]
    search: str
    """Words to search cases with."""
    city_size: str | None
    """small, middle or large, where the text says that of the participants' cities."""
    unwanted: frozenset[tuple[str, str]]
    """Kind and value of topics and places that the text does not want."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The text cut into words."""

    typed: tuple[str, ...]
    folded: tuple[str, ...]

    def said(self, start: int, end: int) -> str:
        return " ".join(self.typed[start:end])


def read_brief(brief: Brief, snapshot: Snapshot, knows: Knows, language: str) -> BriefReading:
    """What is asked for, with labels in an interface language; `knows` says of a folded word whether the archive's documents have it."""
    text = _cut(brief.text)
    names = brief_names(snapshot)
    spots = tuple(_meant(_spots(brief.text, text, names), text, snapshot))
    wanted = tuple(spot for spot in spots if not spot.mention.negated)
    days, size = _amounts(text, names)
    filled = _filled(brief, wanted, days, size)
    used = {place for spot in spots for place in range(spot.start, spot.end)}
    used |= {place for amount in (days, size) if amount for place in _places_of(amount.words, text)}
    rest = _rest(text, used, filled.languages[0] if filled.languages else "en", knows)
    told = (*_told_names(wanted, text, language), *_told_amounts(days, size, text), *_told_rest(rest, text))
    return BriefReading(
        brief=filled,
        understood=told,
        search=_search_words(brief, filled, wanted, rest, text),
        city_size=next((s.mention.value for s in wanted if s.mention.kind == "city_size"), None),
        unwanted=frozenset((s.mention.kind, s.mention.value) for s in spots if s.mention.negated),
    )


def _cut(text: str) -> _Words:
    folded = tuple(fold(text).split())
    typed = tuple(gazetteer.words_of(unicodedata.normalize("NFKC", text)))
    return _Words(typed if len(typed) == len(folded) else folded, folded)


def _spots(raw: str, text: _Words, names: Iterable[Names]) -> Iterator[Spot]:
    """Mentions by place; of those that overlap the longest, and of one place's what a brief names first."""
    mentions = (mention for each in names for mention in mentions_in(raw, each))
    found = {Spot(m, start, end) for m in mentions for start, end in _places(m.words, text)}
    ordered = sorted(found, key=lambda s: (s.start, s.start - s.end, _rank(s.mention), s.mention.value))
    taken: dict[int, Spot] = {}
    for spot in ordered:
        others = [taken[place] for place in range(spot.start, spot.end) if place in taken]
        if all(_can_share(spot, other) for other in others):
            yield spot
            taken.update(dict.fromkeys(range(spot.start, spot.end), spot))


_ORDER = ("topic", "term", "seniority", "profession", "instrument", "coastal", "city_size", "language", *PLACES)


def _rank(mention: Mention) -> int:
    return _ORDER.index(mention.kind) if mention.kind in _ORDER else len(_ORDER)


def _can_share(one: Spot, other: Spot) -> bool:
    """Regions that one name stands for, as the parts of Latin America, share its words; nothing else does."""
    same_words = (one.start, one.end) == (other.start, other.end)
    return same_words and one.mention.kind == other.mention.kind == "region"


def _places(words: str, text: _Words) -> Iterator[tuple[int, int]]:
    """Where the folded words stand: whole words, or inside one where the script has no spaces."""
    wanted = words.split()
    for start in range(len(text.folded) - len(wanted) + 1):
        if list(text.folded[start : start + len(wanted)]) == wanted:
            yield start, start + len(wanted)
    if len(wanted) == 1 and not words.isascii() and words not in text.folded:
        yield from _inside(words, text)


def _inside(word: str, text: _Words) -> Iterator[tuple[int, int]]:
    joined = "".join(text.folded)
    owners = [place for place, each in enumerate(text.folded) for _ in each]
    at = joined.find(word)
    if at >= 0:
        yield owners[at], owners[at + len(word) - 1] + 1


def _places_of(words: str, text: _Words) -> set[int]:
    found = [*_places(words, text), *_inside(words.replace(" ", ""), text)]
    return {place for start, end in found for place in range(start, end)}


def _meant(spots: Iterable[Spot], text: _Words, snapshot: Snapshot) -> Iterator[Spot]:
    """Without languages that only name a people, and cities that the text writes like ordinary words."""
    accepted_end = -1
    for spot in spots:
        kind = spot.mention.kind
        if kind == "language":
            if not _is_language(spot, text, accepted_end):
                continue
            accepted_end = spot.end
        if kind == "city" and not _is_city(spot, text, snapshot):
            continue
        yield spot


def _is_language(spot: Spot, text: _Words, accepted_end: int) -> bool:
    word = text.folded[spot.start]
    before = text.folded[spot.start - 1] if spot.start else ""
    follows = accepted_end >= 0 and spot.start - accepted_end <= 2
    if not word.isascii() and not word[:1].isalpha():
        return False
    return before in LANGUAGE_CUES or (follows and (before in JOINTS or spot.start == accepted_end)) or _is_hangul(word)


def _is_hangul(word: str) -> bool:
    return "\uac00" <= word[:1] <= "\ud7a3"


def _is_city(spot: Spot, text: _Words, snapshot: Snapshot) -> bool:
    """In scripts with capitals a city has one; in others it is of the archive, or too large to be missed, or of three letters."""
    typed = text.typed[spot.start]
    if typed[:1].lower() != typed[:1].upper():
        return typed[:1].isupper()
    return spot.mention.value in snapshot.case_in_city or len(spot.mention.words) > len("나라")


def _amounts(text: _Words, names: Iterable[Names]) -> tuple[Amount | None, Amount | None]:
    """Days and participants."""
    joined = " ".join(text.folded)
    kinds = {"person", "profession", "seniority"}
    tables = (each.spaced.items() for each in names)
    people = [name for table in tables for name, found in table if any(named.kind in kinds for named in found)]
    return days_in(joined), people_in(joined, people)


def _filled(brief: Brief, spots: Sequence[Spot], days: Amount | None, size: Amount | None) -> Brief:
    """The brief with what the text says wherever the trainer left a field empty."""
    values = _Values(spots)
    theme = brief.theme or _theme(values)
    languages = brief.languages or values.of("language") or (_own_language(brief),)
    topics = brief.topics or values.topics
    return Brief(
        text=brief.text,
        theme=theme,
        topics=topics,
        instruments=brief.instruments or values.of("instrument"),
        days=brief.days or (days.value if days else None),
        languages=languages,
        audience=_audience(brief.audience, values, size),
    )


def _own_language(brief: Brief) -> str:
    """The language that the trainer writes: of the text, or of the theme."""
    if any(map(_is_hangul, brief.text)):
        return "ko"
    spoken = query_language(brief.text) if len(brief.text) > 12 else next(iter(brief.theme), None)
    return spoken or "en"


def _audience(given: Audience, values: _Values, size: Amount | None) -> Audience:
    untold = Audience()
    return given.model_copy(
        update={
            "seniority": given.seniority or next(iter(values.of("seniority")), None),
            "size": size.value if size and given.size == untold.size else given.size,
            "professions": given.professions or values.professions(),
            "countries": given.countries or values.of("country"),
            "regions": given.regions or values.of("region"),
            "cities": given.cities or tuple(map(int, values.of("city"))),
            "is_coastal": given.is_coastal or bool(values.of("coastal")),
        }
    )


class _Values:
    """What the mentions say, by kind."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._spots = spots

    def of(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(spot.mention.value for spot in self._spots if spot.mention.kind == kind))

    def concepts(self, *kinds: str) -> tuple[Concept, ...]:
        """Of the vocabularies, in the order of the text."""
        found = (s.mention for s in self._spots if s.mention.kind in kinds)
        return tuple({m.value: vocabulary(f"{m.kind}s")[m.value] for m in found}.values())

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics by name, then those of the terms."""
        terms = vocabulary("terms")
        of_terms = (str(terms[term].notes["topic"]) for term in self.of("term"))
        return tuple(dict.fromkeys((*self.of("topic"), *of_terms)))

    def professions(self) -> tuple[Profession, ...]:
        """With their shares: of one alone without a share all, of several those that are left in equal parts."""
        named = [spot for spot in self._spots if spot.mention.kind == "profession"]
        told = {spot.mention.value: self._share(spot) for spot in named}
        silent = [value for value, share in told.items() if share is None]
        left = max(0.0, 1.0 - sum(share for share in told.values() if share))
        each = round(left / len(silent), 4) if silent else 0.0
        shares = {value: share or each for value, share in told.items()}
        return tuple(Profession(name=profession_name(v), share=share) for v, share in shares.items() if share > 0)

    def _share(self, profession: Spot) -> float | None:
        near = [s for s in self._spots if s.mention.kind == "share" and _distance(s, profession) <= SHARE_REACH]
        found = min(near, key=lambda s: _distance(s, profession), default=None)
        return float(found.mention.value) if found else None


def _distance(one: Spot, other: Spot) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _theme(values: _Values) -> Text:
    """The first two terms or topics that the text names, else instruments, in every interface language."""
    named = values.concepts("topic", "term") or values.concepts("instrument")
    return (
        {tag: " · ".join(concept.label(tag) for concept in named[:2]) for tag in INTERFACE_LANGUAGES} if named else {}
    )


def _rest(text: _Words, used: set[int], language: str, knows: Knows) -> Mapping[int, bool]:
    """Place of each telling word that nothing was made of -> whether the archive knows it."""
    spoken = {language, *INTERFACE_LANGUAGES}
    left = (place for place in range(len(text.folded)) if place not in used)
    telling = (p for p in left if len(text.folded[p]) > 1 and not any(is_stop_word(text.folded[p], s) for s in spoken))
    # A brief of 4,000 characters can hold hundreds of words; the first few dozen tell its theme.
    return {
        place: not text.folded[place].isdecimal() and knows(text.folded[place]) for place in islice(telling, MOST_ASKED)
    }


def _search_words(brief: Brief, filled: Brief, spots: Sequence[Spot], rest: Mapping[int, bool], text: _Words) -> str:
    """The theme as the trainer said it: what names it and the words that the archive knows, in their order."""
    places = {p for spot in spots if spot.mention.kind in THEMES for p in range(spot.start, spot.end)}
    places |= {place for place, is_known in rest.items() if is_known}
    typed = " ".join(text.typed[place] for place in sorted(places))
    given = next(iter(brief.theme.values()), "")
    labels = " ".join(vocabulary("topics").label(topic, "en") for topic in filled.topics)
    return " ".join(filter(None, (given, typed))) or labels or brief.text


_FIELDS: Mapping[str, str] = {"term": "topic"} | {
    kind: kind
    for kind in ("topic", "instrument", "seniority", "profession", "language", "region", "country", "city", "coastal", "city_size")
}  # fmt: skip
"""Kind of a mention -> the field that it fills; others, such as shares, fill none of their own."""


def _told_names(spots: Iterable[Spot], text: _Words, language: str) -> Iterator[Understood]:
    for spot in spots:
        kind, value = spot.mention.kind, spot.mention.value
        if kind in _FIELDS:
            topic = str(vocabulary("terms")[value].notes["topic"]) if kind == "term" else value
            label = _label(Named(kind, value), language)
            yield Understood.model_validate(
                {"words": text.said(spot.start, spot.end), "field": _FIELDS[kind], "value": topic, "label": label}
            )


def _label(named: Named, language: str) -> str:
    kind, value = named.kind, named.value
    if kind in THEMES or kind == "region":
        return vocabulary(f"{kind}s").label(value, language)
    if kind == "city":
        city = gazetteer.city(int(value))
        return city.name if city else value
    if kind == "profession":
        return profession_name(value)[language]
    if kind in ("country", "language"):
        return (gazetteer.country_name if kind == "country" else gazetteer.language_name)(value, language)
    return words(f"{kind}_{value}" if kind != "coastal" else "coastal", language)


def _told_amounts(days: Amount | None, size: Amount | None, text: _Words) -> Iterator[Understood]:
    for field, amount in (("days", days), ("size", size)):
        if amount:
            places = sorted(_places_of(amount.words, text))
            said = text.said(places[0], places[-1] + 1) if places else amount.words
            value = str(amount.value)
            yield Understood.model_validate({"words": said, "field": field, "value": value, "label": value})


def _told_rest(rest: Mapping[int, bool], text: _Words) -> Iterator[Understood]:
    """Runs of words that were not named: those that the archive knows are searched for, the others are told as not understood."""
    runs: list[list[int]] = []
    for place, is_known in rest.items():
        if runs and runs[-1][-1] == place - 1 and rest[place - 1] == is_known:
            runs[-1].append(place)
        else:
            runs.append([place])
    for run in runs:
        said = text.said(run[0], run[-1] + 1)
        if rest[run[0]]:
            yield Understood(words=said, field="theme", value=said, label=said)
        else:
            yield Understood(words=said, field="nothing")


def nothing_understood(brief: Brief) -> bool:
    """Whether a brief says nothing of a theme: neither words, nor a theme, nor topics."""
    return not (any(c.isalpha() for c in brief.text) or brief.theme or brief.topics or brief.instruments)
