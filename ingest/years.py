"""The years in which a policy began and ended, guessed only where title or text leave little doubt: most documents name many."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.gazetteer import fold

# A year and no part of a number, date or address.
_YEAR = re.compile(r"(?<![\d.,/:–-])(19[5-9]\d|20[0-4]\d)(?!\d|[.,/:–-]\d)")
_START = re.compile(
    r"\b(?:launch|start|began|begun|begins|introduc|open(?:ed|s)\b|came into (?:force|effect)|took effect|inaugurat|went live"
    r"|inici|comenz|abrio|entro en (?:vigor|operacion|servicio)|puso en marcha|arranc|lanz"
    r"|lance|demarr|debut|ouvert|mise? en (?:service|place|oeuvre)|entree? en (?:vigueur|service)"
    r"|eroffne|eingefuhrt|gestartet|begann|begonnen|in kraft|in betrieb"
    r"|implant|implement|entrou em (?:vigor|operacao)|estre"
    r")|시작|시행|도입|개통|출범|착수|개장|開業|開始|施行|導入|始ま|始め|開園|開館|开通|启动|啟動|實施|实施|开始|试行|启用"
    r"|افتتح|افتتاح|بدأ|انطلق|دخل حيز|اطلق|أطلق"
)
_END = re.compile(
    r"\b(?:end(?:ed|s)\b|abolish|cancel|scrapp|closed|terminat|discontinu|repeal|dismantl|shut"
    r"|suprimi|termino|finaliz|cerro|cancelad|clausur|encerr|extint|acabou"
    r"|supprim|prit fin|pris fin|abandonn|arrete|ferme\b"
    r"|eingestellt|beendet|endete|aufgehoben|gekippt"
    r")|폐지|종료|중단|폐쇄|폐업|终止|停止|取消|关闭|廃止|終了|閉店|閉館|解散|الغي|ألغي|أغلق|انته"
)
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-–—~～]\s?((?:19|20)\d\d)(?!\d)")
OPENING = 8
"""Sentences at the start, where a report says what it is about."""

IN_TITLE = 0.7
IN_TEXT = 0.55
LIKELY = (0.32, 0.15, 0.15)
ENDED = 0.35
"""How sure the kinds of guess are. On 140 shipped documents a start that the text left little doubt of was found in one of four, and two
of three were right; of the likeliest years (`likely_start_years`) the first was right in 41 %, one of three in 75 %. Ends are
seldom told and were not judged."""

_NEAR = ((12, 1.0), (30, 0.6), (60, 0.3))
"""Characters between a year and a word for a start -> weight of the mention, beside `_MENTION`."""
_MENTION = 0.15
_TITLE_WEIGHT = 4.0
_OPENING_WEIGHT = 1.6
_LATER = 0.02
"""What a year loses for each earlier one that is named: a policy begins before the things that are told of it."""


@dataclass(frozen=True, slots=True)
class FoundYear:
    year: int
    found_in: str
    """The title, or the first sentence that says that something began or ended in that year."""
    confidence: float


def find_start_year(title: str, sentences: Sequence[str]) -> FoundYear | None:
    """The earliest year in the title; else the one that the text names most, if sentences say that something began then.

    One such sentence is enough where the opening names the year too, else there must be two. None where that leaves doubt.
    """
    if in_title := years_in(title):
        return FoundYear(min(in_title), title, IN_TITLE)
    mentions = Counter(year for sentence in sentences for year in years_in(sentence))
    starts = [sentence for sentence in sentences if _START.search(fold(sentence))]
    opening = {year for sentence in sentences[:OPENING] for year in years_in(sentence)}
    most = max(mentions.values(), default=0)
    telling = {
        year: [sentence for sentence in starts if year in years_in(sentence)]
        for year in sorted(mentions)
        if mentions[year] == most
    }
    best = max(telling, key=lambda year: len(telling[year]), default=None)
    if best is None or len(telling[best]) < (1 if best in opening else 2):
        return None
    return FoundYear(best, telling[best][0], IN_TEXT)


def likely_start_years(title: str, sentences: Sequence[str]) -> list[FoundYear]:
    """The three likeliest years for the start, likeliest first, for a person to choose from: those named near words for a start."""
    weights: dict[int, float] = dict.fromkeys(years_in(title), _TITLE_WEIGHT)
    told: dict[int, tuple[float, str]] = {year: (_TITLE_WEIGHT, title) for year in weights}
    for place, sentence in enumerate(sentences):
        for year, weight in _weighed(sentence):
            weight *= _OPENING_WEIGHT if place < OPENING else 1.0
            weights[year] = weights.get(year, 0.0) + weight
            told[year] = max(told.get(year, (0.0, "")), (weight, sentence), key=lambda pair: pair[0])
    earlier = {year: place for place, year in enumerate(sorted(weights))}
    ranked = sorted(weights, key=lambda year: (-weights[year] * (1 - _LATER * earlier[year]), year))
    return [FoundYear(year, told[year][1], sure) for year, sure in zip(ranked, LIKELY, strict=False)]


def _weighed(sentence: str) -> Iterator[tuple[int, float]]:
    """Years of a sentence, weighed by how near a word for a start is."""
    folded = fold(sentence)
    starts = [match.span() for match in _START.finditer(folded)]
    for match in _YEAR.finditer(folded):
        gaps = [max(0, match.start() - end, start - match.end()) for start, end in starts]
        nearness = next((weight for most, weight in _NEAR if min(gaps, default=most + 1) <= most), 0.0)
        if int(match[1]) <= dt.date.today().year:
            yield int(match[1]), _MENTION + nearness


def find_end_year(title: str, sentences: Sequence[str], start: int | None) -> FoundYear | None:
    """The end of a span of years in the title; else the latest year after `start` in which two sentences say that something ended."""
    if in_title := _RANGE.search(title):
        return FoundYear(int(in_title[2]), title, IN_TITLE)
    ends = [sentence for sentence in sentences if _END.search(fold(sentence))]
    told = Counter(year for sentence in ends for year in set(years_in(sentence)) if year > (start or 0))
    best = max((year for year, count in told.items() if count > 1), default=None)
    if best is None:
        return None
    return FoundYear(best, next(sentence for sentence in ends if best in years_in(sentence)), ENDED)


def years_in(text: str) -> list[int]:
    """Years from 1950 to this one, in order; parts of numbers, dates and addresses are none."""
    # A year to come is a target.
    return [year for year in map(int, _YEAR.findall(text)) if year <= dt.date.today().year]
